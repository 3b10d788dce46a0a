"""Feeds: RSS and Atom, each address of the configuration by itself; one feed serves every film.

Facts (RFC 9110, 13.1; https://letterboxd.com/about/faq, captures of feeds; NetNewsWire issue 5212, QuiteRSS
issue 1626; read 2026-11-22):
- A feed has no pages: it lists its newest entries (Letterboxd some 50, YouTube 15, Reddit 25) and nothing
  tells what fell off its end. What is older than the oldest entry listed was not read, and is reported so.
- An unchanged feed is not sent again (304) to whoever names its ETag or Last-Modified. Both are believed only
  where everything that the feed listed was given before: an address is asked for many films and spans.
- Feeds fail for hours (YouTube: 404 and 500): that never means that an entry is gone.
- An address may hold a secret (Reddit: ?feed=<token>&user=<name>): what is shown, logged and stored of it has
  none; two that differ in their secret only are told apart by a short hash.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from aggregator import paging
from aggregator.collectors import Collector, mentions
from aggregator.errors import SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import Answer, redact
from aggregator.model import About, Film, Page, Post, Query, Review, Span
from aggregator.payloads.feeds import is_post, listed_at, parse, parse_feed, title_key

_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
_READ_HERE = frozenset({304, 404, 410})
_TICK = timedelta(seconds=1)  # times in feeds are no finer
_FILM_YEARS = (-1, 0)  # a festival's first night is often in the year before the cinemas'


class Feeds(Collector):
    """Every address in `urls`, each as an account of its own: a broken feed holds up no other."""

    name = source = "feeds"
    docs = "https://www.rssboard.org/rss-specification"
    networks = ("letterboxd", "youtube", "reddit")
    overlap: ClassVar[timedelta] = timedelta(hours=1)  # caches on the way hold feeds back
    page_size = 50
    about = About(
        title="Feeds (RSS, Atom)",
        key="no",
        cost="none",
        limits="each server's own; an unchanged feed is not sent again",
        asked_for="nothing: what a feed lists is kept where it names the film",
        goes_back="as far as the feed lists (15 to 50 entries, as a rule)",
        quotes="what the feed's publisher and its writers allow; spoilers keep their warning",
        counts=False,
        rechecks=(),
        as_of=date(2026, 11, 22),
    )

    @classmethod
    def accounts(cls, instances: Sequence[str], options: Mapping[str, Any]) -> tuple[str, ...]:
        """Each feed by itself."""
        del instances
        return tuple(_by_name(options))

    def targets(self, film: Film) -> tuple[str, ...]:
        """The account's feed, for every film: which of its entries are whose is said by `belongs`."""
        del film
        names = _by_name(self.options)
        own = [self.account] if self.account in names else sorted(names)
        return tuple(f"feed:{name}" for name in own)

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """What the feed lists of the span, newest first, `page_size` at a time; there is no resume.

        Raises:
            SourceError: one of its kinds.
        """
        url = _by_name(self.options).get(query.named("feed") or "")
        if url is None:
            return
        key = f"{self.source} {url}"
        kept = self._kept(key, span)
        answer = self._get(url, kept)
        if answer.status == 304:
            yield Page((), _end(_instant(kept.get("oldest")), span))
            return
        entries = self._entries(answer, url)
        sheet = paging.Sheet(answer, [entry for entry in entries if is_post(entry)], None)
        posts, rejected = self.read(sheet, parse)
        within = sorted(
            (post for post in posts if span.low <= post.created_at < span.high),
            key=lambda post: post.created_at,
            reverse=True,
        )
        first = Page((), None, rejected=rejected, raw=answer.kept)
        for start in range(0, max(len(within), 1), self.page_size):
            part = tuple(within[start : start + self.page_size])
            reached = part[-1].created_at + _TICK if part else None
            lower = reached if reached is not None and reached < span.high else None
            yield Page(part, lower, rejected=first.rejected, raw=first.raw)
            first = Page((), None)
        # Whoever asked for more has kept what was given: only now may the server be told that we have it.
        oldest = min((at for entry in entries if (at := listed_at(entry)) is not None), default=None)
        if all(post.created_at < span.high for post in posts):
            self._keep(key, answer, oldest, span)
        yield Page((), _end(oldest, span))

    def belongs(self, post: Post, film: Film, query: Query) -> bool:
        """Whether the entry is about the film: a review by its name and year, others by their words."""
        del query
        return _is_of(post, film) if isinstance(post, Review) else mentions(post, film)

    def _get(self, url: str, kept: dict[str, Any]) -> Answer:
        for _, secret in _secrets(url):
            self.fetcher.add_secret(secret)
        wanted = {"if-none-match": kept.get("etag"), "if-modified-since": kept.get("modified")}
        headers = {name: value for name, value in wanted.items() if isinstance(value, str) and value}
        answer = self.fetcher.get(url, headers={"accept": _ACCEPT, **headers}, allow=_READ_HERE)
        if answer.status == 304 and not headers:
            raise UnexpectedPayload(self.source, f"{answer.url} has nothing new, but was not asked for news")
        if answer.status in {404, 410}:
            raise SourceUnavailable(
                self.source,
                f"{answer.url} is not there ({answer.status})",
                hint="feeds come back; if this one does not, take it out of urls",
            )
        return answer

    def _entries(self, answer: Answer, url: str) -> list[dict[str, Any]]:
        host = urlsplit(url).hostname or ""
        try:
            return parse_feed(answer.body, host=host, content_type=answer.headers.get("content-type", ""))
        except ValueError as error:
            what = "a page of HTML" if answer.is_html else self.fetcher.redact(str(error))
            raise UnexpectedPayload(
                self.source,
                f"{answer.url} answered without a feed: {what}",
                sample=answer.sample,
                hint="open the address in a browser: is it a feed's, or a page about it?",
            ) from error

    def _kept(self, key: str, span: Span) -> dict[str, Any]:
        """What the server may be told that we have: only if it was given from the span's low on."""
        kept = self.sessions.load(key) or {}
        low = _instant(kept.get("low"))
        return kept if low is not None and low <= span.low else {}

    def _keep(self, key: str, answer: Answer, oldest: datetime | None, span: Span) -> None:
        marks = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified")}
        if not any(marks.values()):
            self.sessions.forget(key)
            return
        listed = oldest.isoformat() if oldest is not None else None
        self.sessions.save(key, {**marks, "low": span.low.isoformat(), "oldest": listed})


