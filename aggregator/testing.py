"""For whoever writes a collector: play a recording, and check the laws of collecting. No pytest inside.

    def test_my_collector_keeps_the_laws():
        assert check_collector("my_package.module:MyNetwork", Path("recordings/my_network")) == ()

The folder holds what `play` serves (see aggregator.loopback) and `recording.json`:
`{"target": "#glassharbour", "low": "2031-05-04T00:00:00Z", "high": "2031-05-05T00:00:00Z", "page_size": 7}`,
where needed also `"options": {...}`, the collector's settings ("https://recorded.invalid" in one, or in the
target, becomes the server's address).
Its posts fill at least three pages, and two of one instant stand on both sides of a page's end.
"""

import ast
import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.collectors import Collector, find
from aggregator.errors import (
    CredentialsRejected,
    RateLimited,
    SourceError,
    SourceUnavailable,
    UnexpectedPayload,
)
from aggregator.fetcher import Fetcher, MemoryBudget, MemorySessionCache
from aggregator.loopback import HERE, Network, Reply, play
from aggregator.model import Page, Post, Query, Rejected, Span, rest_of

__all__ = ["Network", "Reply", "check_collector", "play", "walk"]

_CANARY = "canary-9d2f"
_ATTEMPTS = 2
_FORBIDDEN = frozenset(
    {"aggregator.store", "asyncio", "httpx", "logging", "requests", "socket", "sqlalchemy"}
    | {"stamina", "structlog", "threading", "time"}
)
_NONSENSE: tuple[Any, ...] = (None, -1, "\0\ud800", [[]], {"x": {}}, 10**30)
_NEEDED = 3  # so many fields may a post not be without: its id, its time, perhaps its text

