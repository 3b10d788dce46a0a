"""How far plain counts of labels err from topic to topic: more than chance, and not less with more posts."""

import math

Z_95 = 1.959964

MEASURED: dict[str, tuple[float, float, float]] = {
    "fan/1": (0.12, 0.13, 0.1),
    "fan/2": (0.13, 0.15, 0.09),
    "fan/3": (0.13, 0.15, 0.09),
    "textblob/2": (0.18, 0.16, 0.18),
}
"""Root mean square errors of the shares (negative, neutral, positive) by scorer and version.

Over samples with any mix of feelings: the last column of bench/shares.py, on 2026-11-26.
"""

UNKNOWN = (0.18, 0.2, 0.18)
"""Of a scorer that nobody measured: the worst that was seen."""


def topic_error(scorers: list[str]) -> tuple[float, float, float]:
    """The errors of these scorers' plain counts, the largest where they are several.

    A scorer with words of the editor's own ("fan/1+3f2a") errs as the one that is shipped, as far as anybody
    knows. One whose version was not measured is taken for an unknown one.
    """
    known = [MEASURED.get(name.partition("+")[0], UNKNOWN) for name in scorers] or [UNKNOWN]
    return max(one[0] for one in known), max(one[1] for one in known), max(one[2] for one in known)


def widened(share: float, low: float, high: float, error: float) -> tuple[float, float]:
    """A 95 % interval that allows for chance, made to allow for the error too; within 0 and 1."""
    below = math.hypot(share - low, Z_95 * error)
    above = math.hypot(high - share, Z_95 * error)
    return max(0.0, share - below), min(1.0, share + above)
