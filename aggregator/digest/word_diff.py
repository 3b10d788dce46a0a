"""What changed between two texts, word by word, for people who compare versions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
MOST = 4_000  # words and signs of a text that is compared closely
ALIKE = 0.25  # texts that share less are another text, and no longer compared word by word


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that stands in both texts, in the new one alone ("ins"), or in the old one alone."""

    kind: Literal["same", "ins", "del"]
    text: str


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The old text and the new one as one row of pieces: without "ins" it is the old one, without "del" the
    new one.
    """
    if old == new:
        return (Piece("same", old),) if old else ()
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    too_long = len(before) + len(after) > MOST
    if too_long or matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return tuple(_change(old, new))
    return tuple(_pieces(before, after, matcher.get_opcodes()))


def _pieces(
    before: list[str], after: list[str], steps: Sequence[tuple[str, int, int, int, int]]
) -> Iterator[Piece]:
    """The steps as pieces. Changes with nothing but a blank between them are one: "a b" for "c d", and not
    "a" for "c" and "b" for "d".
    """
    old = new = ""
    for number, (tag, a, b, c, d) in enumerate(steps):
        was, now = "".join(before[a:b]), "".join(after[c:d])
        between = was.isspace() and 0 < number < len(steps) - 1
        if tag != "equal" or between:
            old, new = old + was, new + now
            continue
        yield from _change(old, new)
        old = new = ""
        yield Piece("same", was)
    yield from _change(old, new)


def _change(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece("del", old)
    if new:
        yield Piece("ins", new)
