"""How often a changed picture is known again by its fingerprint, and how often two are taken for one.

Pictures are drawn here (tests/invented_pictures.py): stills, portraits that are much alike, and screenshots
of text. Run: python bench/pictures.py [PICTURES OF EACH KIND]; needs the extra "media".
"""

import sys
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from invented_pictures import CHANGES, KINDS, encoded

from aggregator.signals.fingerprint import ALIKE, distance, fingerprint

LIMITS = (3, 4, 5, 6, 8)


def main(number: int) -> None:
    """Print both tables; ALIKE is the limit that is used."""
    drawn = {kind: [draw(n) for n in range(number)] for kind, draw in KINDS.items()}
    bits = {kind: [fingerprint(encoded(one, "PNG")) for one in some] for kind, some in drawn.items()}
    print(f"limit in use: {ALIKE} of 64 bits; {number} pictures of each kind\n")
    print("known again, of pictures that were".ljust(42), *(f"<= {limit}".rjust(7) for limit in LIMITS))
    for name, change in CHANGES.items():
        far = [
            distance(was, fingerprint(encoded(change(one, n), "PNG")))
            for kind, some in drawn.items()
            for n, (one, was) in enumerate(zip(some, bits[kind], strict=True))
        ]
        print(name.ljust(42), *(f"{_share(far, limit):7.3f}" for limit in LIMITS))
    print("\ntaken for one, of all pairs of".ljust(43), *(f"<= {limit}".rjust(7) for limit in LIMITS))
    for kind, some in bits.items():
        far = [distance(one, other) for one, other in combinations(some, 2)]
        print(kind.ljust(42), *(f"{_share(far, limit):7.4f}" for limit in LIMITS), f" of {len(far):,}")
    every = [
        distance(one, other) for one, other in combinations([b for some in bits.values() for b in some], 2)
    ]
    print("all kinds together".ljust(42), *(f"{_share(every, limit):7.4f}" for limit in LIMITS))


def _share(far: list[int], limit: int) -> float:
    return sum(one <= limit for one in far) / len(far)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
