"""Mastodon and compatible servers: the public timeline of a hashtag, one collector for each instance.

Facts (https://docs.joinmastodon.org/methods/timelines/#tag, mastodon/mastodon `tag_feed.rb`, recorded answers
of 4.6; 2026-11-22):
- GET /api/v1/timelines/tag/:hashtag, at most 40 a page, newest first; the next page's max_id stands in Link.
- An instance shows the posts it knows of: several instances see more. A post's id differs between them.
- Mastodon's ids are snowflakes: milliseconds << 16, of the moment the post *arrived* (or, for older ones, was
  written). Compatible servers have others (ULID, flake): ids are opaque until a page has proved otherwise.
- 300 requests in 5 minutes; paging has a limit of its own, 300 in 15 minutes.
- Phrases are searched only for a member's token, and only among people who agreed: hashtags alone are read.
- 4.5 and later may close hashtag feeds to strangers; the answer is then an empty list, or 401 or 422.

Compatible servers (GoToSocial 0.20 as it ran, 2026-11-22; Pleroma and Akkoma by their documentation,
https://docs.pleroma.social/backend/development/API/differences_in_mastoapi_responses/):
- GoToSocial answers only to a user's token (an application's is refused by 401), says 404 for a tag that
  nobody used, has ULIDs, leaves replies out of the timeline, and ignores any[], all[] and none[] (not asked).
- It sends `X-Robots-Tag: noindex, nofollow, noai, noimageai` with every answer: option `respect_noai`.
- Pleroma and Akkoma have flake ids, addresses of posts that hold no id (/objects/UUID; the page is
  /notice/ID), the plain text beside the HTML, and no rate-limit headers, not even with a 429.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from aggregator import paging
from aggregator.collectors import Collector, Standing, hashtag_targets
from aggregator.errors import CredentialsRejected, SourceError, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import Answer
from aggregator.model import About, Film, Page, Post, Query, Span
from aggregator.payloads.fields import mapping
from aggregator.payloads.mastodon import home_of, parse_status

TOKENS = "FANSREACT_SOURCES__MASTODON__TOKENS"

_REFUSED = frozenset({401, 403, 422})
_READ_HERE = _REFUSED | {404, 410}
_TICK = timedelta(milliseconds=1)  # the network's times are no finer
_CLOCKS = timedelta(seconds=2)  # a post's own time may lie this far after its arrival
_LATE = timedelta(minutes=10)  # most posts arrive within seconds [of 350 recorded ones 98 % within 15 s]
# Addresses whose last piece is the id at home: Mastodon (old and new form, and what its mock writes) and
# GoToSocial, and the page (not the address) of a post of Pleroma's.
_SNOWFLAKE = re.compile(r"[0-9]{1,19}")  # 63 bits: what is longer is an id of another make
_HOME_ID = re.compile(r"/(?:(?:ap/)?users/[^/]+/statuses|@[^/@]+|notice)/([0-9A-Za-z]{1,64})")


class Mastodon(Collector):
    """Hashtags as one instance sees them. `keys[TOKENS]` is that instance's token, if there is one.

    `options["respect_noai"]` (True): posts of servers that say "noai" are counted, never quoted.
    """

    name = source = "mastodon"
    docs = "https://docs.joinmastodon.org/methods/timelines/#tag"
    may_use_key = (TOKENS,)
    per_instance = True
    base_url = "https://mastodon.social"
    overlap: ClassVar[timedelta] = timedelta(hours=1)  # posts of other instances arrive late
    page_size = 40
    about = About(
        title="Mastodon",
        key="no (some instances: a token)",
        cost="none",
        limits="300 requests in 5 minutes, paging 300 in 15; each instance has its own",
        asked_for="hashtags",
        goes_back="as far as the instance keeps posts",
        quotes="public posts, by permalink; not what authors hide, delete or limit",
        counts=False,
        rechecks=("alive", "edited", "gone", "hidden"),
        as_of=date(2026, 11, 22),
    )

    _found_open = False

    @property
    def instance(self) -> str:
        """The instance's own address, also where it is asked through another one (a proxy, the demo)."""
        return self.account if self.account.startswith(("https://", "http://")) else self.fetcher.base_url

    def targets(self, film: Film) -> tuple[str, ...]:
        """Hashtags alone: phrases can't be searched without being a member."""
        return hashtag_targets(film)

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Newest first, from span.resume (a max_id) or the top, down to span.low.

        Where ids proved to be snowflakes, a span that lies far down is gone to directly.

        Raises:
            CredentialsRejected: the instance shows hashtags to members only, or refused the token.
            SourceError: another of its kinds.
        """
        tag = query.hashtag
        if not tag:
            return
        resume = span.resume
        while True:
            jump = None
            walk = paging.by_link_header(lambda more: self._ask(tag, more), start=resume)
            for number, sheet in enumerate(walk):
                if not sheet.items and resume is None and number == 0:
                    self._probe()
                page = self._page(sheet, span)
                jump = _just_above(span.high, sheet) if page.reached is None else None
                yield page if jump is None else dataclasses.replace(page, resume=jump)
                if jump is not None:
                    break
                if page.reached is not None and page.reached <= span.low:
                    return
            if jump is None:
                return
            resume = jump

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """Each post at its author's own server, which alone knows. Not said: posts of servers that can't be
        asked, that are no Mastodon, or that show posts to members only.

        Raises:
            SourceError: this instance itself could not be asked.
        """
        found = {}
        for post in posts:
            standing = self._standing(post) if post.source == self.source else None
            if standing is not None:
                found[post.key] = standing
        return found

    def by_link(self, ids: Sequence[str]) -> tuple[Post, ...] | None:
        """Posts of this very instance by their addresses, for instances that show posts to members only.

        None where there is no token, or one is another server's: whoever asks that server knows as much.

        Raises:
            SourceError: the instance could not be asked.
        """
        if not self._login() or any(home_of(one) != home_of(self.instance) for one in ids):
            return None
        posts = []
        for one in ids:
            answer = self._at_home(one)
            if answer is not None and answer.status == 200:
                with suppress(ValueError, UnexpectedPayload):  # as good as none: the words can't be had
                    posts.append(parse_status(answer.json(), self.instance))
        return tuple(post for post in posts if post.at_home)

    def reread(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """These posts as their authors' own servers show them.

        Raises:
            SourceError: this instance itself could not be asked.
        """
        ours = (post.remote_id for post in posts if post.source == self.source)
        now = (self._now(uri, self._at_home(uri)) for uri in ours)
        return tuple(post for post in now if post is not None)

    # ── pages ────────────────────────────────────────────────────────────────

    def _page(self, sheet: paging.Sheet, span: Span) -> Page:
        posts, rejected = self.read(sheet, lambda item: parse_status(item, self.instance))
        noai = self._asks_for_no_ai(sheet.answer)
        if noai:  # it speaks for its own posts, not for those of others that it shows
            posts = tuple(
                dataclasses.replace(post, quotable=post.quotable and not post.at_home) for post in posts
            )
        proved = _are_snowflakes(sheet.items)
        if sheet.token is None:
            reached = span.low  # the end of what this instance holds
        elif not sheet.items:
            reached = span.high  # all of a page was filtered out; the next one is named all the same
        elif proved and _SNOWFLAKE.fullmatch(sheet.token):
            # What is still to come arrived before this id, so it was written before, give or take a clock.
            reached = _moment(sheet.token) + _CLOCKS
        else:
            # Ids of unknown make may not follow the posts' times: only claim what lies above the whole page.
            reached = max((post.created_at for post in posts), default=span.high) + _TICK
        arrived = _arrivals(sheet.items) if proved else {}
        kept = (
            post
            for post in posts
            # Written before the span but arrived within it: the late post that a later run would not meet.
            if (span.low <= post.created_at or arrived.get(post.remote_id, span.low) > span.low)
            and (post.created_at < span.high or not proved)
        )
        return Page(
            posts=tuple(kept),
            reached=max(reached, span.low) if reached < span.high else None,
            resume=sheet.token,
            rejected=rejected,
            raw=sheet.answer.kept,
            note=f"{self.instance} says noai: its own posts are counted, not quoted" if noai else "",
        )

    def _asks_for_no_ai(self, answer: Answer) -> bool:
        said = answer.headers.get("x-robots-tag", "").lower()
        return "noai" in re.split(r"[\s,:]+", said) and self.options.get("respect_noai", True) is not False

    def _ask(self, tag: str, more: dict[str, str]) -> Answer:
        path = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
        params = {"limit": str(self.page_size), **more}
        answer = self.fetcher.get(path, params, headers=self._login(), allow=_READ_HERE)
        if answer.status in _REFUSED:
            raise self._closed(answer)
        if answer.status == 410:
            raise SourceUnavailable(
                self.source,
                f"{self.instance} is gone for good (410)",
                hint="take it out of instances",
            )
        if answer.status == 404:
            if not _is_api_error(answer):
                raise UnexpectedPayload(
                    self.source,
                    f"{self.instance} has no hashtag timelines (404)",
                    sample=answer.sample,
                    hint="is this the address of a Mastodon server?",
                )
            return dataclasses.replace(answer, status=200, body=b"[]")  # GoToSocial: a tag nobody used
        return answer

    def _login(self) -> dict[str, str]:
        token = self.keys.get(TOKENS, "")
        self.fetcher.add_secret(token)
        return {"authorization": f"Bearer {token}"} if token else {}

    def _closed(self, answer: Answer) -> CredentialsRejected:
        instance, says = self.instance, answer.says
        if self._login():
            return CredentialsRejected(
                self.source,
                f"{instance} refused its token in {TOKENS} ({answer.status}: {says})",
                hint="make a new token there (Preferences, Development) with the right to read",
            )
        return CredentialsRejected(
            self.source,
            f"{instance} shows hashtags to its members only ({answer.status}: {says})",
            hint=f"set {TOKENS} to a token of that instance, or take it out of instances",
        )

    def _probe(self) -> None:
        """An empty timeline may mean that the feed is closed: ask the instance, once."""
        if self._found_open:
            return
        answer = self.fetcher.get("/api/v2/instance", headers=self._login(), allow=_READ_HERE)
        told = _is_api_error(answer) or answer.status != 200
        about = {} if told else answer.json()
        for name in ("configuration", "timelines_access", "hashtag_feeds"):
            about = about.get(name) if isinstance(about, dict) else None
        said = about.values() if isinstance(about, dict) else ()
        access = {value for value in said if isinstance(value, str)}
        if access and access <= {"disabled"}:
            raise SourceUnavailable(
                self.source,
                f"{self.instance} has switched its hashtag feeds off",
                hint="take it out of instances",
            )
        if access and "public" not in access and not self._login():
            raise self._closed(answer)
        self._found_open = True  # only this is remembered: a closed feed stays a failure in every run

    # ── recheck ──────────────────────────────────────────────────────────────

    def _standing(self, post: Post) -> Standing | None:
        answer = self._at_home(_address(post))
        if answer is None or answer.status in _REFUSED:
            return None
        if answer.status in {404, 410}:
            return "gone" if _is_api_error(answer) else None
        now = self._now(post.remote_id, answer)
        if now is None:
            return None
        if not now.quotable or self._asks_for_no_ai(answer):
            return "hidden"
        return "alive" if now.content_hash == post.content_hash else "edited"

    def _now(self, uri: str, answer: Answer | None) -> Post | None:
        """The post that an author's own server gave, if it is the one that was asked for."""
        if answer is None or answer.status != 200:
            return None
        try:
            item = answer.json()
            now = parse_status(item, uri)
            self._refuse_keys(item, now)
        except (ValueError, UnexpectedPayload):
            return None
        return now if now.remote_id == uri else None

    def _at_home(self, uri: str) -> Answer | None:
        """What the author's own server says of the post; None where its address does not tell how to ask."""
        try:
            parts = urlsplit(uri)
        except ValueError:
            return None
        match = _HOME_ID.fullmatch(parts.path)
        if match is None:
            return None
        home, path = f"{parts.scheme}://{parts.netloc}", f"/api/v1/statuses/{match[1]}"
        if home_of(home) == home_of(self.instance):
            return self.fetcher.get(path, headers=self._login(), allow=_READ_HERE)
        if self.elsewhere is None:
            return None
        try:
            return self.elsewhere.get(f"{home}{path}", allow=_READ_HERE)
        except SourceError:  # another server's failure says nothing of the post, nor of the other posts
            return None


