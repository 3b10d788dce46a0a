"""Reddit: posts that name the film, given subreddits, and the comments under them.

Facts (https://www.reddit.com/dev/api, "Reddit Data API Wiki" at https://support.reddithelp.com, answers that
PRAW and Async PRAW recorded 2015-2026; 2026-11-22):
- An application's id and secret are traded for a token (grant_type=client_credentials), good for about a day.
- Each request names its program and who answers for it: `<platform>:<app ID>:<version> (by /u/<name>)`.
- Hashtags mean nothing here: titles are searched (`title:"..."`), newest first. Neither since nor until.
- A listing is paged by the fullname of its last item (100 a page) and ends after about 1,000, a search
  perhaps earlier; a search is not stable: the same post may come twice.
- A tree of comments leaves some out: "more" nodes name them (morechildren takes 100), or say that the thread
  goes on elsewhere. Deleted posts and comments stay in place as "[deleted]" and "[removed]".
- 403 {"reason": "private" | "quarantined"}, 404 {"reason": "banned"}, a redirect where there is no subreddit
  of that name.
- 100 requests a minute, averaged over ten; the headers say what is left as "588.0", and seconds to go.

Comments make "complete" hard: one that is written now may stand under any post. A walk therefore goes on
below the span, through the posts of `comments_for` (48 hours), reads the trees that grew, and claims nothing
before all are read; later comments are not met, and each report says so. A subreddit that is the film's own
has a listing of its comments: there all are met.
"""

import dataclasses
import re
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from aggregator import paging
from aggregator.collectors import Collector, Standing
from aggregator.collectors.reddit_api import CLIENT_ID, CLIENT_SECRET, Api, ClosedError
from aggregator.collectors.reddit_known import Known
from aggregator.collectors.reddit_words import search_targets, subreddit_targets
from aggregator.errors import UnexpectedPayload
from aggregator.fetcher import Answer
from aggregator.model import About, Film, Page, Post, Query, Rejected, Span
from aggregator.model.schedule import format_duration
from aggregator.paging import Place
from aggregator.payloads.fields import items_of, mapping, optional_utc
from aggregator.payloads.reddit import is_deleted, parse, tree
from aggregator.text import plural

_TICK = timedelta(microseconds=1)
_SURELY_ALL = 200  # a listing that ends before so many items was not cut off
_ANSWERS = 20  # of one tree: some 2,000 comments
_CHILDREN = 100  # ids that morechildren takes
_BATCH = 100  # ids that api/info takes
_POSTS, _COMMENTS = "posts", "comments"
_LINK = re.compile(r"t3_[0-9a-z]{1,16}")
_COMMENT = re.compile(r"t1_[0-9a-z]{1,16}")

Ask = tuple[str, dict[str, str], int]


@dataclasses.dataclass(frozen=True, slots=True)
class _Leaf:
    """A page of a listing: its own mark and the next one's, the items before it and up to its end.

    `ended`: further down nothing matters, or is. `cut`: nothing more is shown, but there may be more.
    `oldest` is how far the listing has come.
    """

    page: Page
    mark: str | None
    token: str | None
    before: int
    seen: int
    ended: bool
    cut: bool
    oldest: datetime | None

    def reached(self, low: datetime) -> datetime | None:
        """What the listing's end claims; None where it ended at once and tells nothing."""
        if not self.cut:
            return low
        return None if self.oldest is None else max(low, self.oldest + _TICK)


