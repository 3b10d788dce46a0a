"""Lemmy: the search of each instance, for posts and comments.

Facts (https://github.com/LemmyNet/lemmy 439734d, routes of API v3, which 1.0 keeps; lemmy-js-client 0d795f1;
2026-08, read 2026-11-22):
- GET /api/v3/search?q=&type_=Posts|Comments&sort=New&listing_type=All&page=&limit=, at most 50; pages are
  numbers, there is no bound by time. What arrives meanwhile moves all down, what is deleted moves it up.
- Words are found anywhere and in any order; there are no hashtags, but people of other networks write them.
- An instance knows what its people follow: several see more, and `ap_id` tells the copies of one post.
- A post that the instance features may stand above newer ones.
- 60 searches in 10 minutes for an address, as a rule; each instance sets its own. "rate_limit_error" may come
  with status 400.
- A single post or comment is asked for by its id at home, which its address tells: not found once it is gone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urljoin

from aggregator import paging
from aggregator.collectors import Collector, Standing, mentions
from aggregator.errors import CredentialsRejected, RateLimited, SourceError, UnexpectedPayload
from aggregator.fetcher import Answer
from aggregator.model import About, Film, Page, Post, Query, Span
from aggregator.payloads.fields import mapping
from aggregator.payloads.lemmy import (
    NOT_FOUND,
    PRIVATE,
    at_home,
    error_of,
    host_of,
    parse,
    standing,
    viewed,
)

_READ_HERE = frozenset({400, 401, 403, 404})
_TICK = timedelta(milliseconds=1)
_PATIENCE = timedelta(minutes=10)  # the usual window of its limits
_KINDS = {"Posts": "posts", "Comments": "comments"}


@dataclass(slots=True)
class _Stream:
    """One of the two searches of a walk: the next page, what is complete of it, and what waits for the other.

    `waiting` holds posts with the number of their page; `frontier` is the instant down to which all was read.
    """

    kind: str
    page: int
    frontier: datetime
    waiting: list[tuple[int, Post]] = field(default_factory=list)
    ids: frozenset[str] = frozenset()

    @property
    def resume(self) -> int:
        """The page where a later walk has to begin for what was not given yet."""
        return min((number for number, _ in self.waiting), default=self.page)


class Lemmy(Collector):
    """Hashtags and phrases as one instance finds them in posts and comments; needs no key."""

    name = source = "lemmy"
    docs = "https://join-lemmy.org/docs/contributors/04-api.html"
    per_instance = True
    base_url = "https://lemmy.world"
    overlap: ClassVar[timedelta] = timedelta(hours=1)  # posts of other instances arrive late
    page_size = 50
    about = About(
        title="Lemmy",
        key="no",
        cost="none",
        limits="60 searches in 10 minutes, as a rule; each instance has its own",
        asked_for="hashtags and phrases, in posts and comments",
        goes_back="as far as the instance keeps posts",
        quotes="public posts and comments, by permalink; not deleted or removed ones",
        counts=False,
        rechecks=("alive", "edited", "gone", "hidden"),
        as_of=date(2026, 11, 22),
    )

    @property
    def instance(self) -> str:
        """The instance's own address, also where it is asked through another one (a proxy, the demo)."""
        return self.account if self.account.startswith(("https://", "http://")) else self.fetcher.base_url

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Newest first, posts and comments together; span.resume is the page of each ("3,7").

        A page gives what lies above the one of the two searches that has come less far down; the rest waits.

        Raises:
            CredentialsRejected: the instance answers to members only.
            SourceError: another of its kinds.
        """
        words = f"#{query.hashtag}" if query.hashtag else query.phrase
        if not words:
            return
        streams = [
            _Stream(kind, page, span.high) for kind, page in zip(_KINDS, _begin(span.resume), strict=True)
        ]
        seen: set[str] = set()
        while any(stream.frontier > span.low for stream in streams):
            stream = max(streams, key=lambda one: one.frontier)
            sheet = self._search(words, stream)
            gone: set[str] = set()
            posts, rejected = self.read(sheet, partial(self._parse, gone=gone))
            if posts:
                stream.frontier = min(
                    stream.frontier, paging.complete_from([post.created_at for post in posts], _TICK)
                )
            if not sheet.items:
                stream.frontier = span.low  # the end of what this instance finds
            stream.waiting += [
                (stream.page, post)
                for post in posts
                if span.low <= post.created_at < span.high and post.remote_id not in seen | gone
            ]
            seen.update(post.remote_id for post in posts)
            stream.page += 1
            edge = max(span.low, *(one.frontier for one in streams))
            yield Page(
                posts=_ready(streams, edge),
                reached=edge if edge < span.high else None,
                resume=",".join(str(one.resume) for one in streams),
                rejected=rejected,
                raw=sheet.answer.kept,
            )

    def belongs(self, post: Post, film: Film, query: Query) -> bool:
        """The words that were searched for may stand anywhere: only what names the film is its own."""
        del query
        return mentions(post, film)

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """Each post at its own instance, which alone knows. Not said: posts of other software (PieFed).

        Raises:
            SourceError: this instance itself could not be asked.
        """
        found: dict[tuple[str, str], Standing] = {}
        for post in posts:
            answer = self._at_home(post.remote_id) if post.source == self.source else None
            said = _standing(post, answer) if answer is not None else None
            if said is not None:
                found[post.key] = said
        return found

    def by_link(self, ids: Sequence[str]) -> tuple[Post, ...] | None:
        """Posts and comments of this very instance by their addresses, a request each.

        None where one is another instance's: whoever asks there knows as much.

        Raises:
            SourceError: this instance could not be asked.
        """
        if any(at_home(one) is None or host_of(one) != host_of(self.instance) for one in ids):
            return None
        views = []
        for one in ids:
            answer = self._at_home(one)
            if answer is not None and answer.status == 200:
                views.append(viewed(answer.json()))
            elif answer is not None and _error(answer) not in NOT_FOUND:
                raise self._failure(answer)
        posts = self.again([view for view in views if standing(view) != "gone"], self._parsed)
        return tuple(post for post in posts if post.at_home)

    def reread(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """These posts as their own instances show them, a request each.

        Raises:
            SourceError: this instance itself could not be asked.
        """
        ours = {post.remote_id for post in posts if post.source == self.source}
        answers = [self._at_home(one) for one in sorted(ours)]
        views = [_view(answer) for answer in answers if answer is not None and answer.status == 200]
        now = self.again([view for view in views if view is not None and standing(view) != "gone"], parse)
        return tuple(post for post in now if post.remote_id in ours)

    def _parsed(self, view: Any) -> Post:
        return parse(view, self.instance)

    def _parse(self, view: Any, *, gone: set[str]) -> Post:
        post = self._parsed(view)
        if standing(view) != "alive":
            gone.add(post.remote_id)
        return post

    def _search(self, words: str, stream: _Stream) -> paging.Sheet:
        params = {
            "q": words,
            "type_": stream.kind,
            "sort": "New",
            "listing_type": "All",
            "page": str(stream.page),
            "limit": str(self.page_size),
        }
        answer = self.fetcher.get("/api/v3/search", params, allow=_READ_HERE)
        if answer.status != 200:
            raise self._failure(answer)
        items = mapping(answer.json()).get(_KINDS[stream.kind])
        if not isinstance(items, list):
            raise UnexpectedPayload(
                self.source, f"{answer.url} answered without a list of posts", sample=answer.sample
            )
        ids = frozenset(
            str(mapping(mapping(item).get(stream.kind[:-1].lower())).get("ap_id")) for item in items
        )
        if items and ids == stream.ids:
            raise UnexpectedPayload(self.source, "loop detected in pagination", sample=answer.sample)
        stream.ids = ids
        return paging.Sheet(answer, items, None)

    def _failure(self, answer: Answer) -> SourceError:
        error = _error(answer)
        if error == "rate_limit_error":
            until = self.fetcher.clock() + _PATIENCE
            return RateLimited(
                self.source,
                f"{self.instance} has had too many searches",
                until=until,
            )
        if answer.status in {401, 403} or error in PRIVATE:
            return CredentialsRejected(
                self.source,
                f"{self.instance} answers to its members only ({answer.status}: {answer.says})",
                hint="take it out of instances",
            )
        return UnexpectedPayload(
            self.source,
            f"{self.instance} did not search ({answer.status}: {answer.says})",
            sample=answer.sample,
            hint="is this the address of a Lemmy server with API v3?",
        )

    def _at_home(self, uri: str) -> Answer | None:
        """What the post's own instance says of it; None where its address does not tell how to ask."""
        place = at_home(uri)
        if place is None:
            return None
        path, params = f"/api/v3/{place[0]}", {"id": place[1]}
        if host_of(uri) == host_of(self.instance):
            return self.fetcher.get(path, params, allow=_READ_HERE)
        if self.elsewhere is None:
            return None
        try:
            return self.elsewhere.get(urljoin(uri, path), params, allow=_READ_HERE)
        except SourceError:  # another server's failure says nothing of the post, nor of the other posts
            return None