def _address(post: Post) -> str:
    """The address that tells a post's id at home: its own, or that of its page on the same server."""
    page = post.url or ""
    try:
        own = _HOME_ID.fullmatch(urlsplit(post.remote_id).path) is not None
    except ValueError:
        return ""
    return page if not own and home_of(page) == home_of(post.remote_id) else post.remote_id


def _is_api_error(answer: Answer) -> bool:
    """Whether a Mastodon API said no, rather than some web server that knows no such page."""
    try:
        body = answer.json()
    except UnexpectedPayload:
        return False
    return isinstance(body, dict) and isinstance(body.get("error"), str)


def _moment(snowflake: str) -> datetime:
    return datetime.fromtimestamp((int(snowflake) >> 16) / 1000, UTC)


def _arrivals(items: Sequence[Any]) -> dict[str, datetime]:
    """When each post of a page arrived at this instance, by its uri: what its snowflake tells."""
    return {
        str(mapping(item).get("uri")): _moment(str(mapping(item)["id"]))
        for item in items
        if _SNOWFLAKE.fullmatch(str(mapping(item).get("id")))
    }


def _are_snowflakes(items: Sequence[Any]) -> bool:
    """Whether the ids of a page are milliseconds << 16: at least half lie where the posts' times put them."""
    fitting = 0
    for item in items:
        identity, created = mapping(item).get("id"), mapping(item).get("created_at")
        if (
            not isinstance(identity, str)
            or not isinstance(created, str)
            or not _SNOWFLAKE.fullmatch(identity)
        ):
            continue
        try:
            arrived_after = _moment(identity) - datetime.fromisoformat(created)
        except (TypeError, ValueError, OverflowError):
            continue
        fitting += -_CLOCKS <= arrived_after <= _LATE
    return fitting > 0 and 2 * fitting >= len(items)


def _just_above(high: datetime, sheet: paging.Sheet) -> str | None:
    """A max_id shortly above `high`, if ids are snowflakes and it lies below this page."""
    if sheet.token is None or not _SNOWFLAKE.fullmatch(sheet.token) or not _are_snowflakes(sheet.items):
        return None
    place = int((high + _LATE).timestamp() * 1000) << 16
    return str(place) if place < int(sheet.token) else None
