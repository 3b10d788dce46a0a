"""A window's reactions as the inputs of a story: what every number rests on, column by column."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

import numpy as np

from aggregator.model.columns import Coder, Named, Numbers, Strings, micros
from aggregator.model.frozen_columns import FrozenColumns, no_pictures
from aggregator.model.posts import content_hash
from aggregator.model.scoring import LABELS, Reaction

_NOT_LABELLED = (-1, (np.nan, np.nan, np.nan))
_PLACE_OF = {label: place for place, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Writers:
    """Who wrote some posts: `names` as Author.key has them, and a number for each author of each network,
    equal for the posts of one; None and -1 for nobody known.
    """

    names: list[str | None]
    numbers: Numbers


def writers_of(reactions: Sequence[Reaction]) -> Writers:
    """Who wrote these."""
    authors = [one.post.author for one in reactions]
    names = [None if author is None else author.key for author in authors]
    own = [
        None if name is None else (one.post.source, name)
        for one, name in zip(reactions, names, strict=True)
    ]  # fmt: skip
    return Writers(names, _numbered(own))


def freeze(reactions: Sequence[Reaction], keys: Sequence[str], writers: Writers) -> FrozenColumns:
    """What every number rests on, a row for each reaction, in their order: oldest first.

    `keys`: equal for posts of which one counts (digest.copies). `writers` are those of the reactions.
    """
    rows = [_row(one) for one in reactions]
    (
        source, remote_id, words, created_at, label, odds, repost, excluded, author_class, language, flags,
    ) = zip(*rows, strict=True) if rows else ((),) * 11  # fmt: skip
    many = len(rows)
    frozen = FrozenColumns(
        source=_named(source),
        remote_id=Strings(remote_id),
        content_hash=Strings(words),
        text_key=Strings(keys),
        author=Strings([name or "" for name in writers.names]),
        has_author=writers.numbers >= 0,
        created_at=np.array([micros(at) for at in created_at], np.int64),
        label=np.array(label, np.int8),
        probabilities=np.array(list(chain.from_iterable(odds)), np.float64).reshape(many, 3),
        repost=np.array(repost, np.bool_),
        excluded=_named(excluded),
        author_class=_named(author_class),
        language=_named(language),
        flags=_named(flags),
        new_account=np.full(many, -1, np.int8),
        weight=np.ones(many),
        pictures=no_pictures(many),
    )
    return frozen.with_groups(writers.numbers, _numbered(keys))


def with_groups(frozen: FrozenColumns) -> FrozenColumns:
    """The same, its authors and copies numbered.

    Ten thousand posts are numbered by a dictionary at a tenth of what hashes for a million cost.
    """
    many = len(frozen)
    names = _numbered(frozen.author.some(0, many))
    if len(frozen.source.values) > 1:
        names = _numbered((names * len(frozen.source.values) + frozen.source.codes).tolist())
    authors = np.where(frozen.has_author, names, -1)
    return frozen.with_groups(authors, _numbered(frozen.text_key.some(0, many)))


def rekeyed(frozen: FrozenColumns, keys: Sequence[str]) -> FrozenColumns:
    """The same with other text_keys; who wrote what stays."""
    return frozen.replace(text_key=Strings(keys)).with_groups(frozen.authors, _numbered(keys))


def _row(one: Reaction) -> tuple[Any, ...]:
    """What of a reaction goes into the columns: each post is visited once, since visits cost most."""
    post, signals, score = one.post, one.signals, one.score
    label, odds = _NOT_LABELLED
    if score is not None and not score.abstained:
        label, odds = _PLACE_OF[score.label], score.probabilities
    return (
        post.source, post.remote_id, content_hash(post.text, post.spoiler_text), post.created_at, label, odds,
        signals.repost, signals.excluded, signals.author_class, signals.language, signals.flags,
    )  # fmt: skip


def _named(values: Sequence[Hashable]) -> Named:
    coder = Coder()
    return coder.named(coder.codes(values))


def _numbered(keys: Sequence[Hashable | None]) -> Numbers:
    """A number for each key, equal for equal ones; -1 for None."""
    number_of: dict[Hashable | None, int] = defaultdict(count().__next__)
    number_of[None] = -1
    return np.fromiter(map(number_of.__getitem__, keys), np.int64, len(keys))
