"""Tumblr: the posts of a tag, with an application's consumer key.

Facts (https://github.com/tumblr/docs 708be10, api.md of 2024-10-18; the experience of 4CAT's collector,
digitalmethodsinitiative/4cat datasources/tumblr; read 2026-11-22):
- GET /v2/tagged?tag=the glass harbour, at most 20 a page. Tags have no "#" and may have blanks: hashtags and
  phrases are both asked for as tags. There is no search for words.
- The only paging is `before`, in seconds; where a tag is curated the order is that of `featured_timestamp`.
- Pages are not strictly in order, may hold posts newer than `before`, and may be empty though older posts
  exist (holes): what is known is passed over, and after an empty page the walk goes further back, an hour and
  then up to six at a time; two days without a post are the end.
- More than a page of posts within one second can't be told apart by `before`.
- 300 requests a minute for an address, 1,000 an hour and 5,000 a day for a key; headers of each period.
- A single post is asked for at its blog: 404 once it is deleted, or its blog is.
- The key travels as a parameter (api_key): it is blanked out everywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from math import ceil, floor
from typing import Any
from urllib.parse import quote

from aggregator import paging
from aggregator.collectors import Collector, Standing
from aggregator.errors import RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import Answer
from aggregator.fetcher.limits import resumes_at
from aggregator.model import About, Page, Post, Query, Span
from aggregator.payloads.fields import mapping, objects
from aggregator.payloads.tumblr import parse, placed_at

API_KEY = "FANSREACT_SOURCES__TUMBLR__API_KEY"

FULL_SECOND = "more posts in one second than Tumblr gives in a page: some of them can't be read"

_TICK = timedelta(seconds=1)  # the network's times are no finer
_STEPS_H = (1, 2, 4, 6)  # hours to go back after pages without news
_LONGEST_SILENCE = timedelta(days=2)
_PERIODS = ("perhour", "perday")


class Tumblr(Collector):
    """Hashtags and phrases as tags, with a consumer key."""

    name = source = "tumblr"
    docs = "https://www.tumblr.com/docs/en/api/v2#tagged--get-posts-with-tag"
    needs_key = (API_KEY,)
    base_url = "https://api.tumblr.com"
    page_size = 20
    about = About(
        title="Tumblr",
        key="an application's consumer key",
        cost="none",
        limits="1,000 requests an hour, 5,000 a day",
        asked_for="hashtags and phrases, as tags",
        goes_back="years, with holes",
        quotes="public posts, by permalink; not reblogs without words of their own",
        counts=False,
        rechecks=("alive", "edited", "gone", "hidden"),
        as_of=date(2026, 11, 22),
    )

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Newest first, from span.high down to span.low; the bounds are the only resume.

        Raises:
            CredentialsRejected: the key was refused.
            SourceError: another of its kinds.
        """
        tag = query.hashtag or query.phrase
        if not tag:
            return
        before = datetime.fromtimestamp(ceil(span.high.timestamp()), UTC)
        reached = span.high
        seen: set[str] = set()
        silent = 0
        while reached > span.low:
            answer = self._ask("/v2/tagged", {"tag": tag, "before": str(int(before.timestamp()))})
            sheet = paging.Sheet(answer, _listed(answer), None)
            places: dict[str, datetime] = {}
            posts, rejected = self.read(sheet, partial(_placed, places=places))
            fresh = [post for post in posts if post.remote_id not in seen]
            seen.update(places)
            below = [at for at in places.values() if at < before]
            news = [at for post in fresh if (at := places[post.remote_id]) < before]
            again = False
            if below:
                silent = 0
                oldest = datetime.fromtimestamp(floor(min(below).timestamp()), UTC)
                # The oldest second is asked for again, once: its other posts may open the next page.
                again = oldest + _TICK >= before
                before = oldest if again else oldest + _TICK
                reached = min(reached, paging.complete_from(news, _TICK) if news else before)
            else:
                silent += 1
                before -= timedelta(hours=_STEPS_H[min(silent, len(_STEPS_H)) - 1])
                reached = span.low if _silence(silent) >= _LONGEST_SILENCE else min(reached, before)
            reached = max(reached, span.low)
            yield Page(
                posts=tuple(
                    post
                    for post in fresh
                    if span.low <= places[post.remote_id] and post.created_at < span.high
                ),
                reached=reached if reached < span.high else None,
                rejected=rejected,
                raw=answer.kept,
                note=FULL_SECOND if again and len(sheet.items) >= self.page_size else "",
            )

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """Each post at its blog, a request each; not said of posts whose blog is not known.

        Raises:
            SourceError: the network could not be asked.
        """
        found: dict[tuple[str, str], Standing] = {}
        for post in posts:
            blog = self._blog_of(post)
            standing = _standing(post, self._at_blog(blog, post.remote_id)) if blog is not None else None
            if standing is not None:
                found[post.key] = standing
        return found

    def by_link(self, ids: Sequence[str]) -> tuple[Post, ...]:
        """Posts by their blog and id ("BLOG/123"), as links name them, a request each.

        Raises:
            SourceError: the network could not be asked, or shows the blog to some people only.
        """
        items = []
        for one in ids:
            blog, _, remote_id = one.partition("/")
            if blog and remote_id:
                answer = self._at_blog(blog, remote_id)
                self._refuse(answer, blog)
                items += _items(answer, remote_id)
        return self.again(items, parse)

    def reread(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """What these posts say now, a request each.

        Raises:
            SourceError: the network could not be asked.
        """
        items = []
        for post in posts:
            blog = self._blog_of(post)
            items += _items(self._at_blog(blog, post.remote_id), post.remote_id) if blog is not None else []
        return self.again(items, parse)

    def _blog_of(self, post: Post) -> str | None:
        """The blog of a post of ours: by its id, which outlives its name."""
        if post.source != self.source or post.author is None:
            return None
        return post.author.id or post.author.handle

    def _at_blog(self, blog: str, remote_id: str) -> Answer:
        path = f"/v2/blog/{quote(blog, safe='')}/posts"
        return self._ask(path, {"id": remote_id}, frozenset({403, 404}))

    def _refuse(self, answer: Answer, blog: str) -> None:
        """Raise for an answer that does not say whether there is such a post."""
        if answer.status == 403:
            raise SourceUnavailable(
                self.source,
                f"does not show the blog {blog} (403: {answer.says})",
                hint="a blog that is for some people only can't be quoted",
            )
        if "meta" not in _body(answer):
            raise UnexpectedPayload(
                self.source, f"{answer.url} answered without a list of posts", sample=answer.sample
            )

    def _ask(self, path: str, params: dict[str, str], allow: frozenset[int] = frozenset()) -> Answer:
        key = self.keys.get(API_KEY, "")
        self.fetcher.add_secret(key)
        return self.fetcher.get(
            path,
            {**params, "limit": str(self.page_size), "npf": "true", "api_key": key},
            allow=allow,
            credential=API_KEY,
            refused=self._limited,
        )

    def _limited(self, answer: Answer) -> RateLimited | None:
        """A 429 says by two pairs of headers which of its limits is spent."""
        if answer.status != 429:
            return None
        until = max(resumes_at(answer.headers, self.fetcher.clock()), self._renewal(answer))
        return RateLimited(
            self.source, f"asks us to wait until {until:%Y-%m-%dT%H:%M:%SZ} ({answer.says})", until=until
        )

    def _renewal(self, answer: Answer) -> datetime:
        """When the exhausted one of its two limits renews, which its headers say in seconds to go."""
        now = self.fetcher.clock()
        left = [0]
        for period in _PERIODS:
            remaining, reset = (
                answer.headers.get(f"x-ratelimit-{period}-{name}", "") for name in ("remaining", "reset")
            )
            if remaining == "0" and reset.isascii() and reset.isdecimal() and len(reset) < 7:
                left.append(int(reset))
        return now + timedelta(seconds=min(max(left), 86_400))


def _silence(silent: int) -> timedelta:
    hours = [_STEPS_H[min(number, len(_STEPS_H)) - 1] for number in range(1, silent + 1)]
    return timedelta(hours=sum(hours))


def _listed(answer: Answer) -> list[Any]:
    listed = mapping(answer.json()).get("response")
    if not isinstance(listed, list):
        raise UnexpectedPayload(
            answer.source, f"{answer.url} answered without a list of posts", sample=answer.sample
        )
    return listed


def _placed(item: Any, *, places: dict[str, datetime]) -> Post:
    """The post; `places` learns where it stands in the tag's order."""
    post = parse(item)
    places[post.remote_id] = placed_at(item) or post.created_at
    return post


def _standing(post: Post, answer: Answer) -> Standing | None:
    if answer.status != 200:
        return "gone" if answer.status == 404 and "meta" in _body(answer) else None
    for item in _items(answer, post.remote_id):
        try:
            now = parse(item)
        except ValueError:
            return None
        if not now.quotable:
            return "hidden"
        return "alive" if _letters(now) == _letters(post) else "edited"
    return None


def _items(answer: Answer, remote_id: str) -> list[dict[str, Any]]:
    """The post of that id in a blog's answer, if it is there."""
    listed = objects(mapping(_body(answer).get("response")).get("posts")) if answer.status == 200 else []
    return [item for item in listed if str(item.get("id_string") or item.get("id")) == remote_id]


def _body(answer: Answer) -> Mapping[str, Any]:
    """The object that was answered; a web page says nothing of a post."""
    try:
        return mapping(answer.json())
    except UnexpectedPayload:
        return {}


def _letters(post: Post) -> str:
    """The two forms of a post part its paragraphs differently: only other words are an edit."""
    return "".join(post.text.split())