def _by_name(options: Mapping[str, Any]) -> dict[str, str]:
    """The feeds' addresses by what may be shown of them."""
    return {_shown(url): url for url in options.get("urls", ())}


def _shown(url: str) -> str:
    if not _secrets(url):
        return url
    return f"{redact(url)}#{blake2b(url.encode(), digest_size=4).hexdigest()}"


def _secrets(url: str) -> list[tuple[str, str]]:
    """The parameters of an address that are secrets by their names."""
    given = parse_qsl(urlsplit(url).query)
    return [(name, value) for name, value in given if redact(f"?{name}=x") != f"?{name}=x"]


def _end(oldest: datetime | None, span: Span) -> datetime | None:
    """How far a feed reached: to the span's low, if it lists something older or nothing at all."""
    if oldest is None or oldest <= span.low:
        return span.low
    reached = oldest + _TICK  # others of that second may have fallen off its end
    return reached if reached < span.high else None


def _instant(said: object) -> datetime | None:
    try:
        return datetime.fromisoformat(said).astimezone(UTC) if isinstance(said, str) else None
    except ValueError:
        return None


def _is_of(review: Review, film: Film) -> bool:
    """Whether a review judges this very film, not another of its name: by title and year.

    Without a release date among the film's facts, only a film of the review's own year or the one before.
    """
    if review.film_year is None or title_key(review.film_title) not in {
        title_key(title) for title in (film.title, *film.former_titles)
    }:
        return False
    dates = (
        str(fact.value.get("date")) for fact in film.facts_for("release") if isinstance(fact.value, dict)
    )
    years = [int(said[:4]) for said in dates if said[:4].isdecimal()]
    first = min(years, default=review.created_at.year)
    return review.film_year - first in _FILM_YEARS
