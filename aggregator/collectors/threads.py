"""Threads: its keyword search, with a user's token.

Facts (https://developers.facebook.com/documentation/threads/keyword-search, updated 2026-01-21;
https://github.com/fbsamples/threads_api 44df04d; Graph error codes of
https://developers.facebook.com/docs/graph-api/guides/error-handling; read 2026-11-22):
- GET /v1.0/keyword_search, search_mode=TAG for topic tags (without "#") and KEYWORD for words,
  search_type=RECENT; since and until in unix seconds, from 1688540400 on; limit 25, at most 100;
  paging.cursors.after.
- An app that is not approved for threads_keyword_search silently searches its token's own posts only.
- 2,200 queries in 24 hours for a user, whatever the app; answers without a post do not count.
- Words that Threads calls sensitive or offensive give an empty list, as if nobody had written.
- Errors come as {"error": {"message", "type", "code"}} with any status: 190 the token, 10 and 200 to 299 the
  permission, 4, 17, 32 and 613 too many requests, 1 and 2 passing. They do not say when to ask again.
- The token travels as a parameter, which is the only way that is documented: it is blanked out everywhere.
- Whether a post of somebody else still stands can't be asked by its id.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import ceil, floor
from typing import Any

from aggregator import paging
from aggregator.collectors import Collector, mentions
from aggregator.errors import (
    CredentialsRejected,
    RateLimited,
    SourceError,
    SourceUnavailable,
    UnexpectedPayload,
)
from aggregator.fetcher import Answer, Cost
from aggregator.model import About, Film, Page, Post, Query, Span
from aggregator.payloads.fields import line, mapping
from aggregator.payloads.threads import parse

ACCESS_TOKEN = "FANSREACT_SOURCES__THREADS__ACCESS_TOKEN"  # noqa: S105 - the variable's name

ONLY_OWN = (
    "all posts found are the token's own: Threads searches nobody else's until the app is approved for "
    "threads_keyword_search"
)

_FIELDS = (
    "id,media_product_type,media_type,media_url,permalink,username,text,timestamp,shortcode,children,alt_text,"
    "is_quote_post,quoted_post,reposted_post,is_reply,replied_to,topic_tag,is_verified,is_spoiler_media"
)
_READ_HERE = frozenset({400, 401, 403, 404, 500, 503})
_EARLIEST = datetime.fromtimestamp(1_688_540_400, UTC)
_TICK = timedelta(seconds=1)  # the network's times are no finer
_PATIENCE = timedelta(hours=1)  # its limits roll over a day and are not told
_THROTTLED = frozenset({4, 17, 32, 613})
_PASSING = frozenset({1, 2})
_QUERY = Cost("searches", 1)


class Threads(Collector):
    """Topic tags and words by search, with a user's token."""

    name = source = "threads"
    docs = "https://developers.facebook.com/documentation/threads/keyword-search"
    needs_key = (ACCESS_TOKEN,)
    base_url = "https://graph.threads.net"
    page_size = 100
    about = About(
        title="Threads",
        key="a user's token of an app approved for threads_keyword_search",
        cost="none",
        limits="2,200 queries in 24 hours",
        asked_for="hashtags (as topic tags) and phrases",
        goes_back="5 July 2023",
        quotes="public posts, by permalink; not those that it gives no link to (copyright claims)",
        counts=False,
        rechecks=(),
        as_of=date(2026, 11, 22),
    )

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Newest first, from span.high down to span.low; the bounds are the only resume.

        Raises:
            CredentialsRejected: the token is wrong, has expired or lacks a permission.
            SourceError: another of its kinds.
        """
        words = query.hashtag or query.phrase
        if not words:
            return
        params = {
            "q": words,
            "search_mode": "TAG" if query.hashtag else "KEYWORD",
            "search_type": "RECENT",
            "fields": _FIELDS,
            "limit": str(self.page_size),
            # Whether the bounds are inclusive is not documented: a second more, and we look ourselves.
            "since": str(floor(max(span.low, _EARLIEST).timestamp())),
            "until": str(ceil(max(span.high, _EARLIEST + _TICK).timestamp())),
        }
        walk = paging.by_cursor(lambda after: self._search({**params, **after}))
        reached: datetime | None = None
        filled, owner = 0, None
        for sheet in walk:
            filled += bool(sheet.items)
            posts, rejected = self.read(sheet, parse)
            if posts:
                lowest = paging.complete_from([post.created_at for post in posts], _TICK)
                reached = lowest if reached is None else min(reached, lowest)
            if sheet.token is None and filled <= 1:
                reached = span.low  # one page and no more: surely all there is. After many it may be a cap.
            alone = _only_author(posts)
            if alone is not None and owner is None:  # only a page by one single person needs asking, once
                owner = self._owner()
            yield Page(
                posts=tuple(post for post in posts if span.low <= post.created_at < span.high),
                reached=max(reached, span.low) if reached is not None and reached < span.high else None,
                rejected=rejected,
                raw=sheet.answer.kept,
                note=ONLY_OWN if alone is not None and alone == owner else "",
            )
            if reached is not None and reached <= span.low:
                return

    def belongs(self, post: Post, film: Film, query: Query) -> bool:
        """A topic tag is the film's own; the words of a phrase may stand anywhere in what a search finds."""
        return bool(query.hashtag) or mentions(post, film)

    def _search(self, params: dict[str, str]) -> Answer:
        answer = self._get("/v1.0/keyword_search", params, _QUERY)
        if mapping(answer.json()).get("data") == []:  # a search without results is free
            self.fetcher.settle(_QUERY, 0)
        return answer

    def _owner(self) -> str:
        """Who the token belongs to; "" where that is not said."""
        try:
            name = mapping(self._get("/v1.0/me", {"fields": "username"}).json()).get("username")
        except SourceError:  # the posts are good: without this answer only a note is missing
            return ""
        return name if isinstance(name, str) else ""

    def _get(self, path: str, params: dict[str, str], cost: Cost | None = None) -> Answer:
        token = self.keys.get(ACCESS_TOKEN, "")
        self.fetcher.add_secret(token)
        answer = self.fetcher.get(
            path, {**params, "access_token": token}, allow=_READ_HERE, credential=ACCESS_TOKEN, cost=cost
        )
        if answer.status != 200:
            raise self._failure(answer)
        return answer

    def _failure(self, answer: Answer) -> SourceError:
        error, says = _error(answer), answer.says
        code = error.get("code")
        code = code if isinstance(code, int) else None
        if code in _THROTTLED:
            until = self.fetcher.clock() + _PATIENCE
            return RateLimited(
                self.source, f"has had too many queries ({code}: {says}); asked again in an hour", until=until
            )
        if code == 10 or (code is not None and 200 <= code <= 299):
            return CredentialsRejected(
                self.source,
                f"the token in {ACCESS_TOKEN} lacks a permission ({code}: {says})",
                hint="it needs threads_basic and threads_keyword_search: log in anew and grant both",
            )
        if code == 190 or (code is None and answer.status in {401, 403}):
            return CredentialsRejected(
                self.source,
                f"the token in {ACCESS_TOKEN} was refused ({answer.status}: {says})",
                hint="long-lived tokens end after 60 days: make a new one",
            )
        if code in _PASSING or answer.status >= 500:
            return SourceUnavailable(
                self.source,
                f"{answer.url} answered {answer.status}: {says}",
                hint="nothing to do: it is asked again with the next run",
            )
        return UnexpectedPayload(
            self.source, f"{answer.url} answered {answer.status}: {says}", sample=answer.sample
        )


def _only_author(posts: tuple[Post, ...]) -> str | None:
    """The handle of the one person who wrote them all; None where there are several, or one is unknown."""
    handles = {post.author.handle if post.author is not None else None for post in posts}
    return handles.pop() if len(handles) == 1 else None


def _error(answer: Answer) -> Any:
    try:
        error = mapping(mapping(answer.json()).get("error"))
    except UnexpectedPayload:
        return {}
    return {**error, "message": line(error.get("message"))}
