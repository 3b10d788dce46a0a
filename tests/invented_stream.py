"""An invented stream, read upwards, which forgets, breaks and takes back; and a newsroom that reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import make
import pytest
from invented_network import Killed

from aggregator.collectors import Collector, answers, words_of
from aggregator.errors import SourceUnavailable
from aggregator.model import Gap, Page, Post, Query, Span
from aggregator.pipeline.collect import Reading, collect_account
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.walk import read_query
from aggregator.store import films, leases, open_store, posts, reactions, spans

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


START = datetime(2031, 5, 4, 0, 0, tzinfo=UTC)
DEPTHS = Depths(overlap=timedelta(0), settle=timedelta(0), first=timedelta(hours=1))
LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)
HARBOUR = make.film(slug="harbour", hashtags=("Shared",))
SEQUEL = make.film(slug="sequel", hashtags=("Shared", "Sequel"))
LATE = make.film(slug="late", hashtags=("Late",))
WATCHED = (HARBOUR, SEQUEL)


class Newsroom:
    """A store, a clock and the invented stream; `collect` reads all films together, `alone` one hashtag."""

    def __init__(self, path, stream):
        self.now = START
        self.stream = stream
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now)
        self.collector = Streamed(stream)
        self.number = 0
        with self.store.write() as session:
            films.sync(session, [HARBOUR, SEQUEL, LATE])

    def _claimed(self, read):
        self.number += 1
        with self.store.write() as session:
            claim = leases.claim(
                session, "collect", "x", now=self.now, lease=LEASE, holder=f"process {self.number}"
            )
        reports = read(claim)
        with self.store.write() as session:
            leases.finish(session, claim, now=self.now, next_due=None)
        return reports

    def collect(self, *watched, pages=None, since=None):
        reading = Reading(self.collector, DEPTHS, pages)
        reports = self._claimed(
            lambda claim: collect_account(
                self.ctx,
                reading,
                watched or WATCHED,
                watched or WATCHED,
                claim=claim,
                since=since,
                by_hand=True,
            )
        )
        return {report.target: report for report in reports}

    def alone(self, *, pages=None, since=None):
        return self._claimed(
            lambda claim: read_query(
                self.ctx,
                self.collector,
                Query("x", "", "#shared"),
                [HARBOUR],
                claim=claim,
                depths=DEPTHS,
                pages=pages,
                since=since,
            )
        )

    def die(self, after, read):
        self.stream.die_after = after
        with pytest.raises(Killed):
            read()
        self.now += LEASE + timedelta(seconds=1)

    def missing(self):
        with self.store.read() as session:
            stored = posts.find(session, [post.key for post in self.stream.posts])
        return [post for post in self.stream.posts if post.key not in stored]

    def unread(self):
        with self.store.read() as session:
            return list(spans.list_all(session))

    def count(self, film):
        with self.store.read() as session:
            return reactions.count(session, film.slug)

    def standing(self, post):
        with self.store.read() as session:
            return posts.find(session, [post.key])[post.key].quotable
