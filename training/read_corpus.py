# ruff: noqa: INP001 - scripts beside the package, no part of it
"""Reads training/corpus: invented, labelled fan posts (training/corpus/README.md tells how they were made).

    from read_corpus import corpus, is_held_out

A post is held out with its whole family: posts of one family share an idiom or a construction, so a split by
line would test what was learnt by heart.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent / "corpus"
LABELS: dict[str, Literal["negative", "neutral", "positive"]] = {
    "-": "negative",
    "0": "neutral",
    "+": "positive",
}
HELD_OUT_IN = 5
"""One family in so many is held out."""

# Invented. Some hold loaded words, as real titles do: a model that sees them unmasked must not lean on them.
TITLES = (
    "The Glass Harbour", "Paper Lighthouse", "Bad Weather Boys", "Orbit of Ash", "The Last Ferryman",
    "Saltwater Kings", "Killer Tide", "Happy Ending Motel", "The Quiet Impossible", "Love in a Dead Season",
)  # fmt: skip
ACTORS = ("Mara Lindqvist", "Teo Okafor", "Jun Castellane", "Priya Vantongeren", "Ossian Bell")
CHARACTERS = ("Captain Wren", "Odalys", "Brother Moth", "Ferro")
DIRECTORS = ("Ines Halloran", "Rafe Umbertov", "Dunya Marsh")

_FAMILY = re.compile(r"## (?P<name>.+?) \| (?P<network>[a-z]+)(?: \| (?P<language>[a-z]{2}))?")


@dataclass(frozen=True, slots=True)
class Sample:
    """One invented post: its words with names filled in, and those names, so that they can be masked."""

    text: str
    label: Literal["negative", "neutral", "positive"]
    family: str
    network: str
    language: str
    title: str
    people: tuple[str, ...]
    characters: tuple[str, ...]


def corpus(folder: Path = FOLDER) -> Iterator[Sample]:
    """All posts, file by file in the order of their lines; the names filled in are the same each time.

    Raises ValueError naming file and line of one that is neither a family nor a labelled post.
    """
    for path in sorted(folder.glob("*.txt")):
        family = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("## "):
                family = _FAMILY.fullmatch(line)
                if family is None:
                    raise ValueError(f"{path.name}: line {number}: no family: {line}")
            elif line:
                label = LABELS.get(line[0])
                if family is None or label is None or line[1:2] != " ":
                    raise ValueError(f"{path.name}: line {number}: no label in front: {line}")
                yield _sample(path.stem, family, label, line[2:])


def is_held_out(family: str) -> bool:
    """Whether a family's posts are only for measuring."""
    return int.from_bytes(hashlib.blake2b(family.encode(), digest_size=4).digest()) % HELD_OUT_IN == 0


def _sample(
    part: str, family: re.Match[str], label: Literal["negative", "neutral", "positive"], text: str
) -> Sample:
    pick = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest())
    title, actor = TITLES[pick % len(TITLES)], ACTORS[pick % len(ACTORS)]
    character, director = CHARACTERS[pick % len(CHARACTERS)], DIRECTORS[pick % len(DIRECTORS)]
    for mark, name in (
        ("{T}", title),
        ("{#}", "#" + "".join(word.capitalize() for word in title.split())),
        ("{A}", actor),
        ("{C}", character),
        ("{D}", director),
    ):
        text = text.replace(mark, name)
    return Sample(
        text=text,
        label=label,
        family=f"{part}/{family['name']}",
        network=family["network"],
        language=family["language"] or "en",
        title=title,
        people=(actor, director),
        characters=(character,),
    )
