"""What a story is made from: all posts of its window, and those that are looked at closely.

Of a usual window these are the same. Of a large one (model.frozen_columns.LARGE) every number is one of all
posts, while themes, quotes and near-duplicates are sought in a sample (sampling.py); then the themes' words
are counted in all texts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aggregator.digest import campaigns, turnout
from aggregator.digest.copies import Copies
from aggregator.digest.eligible import Eligible, in_order
from aggregator.digest.freezing import freeze, writers_of
from aggregator.digest.spikes import Around
from aggregator.digest.themes import FoundTheme
from aggregator.digest.vocabulary import Vocabulary
from aggregator.model.columns import Named, Numbers
from aggregator.model.digests import DigestKind, Theme, Window
from aggregator.model.films import Film
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.scoring import LABELS, Reaction
from aggregator.signals.bursts import Spike
from aggregator.signals.flags import UNTHEMED

ReadTexts = Callable[[Numbers], Iterator[tuple[Numbers, list[str]]]]
"""Reads the texts of these places, ascending, some at a time: the places that were found, and their texts."""


class Material(Protocol):
    """The posts of a window; places are those in `frozen`, oldest first. Weights are not in it yet."""

    @property
    def frozen(self) -> FrozenColumns:
        """All posts as inputs, near-duplicates under one text_key."""

    @property
    def new(self) -> NDArray[np.int8]:
        """Whether the account of each was new (campaigns.ages)."""

    @property
    def sampled(self) -> int:
        """Among how many posts themes and quotes are sought; 0: among all."""

    def looked_at(self, places: Sequence[int]) -> Sequence[int]:
        """Those of some places whose posts are read."""

    def reaction(self, place: int) -> Reaction:
        """The post of a place that is looked at."""

    def closely(self) -> Mapping[int, Reaction]:
        """The posts that are looked at, by their places, oldest first."""

    def picked(self) -> Sequence[Reaction]:
        """Posts among which are all that an editor picked by hand."""

    def scorers(self, places: Sequence[int]) -> list[str]:
        """Who judged the posts of these places, sorted."""

    def copies_of(self, one: Reaction, *, itself: bool = True) -> int:
        """How many other posts say much the same. `itself`: it is a countable post of the window."""

    def around(self, spike: Spike) -> Around:
        """The posts among which a spike's trigger is sought."""

    def recounted(self, themes: Sequence[Theme], sifted: Eligible) -> list[Theme]:
        """Themes that were found in what is looked at, with their numbers of all posts."""


class Whole:
    """A window whose posts are all looked at, as a story of that kind counts them."""

    sampled = 0

    def __init__(self, reactions: Iterable[Reaction], window: Window, film: Film, kind: DigestKind) -> None:
        self._ordered = turnout.heard(in_order(reactions, window), kind)
        writers = writers_of(self._ordered)
        self._copies = Copies(self._ordered, film, writers.numbers)
        self.frozen = freeze(self._ordered, self._copies.keys, writers)
        self.new = campaigns.ages(self._ordered)

    def looked_at(self, places: Sequence[int]) -> Sequence[int]:
        """All of them."""
        return places

    def reaction(self, place: int) -> Reaction:
        """The post of a place."""
        return self._ordered[place]

    def closely(self) -> Mapping[int, Reaction]:
        """All posts."""
        return dict(enumerate(self._ordered))

    def picked(self) -> Sequence[Reaction]:
        """All posts."""
        return self._ordered

    def scorers(self, places: Sequence[int]) -> list[str]:
        """Who judged the posts of these places, sorted."""
        scores = (self._ordered[place].score for place in places)
        return sorted({score.scorer for score in scores if score is not None})

    def copies_of(self, one: Reaction, *, itself: bool = True) -> int:
        """How many other posts say much the same."""
        return self._copies.of(one.post.text, itself=itself)

    def around(self, spike: Spike) -> Around:  # noqa: ARG002 - as Material has it
        """All posts."""
        return self._ordered, self._copies.keys

    def recounted(self, themes: Sequence[Theme], sifted: Eligible) -> list[Theme]:  # noqa: ARG002 - as above
        """The same: nothing else was read."""
        return list(themes)


@dataclass(frozen=True, slots=True)
class LargeWindow:
    """All posts of a large window as columns, and who judged each."""

    frozen: FrozenColumns
    new: NDArray[np.int8]
    scorer: Named

    def picks(self, picked: str) -> Numbers:
        """The places of the posts that are excluded for this reason."""
        return np.flatnonzero(self.frozen.excluded.codes == self.frozen.excluded.code(picked))


