"""What a story is made from: all posts of its window, and those that are looked at closely.

Of a usual window these are the same. Of a large one (model.frozen_columns.LARGE) every number is one of all
posts, while themes, quotes and near-duplicates are sought in a sample (sampling.py); then the themes' words
are counted in all texts.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from aggregator.digest import campaigns, turnout
from aggregator.digest.copies import Copies
from aggregator.digest.eligible import Eligible, in_order
from aggregator.digest.freezing import freeze, rekeyed, with_groups, writers_of
from aggregator.digest.pictures import PASSES_ON
from aggregator.digest.spikes import Around
from aggregator.digest.themes import FoundTheme
from aggregator.digest.vocabulary import Vocabulary
from aggregator.model.columns import Bools, Coder, Named, Numbers, micros
from aggregator.model.digests import DigestKind, Theme, Window
from aggregator.model.films import Film
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.glimpses import Glimpse, Words
from aggregator.model.posts import Post
from aggregator.model.quick import quick
from aggregator.model.scoring import LABELS, PICKED, Reaction
from aggregator.signals.bursts import Spike
from aggregator.signals.flags import UNTHEMED
from aggregator.signals.shared_pictures import may_link
from aggregator.signals.triggers import BEFORE

Key = tuple[str, str]
_make_glimpse = quick(Glimpse)
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
        """Those of some places whose posts are looked at."""

    def texts(self, places: Sequence[int]) -> list[str]:
        """The texts of places that are looked at."""

    def likes(self, places: Sequence[int]) -> list[int | None]:
        """Their likes, None where the network does not say."""

    def read(self, places: Sequence[int]) -> list[Reaction]:
        """Their posts, whole."""

    def showing(self, also: Collection[Key] = ()) -> Mapping[int, Post | Glimpse]:
        """Of what is looked at the posts that may pass on an image or clip, and those of `also` that count
        for pictures, by their places, oldest first.
        """

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


@dataclass(frozen=True, slots=True)
class WindowColumns:
    """All posts of a window as columns, and who judged each."""

    frozen: FrozenColumns
    new: NDArray[np.int8]
    scorer: Named

    def picks(self) -> Numbers:
        """The places of the posts that an editor picked by hand."""
        return np.flatnonzero(self.frozen.excluded.codes == self.frozen.excluded.code(PICKED))

    def scorers(self, places: Sequence[int]) -> list[str]:
        """Who judged the posts of these places, sorted."""
        codes = np.unique(self.scorer.codes[np.asarray(places, dtype=np.int64)]).tolist()
        return sorted(name for name in (self.scorer.values[code] for code in codes) if name is not None)


class Whole:
    """A window whose posts are all looked at.

    All of it is as a story of its kind counts it (turnout.heard, turnout.heard_columns). `read` gives the
    posts of some places whole, in that order.
    """

    sampled = 0

    def __init__(
        self,
        window: WindowColumns,
        words: Words,
        film: Film,
        read: Callable[[Sequence[int]], Sequence[Reaction]],
    ) -> None:
        self._window, self._words, self._read = window, words, read
        self._held: dict[int, Reaction] = {}
        frozen = with_groups(window.frozen)
        self._copies = Copies(frozen, words.texts, film)
        self.frozen = rekeyed(frozen, self._copies.keys)
        self.new = window.new

    @classmethod
    def of(cls, reactions: Iterable[Reaction], window: Window, film: Film, kind: DigestKind) -> Self:
        """Reactions that stand whole in memory, as a story of that kind counts them."""
        ordered = turnout.heard(in_order(reactions, window), kind)
        scorer = Coder()
        judges = scorer.codes([None if one.score is None else one.score.scorer for one in ordered])
        frozen = freeze(ordered, [one.signals.text_key for one in ordered], writers_of(ordered))
        posts = [one.post for one in ordered]
        words = Words(
            [post.text for post in posts],
            [post.counts.likes for post in posts],
            [post.url for post in posts],
            {place: post.media for place, post in enumerate(posts) if post.media},
            {place: post.ref for place, post in enumerate(posts) if post.ref is not None},
        )
        columns = WindowColumns(frozen, campaigns.ages(ordered), scorer.named(judges))
        return cls(columns, words, film, lambda places: [ordered[place] for place in places])

    def looked_at(self, places: Sequence[int]) -> Sequence[int]:
        """All of them."""
        return places

    def texts(self, places: Sequence[int]) -> list[str]:
        """The texts of these places."""
        return [self._words.texts[place] for place in places]

    def likes(self, places: Sequence[int]) -> list[int | None]:
        """Their likes."""
        return [self._words.likes[place] for place in places]

    def read(self, places: Sequence[int]) -> list[Reaction]:
        """Their posts, each read once."""
        missing = [place for place in places if place not in self._held]
        if missing:
            self._held |= zip(missing, self._read(missing), strict=True)
        return [self._held[place] for place in places]

    def showing(self, also: Collection[Key] = ()) -> Mapping[int, Post | Glimpse]:
        """Those that hold a picture, repeat or quote another post, or link to something; and `also`."""
        if not also:
            return self._showing
        places = {place for place in self.frozen.places(also) if self._passes[place]} - self._showing.keys()
        return dict(sorted((self._showing | self._glimpses(sorted(places))).items()))

    @cached_property
    def _showing(self) -> dict[int, Glimpse]:
        links = ("://" in text and may_link(text) for text in self._words.texts)
        shows = np.fromiter(links, np.bool_, len(self.frozen))
        passing = (place for place, ref in self._words.refs.items() if ref.type != "replied_to")
        shows[[*self._words.media, *passing]] = True
        return self._glimpses(np.flatnonzero(shows & self._passes).tolist())

    @cached_property
    def _passes(self) -> Bools:
        """Which posts count for pictures."""
        column = self.frozen.excluded
        return np.array([why in PASSES_ON for why in column.values], np.bool_)[column.codes]

    def _glimpses(self, places: Sequence[int]) -> dict[int, Glimpse]:
        words, frozen, at = self._words, self.frozen, np.asarray(places, np.int64)
        columns = zip(
            places,
            frozen.source.codes[at].tolist(),
            frozen.remote_id.take(at).some(0, len(at)),
            frozen.instants(at),
            strict=True,
        )
        names = frozen.source.values
        return {
            place: _make_glimpse(
                names[code],
                remote_id,
                words.urls[place],
                words.texts[place],
                at,
                words.media.get(place, ()),
                words.refs.get(place),
            )
            for place, code, remote_id, at in columns
        }

    def picked(self) -> Sequence[Reaction]:
        """Those that are picked."""
        return self.read(self._window.picks().tolist())

    def scorers(self, places: Sequence[int]) -> list[str]:
        """Who judged the posts of these places, sorted."""
        return self._window.scorers(places)

    def copies_of(self, one: Reaction, *, itself: bool = True) -> int:
        """How many other posts say much the same."""
        return self._copies.of(one.post.text, itself=itself)

    def around(self, spike: Spike) -> Around:
        """All that count, of the spike and of shortly before."""
        column = self.frozen.excluded
        low, high = micros(spike.start - BEFORE), micros(spike.end)
        within = (self.frozen.created_at >= low) & (self.frozen.created_at < high)
        places = np.flatnonzero(within & (column.codes == column.code(None))).tolist()
        return self.read(places), [self._copies.keys[place] for place in places]

    def recounted(self, themes: Sequence[Theme], sifted: Eligible) -> list[Theme]:  # noqa: ARG002 - as above
        """The same: nothing else was read."""
        return list(themes)


class Sampled:
    """A window of which a sample is looked at.

    All of it is as a story of its kind counts it (turnout.heard, turnout.heard_columns). `sample` are its
    places (sampling.sample), ascending; `read` holds their reactions and those of the picked posts. `texts`
    and `earliest` read more of the same posts: texts, and the reactions around a spike, oldest first.
    """

    def __init__(
        self,
        window: WindowColumns,
        sample: Numbers,
        read: Mapping[int, Reaction],
        film: Film,
        *,
        texts: ReadTexts,
        earliest: Callable[[Spike], Sequence[Reaction]],
    ) -> None:
        self.new = window.new
        self._window, self._read, self._all_texts, self._earliest = window, read, texts, earliest
        self._places = sample.tolist()
        self.sampled = len(self._places)
        self._sample = frozenset(self._places)
        closely = window.frozen.take(sample)
        self._copies = Copies(closely, self.texts(self._places), film)
        joined = {
            one: key
            for one, key in zip(closely.text_key.some(0, len(sample)), self._copies.keys, strict=True)
            if one != key
        }
        self.frozen = with_copies_joined(window.frozen, joined)
        self._place_of = {one.post.key: place for place, one in read.items()}

    def looked_at(self, places: Sequence[int]) -> Sequence[int]:
        """Those of the sample."""
        return [place for place in places if place in self._sample]

    def texts(self, places: Sequence[int]) -> list[str]:
        """The texts of places in the sample."""
        return [self._read[place].post.text for place in places]

    def likes(self, places: Sequence[int]) -> list[int | None]:
        """Their likes."""
        return [self._read[place].post.counts.likes for place in places]

    def read(self, places: Sequence[int]) -> list[Reaction]:
        """Their posts."""
        return [self._read[place] for place in places]

    def showing(self, also: Collection[Key] = ()) -> Mapping[int, Post | Glimpse]:  # noqa: ARG002 - as above
        """The sample."""
        return {place: self._read[place].post for place in self._places}

    def picked(self) -> Sequence[Reaction]:
        """All that were read."""
        return list(self._read.values())

    def scorers(self, places: Sequence[int]) -> list[str]:
        """Who judged the posts of these places, sorted."""
        return self._window.scorers(places)

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
        return count_themes(themes, self.frozen, sifted, self._all_texts)


def with_copies_joined(frozen: FrozenColumns, joined: Mapping[str, str]) -> FrozenColumns:
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