def _begin(resume: str | None) -> tuple[int, int]:
    """Where both searches begin: a page above the mark, as deletions move everything up."""
    match = re.fullmatch(r"([0-9]{1,6}),([0-9]{1,6})", resume or "")
    return (max(1, int(match[1]) - 1), max(1, int(match[2]) - 1)) if match else (1, 1)


def _ready(streams: list[_Stream], edge: datetime) -> tuple[Post, ...]:
    """What may be given, newest first: all at or after `edge`, down to which both searches have come."""
    ready = [post for stream in streams for _, post in stream.waiting if post.created_at >= edge]
    for stream in streams:
        stream.waiting = [(number, post) for number, post in stream.waiting if post.created_at < edge]
    return tuple(sorted(ready, key=lambda post: post.created_at, reverse=True))


def _error(answer: Answer) -> str:
    try:
        return error_of(answer.json())
    except UnexpectedPayload:
        return ""


def _view(answer: Answer) -> Any:
    """The view in an answer; None where another server's holds none."""
    try:
        return viewed(answer.json())
    except UnexpectedPayload:
        return None


def _standing(post: Post, answer: Answer) -> Standing | None:
    if answer.status != 200:
        return "gone" if _error(answer) in NOT_FOUND else None
    view = _view(answer)
    try:
        now = parse(view)
    except ValueError:
        return None
    if now.remote_id != post.remote_id:
        return None
    how = standing(view)
    if how != "alive":
        return how
    if not now.quotable:
        return "hidden"
    return "alive" if now.content_hash == post.content_hash else "edited"