class Sampled:
    """A window of which a sample is looked at.

    All of it is as a story of its kind counts it (turnout.heard, turnout.heard_columns). `sample` are its
    places (sampling.sample), ascending; `read` holds their reactions and those of the picked posts. `texts`
    and `earliest` read more of the same posts: texts, and the reactions around a spike, oldest first.
    """

    def __init__(
        self,
        window: LargeWindow,
        sample: Numbers,
        read: Mapping[int, Reaction],
        film: Film,
        *,
        texts: ReadTexts,
        earliest: Callable[[Spike], Sequence[Reaction]],
    ) -> None:
        self.new = window.new
        self._scorer, self._read, self._texts, self._earliest = window.scorer, read, texts, earliest
        self._places = sample.tolist()
        self.sampled = len(self._places)
        self._sample = frozenset(self._places)
        closely = [read[place] for place in self._places]
        self._copies = Copies(closely, film, writers_of(closely).numbers)
        joined = {
            one.signals.text_key: key
            for one, key in zip(closely, self._copies.keys, strict=True)
            if one.signals.text_key != key
        }
        self.frozen = rekeyed(window.frozen, joined)
        self._place_of = {one.post.key: place for place, one in read.items()}

    def looked_at(self, places: Sequence[int]) -> Sequence[int]:
        """Those of the sample."""
        return [place for place in places if place in self._sample]

    def reaction(self, place: int) -> Reaction:
        """The post of a place in the sample."""
        return self._read[place]

    def closely(self) -> Mapping[int, Reaction]:
        """Those of the sample."""
        return {place: self._read[place] for place in self._places}

    def picked(self) -> Sequence[Reaction]:
        """All that were read."""
        return list(self._read.values())

    def scorers(self, places: Sequence[int]) -> list[str]:
        """Who judged the posts of these places, sorted."""
        codes = np.unique(self._scorer.codes[np.asarray(places, dtype=np.int64)]).tolist()
        return sorted(name for name in (self._scorer.values[code] for code in codes) if name is not None)

    def copies_of(self, one: Reaction, *, itself: bool = True) -> int:
        """How many others of the sample say much the same, and others how many beside it say the same."""
        near = self._copies.of(one.post.text, itself=itself)
        return near + copies_beside(self.frozen, self._place_of[one.post.key], self._places)

    def around(self, spike: Spike) -> Around:
        """The earliest."""
        found = self._earliest(spike)
        return found, [one.signals.text_key for one in found]

    def recounted(self, themes: Sequence[Theme], sifted: Eligible) -> list[Theme]:
        """Counted in all texts."""
        return count_themes(themes, self.frozen, sifted, self._texts)


def rekeyed(frozen: FrozenColumns, joined: Mapping[str, str]) -> FrozenColumns:
    """The same with another text_key for countable posts of some keys: one of them counts."""
    if not joined:
        return frozen
    keys = {one.encode("utf-8", "surrogatepass"): other for one, other in joined.items()}
    countable = frozen.is_countable.tolist()
    others = {
        place: keys[key]
        for place, key in enumerate(frozen.text_key.as_bytes())
        if key in keys and countable[place]
    }
    return frozen.replace(text_key=frozen.text_key.put(others))


def copies_beside(frozen: FrozenColumns, place: int, sampled: Sequence[int]) -> int:
    """How many countable posts beside the sample, and beside that place, count as its copies."""
    same = frozen.is_countable & (frozen.copies == frozen.copies[place])
    same[list(sampled)] = False
    same[place] = False
    return int(same.sum())


def of_all(
    material: Material, sifted: Eligible, found: Sequence[FoundTheme], general: Sequence[Theme]
) -> tuple[tuple[FoundTheme, ...], tuple[Theme, ...]]:
    """Themes that were found in what is looked at, counted in all posts."""
    counted = material.recounted([*(one.theme for one in found), *general], sifted)
    themes = tuple(replace(one, theme=theme) for one, theme in zip(found, counted, strict=False))
    return themes, tuple(sorted(counted[len(found) :], key=lambda one: (-one.posts, one.label)))


def themed(frozen: FrozenColumns, sifted: Eligible) -> Numbers:
    """The places of the eligible posts in which themes are counted."""
    at = np.array(sifted.places, dtype=np.int64)
    return at[~frozen.flagged(UNTHEMED)[at]]


def count_themes(
    themes: Sequence[Theme], frozen: FrozenColumns, sifted: Eligible, read: ReadTexts
) -> list[Theme]:
    """Themes with the numbers of all eligible posts."""
    counts: list[Counter[str]] = [Counter() for _ in themes]
    for places, texts in read(themed(frozen, sifted)):
        vocabulary = Vocabulary(texts)
        labels = frozen.label[places]
        for theme, count in zip(themes, counts, strict=True):
            members = np.array(vocabulary.mentions(theme.words), dtype=np.int64)
            count["posts"] += len(members)
            for code, label in enumerate(LABELS):
                count[label] += int((labels[members] == code).sum())
    return [
        replace(
            theme,
            posts=count["posts"],
            share=None if theme.share is None else round(count["posts"] / sifted.counted.posts, 4),
            positive=count["positive"],
            negative=count["negative"],
        )
        for theme, count in zip(themes, counts, strict=True)
    ]
