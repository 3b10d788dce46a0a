"""YouTube: comments and their replies, under given videos and under those that a search finds.

Facts (https://developers.google.com/youtube/v3/docs/commentThreads/list, .../comments/list, .../search/list,
.../determine_quota_cost, discovery document youtube.v3 rev 20261104; 2026-11-22):
- Two allowances a day, renewed at midnight Pacific time: 100 searches, and 10,000 units of which each further
  request takes one, refused ones included. So what a search found is kept.
- commentThreads?order=time: threads by the time of their first comment, newest first; asked for 100, often 20
  come (https://github.com/sameerdash2/comment-viewer/issues/10). Neither since nor until.
- A thread carries some of its replies, at most five; the others come from comments?parentId=, in an order
  that has changed before. A new reply does not bring an old thread to the top.
- The key may stand in the header X-Goog-Api-Key (https://docs.cloud.google.com/apis/docs/system-parameters):
  there no log of an address can hold it.
- comments?id= gives comments by their ids, without the number of their replies; the video that they stand
  under is no documented part of it (https://developers.google.com/youtube/v3/docs/comments), that of
  commentThreads?id= is: it is asked where the first leaves it out.
- 403 quotaExceeded, rateLimitExceeded, commentsDisabled; 404 videoNotFound; 400 keyInvalid, invalidPageToken.

Replies make "complete" hard: one that is written now may stand under any thread. So a walk goes on below the
span, through the threads of `replies_for` (6 hours), and claims nothing before all of them are read. A reply
that comes later than that after its comment is not met, and each report says so.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from itertools import islice, pairwise
from typing import Any

from aggregator.collectors import Collector, Standing, phrase_targets
from aggregator.collectors.youtube_api import API_KEY, QUOTAS, SEARCH, Api, NothingThereError
from aggregator.collectors.youtube_shelf import VIDEO, Shelf, says
from aggregator.errors import BudgetSpent
from aggregator.model import About, Film, Page, Post, Query, Rejected, Span
from aggregator.model.schedule import format_duration
from aggregator.paging import Place, Sheet
from aggregator.payloads.fields import items_of, mapping, objects
from aggregator.payloads.youtube import comments, parse

_BATCH = 50  # ids of one comments.list; the documents name no limit, and those of videos.list is 50
_FOUND = 50  # a search costs the same whatever it brings
_SEARCHED_BACK = timedelta(days=30)  # videos published since then are searched for
_MOST_REPLY_PAGES = 10  # of 100: the network keeps 500 replies of a comment
_CAUGHT_UP = timedelta(days=7)  # so far back a video is read that a later search finds
_KEPT = 4  # so many searches' worth of videos are read for a phrase
_END = Place("end")
_COMMENT = re.compile(r"[\w-]{1,100}(?:\.[\w-]{1,100})?", re.ASCII)


class Youtube(Collector):
    """Comments under videos. `options`: search, search_every, videos_per_search, replies_for."""

    name = source = "youtube"
    docs = "https://developers.google.com/youtube/v3/docs/commentThreads/list"
    needs_key = (API_KEY,)
    base_url = "https://youtube.googleapis.com/youtube/v3"
    page_size = 100
    quotas = QUOTAS
    about = About(
        title="YouTube",
        key="an API key",
        cost="none",
        limits="10,000 units a day (a page is one) and 100 searches, until midnight Pacific time",
        asked_for="comments and replies under given videos, and under those found by title and phrases",
        goes_back="years; replies up to 6 hours after their comment (replies_for)",
        quotes="public comments, by permalink, with YouTube named; not what is held for review",
        counts=False,
        rechecks=("alive", "edited", "gone", "hidden"),
        as_of=date(2026, 11, 22),
    )

    def targets(self, film: Film) -> tuple[str, ...]:
        """`video:ID` for the film's videos; its title and phrases to find others, unless that is off."""
        found = {f"video:{video}" for video in film.youtube_videos}
        if self.options.get("search", True):
            found |= set(phrase_targets(dataclasses.replace(film, phrases=(film.title, *film.phrases))))
        return tuple(sorted(found))

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Threads newest first, with their replies; what is claimed is claimed when all are read.

        Raises:
            CredentialsRejected: the key was refused.
            BudgetSpent: the day's units are used up.
            SourceError: another of its kinds.
        """
        video = query.named("video")
        if video:
            yield from self._walk({video: span.low}, span, claims=True)
        elif query.phrase:
            yield from self._found(query.phrase, span)

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """All comments, 50 a request: what the network no longer gives, also when asked again, is gone.

        Raises:
            SourceError: the network could not be asked.
        """
        ours = self._ours(posts)
        found: dict[tuple[str, str], Standing] = {}
        for remote_id, item in self._looked_up(sorted(ours)).items():
            standing = _standing(ours[remote_id], item)
            if standing is not None:
                found[ours[remote_id].key] = standing
        return found

    def by_link(self, ids: Sequence[str]) -> tuple[Post, ...]:
        """Comments by their ids, 50 a request; their videos are asked for where an answer leaves them out.

        Raises:
            SourceError: the network could not be asked.
        """
        given = self._given([one for one in ids if _COMMENT.fullmatch(one)])
        return self.again(self._with_videos(given), partial(parse, plain=True))

    def reread(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """What these comments say now, 50 a request. The number of a comment's replies is not told so.

        Raises:
            SourceError: the network could not be asked.
        """
        return self.again(self._given(list(self._ours(posts))), partial(parse, plain=True))

    def _ours(self, posts: Sequence[Post]) -> dict[str, Post]:
        """The comments among them; a video that a feed named has an id of another make."""
        return {
            post.remote_id: post for post in posts if post.source == self.source and ":" not in post.remote_id
        }

    # ── videos, threads, replies ─────────────────────────────────────────────

    def _walk(self, lows: dict[str, datetime], span: Span, *, claims: bool) -> Iterator[Page]:
        """The comments under these videos, each down to its own instant; ends with the claim, if asked to."""
        place, videos = Place.read(span.resume), list(lows)
        if place == _END or not videos:
            if claims:
                yield self._last(Page((), None), span)
            return
        begin = videos.index(place.part) if place.part in videos else 0
        for number, video in enumerate(videos[begin:], start=begin):
            here = place if place.part == video else Place(video)
            after = Place(videos[number + 1]) if number + 1 < len(videos) else _END
            for page in self._under(video, lows[video], span.high, here, after):
                ends = page.resume == str(_END) and claims
                yield self._last(page, span) if ends else page

    def _under(self, video: str, low: datetime, high: datetime, place: Place, after: Place) -> Iterator[Page]:
        """The comments of [low, high) under one video, from `place` on; the last page leads to `after`."""
        floor, mark, under = low - self._duration("replies_for", hours=6), place.mark, place.under
        try:
            for sheet in self._threads(video, mark):
                posts, rejected = self._comments(sheet)
                firsts = [post for post in posts if post.ref is None]
                more = _with_more_replies(sheet.items)
                to_read = [
                    post.remote_id
                    for post in firsts
                    if post.remote_id in more and floor <= post.created_at < high
                ]
                newest = max((post.created_at for post in firsts), default=None)
                ended = sheet.token is None or (newest is not None and newest < floor)
                following = after if ended else Place(video, sheet.token)
                if under in to_read:
                    to_read = to_read[to_read.index(under) :]  # the page itself was given
                else:
                    yield Page(
                        posts=_within(posts, low, high),
                        reached=None,
                        resume=str(Place(video, mark, to_read[0]) if to_read else following),
                        rejected=rejected,
                        raw=sheet.answer.kept,
                    )
                for thread, then in pairwise([*to_read, ""]):
                    page = _without(self._replies(video, thread, low, high), posts)
                    yield dataclasses.replace(
                        page, resume=str(Place(video, mark, then) if then else following)
                    )
                if ended:
                    return
                mark, under = sheet.token, ""
        except NothingThereError as why:
            yield Page((), None, resume=str(after), note=f"video {video} was not read: {why}")

    @cached_property
    def _api(self) -> Api:
        return Api(self.fetcher, self.keys.get(API_KEY, ""))

    def _threads(self, video: str, mark: str | None) -> Iterator[Sheet]:
        params = {"part": "snippet,replies", "videoId": video, "order": "time", "textFormat": "plainText"}
        return self._api.pages("commentThreads", {**params, "maxResults": str(self.page_size)}, mark)

    def _replies(self, video: str, thread: str, low: datetime, high: datetime) -> Page:
        """All replies of a thread, in one page: their order tells nothing, and the network keeps 500."""
        params = {"part": "snippet", "parentId": thread, "textFormat": "plainText", "maxResults": "100"}
        posts: list[Post] = []
        rejected: list[Rejected] = []
        raw: list[bytes] = []
        try:
            for sheet in islice(self._api.pages("comments", params), _MOST_REPLY_PAGES):
                read, unread = self._comments(_of_video(sheet, video))
                posts += read
                rejected += unread
                raw.append(sheet.answer.kept)
        except NothingThereError:  # deleted between two requests
            pass
        return Page(_within(posts, low, high), None, rejected=tuple(rejected), raw=b"\n".join(raw))

    def _comments(self, sheet: Sheet) -> tuple[tuple[Post, ...], tuple[Rejected, ...]]:
        items = [comment for item in sheet.items for comment in comments(item)]
        return self.read(dataclasses.replace(sheet, items=items), partial(parse, plain=True))

    def _last(self, page: Page, span: Span) -> Page:
        late = format_duration(self._duration("replies_for", hours=6))
        limit = f"replies later than {late} after their comment are not read (replies_for)"
        note = f"{page.note}; {limit}" if page.note else limit
        return dataclasses.replace(page, reached=span.low, resume=None, note=note)

    # ── videos that a search finds ───────────────────────────────────────────

    def _found(self, phrase: str, span: Span) -> Iterator[Page]:
        """Comments under the videos whose title says the phrase, searched for every few hours.

        A video that a later search finds is first read back to where the others were; then all is claimed.
        """
        shelf, note = self._shelf(phrase, span.low)
        if shelf is None:  # nothing is known of the phrase: nothing is claimed, and its gap has a name
            yield Page((), None, note=note)
            return
        if note:
            yield Page((), None, resume=span.resume, note=note)
        behind = min(span.low, max(shelf.low, self.fetcher.clock() - _CAUGHT_UP))
        lows = {video: span.low if read else behind for video, read in shelf.videos.items()}
        caught_up = all(shelf.videos.values())
        yield from self._walk(lows, span, claims=caught_up)
        if not caught_up:  # every page above is saved by now
            self._keep(phrase, dataclasses.replace(shelf, videos=dict.fromkeys(shelf.videos, True)))
            yield self._last(Page((), None), span)

    def _shelf(self, phrase: str, low: datetime) -> tuple[Shelf | None, str]:
        """The videos to read for a phrase, searched for anew when it is time, and what is to be said."""
        now = self.fetcher.clock()
        shelf = Shelf.read(self.sessions.load(self._shelf_key(phrase)))
        if shelf is None or not shelf.at <= now < shelf.at + self._duration("search_every", hours=6):
            try:
                found = self._search(phrase, now)
            except BudgetSpent as spent:
                return shelf, f"no videos were searched for: {spent.message.removeprefix(f'{self.source}: ')}"
            shelf = Shelf.of(found, now, low) if shelf is None else shelf.with_found(found, now)
            shelf = shelf.cut(_KEPT * self._videos_per_search)
        shelf = dataclasses.replace(shelf, low=min(low, shelf.low))
        self._keep(phrase, shelf)
        return shelf, ""

    def _keep(self, phrase: str, shelf: Shelf) -> None:
        self.sessions.save(self._shelf_key(phrase), shelf.written())

    def _shelf_key(self, phrase: str) -> str:
        return f"{self.source} {self.fetcher.base_url} videos {phrase}"

    def _search(self, phrase: str, now: datetime) -> list[str]:
        """Ids of videos whose title says the phrase, the most relevant first."""
        params = {"part": "snippet", "type": "video", "q": phrase, "maxResults": str(_FOUND)}
        since = (now - _SEARCHED_BACK).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        params |= {"order": "relevance", "publishedAfter": since}
        found = []
        for item in self._api.items("search", params, cost=SEARCH):
            video, title = mapping(item.get("id")).get("videoId"), mapping(item.get("snippet")).get("title")
            if isinstance(video, str) and VIDEO.fullmatch(video) and says(title, phrase):
                found.append(video)
        return found[: self._videos_per_search]

    @property
    def _videos_per_search(self) -> int:
        return int(self.options.get("videos_per_search", 5))

    def _duration(self, name: str, *, hours: int) -> timedelta:
        value = self.options.get(name)
        return value if isinstance(value, timedelta) else timedelta(hours=hours)

    # ── comments by their ids ────────────────────────────────────────────────

    def _given(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """These comments as they are now, without those that are gone."""
        return [item for item in self._looked_up(sorted(set(ids))).values() if item is not None]

    def _looked_up(self, ids: Sequence[str]) -> dict[str, Any]:
        """Each comment as it is now, None where it is gone."""
        found: dict[str, Any] = {}
        for start in range(0, len(ids), _BATCH):
            found |= self._comments_now(list(ids[start : start + _BATCH]))
        return found

    def _with_videos(self, given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """These comments with the video that they stand under, which their threads know for sure."""
        lacking = {_thread_of(item) for item in given if not mapping(item.get("snippet")).get("videoId")}
        videos: dict[str, Any] = {}
        threads = sorted(lacking)
        for start in range(0, len(threads), _BATCH):
            params = {"part": "snippet", "id": ",".join(threads[start : start + _BATCH])}
            with suppress(NothingThereError):  # a comment without an address can't be quoted, and is refused
                for item in self._api.items("commentThreads", params):
                    videos[str(item.get("id"))] = mapping(item.get("snippet")).get("videoId")
        return [
            {**item, "snippet": {"videoId": videos.get(_thread_of(item)), **mapping(item.get("snippet"))}}
            for item in given
        ]

    def _comments_now(self, ids: list[str]) -> dict[str, Any]:
        """Each comment as it is now, None where it is gone.

        The documents say that one missing comment may refuse the whole request (404): then it is asked in
        halves. What an answer leaves out is asked for once more, lest a limit look like a deletion.
        """
        params = {"part": "snippet", "id": ",".join(ids), "textFormat": "plainText"}
        try:
            given = {str(item.get("id")): item for item in self._api.items("comments", params)}
        except NothingThereError as why:
            if len(ids) == 1:
                return {ids[0]: None} if why.gone else {}
            half = len(ids) // 2
            return {**self._comments_now(ids[:half]), **self._comments_now(ids[half:])}
        missing = [one for one in ids if one not in given]
        again = self._comments_now(missing) if missing and len(missing) < len(ids) else dict.fromkeys(missing)
        return {**{one: given[one] for one in ids if one in given}, **again}


def _thread_of(comment: dict[str, Any]) -> str:
    """The id of a comment's thread: its own, or the part of a reply's before the dot."""
    return str(comment.get("id")).partition(".")[0]


def _with_more_replies(threads: Sequence[Any]) -> set[str]:
    """The first comments of threads that have more replies than they carry."""
    found = set()
    for thread in threads:
        about = mapping(mapping(thread).get("snippet"))
        total, first = about.get("totalReplyCount"), mapping(about.get("topLevelComment")).get("id")
        carried = len(items_of(mapping(mapping(thread).get("replies")).get("comments")))
        if isinstance(total, int) and total > carried and isinstance(first, str):
            found.add(first)
    return found


def _of_video(sheet: Sheet, video: str) -> Sheet:
    """Replies that know their video, which their permalink names."""
    for reply in objects(sheet.items):
        if isinstance(reply.get("snippet"), dict):
            reply["snippet"].setdefault("videoId", video)
    return sheet


def _without(page: Page, given: Sequence[Post]) -> Page:
    """The page without posts that came along with their thread."""
    known = {post.key for post in given}
    return dataclasses.replace(page, posts=tuple(post for post in page.posts if post.key not in known))


def _within(posts: Sequence[Post], low: datetime, high: datetime) -> tuple[Post, ...]:
    return tuple(post for post in posts if low <= post.created_at < high)


def _standing(post: Post, item: Any) -> Standing | None:
    if item is None:
        return "gone"
    try:
        now = parse(item, plain=True)
    except ValueError:
        return None
    if not now.quotable:
        return "hidden"
    return "alive" if now.content_hash == post.content_hash else "edited"
