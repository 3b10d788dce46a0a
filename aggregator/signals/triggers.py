"""What set off a spike: the post, link or text that most of it passes on."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aggregator.model import Post
from aggregator.signals.bursts import Spike
from aggregator.signals.near_duplicates import Forms, counted_once

LEAST_POSTS = 3
LEAST_SHARE = 0.03
"""Posts, and share of the spike's posts, that pass on what is called its likely trigger."""

BEFORE = timedelta(minutes=30)
"""How long before a spike's first hour its trigger may lie."""

_LINK = re.compile(r"https?://[\w-]+\.[^\s…]*[^\s….,!?)\"'”’]")  # "http://www" alone is a broken one


@dataclass(frozen=True, slots=True)
class Trigger:
    """`kind`: "reposted" (`what`: the post's id), "linked" (the address) or "repeated" (the text).

    `first` is the key of the earliest post that holds or passes it on, `posts` how many do.
    """

    kind: str
    what: str
    first: tuple[str, str]
    posts: int


def likely_trigger(
    posts: Sequence[Post], spike: Spike, keys: Sequence[Hashable] | None = None
) -> Trigger | None:
    """The most passed on within a spike; None where nothing was passed on by enough. Order does not matter.

    A guess: what most people passed on need not be why they came. `keys`: equal for copies, one for each
    post, where somebody knows them already.
    """
    since = spike.start - BEFORE
    places = [place for place, one in enumerate(posts) if since <= one.created_at < spike.end]
    places.sort(key=lambda place: _when(posts[place]))
    within = [posts[place] for place in places]
    if not within:
        return None
    holders: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in within:
        if post.ref is not None and post.ref.id and post.ref.type in {"retweeted", "quoted"}:
            holders["reposted", post.ref.id].append(post)
        for link in sorted(set(_LINK.findall(post.text))):
            holders["linked", link].append(post)
    same: Sequence[Hashable]
    if keys is None:
        authors = [None if one.author is None else (one.source, one.author.key) for one in within]
        same = counted_once(Forms(one.text for one in within), authors)
    else:
        same = [keys[place] for place in places]
    groups: dict[Hashable, list[Post]] = defaultdict(list)
    for key, post in zip(same, within, strict=True):
        groups[key].append(post)
    for copies in groups.values():
        holders["repeated", copies[0].text] += copies
    order = {"reposted": 0, "linked": 1, "repeated": 2}
    # Most texts stand alone: people are only told apart where there are enough posts.
    counted = Counter({held: _people(some) for held, some in holders.items() if len(some) >= LEAST_POSTS})
    if not counted:
        return None
    kind, what = min(counted, key=lambda held: (-counted[held], order[held[0]], held[1]))
    many = counted[kind, what]
    if many < LEAST_POSTS or many < LEAST_SHARE * len(within):
        return None
    return Trigger(kind, what, holders[kind, what][0].key, many)


def _people(posts: Sequence[Post]) -> int:
    return len({one.key if one.author is None else (one.source, one.author.key) for one in posts})


def _when(post: Post) -> tuple[object, ...]:
    return (post.created_at, post.source, post.remote_id)
