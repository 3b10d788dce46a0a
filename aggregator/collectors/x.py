"""X: recent search or the full archive, API version 2, paid by the post.

Facts (https://docs.x.com/x-api, OpenAPI 2.159 and 2.167, recorded answers of 2021 to 2023; read 2026-11-22):
- Recent search reaches 7 days back, 10 to 100 posts a page; the archive (pay-per-use, Enterprise) 10 to 500.
- start_time is inclusive, end_time exclusive, both in whole seconds, as are the posts' times; end_time must
  lie 10 seconds back. Pages come by id, newest first. A page may be short: only a missing next_token is the
  end. A token belongs to its query and bounds. No hit: `{"meta": {"result_count": 0}}` without `data`.
- Two vocabularies: `tweet.fields` and, since August 2026, `post.fields`; X answers in the words it was asked
  in [public code]. Which one an app may use is not documented: after a 400 about fields the other is tried.
- Includes are incomplete, and a 200 may hold `errors` about posts and authors that are not shown.
- Prices: $0.005 for each post read, $0.005 for a counts request, a post once a UTC day [soft]; $0.010 for a
  user read: whether authors that come with posts are billed is not said [48 posts with authors: $0.24].
- Counts may be higher than what search gives, which filters more. A page of `counts/all` holds 31 days.
- 402: no credits. 429: a rate limit, or `usage-capped` (daily or monthly), which no waiting cures. The
  archive takes one request a second.
- A post may be edited for 30 minutes; each version has an id of its own, and the list of them stands in
  each. Deleting one deletes all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

from aggregator import paging
from aggregator.collectors import Collector, Standing
from aggregator.collectors.x_answers import (
    blames_fields,
    given,
    has_fields,
    not_understood,
    problems,
    refusal,
    standing,
)
from aggregator.collectors.x_query import compile_queries
from aggregator.errors import CredentialsRejected, SourceError, UnexpectedPayload
from aggregator.fetcher import Answer, Cost, Fetcher
from aggregator.model import About, Counted, Film, Page, Post, Query, Span
from aggregator.payloads.fields import count, items_of, line, mapping, objects, utc
from aggregator.payloads.x_v2 import parse_tweet, split_page, version_of, versions

BEARER_TOKEN = "FANSREACT_SOURCES__X__BEARER_TOKEN"  # noqa: S105 - the variable's name

_FIELDS = {
    "tweet": {
        "tweet.fields": "attachments,author_id,created_at,edit_history_tweet_ids,entities,lang,note_tweet,"
        "possibly_sensitive,public_metrics,referenced_tweets,withheld",
        "expansions": "attachments.media_keys,author_id,referenced_tweets.id",
    },
    "post": {
        "post.fields": "attachments,created_at,entities,lang,note_post,possibly_sensitive,public_metrics,"
        "withheld",
        "expansions": "attachments.media_keys,author_id,edit_history_post_ids,referenced_posts",
    },
}
_OTHER = {"tweet": "post", "post": "tweet"}
_MORE = {
    "user.fields": "created_at,name,protected,public_metrics,username,verified",
    "media.fields": "alt_text,preview_image_url,type,url,variants",
}
_TICK = timedelta(seconds=1)
_RECENT = timedelta(days=7) - timedelta(minutes=1)
_BATCH = 100
_ID = re.compile(r"[0-9]{1,19}")  # one of another make refuses the whole request
_NOT_GIVEN = "X left out some posts or authors that others refer to (deleted, protected or withheld)"
_TOO_OLD = "recent search goes back 7 days; [sources.x] archive = true reads older posts"


class _RefusedPlace(Exception):
    """X no longer takes the token of a page."""


_MINUTE = timedelta(minutes=1)


class X(Collector):
    """A film's words as one query, or several where they are too long for one; needs a bearer token."""

    name = source = "x"
    docs = "https://docs.x.com/x-api/posts/search/introduction"
    needs_key = (BEARER_TOKEN,)
    base_url = "https://api.x.com"
    overlap: ClassVar[timedelta] = timedelta(minutes=5)  # what is read again may be paid again
    page_size = 100
    about = About(
        title="X",
        key="an app's bearer token",
        cost="$0.005 a post, $0.005 a request for counts",
        limits="450 requests in 15 minutes (archive: 300, one a second); 3 million posts a month",
        asked_for="hashtags and phrases, less never-words, in one query",
        goes_back="7 days; with archive = true to 2006",
        quotes="public posts, unmodified, with author, time and permalink; not protected or withheld ones",
        counts=True,
        rechecks=("alive", "edited", "gone", "hidden"),
        as_of=date(2026, 11, 22),
    )

    _speaks = ""  # the vocabulary that X took last; forgotten with the process

    def __init__(self, fetcher: Fetcher, **rest: Any) -> None:
        super().__init__(fetcher, **rest)
        most = 500 if self._archive else 100
        self.page_size = max(10, min(most, int(self.options.get("page_size", self.page_size))))

    def targets(self, film: Film) -> tuple[str, ...]:
        """`search:` and a query; several where the film's words are too long for one."""
        return tuple(f"search:{query}" for query in compile_queries(film, 1_024 if self._archive else 512))

    @property
    def page_cost(self) -> Cost:
        """What a page costs if it is full."""
        return Cost("usd_micros", self.page_size * self._price("post_price"))

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Newest first; `resume` is X's token with the bounds to which it belongs.

        Posts of one second may stand on both sides of a page's end: a page claims everything *after* its
        oldest second. Recent search ends 7 days back, whatever is left of the span.

        Raises:
            CredentialsRejected: the token was refused, or may not read this.
            BudgetSpent: X's cap, its credits or our own budget are used up.
            SourceError: another of its kinds.
        """
        words, low = query.named("search"), self._earliest(span.low)
        if not words or low >= span.high:
            return
        start, end, token = _place(span) or (_second(low), _second(span.high, up=True), None)
        bounds = {"query": words, "start_time": start, "end_time": end}
        walk = paging.by_sheets(
            lambda mark: self._sheet(bounds, mark, resumed=mark is not None and mark == token), start=token
        )
        reached: datetime | None = None
        try:
            for sheet in walk:
                posts, rejected = self.read(sheet, parse_tweet)
                if len(posts) > 1 and not any(_is_near(post.created_at, low, span.high) for post in posts):
                    # One edited post may bear its first version's time; a page of such is another's answer.
                    raise UnexpectedPayload(
                        self.source, "a page holds only posts of another time", sample=sheet.answer.sample
                    )
                if posts:
                    lowest = _complete_from([post.created_at for post in posts])
                    reached = lowest if reached is None else min(reached, lowest)
                if sheet.token is None:
                    reached = low
                yield Page(
                    posts=tuple(post for post in posts if span.low <= post.created_at < span.high),
                    reached=max(reached, low) if reached is not None and reached < span.high else None,
                    resume=f"{start} {end} {sheet.token}" if sheet.token else None,
                    rejected=rejected,
                    raw=sheet.answer.kept,
                    note=_note(sheet, too_old=sheet.token is None and low > span.low),
                )
        except _RefusedPlace:
            return  # the walk is begun again by its bounds, which costs a second's posts at most

    def counted(self, query: Query, low: datetime, high: datetime) -> tuple[Counted, ...]:
        """By the minute up to two hours, by the hour up to 31 days, else by the day; of what X still reaches.

        Raises:
            SourceError: X could not be asked.
        """
        words, low = query.named("search"), self._earliest(low)
        if not words or low >= high:
            return ()
        params = {
            "query": words,
            "start_time": _second(low),
            "end_time": _second(high, up=True),
            "granularity": _granularity(high - low),
        }
        pieces = [
            piece
            for sheet in paging.by_sheets(lambda mark: self._counts(params, mark))
            for piece in sheet.items
        ]
        return tuple(sorted(pieces, key=lambda piece: piece.low))

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """All posts, 100 a request, each paid as a post read if X still gives it.

        Raises:
            SourceError: X could not be asked.
        """
        ours = self._ours(posts)
        found: dict[tuple[str, str], Standing] = {}
        for body in self._looked_up([version_of(post) for post in ours]):
            given = {one: item for item in split_page(body) for one in versions(mapping(item))}
            refused = {str(one.get("resource_id") or one.get("value")): one for one in problems(body)}
            for post in ours:
                version = version_of(post)
                how = standing(post, given.get(version), refused.get(version))
                if how is not None:
                    found[post.key] = how
        return found

    def by_link(self, ids: Sequence[str]) -> tuple[Post, ...]:
        """Posts by the id of any of their versions, 100 a request, each paid as a post read.

        Raises:
            SourceError: X could not be asked.
        """
        return self._newest([one for one in ids if _ID.fullmatch(one)])

    def reread(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """What these posts say now, 100 a request, each paid as a post read.

        Raises:
            SourceError: X could not be asked.
        """
        return self._newest([version_of(post) for post in self._ours(posts)])

    def _ours(self, posts: Sequence[Post]) -> list[Post]:
        return [post for post in posts if post.source == self.source and _ID.fullmatch(version_of(post))]

    def _newest(self, ids: Sequence[str]) -> tuple[Post, ...]:
        """Each post in its newest version: where X gives an older one for its id, it is asked once more."""
        given = self._by_version(ids)
        newest = {versions(item)[-1] for item in given.values()}
        given |= self._by_version(sorted(newest - given.keys()))
        return self.again([given[one] for one in sorted(newest & given.keys())], parse_tweet)

    def _by_version(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """What X gives for these ids, by the id of the version that it is."""
        items = [item for body in self._looked_up(ids) for item in split_page(body)]
        return {str(item.get("id")): item for item in objects(items)}

    def _looked_up(self, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The answers for these ids, 100 a request; what X does not give costs nothing."""
        unique = list(dict.fromkeys(ids))
        for start in range(0, len(unique), _BATCH):
            batch = unique[start : start + _BATCH]
            cost = Cost("usd_micros", len(batch) * self._price("post_price"))
            answer, body = self._ask_posts("/2/tweets", {"ids": ",".join(batch)}, cost)
            if answer.status == 400 or not (items_of(body.get("data")) or problems(body)):
                raise not_understood(answer, body)
            yield body

    # ── settings ─────────────────────────────────────────────────────────────

    @property
    def _archive(self) -> bool:
        return bool(self.options.get("archive", False))

    @property
    def _reach(self) -> str:
        return "all" if self._archive else "recent"

    def _price(self, name: str) -> int:
        """In millionths of a dollar."""
        return round(float(self.options.get(name, 0.005)) * 1_000_000)

    def _earliest(self, low: datetime) -> datetime:
        """`low`, or the oldest instant that X still reaches if that is later."""
        if self._archive:
            return low
        return max(low, (self.fetcher.clock() - _RECENT).replace(microsecond=0))

    # ── asking ───────────────────────────────────────────────────────────────

    def _sheet(self, bounds: Mapping[str, str], mark: str | None, *, resumed: bool) -> paging.Sheet:
        params = {**bounds, "max_results": str(self.page_size), "sort_order": "recency"}
        if mark is not None:
            params["next_token"] = mark
        answer, body = self._ask_posts(f"/2/tweets/search/{self._reach}", params, self.page_cost)
        if answer.status == 400 and resumed:
            raise _RefusedPlace
        meta = mapping(body.get("meta"))
        if not isinstance(body.get("data"), list) and count(meta.get("result_count")) != 0:
            raise not_understood(answer, body)
        return paging.Sheet(answer, split_page(body), line(meta.get("next_token")))

    def _counts(self, params: Mapping[str, str], mark: str | None) -> paging.Sheet:
        more = {"next_token": mark} if mark is not None else {}
        cost = Cost("usd_micros", self._price("count_price"))
        answer, body = self._get(f"/2/tweets/counts/{self._reach}", {**params, **more}, cost)
        meta = mapping(body.get("meta"))
        total = meta.get("total_tweet_count", meta.get("total_post_count"))
        if not isinstance(body.get("data"), list) and count(total) != 0:
            raise not_understood(answer, body)
        try:
            pieces = [_piece(item) for item in items_of(body.get("data"))]
        except ValueError:
            raise not_understood(answer, body) from None
        return paging.Sheet(answer, pieces, line(meta.get("next_token")))

    def _ask_posts(self, path: str, params: Mapping[str, str], cost: Cost) -> tuple[Answer, dict[str, Any]]:
        """Ask in one vocabulary, and in the other one too where X refuses its fields or passes over them.

        An answer of 400 is the caller's to judge.
        """
        words = self._speaks or str(self.options.get("vocabulary", "tweet"))
        price = self._price("post_price")
        answer, body = self._get(path, {**params, **_FIELDS[words], **_MORE}, cost, each=price)
        if has_fields(body) if answer.status == 200 else not blames_fields(body):
            return answer, body
        words = _OTHER[words]
        other, said = self._get(path, {**params, **_FIELDS[words], **_MORE}, cost, each=price)
        if other.status == 200 and has_fields(said):
            self._speaks = words
            return other, said
        return answer, body

    def _get(
        self, path: str, params: Mapping[str, str], cost: Cost, *, each: int | None = None
    ) -> tuple[Answer, dict[str, Any]]:
        """One request and its bill: `cost` is booked; a refusal is free, a post costs `each`, if given.

        An answer of which nobody can tell what it sold was served all the same: it stays booked in full.
        """
        token = self.keys.get(BEARER_TOKEN, "")
        if not token:
            raise CredentialsRejected(
                self.source, f"needs a bearer token in {BEARER_TOKEN}", hint=f"set {BEARER_TOKEN}"
            )
        self.fetcher.add_secret(token)

        def refused(answer: Answer) -> SourceError | None:
            self.fetcher.settle(cost, 0)
            return refusal(answer, BEARER_TOKEN, now=self.fetcher.clock(), archive=self._archive)

        answer = self.fetcher.get(
            path,
            params,
            headers={"authorization": f"Bearer {token}"},
            allow=frozenset({400}),
            credential=BEARER_TOKEN,
            cost=cost,
            refused=refused,
        )
        if answer.status != 200:
            self.fetcher.settle(cost, 0)
        body = dict(mapping(answer.json()))
        posts = given(body) if each is not None and answer.status == 200 else None
        if each is not None and posts is not None:
            self.fetcher.settle(cost, each * posts)
        return answer, body


