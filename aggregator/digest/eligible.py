"""Which posts count: frozen inputs in, eligible posts and the count of all others out.

The one place of the counting rules; `compose` counts by it and `verify` counts again by it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.model.digests import Counted, FrozenInput, Window
from aggregator.model.scoring import Reaction

ENOUGH_FOR_A_STORY = 12
ENOUGH_POSTS_FOR_SHARES = 100
ENOUGH_AUTHORS_FOR_SHARES = 60
MOST_OF_ONE_AUTHOR = 3
MOST_SHARE_OF_ONE_AUTHOR = 0.05
OVER_WEIGHT = "over one author's weight"


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
    inside.sort(key=lambda one: (one.post.created_at, one.post.source, one.post.remote_id))
    seen: set[tuple[str, str]] = set()
    kept = []
    for one in inside:
        key = (one.post.source, one.post.remote_id)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def freeze(reactions: Sequence[Reaction]) -> tuple[FrozenInput, ...]:
    """What every number rests on, one for each reaction, in their order."""
    frozen = []
    for one in reactions:
        post, score, signals = one.post, one.score, one.signals
        judged = score is not None and not score.abstained
        frozen.append(
            FrozenInput(
                source=post.source,
                remote_id=post.remote_id,
                content_hash=post.content_hash,
                text_key=signals.text_key,
                author=post.author.key if post.author else None,
                created_at=post.created_at,
                label=score.label if judged and score else None,
                probabilities=score.probabilities if judged and score else None,
                repost=signals.repost,
                excluded=signals.excluded,
            )
        )
    return tuple(frozen)


def sift(frozen: Sequence[FrozenInput]) -> Eligible:
    """Part the eligible posts from reposts, excluded posts, copies and posts over one author's weight.

    Every post falls in exactly one of these, in this order. Of copies (one text_key) the earliest stands.
    The weight of an author is capped at 3 posts or 5 % of the posts before the cap, whichever is more; their
    earliest posts stay. Posts of unknown authors count, but not as authors.
    """
    reposts = duplicates = 0
    excluded: Counter[str] = Counter()
    texts: set[str] = set()
    kept: list[int] = []
    order = sorted(
        range(len(frozen)), key=lambda i: (frozen[i].created_at, frozen[i].source, frozen[i].remote_id)
    )
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
    most = max(MOST_OF_ONE_AUTHOR, int(len(kept) * MOST_SHARE_OF_ONE_AUTHOR))
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
