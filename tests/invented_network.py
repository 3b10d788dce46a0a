"""An invented network that can be crashed, capped, rate limited and late: what the span machine is tried on."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import make

from aggregator.collectors import Collector
from aggregator.errors import SourceUnavailable
from aggregator.model import Page, Post, Query, Span

TARGET = "#glassharbour"
QUERY = Query("x", "", TARGET)


class Killed(BaseException):
    """kill -9, as near as a test in one process can come: no handler of ours may catch it."""


@dataclass
class Network:
    """Posts with the moment from which the network shows them."""

    page_size: int = 3
    cap: int | None = None  # a walk ends after so many pages, whatever is left
    marks: bool = True  # False: only the bounds tell where a later walk goes on
    forgetful: bool = False  # a walk that begins at a mark gets nothing: the mark is too old
    posts: list[tuple[Post, datetime]] = field(default_factory=list)
    pages_served: int = 0
    die_after: int | None = None
    fail_after: int | None = None
    failure: Exception | None = None  # None: no answer
    meanwhile: Callable[[], None] | None = None  # happens once, while the next page is on its way

    def add(self, created_at: datetime, visible_at: datetime | None = None) -> Post:
        number = len(self.posts)
        tags = (TARGET.removeprefix("#"),)
        post = make.post(f"post number {number}", remote_id=str(number), created_at=created_at, hashtags=tags)
        self.posts.append((post, visible_at or created_at))
        return post

    def visible(self, now: datetime) -> list[Post]:
        """What the network shows at that time, oldest first."""
        return sorted((post for post, visible_at in self.posts if visible_at <= now), key=_place)


def _place(post: Post) -> tuple[datetime, str]:
    return (post.created_at, post.remote_id)


class Invented(Collector):
    """Reads the invented network newest first; `resume` is the time and id of the last post given."""

    name = "invented"
    source = "x"
    docs = "https://example.com/api"
    settle = timedelta(0)

    def __init__(self, network: Network, clock) -> None:
        self.network = network
        self.clock = clock

    @property
    def account(self) -> str:
        return ""

    def targets(self, film) -> tuple[str, ...]:
        return (TARGET,)

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        resume = span.resume
        if self.network.forgetful and resume is not None:
            return
        for served in range(1_000_000):
            if self.network.cap is not None and served >= self.network.cap:
                return
            shown = self.network.visible(self.clock())
            end = bisect_left(shown, span.high, key=lambda post: post.created_at)
            if resume is not None:
                at, _, remote_id = resume.partition("|")
                end = min(end, bisect_left(shown, (datetime.fromisoformat(at), remote_id), key=_place))
            page = shown[max(0, end - self.network.page_size) : end][::-1]
            rest = end > self.network.page_size
            self._misbehave()
            wanted = tuple(post for post in page if post.created_at >= span.low)
            if not rest or len(wanted) < len(page):
                yield Page(wanted, reached=span.low)
                return
            oldest = page[-1]
            resume = f"{oldest.created_at.isoformat()}|{oldest.remote_id}"
            # ties with the oldest may stand on the next page: only what is younger is complete
            yield Page(wanted, oldest.created_at + timedelta(microseconds=1), self._mark(resume))

    def _mark(self, resume: str) -> str | None:
        return resume if self.network.marks else None

    def _misbehave(self) -> None:
        self.network.pages_served += 1
        assert self.network.pages_served < 3_000, "a walk that never ends"
        meanwhile, self.network.meanwhile = self.network.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        for name in ("die_after", "fail_after"):
            left = getattr(self.network, name)
            if left is not None:
                setattr(self.network, name, left - 1)
                if left <= 1:
                    setattr(self.network, name, None)
                    if name == "die_after":
                        raise Killed
                    raise self.network.failure or SourceUnavailable("x", "no answer", hint="try later")

    def recheck(self, posts: Sequence[Post]):
        return {}
