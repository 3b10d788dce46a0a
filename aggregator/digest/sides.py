"""A moment that is compared: its digest, its inputs, and the sums over its eligible posts.

All of it is kept as columns, and of the texts no more than `CHUNK` at a time, so that two moments of a
million posts are compared in the memory that one digest takes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregator.digest import of_columns
from aggregator.digest.differences import Proportion, proportion
from aggregator.digest.eligible import is_themed, sift
from aggregator.digest.vocabulary import Vocabulary
from aggregator.model.columns import CHUNK, Numbers
from aggregator.model.digests import Digest, FrozenInput, Theme
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.scoring import LABELS, Label
from aggregator.signals.flags import UNTHEMED

ReadTexts = Callable[[Sequence[int]], Sequence[str]]
"""The texts of the inputs at these places, in their order; "" for one that is not there any more."""


@dataclass(frozen=True, slots=True)
class Side:
    """A moment: its digest, its frozen inputs, and how the texts of these are read."""

    digest: Digest
    frozen: Sequence[FrozenInput]
    read: ReadTexts


@dataclass(frozen=True, slots=True)
class Judged:
    """Posts as columns: who wrote each (a number; `known`: an author is), its label's place in LABELS or -1,
    and what it weighs.
    """

    who: Numbers
    known: NDArray[np.bool_]
    label: Numbers
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        """How many posts."""
        return len(self.who)

    def some(self, wanted: NDArray[np.bool_]) -> "Judged":
        """Those posts."""
        return Judged(self.who[wanted], self.known[wanted], self.label[wanted], self.weight[wanted])

    def people(self) -> int:
        """How many people are known to have written them."""
        return len(np.unique(self.who[self.known]))

    def labelled(self, label: Label) -> Proportion:
        """The share of a label, in which posts of a campaign weigh less."""
        return self._share(self.label == LABELS.index(label), self.weight)

    def share(self, hits: NDArray[np.bool_]) -> Proportion:
        """The share of these posts, each counted once."""
        return self._share(hits, np.ones(len(self)))

    def _share(self, hits: NDArray[np.bool_], weight: NDArray[np.float64]) -> Proportion:
        if not len(self):
            return proportion(())
        of_author = np.bincount(self.who, weights=weight * hits), np.bincount(self.who, weights=weight)
        rows, many = np.unique(np.stack(of_author, axis=1), axis=0, return_counts=True)
        alike = zip(rows.tolist(), many.tolist(), strict=True)
        return proportion((hit, posts, authors) for (hit, posts), authors in alike)


class Counted:
    """The eligible posts of a side."""

    def __init__(self, side: Side) -> None:
        sifted = sift(side.frozen)
        self.carries_shares = sifted.carries_shares
        places = np.array(sifted.places, dtype=np.int64)
        self._read = side.read
        self._source, self.posts, themed = _columns(side.frozen, places)
        self._themed = themed
        self._places = places[themed]

    def of(self, source: str) -> Judged:
        """The judged posts of a network."""
        names, codes = self._source
        wanted = codes == (names.index(source) if source in names else -1)
        return self.posts.some(wanted & (self.posts.label >= 0))

    def themed(self) -> Judged:
        """The posts in which themes are counted."""
        return self.posts.some(self._themed)

    def mentions(self, themes: Sequence[Theme]) -> list[NDArray[np.bool_]]:
        """Of each theme which of the themed posts mention it."""
        found = [np.zeros(len(self._places), dtype=np.bool_) for _ in themes]
        for low in range(0, len(self._places), CHUNK):
            vocabulary = Vocabulary(self._read(self._places[low : low + CHUNK].tolist()))
            for theme, hits in zip(themes, found, strict=True):
                hits[low + np.array(vocabulary.mentions(theme.words), dtype=np.int64)] = True
        return found


def _columns(
    frozen: Sequence[FrozenInput], places: Numbers
) -> tuple[tuple[list[Any], Numbers], Judged, NDArray[np.bool_]]:
    """The networks of some places, their posts, and which of them are themed."""
    if isinstance(frozen, FrozenColumns):
        posts = frozen.take(places)
        judged = Judged(
            of_columns.persons(posts), posts.has_author, posts.label.astype(np.int64), posts.weight
        )
        return (
            (list(posts.source.values), posts.source.codes.astype(np.int64)),
            judged,
            ~posts.flagged(UNTHEMED),
        )
    kept = [frozen[place] for place in places.tolist()]
    people: dict[tuple[str, str], int] = {}
    who = [
        people.setdefault(
            (one.source, f"@{one.author}" if one.author is not None else f"#{one.remote_id}"), len(people)
        )
        for one in kept
    ]
    names = sorted({one.source for one in kept})
    judged = Judged(
        np.array(who, dtype=np.int64),
        np.array([one.author is not None for one in kept], dtype=np.bool_),
        np.array([-1 if one.label is None else LABELS.index(one.label) for one in kept], dtype=np.int64),
        np.array([one.weight for one in kept], dtype=np.float64),
    )
    codes = np.array([names.index(one.source) for one in kept], dtype=np.int64)
    return (names, codes), judged, np.array([is_themed(one) for one in kept], dtype=np.bool_)
