"""An invented stream: posts in the order of their arrival, read upwards, which forgets, breaks and takes back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import make
from invented_network import Killed

from aggregator.collectors import Collector, answers, words_of
from aggregator.errors import SourceUnavailable
from aggregator.model import Gap, Page, Post, Query, Span

TICK = timedelta(microseconds=1)


@dataclass
class Stream:
    """What arrived, oldest first; nothing from before `holds_from` is given any more."""

    page_size: int = 3
    holds_from: datetime | None = None
    posts: list[Post] = field(default_factory=list)
    withdrawn: dict[datetime, Page] = field(default_factory=dict)
    pages_served: int = 0
    walks: list[str] = field(default_factory=list)
    die_after: int | None = None
    fail_after: int | None = None
    ends_after: int | None = None  # a walk just ends after so many pages

    def add(self, at: datetime, *hashtags: str, **fields) -> Post:
        self.posts.append(make.post(created_at=at, hashtags=hashtags or ("shared",), **fields))
        self.posts.sort(key=lambda post: (post.created_at, post.remote_id))
        return self.posts[-1]


class Streamed(Collector):
    """Reads it by its bounds alone; a post stands for a film that asks for one of its hashtags."""

    name = "streamed"
    source = "x"
    docs = "https://example.com/api"
    settle = overlap = timedelta(0)
    ascending = True
    reads_together = True

    def __init__(self, stream: Stream) -> None:
        self.stream = stream

    @property
    def account(self) -> str:
        return ""

    def targets(self, film):
        return tuple(sorted(f"#{tag.casefold()}" for tag in film.hashtags))

    def belongs(self, post, film, query) -> bool:
        words = set(words_of(query))
        return any(answers(post, target) for target in self.targets(film) if target in words)

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        stream, low, gap = self.stream, span.low, None
        stream.walks.append(query.target)
        if stream.holds_from is not None and low < stream.holds_from:
            gap = Gap(low, stream.holds_from, "the stream no longer holds it")
            low = min(span.high, stream.holds_from)
        inside = [post for post in stream.posts if low <= post.created_at < span.high]
        served = 0
        while True:
            if served == stream.ends_after:
                return
            served += 1
            self._misbehave()
            page, inside = inside[: stream.page_size], inside[stream.page_size :]
            # A twin of the newest may be on the next page.
            reached = page[-1].created_at if inside else span.high
            wanted = [post for post in page if any(answers(post, word) for word in words_of(query))]
            taken = stream.withdrawn.pop(page[-1].created_at, Page((), None)) if page else Page((), None)
            yield Page(
                tuple(wanted),
                max(reached, low),
                gap=gap,
                deleted=taken.deleted,
                hidden_authors=taken.hidden_authors,
                shown_authors=taken.shown_authors,
            )
            gap = None
            if not inside:
                return

    def _misbehave(self) -> None:
        self.stream.pages_served += 1
        for name, error in (("die_after", Killed()), ("fail_after", SourceUnavailable("x", "broke off"))):
            left = getattr(self.stream, name)
            if left is not None:
                setattr(self.stream, name, left - 1 if left > 1 else None)
                if left <= 1:
                    raise error