def _second(moment: datetime, *, up: bool = False) -> str:
    """The whole second at or before (`up`: at or after) a moment, as X writes times."""
    whole = (moment + timedelta(microseconds=999_999 if up else 0)).astimezone(UTC).replace(microsecond=0)
    return f"{whole:%Y-%m-%dT%H:%M:%SZ}"


def _place(span: Span) -> tuple[str, str, str] | None:
    """The bounds that were asked and X's token for them, as `resume` holds them."""
    parts = (span.resume or "").split(" ")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _complete_from(times: Sequence[datetime]) -> datetime:
    """From which instant on a page leaves nothing out. A page out of order claims its newest alone."""
    ordered = all(earlier >= later for earlier, later in pairwise(times))
    return (times[-1] if ordered else max(times)) + _TICK


def _granularity(long: timedelta) -> str:
    if long <= timedelta(hours=2):
        return "minute"
    return "hour" if long <= timedelta(days=31) else "day"


def _piece(item: Any) -> Counted:
    """One piece of a count. Raises ValueError where it is none."""
    said = mapping(item)
    posts = count(said.get("tweet_count", said.get("post_count")))
    if posts is None:
        raise ValueError("no count")
    return Counted(utc(said.get("start")), utc(said.get("end")), posts)


def _note(sheet: paging.Sheet, *, too_old: bool) -> str:
    left_out = b'"errors"' in sheet.answer.body and problems(mapping(sheet.answer.json()))
    return "; ".join(note for note in (_NOT_GIVEN if left_out else "", _TOO_OLD if too_old else "") if note)


def _is_near(moment: datetime, low: datetime, high: datetime) -> bool:
    return low - _MINUTE <= moment < high + _MINUTE
