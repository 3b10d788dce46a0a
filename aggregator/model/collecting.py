"""What a network is asked, and how far its answer went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aggregator.model.posts import Post

TargetKind = Literal["search", "video", "subreddit", "feed", "stream"]


@dataclass(frozen=True, slots=True)
class Query:
    """What a network is asked. It knows no film, so that two films sharing a hashtag fetch it once.

    `account` is whose limits it spends: an instance ("https://mastodon.social"), a login, or "" for the
    network's only one. `target` is written as people would: `#mi8` (a hashtag, case-folded),
    `"mission impossible 8"` (a phrase, case-folded, in double quotes); else its kind stands before it, as in
    `video:dQw4w9WgXcQ`, `subreddit:movies`, `feed:https://...`, `search:(#mi8 OR #mi7) -is:retweet`.
    """

    source: str
    account: str
    target: str

    @property
    def hashtag(self) -> str | None:
        """The hashtag without "#", if that is the target."""
        return self.target[1:] if self.target.startswith("#") else None

    @property
    def phrase(self) -> str | None:
        """The phrase without its quotes, if that is the target."""
        return self.target[1:-1] if self.target.startswith('"') else None

    def named(self, kind: TargetKind) -> str | None:
        """What stands behind `kind:`, if that is the target."""
        return self.target[len(kind) + 1 :] if self.target.startswith(f"{kind}:") else None


@dataclass(frozen=True, slots=True)
class Span:
    """An interval [low, high) of a query that is still to be read, UTC.

    `resume` is the network's own mark of the place where a walk stopped (a cursor, a max_id), None at the
    start. `id` is the store's number of it, None for a span that was never stored.
    """

    query: Query
    low: datetime
    high: datetime
    resume: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be read: kept redacted, counted, never fatal. `where` is a line or an index."""

    where: str
    reason: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A piece of a window that was not read, and why. UTC."""

    low: datetime
    high: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a network.

    Walking down (newest first), `reached` is the oldest instant that is now complete: every post of the
    span at or after it has been given. Walking up it is the newest such instant. A collector that has seen
    the end of what the network holds says `reached = span.low` (or span.high, walking up). None: this page
    moved nothing. `resume` is where the next walk goes on, None where only the bounds can tell. `raw` is
    the answer's body as it came, kept for some days so that a parser's bug can be mended after the fact.
    `note` is something that whoever reads the report should know ("the answers are only one's own posts").

    `gap` is a piece of the span that the network says it lost; `reached` lies beyond it. A stream also tells
    what became of earlier posts: `deleted` are the remote ids of posts that are gone, `hidden_authors` the
    ids of authors whose posts are not shown now (a deactivated or suspended account), `shown_authors` of
    those whose posts are shown again.
    """

    posts: tuple[Post, ...]
    reached: datetime | None
    resume: str | None = None
    rejected: tuple[Rejected, ...] = ()
    raw: bytes = b""
    note: str = ""
    gap: Gap | None = None
    deleted: tuple[str, ...] = ()
    hidden_authors: tuple[str, ...] = ()
    shown_authors: tuple[str, ...] = ()


def rest_of(span: Span, page: Page, *, ascending: bool = False) -> Span:
    """What of the span is left to be read after this page; nothing, where low == high."""
    low, high = span.low, span.high
    if page.reached is not None:
        place = max(low, min(high, page.reached))
        low, high = (place, high) if ascending else (low, place)
    return Span(span.query, low, high, page.resume, span.id)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many posts a network says that it holds in [low, high) of a query, UTC; it may round."""

    low: datetime
    high: datetime
    posts: int