Law = Callable[["_Bench"], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk gave, page by page, and the span that is left of it (None: all was read)."""

    pages: tuple[Page, ...]
    left: Span | None

    @property
    def posts(self) -> list[Post]:
        """All posts, in the order in which they came."""
        return [post for page in self.pages for post in page.posts]

    @property
    def rejected(self) -> list[Rejected]:
        """What could not be read."""
        return [rejected for page in self.pages for rejected in page.rejected]


def walk(collector: Collector, span: Span, *, pages: int | None = None) -> Walked:
    """Walk a span as the pipeline does, at most so many pages; a walk cut off is begun again by its bounds.

    Up or down, as the collector goes.

    Raises:
        SourceError: what the collector raises.
    """
    taken: list[Page] = []
    while True:
        begun_with, by_bounds = (span.low, span.high), span.resume is None
        for page in collector.pages(span.query, span):
            taken.append(page)
            span = rest_of(span, page, ascending=collector.ascending)
            if span.low >= span.high:
                return Walked(tuple(taken), None)
            if len(taken) == pages:
                return Walked(tuple(taken), span)
        if (span.low, span.high) == begun_with and by_bounds:
            return Walked(tuple(taken), span)
        span = Span(span.query, span.low, span.high)


def check_collector(collector: str | type[Collector], recording: Path) -> tuple[str, ...]:
    """Every law that the collector breaks over this recording, in a sentence each; empty if it keeps all.

    Raises:
        ConfigError: there is no such collector.
    """
    kind = find(collector) if isinstance(collector, str) else collector
    if not (recording / "recording.json").is_file():
        return (f"{kind.name}: has no recording ({recording / 'recording.json'})",)
    about = json.loads((recording / "recording.json").read_text("utf-8"))
    bench = _Bench(kind, recording, about)
    return tuple(f"{kind.name}: {broken}" for law in _LAWS for broken in law(bench))


class _Bench:
    def __init__(self, kind: type[Collector], folder: Path, about: dict[str, Any]) -> None:
        self.kind = kind
        self.folder = folder
        self.low, self.high = (datetime.fromisoformat(about[name]) for name in ("low", "high"))
        self.query = Query(kind.source, "reader", about["target"])
        self.span = Span(self.query, self.low, self.high)
        self.page_size = int(about.get("page_size", kind.page_size))
        self.options = dict(about.get("options", {}))

    def collector(self, network: Network) -> Collector:
        """A new one, as a new process would build it."""
        now = self.high + timedelta(hours=1)
        fetcher = Fetcher(
            self.kind.source,
            network.url,
            account="reader",
            budget=MemoryBudget(lambda: now),
            clock=lambda: now,
            wait=lambda _seconds: False,
            attempts=_ATTEMPTS,
        )
        keys = {name: f"{_CANARY}-{name}" for name in self.kind.needs_key}
        made = self.kind(
            fetcher,
            keys=keys,
            sessions=MemorySessionCache(),
            options=_with_address(self.options, network.url),
        )
        vars(made)["page_size"] = self.page_size
        return made

    def read(self, network: Network, span: Span | None = None, *, pages: int | None = None) -> Walked:
        """A walk by a new collector."""
        collector, span = self.collector(network), span or self.span
        target = span.query.target.replace(HERE, network.url)  # a feed's
        span = replace(span, query=replace(span.query, target=target))
        try:
            return walk(collector, span, pages=pages)
        finally:
            collector.fetcher.close()

    def failure(self, network: Network) -> SourceError | None:
        """How a walk fails, if it does."""
        try:
            self.read(network)
        except SourceError as error:
            return error
        return None


def _with_address(options: dict[str, Any], url: str) -> dict[str, Any]:
    return dict(json.loads(json.dumps(options).replace(HERE, url)))


def _pages_lie_in_the_span_in_order(bench: _Bench) -> Iterator[str]:
    with play(bench.folder) as network:
        walked, again = bench.read(network), bench.read(network)
    posts, up = walked.posts, bench.kind.ascending
    if len([page for page in walked.pages if page.posts]) < 3:
        yield "law 1: the recording fills no three pages"
    if walked.left is not None:
        end, place = ("high", walked.left.low) if up else ("low", walked.left.high)
        yield f"law 1: the walk ended at {place.isoformat()} without reaching the span's {end}"
    for post in posts:
        if not bench.low <= post.created_at < bench.high:
            yield f"law 1: {post.remote_id} lies outside the span"
        if post.source not in (bench.kind.source, *bench.kind.networks):
            yield f"law 1: {post.remote_id} has the source {post.source!r}"
    first = min if up else max
    tops = [first(post.created_at for post in page.posts) for page in walked.pages if page.posts]
    reached = [page.reached for page in walked.pages if page.reached is not None]
    # Comments come by threads, and a reply may be newer than all of the next thread: where nothing is
    # claimed before everything is given, the order of the pages is no promise.
    claims_early = any(page.reached is not None for page in walked.pages[:-1])
    if claims_early and tops != sorted(tops, reverse=not up):
        yield f"law 1: pages do not come {'oldest' if up else 'newest'} first"
    if reached != sorted(reached, reverse=not up):
        yield "law 1: a page reached less far than the one before"
    given = [post for page in walked.pages for post in page.posts]
    for page in walked.pages[:-1]:
        later = given[given.index(page.posts[-1]) + 1 :] if page.posts else []
        claim = page.reached
        if claim is not None and any((post.created_at < claim) == up for post in later):
            yield f"law 1: a page claims {claim.isoformat()}, but posts that it claims came later"
    if again.posts != posts:
        yield "law 6: two readings of one recording differ"


def _a_walk_goes_on_where_it_stopped(bench: _Bench) -> Iterator[str]:
    with play(bench.folder) as network:
        whole = bench.read(network)
        wanted = {post.key for post in whole.posts}
        ties = len(whole.posts) - len({post.created_at for post in whole.posts})
        if ties == 0:
            yield "law 1: the recording has no two posts of one instant"
        for stop in range(1, len(whole.pages)):
            first = bench.read(network, pages=stop)
            if first.left is None:
                continue
            rests = {
                "from its resume": first.left,
                "by its bounds": Span(bench.query, first.left.low, first.left.high),
            }
            for how, left in rests.items():
                rest = bench.read(network, left)
                missing = wanted - {post.key for post in first.posts} - {post.key for post in rest.posts}
                if missing:
                    yield f"law 1: {len(missing)} posts are missing when it goes on {how} after page {stop}"


def _one_unreadable_post_is_rejected_alone(bench: _Bench) -> Iterator[str]:
    with play(bench.folder) as network:
        whole = {post.key for post in bench.read(network).posts}

        def spoil(_path: str, body: Any) -> Any:
            found = network.posts_of(bench.kind.source, body)
            if len(found) > 1:
                found[0] = {"unreadable": f"Bearer {_CANARY}"}
            return body

        network.alter = spoil
        walked = bench.read(network)
        if not walked.rejected:
            yield "law 2: an unreadable post was not reported"
        if any(_CANARY in rejected.sample for rejected in walked.rejected):
            yield "law 2: a rejected post's sample holds a secret"
        if {post.key for post in walked.posts} - whole or len(walked.posts) < len(whole) / 2:
            yield "law 2: an unreadable post took others with it"

        def ruin(_path: str, body: Any) -> Any:
            found = network.posts_of(bench.kind.source, body)
            found[:] = [{"unreadable": True}] * len(found)
            return body

        network.alter = ruin
        if not isinstance(bench.failure(network), UnexpectedPayload):
            yield "law 2: a page without one readable post is no UnexpectedPayload"


def _it_only_reads(bench: _Bench) -> Iterator[str]:
    source = inspect.getsource(inspect.getmodule(bench.kind) or bench.kind)
    for node in ast.walk(ast.parse(source)):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            if any(module == bad or module.startswith(f"{bad}.") for bad in _FORBIDDEN):
                yield f"law 3: imports {module}; the fetcher waits and retries, the pipeline logs and stores"
    failures: tuple[tuple[str, Reply, type[SourceError]], ...] = (
        ("429", Reply(429, {"error": "slow down"}, {"retry-after": "3600"}), RateLimited),
        ("500", Reply(500, "<html>oops</html>"), SourceUnavailable),
        ("a page of HTML", Reply(200, "<!DOCTYPE html><p>hello"), UnexpectedPayload),
        (
            "401",
            Reply(401, {"error": f"no such token {_CANARY}-{''.join(bench.kind.needs_key[:1])}"}),
            CredentialsRejected,
        ),
    )
    for name, reply, expected in failures:
        with play(bench.folder) as network:
            network.fail = lambda _path, reply=reply: reply
            failure = bench.failure(network)
            if not isinstance(failure, expected):
                yield f"law 3: {name} is {type(failure).__name__}, not {expected.__name__}"
            if len(network.requests) > _ATTEMPTS:
                yield f"law 3: {name} was asked {len(network.requests)} times, not {_ATTEMPTS} at most"
            if (
                failure is not None
                and bench.kind.needs_key
                and f"{_CANARY}-{bench.kind.needs_key[-1]}" in str(failure)
            ):
                yield f"law 3: the error for {name} tells a secret"


def _nothing_optional_is_fatal(bench: _Bench) -> Iterator[str]:
    with play(bench.folder) as network:
        for post in bench.read(network).posts:
            if post.url is not None and not post.url.startswith(("https://", f"{network.url}/")):
                yield f"law 4: the permalink of {post.remote_id} is no https"
        names: set[str] = set()

        def look(_path: str, body: Any) -> Any:
            names.update(name for item in network.posts_of(bench.kind.source, body) for name in item)
            return body

        network.alter = look
        bench.read(network, pages=1)
        fatal = []
        for name in sorted(names):
            network.alter = _spoiler(name, network, bench.kind.source)
            try:
                if bench.read(network, pages=1).rejected:
                    fatal.append(name)
            except UnexpectedPayload:
                fatal.append(name)
            except SourceError as error:
                yield f"law 4: {name!r} spoilt ends the walk: {error}"
        if len(fatal) > _NEEDED:
            yield f"law 4: posts are rejected for any of {', '.join(fatal)}"


def _spoiler(name: str, network: Network, source: str) -> Callable[[str, Any], Any]:
    """Each post of a page misses the field or holds another nonsense there."""

    def spoil(_path: str, body: Any) -> Any:
        for place, item in enumerate(network.posts_of(source, body)):
            kind = place % (len(_NONSENSE) + 2)
            if kind == 0:
                item.pop(name, None)
            elif kind <= len(_NONSENSE):
                item[name] = _NONSENSE[kind - 1]
        return body

    return spoil


def _recheck_tells_what_is_gone(bench: _Bench) -> Iterator[str]:
    with play(bench.folder) as network:
        posts = bench.read(network).posts
        collector = bench.collector(network)
        before = collector.recheck(posts)
        known = {post.key for post in posts}
        if set(before) - known:
            yield "law 5: recheck speaks of posts it was not asked about"
        standing = sorted(key for key, how in before.items() if how == "alive")
        if before and not standing:
            yield "law 5: recheck finds none of the posts that were just read"
        network.hide(*(identity for _, identity in standing[::2]))
        after = collector.recheck(posts)
        for place, key in enumerate(standing):
            expected = "gone" if place % 2 == 0 else "alive"
            if after.get(key) != expected:
                yield f"law 5: {key[1]} is {expected}, recheck says {after.get(key)}"
        collector.fetcher.close()


def _posts_asked_for_again_are_the_same(bench: _Bench) -> Iterator[str]:
    with play(bench.folder) as network:
        posts = {post.key: post for post in bench.read(network).posts}
        collector = bench.collector(network)
        ids = [post.remote_id for post in posts.values()]
        answers = {
            "reread": collector.reread(tuple(posts.values())),
            "by_link": collector.by_link(ids) or (),
        }
        for how, again in answers.items():
            if any(post.key not in posts for post in again):
                yield f"law 7: {how} gives posts that it was not asked for"
            for post in again:
                if post.key in posts and post.content_hash != posts[post.key].content_hash:
                    yield f"law 7: {how} gives other words for {post.remote_id}, which nobody edited"
        collector.fetcher.close()


_LAWS: tuple[Law, ...] = (
    _pages_lie_in_the_span_in_order,
    _a_walk_goes_on_where_it_stopped,
    _one_unreadable_post_is_rejected_alone,
    _it_only_reads,
    _nothing_optional_is_fatal,
    _recheck_tells_what_is_gone,
    _posts_asked_for_again_are_the_same,
)