class Reddit(Collector):
    """Titles by search, subreddits, comment trees. `options`: token_url, username, comments_for."""

    name = source = "reddit"
    docs = "https://www.reddit.com/dev/api"
    needs_key = (CLIENT_ID, CLIENT_SECRET)
    login = CLIENT_ID
    base_url = "https://oauth.reddit.com"
    page_size = 100
    about = About(
        title="Reddit",
        key="an approved application's id and secret",
        cost="none; commercial use needs a contract with Reddit",
        limits="100 requests a minute; a listing ends after about 1,000 posts",
        asked_for="titles that say the film's title or phrases; given subreddits; comments under both",
        goes_back="about 1,000 posts; comments up to 48 hours after their post (comments_for)",
        quotes="public posts and comments, by permalink; not of quarantined subreddits",
        counts=False,
        rechecks=("alive", "edited", "gone", "hidden"),
        as_of=date(2026, 11, 22),
    )

    @cached_property
    def _api(self) -> Api:
        return Api(self.fetcher, self.keys, self.sessions, self.options)

    def targets(self, film: Film) -> tuple[str, ...]:
        """`search:title:"..."`; `subreddit:NAME` for one of the film's own, with words for any other."""
        subreddits = {target for name in film.subreddits for target in subreddit_targets(name, film)}
        return tuple(sorted({*search_targets(film), *subreddits}))

    def pages(self, query: Query, span: Span) -> Iterator[Page]:
        """Posts newest first, with their comments; what is claimed is claimed when all are read.

        Raises:
            CredentialsRejected: id or secret was refused.
            SourceError: another of its kinds.
        """
        words, subreddit = query.named("search"), query.named("subreddit")
        sought = {"sort": "new", "t": "all", "type": "link"}
        try:
            if words:
                yield from self._with_trees("r/all/search", {"q": words, **sought}, span)
            elif subreddit:
                name, _, words = subreddit.partition(" ")
                sought["restrict_sr"] = "true"
                if words:
                    yield from self._with_trees(f"r/{name}/search", {"q": words, **sought}, span)
                else:
                    yield from self._whole(name, span)
        except ClosedError as why:  # perhaps for some days: nothing is claimed, and the gap has a name
            yield Page((), None, note=f"r/{(subreddit or 'all').partition(' ')[0]} was not read: {why}")

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """All posts, 100 a request; one that is not given any more stands where nobody may look.

        Raises:
            SourceError: the network could not be asked.
        """
        ours = [post for post in posts if post.source == self.source]
        given = self._given([post.remote_id for post in ours])
        standing = {post.key: _standing(post, given.get(post.remote_id)) for post in ours}
        return {key: how for key, how in standing.items() if how is not None}

    def by_link(self, ids: Sequence[str]) -> tuple[Post, ...]:
        """Submissions (t3_...) and comments (t1_...), 100 a request, without those that were deleted.

        Raises:
            SourceError: the network could not be asked.
        """
        named = [one for one in ids if _LINK.fullmatch(one) or _COMMENT.fullmatch(one)]
        return self.again([item for item in self._given(named).values() if not is_deleted(item)], parse)

    def reread(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """What these posts say now, 100 a request.

        Raises:
            SourceError: the network could not be asked.
        """
        return self.by_link([post.remote_id for post in posts if post.source == self.source])

    def _given(self, names: Sequence[str]) -> dict[str, Any]:
        """What the network gives for these fullnames, by them."""
        unique = list(dict.fromkeys(names))
        given: dict[str, Any] = {}
        for start in range(0, len(unique), _BATCH):
            answer = self._api.get("api/info", {"id": ",".join(unique[start : start + _BATCH])})
            body = answer.json()
            if mapping(body).get("kind") != "Listing":  # else every post would seem to be hidden
                raise UnexpectedPayload(
                    self.source, f"{answer.url} answered without a list of posts", sample=answer.sample
                )
            given |= {str(mapping(item).get("name")): item for item in tree([body])[0]}
        return {name: item for name, item in given.items() if name in unique}

    # ── a subreddit of the film's own: two listings, each in the order of time ──

    def _whole(self, name: str, span: Span) -> Iterator[Page]:
        """All posts, then all comments. Either may be cut off: what both reached is claimed."""
        place = Place.read(span.resume)
        if place.part != _COMMENTS:
            for leaf in self._leaves(f"r/{name}/new", {}, place, span.low):
                reached = leaf.reached(span.low)
                place = Place(_COMMENTS, None, "" if reached is None else reached.isoformat())
                here = place if leaf.ended else Place(_POSTS, leaf.token, "", leaf.seen)
                yield _within(leaf.page, span.low, span.high, resume=here)
        of_posts = optional_utc(place.under)
        for leaf in self._leaves(f"r/{name}/comments", {}, place, span.low):
            here = Place(_COMMENTS, leaf.token, place.under, leaf.seen)
            page = _within(leaf.page, span.low, span.high, resume=None if leaf.ended else here)
            reached = leaf.reached(span.low)
            if leaf.ended and reached is not None and of_posts is not None:
                page = self._claiming(page, max(reached, of_posts), span)
            yield page

    # ── a search: its posts, and the trees under those of the last days ─────────

    def _with_trees(self, path: str, params: dict[str, str], span: Span) -> Iterator[Page]:
        """Posts of the span; comments of the span under them and under the posts of `comments_for` before."""
        place, floor = Place.read(span.resume), span.low - self._comments_for
        key = f"{self.source} {self.fetcher.base_url} comments {span.query.target}"
        known = Known.read(self.sessions.load(key), floor)
        for leaf in self._leaves(path, params, place, floor):
            now = self.fetcher.clock()
            since = {
                post.remote_id: known.since(post, span.low, now)
                for post in leaf.page.posts
                if floor <= post.created_at < span.high and _LINK.fullmatch(post.remote_id)
            }
            self.sessions.save(key, known.written())
            trees = [post for post, low in since.items() if low is not None]
            if leaf.mark == place.mark and place.under in trees:
                trees = trees[trees.index(place.under) :]  # the page itself was given
            else:
                page = _within(leaf.page, span.low, span.high)
                yield self._step(page, trees[0] if trees else "", leaf, span)
            for post, then in pairwise([*trees, ""]):
                page = self._tree(post, since[post] or span.low, span.high)
                yield self._step(page, then, leaf, span)

    def _step(self, page: Page, then: str, leaf: _Leaf, span: Span) -> Page:
        """The page, and what comes after it: the tree of `then`, the next page, or the claim."""
        if then:
            here = Place(_POSTS, leaf.mark, then, leaf.before)
            return dataclasses.replace(page, resume=str(here))
        if not leaf.ended:
            return dataclasses.replace(page, resume=str(Place(_POSTS, leaf.token, "", leaf.seen)))
        late = f"{format_duration(self._comments_for)} after their post"
        notes = [page.note, f"comments later than {late} are not read (comments_for)"]
        if leaf.cut and leaf.oldest is not None and leaf.oldest > span.low - self._comments_for:
            notes.append(
                f"no comments are read under posts before {leaf.oldest:%Y-%m-%dT%H:%M:%SZ}: none is listed"
            )
        page = dataclasses.replace(page, note="; ".join(note for note in notes if note))
        return self._claiming(page, leaf.reached(span.low), span)

    def _claiming(self, page: Page, reached: datetime | None, span: Span) -> Page:
        notes = [page.note]
        if not self.options.get("username"):
            notes.append("Reddit wants to know who asks: set username in [sources.reddit]")
        note = "; ".join(note for note in notes if note)
        claim = reached if reached is not None and reached < span.high else None
        return dataclasses.replace(page, reached=claim, note=note)

    @property
    def _comments_for(self) -> timedelta:
        value = self.options.get("comments_for")
        return value if isinstance(value, timedelta) else timedelta(hours=48)

    # ── listings and trees ───────────────────────────────────────────────────

    def _leaves(self, path: str, params: dict[str, str], place: Place, floor: datetime) -> Iterator[_Leaf]:
        """A listing from `place` on, down to the first page that lies wholly below `floor`."""

        def ask(more: dict[str, str]) -> Answer:
            limits = {"limit": str(self.page_size), **more}
            return self._api.get(path, {**params, **limits}, may_be_closed=not path.startswith("r/all/"))

        mark, seen, oldest = place.mark, place.seen, None
        for sheet in paging.by_token(ask, items="children", mark="after", inside="data", start=mark):
            page = self._page(sheet.answer, tree(sheet.items)[0])
            times = [post.created_at for post in page.posts]
            oldest = min([*times, oldest] if oldest is not None else times, default=None)
            below = bool(times) and max(times) < floor
            before, seen = seen, seen + len(sheet.items)
            cut = sheet.token is None and not below and seen >= _SURELY_ALL
            ended = sheet.token is None or below
            yield _Leaf(page, mark, sheet.token, before, seen, ended, cut, oldest)
            if ended:
                return
            mark = sheet.token

    def _tree(self, link: str, low: datetime, high: datetime) -> Page:
        """The comments of [low, high) under a post, as one page: what is left out of it is asked for too."""
        first = {"sort": "new", "limit": "500"}
        waiting: deque[Ask] = deque([(f"comments/{link[3:]}", first, 0)])
        posts: dict[str, Post] = {}
        rejected: list[Rejected] = []
        raw: list[bytes] = []
        unread = 0
        while waiting:
            path, params, comments = waiting.popleft()
            if len(raw) >= _ANSWERS:
                unread += comments
                continue
            try:
                answer = self._api.get(path, params, may_be_closed=True)
            except ClosedError:  # deleted between two requests
                unread += comments
                continue
            items, left_out = tree(_records(answer))
            page = self._page(answer, [one for one in items if mapping(one).get("kind") != "t3"])
            posts.update((post.remote_id, post) for post in page.posts)
            rejected += page.rejected
            raw.append(answer.kept)
            waiting.extend(ask for node in left_out for ask in _asks(link, node))
        note = f"{plural(unread, 'comment')} under {link} not read: the tree is too large" if unread else ""
        page = Page(tuple(posts.values()), None, rejected=tuple(rejected), raw=b"\n".join(raw), note=note)
        return _within(page, low, high)

    def _page(self, answer: Answer, found: list[Any]) -> Page:
        """Posts and comments, without those that were deleted: they are no rejects, and never kept."""
        items = [item for item in found if not is_deleted(item)]
        posts, rejected = self.read(paging.Sheet(answer, items, None), parse)
        return Page(posts, None, rejected=rejected, raw=answer.kept)


def _records(answer: Answer) -> list[Any]:
    """The listings of a tree, or the things of morechildren."""
    body = answer.json()
    if isinstance(body, list):
        return body
    told = mapping(body).get("json")
    if told is None:
        raise UnexpectedPayload(
            answer.source, f"{answer.url} answered without comments", sample=answer.sample
        )
    return items_of(mapping(mapping(told).get("data")).get("things"))


def _asks(link: str, node: dict[str, Any]) -> Iterator[Ask]:
    """The requests that bring what a "more" node stands for, each with how many comments that are."""
    children = items_of(node.get("children"))
    names = [one for one in children if isinstance(one, str) and _COMMENT.fullmatch(f"t1_{one}")]
    for start in range(0, len(names), _CHILDREN):
        some = names[start : start + _CHILDREN]
        asked = {"link_id": link, "children": ",".join(some), "api_type": "json", "sort": "new"}
        yield "api/morechildren", {**asked, "limit_children": "false"}, len(some)
    parent = node.get("parent_id")
    if not names and isinstance(parent, str) and _COMMENT.fullmatch(parent):  # "continue this thread"
        yield f"comments/{link[3:]}/_/{parent[3:]}", {"sort": "new", "limit": "500"}, 1


def _within(page: Page, low: datetime, high: datetime, *, resume: Place | None = None) -> Page:
    posts = tuple(post for post in page.posts if low <= post.created_at < high)
    return dataclasses.replace(page, posts=posts, resume=None if resume is None else str(resume))


def _standing(post: Post, item: Any) -> Standing | None:
    if item is None:
        return "hidden"
    if is_deleted(item):
        return "gone"
    try:
        now = parse(item)
    except ValueError:
        return None
    if not now.quotable:
        return "hidden"
    return "alive" if now.content_hash == post.content_hash else "edited"
