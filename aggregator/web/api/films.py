"""Films: how each stands, and what is done for one: collect now, start from links, draft a digest."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Response
from pydantic import Field, model_validator

from aggregator.model.digests import DigestKind, Window
from aggregator.model.films import FilmKind
from aggregator.model.now import FilmNow
from aggregator.web import films_shown
from aggregator.web.films_shown import film_of
from aggregator.web.moments import around_event, from_to
from aggregator.web.pages.film_work import MOST_LINKS, begin_collect, begin_draft, begin_links
from aggregator.web.routes import begun, router_of
from aggregator.web.shapes import Flag, GapTold, Instant, Name, Shape, SlugPath, TaskTold, Wanted
from aggregator.web.views import EditorView, ReaderView

router = router_of("films")
Link = Annotated[str, Field(min_length=8, max_length=2_000, pattern=r"^[^\x00-\x20\x7f]+$")]
Number = Annotated[int, Field(ge=0)]
Part = Annotated[float, Field(ge=0, le=1)]


class ShareTold(Shape):
    """Posts with one label, their share of the judged posts, and its 95 % interval."""

    posts: Number
    share: Part
    low: Part
    high: Part


class SharesTold(Shape):
    """The three shares."""

    positive: ShareTold
    neutral: ShareTold
    negative: ShareTold


class MoodTold(Shape):
    """How the posts of the last 24 hours were judged. `shares` is null where they are too few for shares."""

    positive: Number
    neutral: Number
    negative: Number
    judged: Number
    authors: Number
    shares: SharesTold | None


class SpikeTold(Shape):
    """A spike of the last week. `ended_at` null: it goes on. `draft` is the id of its digest."""

    began_at: datetime
    ended_at: datetime | None
    posts: Number
    times: float
    draft: str | None
    later_draft: str | None
    why: str


class DigestBrief(Shape):
    """A digest by its newest version."""

    id: str
    version: int
    kind: str
    state: Literal["draft", "approved", "published", "withdrawn"]
    headline: str
    since: datetime
    until: datetime
    made_at: datetime


class FilmTold(Shape):
    """A film at the instant `at`.

    `complete_to`: all of its queries are read up to then; null where one never was. `kept_version`: the
    version of the database that describes it, 0: films.toml does.
    """

    slug: str
    title: str
    kind: FilmKind
    invented: bool
    at: datetime
    mood: MoodTold
    posts_24h: Number
    unscored: Number
    newest: datetime | None
    next_collect: datetime | None
    collecting: bool
    complete_to: datetime | None
    never_read: Number
    with_gaps: Number
    spikes: list[SpikeTold]
    digests: list[DigestBrief]
    kept_version: Number


class EventTold(Shape):
    """A moment that the film's description names."""

    name: str
    at: datetime
    kind: str


class QueryTold(Shape):
    """How far one query is read: `complete_to` null: not at all. `gaps` are those of the last day."""

    source: str
    account: str
    target: str
    complete_to: datetime | None
    gaps: list[GapTold]


class FilmWhole(FilmTold):
    """A film, whole. `hours` are posts on topic of each hour of the last seven days, from `since` on."""

    since: datetime
    hours: Annotated[list[Number], Field(max_length=400)]
    events: list[EventTold]
    hashtags: list[str]
    phrases: list[str]
    queries: list[QueryTold]


class FilmList(Shape):
    """Every film: those with a spike that goes on first."""

    films: list[FilmTold]


class LinksWanted(Wanted):
    """Links of posts. `draft`: then draft a digest of them."""

    urls: Annotated[list[Link], Field(min_length=1, max_length=MOST_LINKS)]
    draft: Flag = False


class DraftWanted(Wanted):
    """The window of a digest: an event by name, or since and until; neither: the last 24 hours.

    `kind`: that of the event in the window, where none is named.
    """

    event: Name | None = None
    since: Instant | None = None
    until: Instant | None = None
    kind: DigestKind | None = None

    @model_validator(mode="after")
    def _one_window(self) -> "DraftWanted":
        if self.event is not None and (self.since or self.until):
            raise ValueError("names an event and a window; one of them is enough")
        if self.until is not None and self.since is None:
            raise ValueError("has until and no since")
        return self


@router.get("/films")
def list_films(view: ReaderView) -> FilmList:
    """How every film stands."""
    return FilmList(films=[FilmTold.model_validate(_told(one)) for one in films_shown.all_now(view.desk)])


@router.get("/films/{slug}")
def get_film(view: ReaderView, slug: SlugPath) -> FilmWhole:
    """How one film stands, whole."""
    one = films_shown.one_now(view.desk, slug)
    whole = {
        **_told(one),
        "since": one.since,
        "hours": list(one.hours),
        "events": list(one.events),
        "hashtags": list(one.film.hashtags),
        "phrases": list(one.film.phrases),
        "queries": [
            {
                "source": each.query.source,
                "account": each.query.account,
                "target": each.query.target,
                "complete_to": each.complete_to,
                "gaps": list(each.gaps),
            }
            for each in one.queries
        ],
    }
    return FilmWhole.model_validate(whole)


@router.post("/films/{slug}/collect", status_code=202)
def collect_film(view: EditorView, response: Response, slug: SlugPath) -> TaskTold:
    """Read the film's networks now.

    The answer is a task; what was read is told by it.
    """
    return begun(view, response, begin_collect(view, film_of(view.desk, slug)))


@router.post("/films/{slug}/links", status_code=202)
def add_links(view: EditorView, response: Response, slug: SlugPath, wanted: LinksWanted) -> TaskTold:
    """Pick posts by their links.

    They may be quoted, and count in no number. The answer is a task, with a line for each link.
    """
    film = film_of(view.desk, slug)
    return begun(view, response, begin_links(view, film, wanted.urls, then_draft=wanted.draft))


@router.post("/films/{slug}/digests", status_code=202)
def make_digest(view: EditorView, response: Response, slug: SlugPath, wanted: DraftWanted) -> TaskTold:
    """Draft a digest of a window.

    The answer is a task; `result` of the one that is done is where the digest is found.
    """
    film = film_of(view.desk, slug)
    window: Window | None = None
    if wanted.event is not None:
        window = around_event(film, wanted.event, view.now)
    elif wanted.since is not None:
        window = from_to(wanted.since, wanted.until or view.now)
    return begun(view, response, begin_draft(view, film, window, wanted.kind))


def _told(one: FilmNow) -> dict[str, object]:
    return {
        "slug": one.film.slug,
        "title": one.film.title,
        "kind": one.film.kind,
        "invented": one.film.invented,
        "at": one.at,
        "mood": one.mood,
        "posts_24h": one.posts,
        "unscored": one.unscored,
        "newest": one.newest,
        "next_collect": one.next_collect,
        "collecting": one.collecting,
        "complete_to": one.complete_to,
        "never_read": one.never_read,
        "with_gaps": len(one.with_gaps),
        "spikes": list(one.spikes),
        "digests": list(one.digests),
        "kept_version": 0 if one.kept is None else one.kept.version,
    }
