"""Jetstream: every public post of Bluesky as it is written, sifted here. Its posts are Bluesky's posts.

Facts (https://github.com/bluesky-social/jetstream at 9a30def, 2026-08; https://docs.bsky.app/blog/jetstream;
2026-11-22):
- wss://.../subscribe?wantedCollections=app.bsky.feed.post&cursor=MICROSECONDS; no login. No filter by
  hashtag or word: all posts come (some tens a second), so one connection serves every film.
- The cursor is `time_us`, inclusive. Servers differ by moments: one goes back a few seconds and meets posts
  twice. A value below 10^15 would be taken for a number of the new wire (milliseconds, seconds!).
- At most 36 hours are kept. An older cursor is moved to the oldest event without a word: what was asked for
  and is not held shows only in the first event's time.
- account and identity events come whatever collections are wanted.
- `maxMessageSizeBytes` keeps larger events away. permessage-deflate with compress=true is refused (400).
- Records lack handle, counts and the network's labels: getPosts at the public AppView gives them, 25 a
  request, without a login. Deleted posts and those of inactive accounts are missing there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from aggregator.collectors import Collector, Standing, answers, words_of
from aggregator.errors import SourceError, UnexpectedPayload
from aggregator.model import About, Film, Gap, Page, Post, Query, Rejected, Span
from aggregator.payloads.bluesky import POSTS_AT_ONCE, parse_post_view, standing_of, views_of
from aggregator.payloads.jetstream import COLLECTION, Event, parse_event

APPVIEW = "https://public.api.bsky.app"

_REWIND = timedelta(seconds=5)
"""Events may be so far out of order, and servers apart."""
_AHEAD = timedelta(minutes=1)  # an event dated later than this by our clock is no measure of anything
_BATCH_S = 5.0  # a page at least this often, so that little is read twice after a crash
_MAX_EVENT = "1000000"


class Jetstream(Collector):
    """Hashtags and phrases out of the whole stream; needs no login. `options["hydrate_url"]`: the AppView.

    Its pages also hold every edited post, whatever it says now: whoever holds the post must learn of it.
    """

    name = "jetstream"
    source = "bluesky"
    docs = "https://github.com/bluesky-social/jetstream"
    base_url = "https://jetstream2.us-east.bsky.network"
    overlap: ClassVar[timedelta] = timedelta(0)  # it is read in the order of arrival: nothing comes late
    settle: ClassVar[timedelta] = timedelta(seconds=60)  # by then the AppView knows the post
    first_depth: ClassVar[timedelta | None] = timedelta(hours=1)  # a day would be some 3 million posts
    page_size = 1_000
    ascending = True
    reads_together = True
    about = About(
        title="Jetstream (Bluesky)",
        key="no",
        cost="none; some 20 kB a second of reading",
        limits="one connection for all films",
        asked_for="hashtags and phrases, picked out of all posts",
        goes_back="36 hours at most",
        quotes="as Bluesky; only posts that the public AppView also shows",
        counts=False,
        rechecks=("alive", "edited", "gone", "hidden"),
        as_of=date(2026, 11, 22),
    )

    def belongs(self, post: Post, film: Film, query: Query) -> bool:
        """Whether one of the film's hashtags or phrases that the query asks for stands in the post."""
        words = set(words_of(query))
        return any(answers(post, target) for target in self.targets(film) if target in words)

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Oldest first, from span.low up to span.high. `resume` is the newest event that was seen before.

        The span is one of arrival: a post that is dated back is found when it comes. A page claims what
        arrived before its newest event, less what may still come out of order.

        Raises:
            SourceError: the stream could not be opened, ended, or was quiet for too long.
        """
        words = words_of(query)
        if not words:
            return
        hydrator = _Hydrator(self)
        begun, newest = False, None
        for frames in self._frames(span.low - _REWIND):
            sifted = self._sift(frames, words, span)
            if sifted.newest is None:
                yield Page((), None, rejected=tuple(sifted.rejected))
                continue
            gap = None if begun else _lost(span, sifted.oldest or sifted.newest)
            newest = _micros(sifted.newest) if newest is None else max(newest, _micros(sifted.newest))
            begun = True
            reached = min(span.high, sifted.newest - _REWIND)
            posts = hydrator.hydrated(tuple(sifted.posts.values()))
            yield Page(
                posts=posts,
                reached=max(reached, gap.high) if gap is not None else max(reached, span.low),
                resume=str(newest),
                rejected=tuple(sifted.rejected),
                raw=b"\n".join(sifted.kept),
                note=hydrator.note,
                gap=gap,
                deleted=tuple(sorted(sifted.deleted)),
                hidden_authors=tuple(sorted(did for did, shown in sifted.authors.items() if not shown)),
                shown_authors=tuple(sorted(did for did, shown in sifted.authors.items() if shown)),
            )
            if reached >= span.high:
                return

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """All posts, 25 a request, at the public AppView: what it no longer gives is gone.

        Raises:
            SourceError: it could not be asked.
        """
        hydrator = _Hydrator(self)
        ours = [post for post in posts if post.source == self.source]
        found: dict[tuple[str, str], Standing] = {}
        for start in range(0, len(ours), POSTS_AT_ONCE):
            batch = ours[start : start + POSTS_AT_ONCE]
            views = hydrator.ask([post.remote_id for post in batch])
            for post in batch:
                standing = standing_of(post, views.get(post.remote_id))
                if standing is not None:
                    found[post.key] = standing
        return found

    def _frames(self, since: datetime) -> Iterator[list[bytes]]:
        params = {
            "wantedCollections": COLLECTION,
            "cursor": str(_micros(since)),
            "maxMessageSizeBytes": _MAX_EVENT,
        }
        return self.fetcher.frames("/subscribe", params, most=self.page_size, seconds=_BATCH_S)

    def _event(self, frame: bytes, latest: datetime) -> Event:
        event = parse_event(frame)
        if event.at > latest:
            raise ValueError(f"an event of {event.at.isoformat()}, later than now")
        if self.fetcher.knows(frame.decode("utf-8", "replace")):
            raise ValueError("holds a key of ours: the server repeats what it is sent")
        return event

    def _sift(self, frames: Sequence[bytes], words: Sequence[str], span: Span) -> "_Sifted":
        """What of these frames concerns us.

        Raises:
            UnexpectedPayload: not one of them could be read.
        """
        sifted = _Sifted()
        latest = self.fetcher.clock() + _AHEAD
        for place, frame in enumerate(frames):
            try:
                event = self._event(frame, latest)
            except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
                reason = self.fetcher.redact(str(error)) or type(error).__name__
                sample = self.fetcher.redact(frame[:800].decode("utf-8", "replace"))[:200]
                sifted.rejected.append(Rejected(f"frame {place}", reason, sample))
                continue
            post = event.post if span.low <= event.at < span.high else None
            ours = post is not None and any(answers(post, word) for word in words)
            # An edit may have taken our words out of a post that we hold.
            sifted.add(event, post if ours or event.edited else None)
            if ours:
                sifted.kept.append(frame)
        if sifted.newest is None and len(sifted.rejected) == len(frames):
            first = sifted.rejected[0]
            raise UnexpectedPayload(
                self.source,
                f"no event of the stream could be read: {first.reason}",
                sample=first.sample,
                hint="the network may have changed: see docs/sources for what it is known to send",
            )
        return sifted


@dataclass(slots=True)
class _Sifted:
    """What a batch of frames says: of one post or author the last word counts."""

    posts: dict[str, Post] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    authors: dict[str, bool] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)
    oldest: datetime | None = None
    newest: datetime | None = None

    def add(self, event: Event, post: Post | None) -> None:
        """Take an event in, and its post where that matters to us."""
        self.oldest = event.at if self.oldest is None else min(self.oldest, event.at)
        self.newest = event.at if self.newest is None else max(self.newest, event.at)
        if event.what == "deleted":
            self.deleted.add(event.uri)
            self.posts.pop(event.uri, None)
        elif event.what in {"hidden", "shown"}:
            self.authors[event.did] = event.what == "shown"
        elif post is not None:
            self.deleted.discard(event.uri)
            self.posts[event.uri] = replace(post, edited_at=event.at) if event.edited else post


class _Hydrator:
    """Gives posts their handle, counts and labels, as the public AppView shows them.

    A post that it does not show (not known yet, or hidden) is kept, counted, and never quoted: its author may
    have asked not to be shown. Neither is a failure fatal; after one it is not asked again in this walk.
    """

    def __init__(self, collector: Jetstream) -> None:
        self._source = collector.source
        self._fetcher = collector.fetcher
        appview = str(collector.options.get("hydrate_url") or APPVIEW)
        self._posts = f"{appview}/xrpc/app.bsky.feed.getPosts"
        self._fetcher.add_address(self._posts)
        self._failed = False
        self.note = ""

    def hydrated(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """The same posts in their order."""
        found: list[Post] = []
        for start in range(0, len(posts), POSTS_AT_ONCE):
            batch = posts[start : start + POSTS_AT_ONCE]
            views: dict[str, object] = {}
            if not self._failed:
                try:
                    views = self.ask([post.remote_id for post in batch])
                except SourceError as error:
                    self._failed = True
                    self.note = f"the AppView could not be asked ({error.kind}): these posts are not quoted"
            found += [_filled(post, views.get(post.remote_id)) for post in batch]
        return tuple(found)

    def ask(self, uris: Sequence[str]) -> dict[str, object]:
        """The AppView's views of at most 25 posts, by their addresses.

        Raises:
            SourceError: it could not be asked.
        """
        answer = self._fetcher.get(self._posts, {"uris": list(uris)})
        try:
            return views_of(answer.json())
        except ValueError as error:
            raise UnexpectedPayload(self._source, f"{answer.url} {error}", sample=answer.sample) from error


def _filled(post: Post, view: object) -> Post:
    try:
        shown = parse_post_view(view)
    except ValueError:  # none, or none that can be read
        return replace(post, quotable=False, at_home=False)
    return replace(shown, created_at=post.created_at, edited_at=post.edited_at)


def _lost(span: Span, first: datetime) -> Gap | None:
    """What the stream no longer held: it was asked for events before span.low, and some come every moment.

    Whoever goes on after a quiet moment knows the last event before it, and meets it again.
    """
    if first <= span.low or (span.resume is not None and str(_micros(first)) <= span.resume):
        return None
    return Gap(span.low, min(first, span.high), "the stream no longer holds what came before")


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
