"""Which posts count: frozen inputs in, eligible posts and the count of all others out.

The one place of the counting rules; `compose` counts by it and `verify` counts again by it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from operator import attrgetter
from typing import Any

from aggregator.digest import of_columns
from aggregator.model.digests import Counted, FrozenInput, HeldBack, Window
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.scoring import Reaction
from aggregator.signals.flags import HELD_BACK, UNTHEMED

ENOUGH_POSTS_FOR_SHARES = 100
ENOUGH_AUTHORS_FOR_SHARES = 60
MOST_OF_ONE_AUTHOR = 3
MOST_SHARE_OF_ONE_AUTHOR = 0.05
NEARLY_ALL = 0.9
OVER_WEIGHT = "over one author's weight"

_PLACE = attrgetter("post.created_at", "post.source", "post.remote_id")
_KEY = attrgetter("post.source", "post.remote_id")


@dataclass(frozen=True, slots=True)
class Eligible:
    """`places` are the indices of the eligible posts in the frozen inputs, ascending; `counted` of all."""

    places: tuple[int, ...]
    counted: Counted

    @property
    def carries_shares(self) -> bool:
        """Whether there are enough posts and authors to speak of shares."""
        return (
            self.counted.posts >= ENOUGH_POSTS_FOR_SHARES
            and self.counted.authors >= ENOUGH_AUTHORS_FOR_SHARES
        )


def in_order(reactions: Iterable[Reaction], window: Window) -> list[Reaction]:
    """The reactions of [since, until), oldest first; of a post that comes twice the first."""
    since, until = window.since, window.until
    inside = [one for one in reactions if since <= one.post.created_at < until]
    inside.sort(key=_PLACE)
    keys = list(map(_KEY, inside))
    if len(set(keys)) == len(keys):
        return inside
    first: dict[tuple[str, str], Reaction] = {}
    for key, one in zip(keys, inside, strict=True):
        first.setdefault(key, one)
    return list(first.values())


def busiest_day(posts: Sequence[FrozenInput], window: Window) -> dict[str, Any] | None:
    """The day (UTC) on which nine in ten of the posts were written, if the window has several days."""
    first, last = (
        window.since.astimezone(UTC).date(),
        (window.until - timedelta(microseconds=1)).astimezone(UTC).date(),
    )
    if first == last or not posts:
        return None
    if isinstance(posts, FrozenColumns):
        day, number = of_columns.busiest(posts)
    else:
        day, number = max(
            Counter(one.created_at.astimezone(UTC).date() for one in posts).items(),
            key=lambda one: (one[1], one[0]),
        )
    return {"day": day.isoformat(), "posts": number} if number >= NEARLY_ALL * len(posts) else None


def held_back(frozen: Sequence[FrozenInput], sifted: Eligible) -> tuple[HeldBack, ...]:
    """What counts and is never quoted, by reason, in the order of HELD_BACK; a post may stand in several."""
    if isinstance(frozen, FrozenColumns):
        return of_columns.held_back(frozen, sifted.places)
    found: dict[str, list[str]] = {}
    for place in sifted.places:
        for flag in frozen[place].flags:
            found.setdefault(flag.name, []).append(frozen[place].remote_id)
    return tuple(
        HeldBack(reason, len(found[reason]), tuple(sorted(found[reason])))
        for reason in HELD_BACK
        if reason in found
    )


def is_themed(one: FrozenInput) -> bool:
    """Whether what a post speaks of may be a theme: no accusation, no abuse, no spoiler."""
    return not any(flag.name in UNTHEMED for flag in one.flags)


def sift(frozen: Sequence[FrozenInput]) -> Eligible:
    """Part the eligible posts from reposts, excluded posts, copies and posts over one author's weight.

    Every post falls in exactly one of these, in this order. Of copies (one text_key) the earliest stands.
    The weight of an author is capped at 3 posts or 5 % of the posts before the cap, whichever is more; their
    earliest posts stay. Posts of unknown authors count, but not as authors.
    """
    if isinstance(frozen, FrozenColumns):
        return _sift_columns(frozen)
    reposts = duplicates = 0
    excluded: Counter[str] = Counter()
    texts: set[str] = set()
    kept: list[int] = []
    instants = list(map(attrgetter("created_at", "source", "remote_id"), frozen))
    order = sorted(range(len(frozen)), key=instants.__getitem__)
    for place in order:
        one = frozen[place]
        if one.repost:
            reposts += 1
        elif one.excluded is not None:
            excluded[one.excluded] += 1
        elif one.text_key in texts:
            duplicates += 1
        else:
            texts.add(one.text_key)
            kept.append(place)
    most = _most_of_one(len(kept))
    posts_of: Counter[tuple[str, str]] = Counter()
    networks: Counter[str] = Counter()
    places = []
    for place in kept:
        one = frozen[place]
        if one.author is not None:
            posts_of[one.source, one.author] += 1
            if posts_of[one.source, one.author] > most:
                excluded[OVER_WEIGHT] += 1
                continue
        networks[one.source] += 1
        places.append(place)
    counted = Counted(
        posts=len(places),
        authors=len(posts_of),
        networks=dict(sorted(networks.items())),
        reposts=reposts,
        duplicates=duplicates,
        excluded=dict(sorted(excluded.items())),
    )
    return Eligible(tuple(sorted(places)), counted)


def _most_of_one(posts: int) -> int:
    """How many of so many posts may be one author's."""
    return max(MOST_OF_ONE_AUTHOR, int(posts * MOST_SHARE_OF_ONE_AUTHOR))


def _sift_columns(frozen: FrozenColumns) -> Eligible:
    """As `sift`; columns stand in its order."""
    excluded = of_columns.excluded(frozen)
    kept, duplicates = of_columns.first_of_each(frozen)
    places, authors = of_columns.within_weight(frozen, kept, _most_of_one(len(kept)))
    if len(places) < len(kept):
        excluded[OVER_WEIGHT] = len(kept) - len(places)
    counted = Counted(
        posts=len(places),
        authors=authors,
        networks=dict(sorted(of_columns.numbers_of(frozen.source.take(places)).items())),
        reposts=int(frozen.repost.sum()),
        duplicates=duplicates,
        excluded=dict(sorted(excluded.items())),
    )
    return Eligible(tuple(places.tolist()), counted)


def of_places(frozen: Sequence[FrozenInput], places: Sequence[int]) -> Sequence[FrozenInput]:
    """The inputs of these places; of columns, columns."""
    if isinstance(frozen, FrozenColumns):
        return frozen.take(places)
    return [frozen[place] for place in places]
