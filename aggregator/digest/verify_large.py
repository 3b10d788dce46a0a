"""What `verify` asks of a large window: texts some at a time, inputs by the keys that a digest names."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from aggregator.digest import genuine
from aggregator.digest.eligible import Eligible
from aggregator.digest.material import copies_beside, themed
from aggregator.digest.sampling import sample
from aggregator.digest.vocabulary import Vocabulary
from aggregator.errors import Failure
from aggregator.model.columns import CHUNK, Numbers
from aggregator.model.digests import ERASED, Digest, FrozenInput, Theme
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.posts import content_hash
from aggregator.model.scoring import LABELS, PICKED
from aggregator.signals.near_duplicates import Forms

Key = tuple[str, str]
ReadKeys = Callable[[Numbers], Mapping[Key, str | None]]
"""Reads what the database holds of the posts of these places now, by (source, remote_id)."""


def places_of(frozen: FrozenColumns, keys: Iterable[Key]) -> dict[Key, int]:
    """Where these posts stand; one that is not there is left out."""
    names = frozen.source.values
    return {
        (names[frozen.source.codes[place]], frozen.remote_id[place]): place
        for place in frozen.places(frozenset(keys))
    }


def quotable(
    digest: Digest, sifted: Eligible, frozen: FrozenColumns
) -> tuple[Mapping[Key, FrozenInput], Mapping[Key, FrozenInput]]:
    """The inputs of the quoted posts: those that are eligible, and those that were picked by hand."""
    places = places_of(frozen, [(quote.source, quote.id) for quote in digest.quotes])
    counts = frozenset(sifted.places)
    by_key = {key: frozen[place] for key, place in places.items() if place in counts}
    found = {key: frozen[place] for key, place in places.items()}
    by_hand = {key: one for key, one in found.items() if one.excluded == PICKED and not one.repost}
    return by_key, by_hand


def texts_of_quotes(digest: Digest, frozen: FrozenColumns, read: ReadKeys) -> Mapping[Key, str | None]:
    """The texts of the quoted posts."""
    places = places_of(frozen, [(quote.source, quote.id) for quote in digest.quotes])
    return read(np.array(sorted(places.values()), dtype=np.int64))


def recount(
    themes: Sequence[Theme], sifted: Eligible, frozen: FrozenColumns, read: ReadKeys
) -> tuple[list[Counter[str]], int]:
    """How many posts with which label mention each theme, and how many can't be counted again."""
    counts: list[Counter[str]] = [Counter() for _ in themes]
    lost = 0
    asked = themed(frozen, sifted)
    for low in range(0, len(asked), CHUNK):
        places = asked[low : low + CHUNK]
        words, kept = _standing(frozen, places, read)
        lost += len(places) - len(kept)
        vocabulary = Vocabulary(words)
        labels = frozen.label[kept]
        for theme, count in zip(themes, counts, strict=True):
            members = np.array(vocabulary.mentions(theme.words), dtype=np.int64)
            count["posts"] += len(members)
            for code, label in enumerate(LABELS):
                count[label] += int((labels[members] == code).sum())
    return counts, lost


def copies(digest: Digest, frozen: FrozenColumns, read: ReadKeys) -> list[tuple[int, int]]:
    """For each quote how many other posts say much the same, by the rule of Sampled: at least, at most."""
    sampled = sample(frozen)
    words, kept = _standing(frozen, sampled, read)
    lost = len(sampled) - len(kept)
    forms = Forms(words)
    places = places_of(frozen, [(quote.source, quote.id) for quote in digest.quotes])
    inside = sampled.tolist()
    told = []
    for quote in digest.quotes:
        place = places.get((quote.source, quote.id))
        beside = copies_beside(frozen, place, inside) if place is not None else 0
        found = len(forms.like(quote.text)) - (0 if quote.picked else 1)
        told.append((max(0, found) + beside, max(0, found + lost) + beside))
    return told


def check_trigger(digest: Digest, sifted: Eligible, frozen: FrozenColumns, read: ReadKeys) -> list[Failure]:
    """How many posts of the sample doubt that the trigger is genuine, counted again over the stored texts.

    Where posts were erased, as many others may be in the sample now.
    """
    sampled = np.intersect1d(sample(frozen), np.array(sifted.places, dtype=np.int64))
    words, kept = _standing(frozen, sampled, read)
    return genuine.check(digest, words, len(sampled) - len(kept), other=_erased(frozen))


def _erased(frozen: FrozenColumns) -> int:
    return sum(one.startswith(ERASED.encode()) for one in frozen.remote_id.as_bytes())


def check_sample(digest: Digest, frozen: FrozenColumns) -> list[Failure]:
    """That the sample has the size that is told, and that each quote is out of it.

    An erased post bears another name since, and with it another hash: a quote may then lie beyond the last
    of the sample by as many posts as were erased.
    """
    sampled = sample(frozen)
    failures = []
    if len(sampled) != digest.sampled:
        failures.append(Failure("sampled", str(len(sampled)), str(digest.sampled)))
    erased = _erased(frozen)
    if erased:
        sampled = sample(frozen, erased)
    inside = frozenset(sampled.tolist())
    places = places_of(frozen, [(quote.source, quote.id) for quote in digest.quotes if not quote.picked])
    return failures + [
        Failure(f"quotes[{i}]", "a post of the sample", quote.id)
        for i, quote in enumerate(digest.quotes)
        if (place := places.get((quote.source, quote.id))) is not None and place not in inside
    ]


def _standing(frozen: FrozenColumns, places: Numbers, read: ReadKeys) -> tuple[list[str], Numbers]:
    """The texts of those of some places that say what they said, and these places."""
    texts = read(places)
    words, kept = [], []
    for place, one in zip(places.tolist(), frozen.take(places), strict=True):
        text = texts.get((one.source, one.remote_id))
        if text is not None and content_hash(text) == one.content_hash:
            words.append(text)
            kept.append(place)
    return words, np.array(kept, dtype=np.int64)
