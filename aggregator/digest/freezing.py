"""A window's reactions as the inputs of a story: what every number rests on, column by column."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain, count

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
    many = len(reactions)
    posts, signals = [one.post for one in reactions], [one.signals for one in reactions]
    scores = [one.score for one in reactions]
    labelled = [
        _NOT_LABELLED if one is None or one.abstained else (_PLACE_OF[one.label], one.probabilities)
        for one in scores
    ]
    odds = list(chain.from_iterable([odds for _, odds in labelled]))
    frozen = FrozenColumns(
        source=_named([one.source for one in posts]),
        remote_id=Strings([one.remote_id for one in posts]),
        content_hash=Strings([content_hash(one.text, one.spoiler_text) for one in posts]),
        text_key=Strings(keys),
        author=Strings([name or "" for name in writers.names]),
        has_author=writers.numbers >= 0,
        created_at=np.array([micros(one.created_at) for one in posts], np.int64),
        label=np.array([place for place, _ in labelled], np.int8),
        probabilities=np.array(odds, np.float64).reshape(many, 3),
        repost=np.array([one.repost for one in signals], np.bool_),
        excluded=_named([one.excluded for one in signals]),
        author_class=_named([one.author_class for one in signals]),
        language=_named([one.language for one in signals]),
        flags=_named([one.flags for one in signals]),
        new_account=np.full(many, -1, np.int8),
        weight=np.ones(many),
        pictures=no_pictures(many),
    )
    # Ten thousand posts are numbered by a dictionary at a tenth of what hashes for a million cost.
    return frozen.with_groups(writers.numbers, _numbered(keys))


def _named(values: Sequence[Hashable]) -> Named:
    coder = Coder()
    return coder.named(coder.codes(values))


def _numbered(keys: Sequence[Hashable | None]) -> Numbers:
    """A number for each key, equal for equal ones; -1 for None."""
    number_of: dict[Hashable | None, int] = defaultdict(count().__next__)
    number_of[None] = -1
    return np.fromiter(map(number_of.__getitem__, keys), np.int64, len(keys))
