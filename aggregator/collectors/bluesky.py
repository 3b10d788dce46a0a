"""Bluesky: its search, through the login's own server (PDS).

Facts (lexicons app.bsky.feed.searchPosts and getPosts, https://github.com/bluesky-social/atproto d6296a1;
https://docs.bsky.app/docs/advanced-guides/rate-limits; a running network; 2026-11-22):
- Search without a login is refused (403) since January 2025, and so is a cursor: it goes through the PDS.
- `q` must not be empty, so a hashtag is asked as q=#tag and tag=tag. Names are matched whatever their case.
- since (inclusive) and until (exclusive) compare with sortAt, the earlier of createdAt and indexedAt.
- A page may be short or empty while a cursor is given; only a missing cursor ends a walk, and a long walk may
  end before the results do: then it is begun again below by `until`, never by an old cursor.
- createSession: 30 in 5 minutes, 300 a day for an account, failed ones count. Sessions are kept and renewed.
- An expired token answers 400 ExpiredToken, a foreign one 400 InvalidToken (not 401).
- A post that is deleted, or whose author is not active, is missing from getPosts (25 a request).
- Authors come without their followers: getProfiles tells them (25 a request; option `profiles`).
- An edit changes a post's cid and its words, but no time in it says when.
- `hitsTotal` may be missing or rounded.
- The public AppView (public.api.bsky.app) takes no logins; its edge refuses by a page of HTML.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from aggregator import paging
from aggregator.collectors import Collector, Standing
from aggregator.errors import CredentialsRejected, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import Answer
from aggregator.model import About, Counted, Page, Post, Query, Span
from aggregator.payloads.bluesky import POSTS_AT_ONCE, followers_of, parse_post_view, standing_of, views_of
from aggregator.payloads.fields import count, mapping

IDENTIFIER = "FANSREACT_SOURCES__BLUESKY__IDENTIFIER"
APP_PASSWORD = "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD"  # noqa: S105 - the variable's name

_NO_LOGIN = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
_READ_HERE = frozenset({400, 401, 403})
_NO_LOGINS_HERE = frozenset({404, 405, 501})
_SLICE = timedelta(hours=1)
_TICK = timedelta(milliseconds=1)  # the network's times are no finer
_TOKEN = re.compile(r"[!-~]{1,8192}")  # what a header may hold
_POST = re.compile(r"at://did:[a-z]+:[^/]+/app\.bsky\.feed\.post/[^/]+")


class Bluesky(Collector):
    """Hashtags and phrases by search, with a login (identifier and app password).

    `options["profiles"]`: authors' followers are asked for too.
    """

    name = source = "bluesky"
    docs = "https://docs.bsky.app/docs/api/app-bsky-feed-search-posts"
    needs_key = (IDENTIFIER, APP_PASSWORD)
    login = IDENTIFIER
    base_url = "https://bsky.social"
    page_size = 100
    about = About(
        title="Bluesky",
        key="an account's app password",
        cost="none",
        limits="3,000 requests in 5 minutes; 300 logins a day",
        asked_for="hashtags and phrases",
        goes_back="years",
        quotes="public posts, by permalink; not of authors who ask to be hidden from logged-out readers",
        counts=True,
        rechecks=("alive", "edited", "gone", "hidden"),
        as_of=date(2026, 11, 22),
    )

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Newest first, from span.high down to span.low; the bounds are the only resume.

        Posts of one instant may stand on both sides of a page's end: a page claims everything *after* its
        oldest instant, so that the next walk reads that instant again.

        Raises:
            CredentialsRejected: the login was refused.
            SourceError: another of its kinds.
        """
        params = self._search(query, span)
        if params is None:
            return
        walk = paging.by_token(
            lambda more: self._get("app.bsky.feed.searchPosts", {**params, **more}),
            items="posts",
            mark="cursor",
        )
        reached: datetime | None = None
        followers: dict[str, int | None] = {}
        for number, sheet in enumerate(walk):
            posts, rejected = self.read(sheet, parse_post_view)
            if posts:
                lowest = _complete_from([post.created_at for post in posts])
                reached = lowest if reached is None else min(reached, lowest)
            if sheet.token is None and number == 0 and len(sheet.items) < self.page_size:
                reached = span.low  # one short page: surely all there is. A full one, or many, may be a cap.
            if self.options.get("profiles"):
                posts = self._with_followers(posts, followers)
            done = reached is not None and reached < span.high
            yield Page(
                posts=tuple(post for post in posts if span.low <= post.created_at < span.high),
                reached=max(reached, span.low) if reached is not None and done else None,
                rejected=rejected,
                raw=sheet.answer.kept,
            )
            if reached is not None and reached <= span.low:
                return

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """All posts, 25 a request: what the network no longer gives is gone.

        Raises:
            SourceError: the network could not be asked.
        """
        ours = [post for post in posts if post.source == self.source and _POST.fullmatch(post.remote_id)]
        found: dict[tuple[str, str], Standing] = {}
        given = self._views([post.remote_id for post in ours])
        for post in ours:
            standing = standing_of(post, given.get(post.remote_id))
            if standing is not None:
                found[post.key] = standing
        return found

    def by_link(self, ids: Sequence[str]) -> tuple[Post, ...]:
        """Posts by their at:// addresses (with a DID, not a handle), 25 a request.

        Raises:
            SourceError: the network could not be asked.
        """
        given = self._views([one for one in ids if _POST.fullmatch(one)])
        posts = []
        for view in given.values():
            with suppress(ValueError):  # as good as none: the words can't be had
                posts.append(parse_post_view(view))
        return tuple(posts)

    def reread(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """What these posts say now; the network does not tell when they were changed.

        Raises:
            SourceError: the network could not be asked.
        """
        ours = [post for post in posts if post.source == self.source and _POST.fullmatch(post.remote_id)]
        read: list[Post] = []
        for view in self._views([post.remote_id for post in ours]).values():
            with suppress(ValueError):  # an unreadable one stays as it was
                post = parse_post_view(view)
                self._refuse_keys(view, post)
                read.append(post)
        return tuple(read)

    def _views(self, uris: Sequence[str]) -> dict[str, Any]:
        """The network's own record of each of these posts that it still gives, by its address."""
        given: dict[str, Any] = {}
        for start in range(0, len(uris), POSTS_AT_ONCE):
            answer = self._get("app.bsky.feed.getPosts", {"uris": list(uris[start : start + POSTS_AT_ONCE])})
            try:
                given |= views_of(answer.json())
            except ValueError as error:
                raise UnexpectedPayload(self.source, f"{answer.url} {error}", sample=answer.sample) from error
        asked = set(uris)
        return {uri: view for uri, view in given.items() if uri in asked}

    def counted(self, query: Query, low: datetime, high: datetime) -> tuple[Counted, ...]:
        """What the search says it would find, hour by hour; it rounds, and may not say.

        Raises:
            SourceError: the network could not be asked.
        """
        found: list[Counted] = []
        while low < high:
            end = min(high, low + _SLICE)
            params = self._search(query, Span(query, low, end))
            if params is None:
                return ()
            answer = self._get("app.bsky.feed.searchPosts", {**params, "limit": "1"})
            hits = count(mapping(answer.json()).get("hitsTotal"))
            if hits is None:
                break
            found.append(Counted(low, end, hits))
            low = end
        return tuple(found)

    def _with_followers(self, posts: Sequence[Post], known: dict[str, int | None]) -> tuple[Post, ...]:
        """The posts with their authors' followers, each author asked for once in a walk."""
        authors = {post.author.id for post in posts if post.author is not None and post.author.id}
        wanted = sorted(authors - known.keys())
        for start in range(0, len(wanted), POSTS_AT_ONCE):
            batch = wanted[start : start + POSTS_AT_ONCE]
            answer = self._get("app.bsky.actor.getProfiles", {"actors": batch})
            known |= dict.fromkeys(batch) | followers_of(answer.json())
        return tuple(
            replace(post, author=replace(post.author, followers=known.get(post.author.id or "")))
            if post.author is not None
            else post
            for post in posts
        )

    def _search(self, query: Query, span: Span) -> dict[str, str] | None:
        params = {
            "sort": "latest",
            "limit": str(self.page_size),
            "since": _stamp(span.low),
            "until": _stamp(span.high + _TICK - timedelta(microseconds=1)),
        }
        if query.hashtag:
            return {"q": f"#{query.hashtag}", "tag": query.hashtag, **params}
        return {"q": query.target, **params} if query.phrase else None

    # ── the login ────────────────────────────────────────────────────────────

    def _get(self, method: str, params: dict[str, Any]) -> Answer:
        """Ask with the session; a stale one is renewed, and made anew at most once."""
        session = self._session()
        renewals = [self._renewed, self._created]
        while True:
            answer = self.fetcher.get(
                f"/xrpc/{method}",
                params,
                headers={"authorization": f"Bearer {session['accessJwt']}"},
                allow=_READ_HERE,
                credential=APP_PASSWORD,
            )
            if answer.status == 200:
                return answer
            if answer.is_html:
                raise SourceUnavailable(
                    self.source,
                    f"{self.fetcher.base_url} refuses us with a web page ({answer.status})",
                    hint="its edge may have blocked this machine's address; it is asked again next time",
                )
            if answer.status == 403:
                raise self._rejected(answer)
            if _error(answer) not in _NO_LOGIN:
                raise UnexpectedPayload(
                    self.source, f"{method} answered {answer.status}: {answer.says}", sample=answer.sample
                )
            fresh = None
            while fresh is None and renewals:
                fresh = renewals.pop(0)(session)
            if fresh is None:
                raise self._rejected(answer)
            session = fresh

    def _session(self) -> dict[str, Any]:
        kept = self._kept()
        if kept is not None:
            return kept
        return self._created({})

    def _kept(self) -> dict[str, Any] | None:
        session = self.sessions.load(self._cache_key)
        if session is None or not _is_session(session):
            return None
        self._hide(session)
        return session

    def _renewed(self, stale: dict[str, Any]) -> dict[str, Any] | None:
        """The session that another process has made meanwhile, or ours renewed; None if neither works."""
        kept = self._kept()
        if kept is not None and kept["accessJwt"] != stale["accessJwt"]:
            return kept
        answer = self.fetcher.post(
            "/xrpc/com.atproto.server.refreshSession",
            headers={"authorization": f"Bearer {stale['refreshJwt']}"},
            allow=_READ_HERE,
        )
        return self._saved(answer) if answer.status == 200 else None

    def _created(self, _stale: dict[str, Any]) -> dict[str, Any]:
        identifier, password = self.keys.get(IDENTIFIER, ""), self.keys.get(APP_PASSWORD, "")
        if not identifier or not password:
            raise CredentialsRejected(
                self.source, "needs a login", hint=f"set {IDENTIFIER} and {APP_PASSWORD} (an app password)"
            )
        self.fetcher.add_secret(password)
        answer = self.fetcher.post(
            "/xrpc/com.atproto.server.createSession",
            {"identifier": identifier, "password": password},
            allow=_READ_HERE | _NO_LOGINS_HERE,
            credential=APP_PASSWORD,
        )
        if answer.status in _NO_LOGINS_HERE or (answer.status == 403 and answer.is_html):
            raise UnexpectedPayload(
                self.source,
                f"{self.fetcher.base_url} takes no logins ({answer.status}: {answer.says})",
                hint="set sources.bluesky.base_url to the account's own server, such as https://bsky.social",
            )
        if answer.status != 200:
            raise self._rejected(answer)
        return self._saved(answer)

    def _saved(self, answer: Answer) -> dict[str, Any]:
        body = answer.json()
        session = {
            name: body[name]
            for name in ("accessJwt", "refreshJwt")
            if isinstance(body, dict) and isinstance(body.get(name), str)
        }
        if not _is_session(session):
            raise UnexpectedPayload(self.source, "the login answered without a session")
        if body.get("active") is False:
            raise CredentialsRejected(
                self.source, f"the account in {IDENTIFIER} is not active", hint="log in there and see why"
            )
        self._hide(session)
        self.sessions.save(self._cache_key, session)
        return session

    def _rejected(self, answer: Answer) -> CredentialsRejected:
        self.sessions.forget(self._cache_key)
        return CredentialsRejected(
            self.source,
            f"the login in {IDENTIFIER} and {APP_PASSWORD} was refused ({answer.status}: {answer.says})",
            hint="make an app password (Settings, Privacy and security); failed logins count against a limit",
        )

    def _hide(self, session: dict[str, Any]) -> None:
        for name in ("accessJwt", "refreshJwt"):
            self.fetcher.add_secret(session[name])

    @property
    def _cache_key(self) -> str:
        return f"{self.source} {self.fetcher.base_url} {self.keys.get(IDENTIFIER, '')}"


def _is_session(session: dict[str, Any]) -> bool:
    tokens = (session.get("accessJwt"), session.get("refreshJwt"))
    return all(isinstance(token, str) and _TOKEN.fullmatch(token) for token in tokens)


def _complete_from(times: Sequence[datetime]) -> datetime:
    """From which instant on a page leaves nothing out. A page out of order claims its newest alone."""
    if any(later < earlier for later, earlier in pairwise(times)):
        return max(times) + _TICK
    return times[-1] + _TICK


def _error(answer: Answer) -> str:
    try:
        body = answer.json()
    except UnexpectedPayload:
        return "AuthMissing" if answer.status == 401 else ""
    name = body.get("error") if isinstance(body, dict) else None
    if answer.status == 401 and name not in _NO_LOGIN:
        return "AuthenticationRequired"  # whatever it is called, it is a login that is missing
    return name if isinstance(name, str) else ""


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
