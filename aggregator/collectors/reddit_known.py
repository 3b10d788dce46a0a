"""How many comments each post had: only trees that grew are read again. For reddit.py alone.

Nothing here says that anything was read: an entry is an observation. If a post has as many comments as it had
at some instant, none was written since; whatever of the time after that instant is asked for, it is empty.
"""

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aggregator.model import Post
from aggregator.payloads.fields import count, mapping, optional_utc

_LAG = timedelta(hours=1)  # so old may the number be that a listing tells


@dataclasses.dataclass(frozen=True, slots=True)
class Grown:
    """A post of `written` had `comments` at `at` for the first time; comments since `since` may be unread."""

    comments: int
    at: datetime
    since: datetime
    written: datetime


class Known:
    """The posts of one query."""

    def __init__(self, posts: Mapping[str, Grown]) -> None:
        self._posts = dict(posts)

    @classmethod
    def read(cls, kept: dict[str, Any] | None, floor: datetime) -> "Known":
        """What was written, but for posts before `floor`; what is of another make counts as unknown."""
        found = {}
        for name, entry in mapping(kept).items():
            comments = count(mapping(entry).get("comments"))
            at, since, written = (optional_utc(mapping(entry).get(key)) for key in ("at", "since", "written"))
            if comments is not None and at and since and written and written >= floor:
                found[name] = Grown(comments, at, since, written)
        return cls(found)

    def since(self, post: Post, low: datetime, now: datetime) -> datetime | None:
        """From when on comments under the post are to be given; None where none can be of `low` or later."""
        comments, known = post.counts.replies, self._posts.get(post.remote_id)
        if comments is None:
            return low
        if known is None or known.comments != comments:
            since = low if known is None else min(low, known.at - _LAG)
            self._posts[post.remote_id] = Grown(comments, now, since, post.created_at)
            return since if comments else None
        return None if known.at <= low or not comments else min(low, known.since)

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return {
            name: {
                "comments": grown.comments,
                **{key: getattr(grown, key).isoformat() for key in ("at", "since", "written")},
            }
            for name, grown in self._posts.items()
        }
