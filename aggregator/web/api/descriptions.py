"""What films are: their descriptions, as editors write them over films.toml, and who changed what."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import Field

from aggregator.errors import ConfigError
from aggregator.web.catalogue import text
from aggregator.web.films_shown import film_of
from aggregator.web.finding import find_stored
from aggregator.web.fresh import fresh_of
from aggregator.web.routes import router_of
from aggregator.web.shapes import Name, Shape, SlugPath, Wanted
from aggregator.web.views import EditorView, ReaderView, View

router = router_of("films")
Kept = Annotated[int, Field(strict=True, ge=0, lt=2**31)]


class Description(Shape):
    """A film's entry in films.toml, in plain JSON. `version` 0: only films.toml has it."""

    slug: str
    version: Annotated[int, Field(ge=0)]
    description: dict[str, Any]


class DescriptionWanted(Wanted):
    """A film's entry, whole. `version` is the one that it was made on, 0 where the database has none."""

    version: Kept
    description: Annotated[dict[Name, Any], Field(min_length=1, max_length=60)]


class FilmWanted(Wanted):
    """A new film's entry: slug, title and kind at least."""

    description: Annotated[dict[Name, Any], Field(min_length=1, max_length=60)]


class ChangeTold(Shape):
    """One version of a description: who made it, when, and which keys are other than before."""

    version: int
    changed_at: datetime
    changed_by: str
    taken_back: bool
    keys: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


class Changes(Shape):
    """The changes of a film, the newest first."""

    slug: str
    changes: list[ChangeTold]


@router.post("/films", status_code=201)
def add_film(view: EditorView, response: Response, wanted: FilmWanted) -> Description:
    """Watch a film.

    Its words first find what is stored already.
    """
    watchlist = view.desk.app.watchlist
    slug = wanted.description.get("slug")
    if any(film.slug == slug for film in view.desk.app.settings.films):
        raise ConfigError(text("api.film_taken"), hint=text("api.film_taken_hint"))
    version = watchlist.version(slug) if isinstance(slug, str) else 0
    made = _keep(view, wanted.description, version)
    response.headers["Location"] = f"/api/v1/films/{made.slug}"
    return made


@router.get("/films/{slug}/description")
def get_description(view: ReaderView, slug: SlugPath) -> Description:
    """A film's description."""
    return _described(view, slug)


@router.put("/films/{slug}/description")
def change_film(view: EditorView, slug: SlugPath, wanted: DescriptionWanted) -> Description:
    """Describe a film anew.

    Where somebody else changed it since `version`, nothing is kept, and the answer is 409 with both.
    """
    film = film_of(view.desk, slug)
    base = {"invented": True} if film.invented else {}
    return _keep(view, {**wanted.description, "slug": slug, **base}, wanted.version)


@router.delete("/films/{slug}/description", status_code=204)
def take_film_back(
    view: EditorView, slug: SlugPath, version: Annotated[int, Query(ge=1, lt=2**31)]
) -> Response:
    """Leave a film to films.toml again.

    One that is not there is watched no more; its posts stay.
    """
    view.desk.app.watchlist.take_back(slug, on=version, by=view.by)
    fresh_of(view.desk).forget()
    return Response(status_code=204)


@router.get("/films/{slug}/changes")
def list_film_changes(view: ReaderView, slug: SlugPath) -> Changes:
    """Who changed what of a film."""
    found = view.desk.app.watchlist.changes(slug)
    if not found:
        film_of(view.desk, slug)
    told = [
        ChangeTold(
            version=one.version.version,
            changed_at=one.version.changed_at,
            changed_by=one.version.changed_by,
            taken_back=one.version.description is None,
            keys=list(one.keys),
            before=dict(one.before),
            after=dict(one.after),
        )
        for one in found
    ]
    return Changes(slug=slug, changes=told)


def _keep(view: View, description: dict[str, Any], version: int) -> Description:
    kept = view.desk.app.watchlist.keep(description, on=version, by=view.by)
    fresh_of(view.desk).forget()
    find_stored(view.desk, kept.slug, view.who.shown)
    return _described(view, kept.slug)


def _described(view: View, slug: str) -> Description:
    film, watchlist = film_of(view.desk, slug), view.desk.app.watchlist
    return Description(slug=slug, version=watchlist.version(slug), description=watchlist.entry(film))
