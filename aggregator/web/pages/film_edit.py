"""Adding a film, changing it, and who changed what of it."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Form, Request, Response

from aggregator.config import fact_fields, lines_of, slug_of
from aggregator.errors import ConfigError, EditConflict, Mistake, NotThere
from aggregator.model.digests import DigestKind
from aggregator.model.films import FilmKind, MadeBy, Rights, Standing
from aggregator.pipeline.kept_films import Change
from aggregator.web.catalogue import text
from aggregator.web.film_form import CLASSES, FilmForm, filled, sent
from aggregator.web.films_shown import film_of
from aggregator.web.finding import find_stored
from aggregator.web.fresh import fresh_of
from aggregator.web.views import EditorView, ReaderView, View

router = APIRouter(include_in_schema=False)
CHOICES = {
    "film_kinds": get_args(FilmKind),
    "story_kinds": get_args(DigestKind),
    "standings": get_args(Standing),
    "rights": get_args(Rights),
    "makers": get_args(MadeBy),
}
NEW = "new"
"""No film's slug: its pages would be those of this form."""
FURTHER = ("zone", "embargo_until", "secret", "tmdb_id", "wikidata_id", "imdb_id", "accounts-", "media-")
"""Fields that are folded away: where one of them is wrong they are not."""


async def sent_fields(request: Request) -> dict[str, str]:
    """The fields of the form that was sent; files are none."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Sent = Annotated[dict[str, str], Depends(sent_fields)]


@router.get("/films/new")
def new(view: EditorView) -> Response:
    """The empty form."""
    return _page(view, filled({"kind": "film", "zone": "UTC"}), slug="", version=0)


@router.post("/films/new")
def add(view: EditorView, fields: Sent) -> Response:
    """Keep a new film."""
    form = sent(fields)
    if not form.single["slug"].strip():
        form.single["slug"] = slug_of(form.single["title"])
    if fields.get("more"):
        form.add_row(fields["more"])
        return _page(view, form, slug="", version=0)
    slug = form.single["slug"].strip()
    if slug == NEW or any(film.slug == slug for film in view.desk.app.settings.films):
        mistake = Mistake("", "slug", text("film_form.taken"), text("film_form.taken_fix"))
        form.mark([mistake], {"slug": "slug"})
        return _page(view, form, slug="", version=0, status=422)
    version = view.desk.app.watchlist.version(slug)  # of one that was taken back
    return _keep(view, form, slug="", version=version, base={})


@router.get("/films/{slug}/edit")
def edit(view: EditorView, slug: str) -> Response:
    """The form of a film as it is."""
    film, watchlist = film_of(view.desk, slug), view.desk.app.watchlist
    return _page(view, filled(watchlist.entry(film)), slug=slug, version=watchlist.version(slug))


@router.post("/films/{slug}/edit")
def change(view: EditorView, slug: str, fields: Sent) -> Response:
    """Keep a film's next version."""
    film = film_of(view.desk, slug)
    form = sent(fields)
    form.single["slug"] = slug
    asked = fields.get("version", "")
    version = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    if fields.get("more"):
        form.add_row(fields["more"])
        return _page(view, form, slug=slug, version=version)
    base = {"invented": True} if film.invented else {}
    return _keep(view, form, slug=slug, version=version, base=base)


@router.get("/films/{slug}/history")
def history(view: ReaderView, slug: str) -> Response:
    """Every change of a film, the newest first, also of one that is watched no more."""
    watchlist = view.desk.app.watchlist
    changes = watchlist.changes(slug)
    films = {film.slug: film for film in view.desk.app.settings.films}
    if not changes and slug not in films:
        raise NotThere(text("films.unknown"), hint=slug)
    return view.page(
        "film_history.html",
        slug=slug,
        film=films.get(slug),
        changes=[(change, diff(change.before, change.after)) for change in changes],
        version=changes[0].version.version if changes else 0,
        kept=slug in view.desk.app.settings.kept,
        in_file=watchlist.of_files(slug) is not None,
    )


@router.post("/films/{slug}/take-back")
def take_back(view: EditorView, slug: str, version: Annotated[int, Form(ge=0, le=10**9)]) -> Response:
    """Leave a film to films.toml again."""
    watchlist = view.desk.app.watchlist
    watchlist.take_back(slug, on=version, by=view.by)
    fresh_of(view.desk).forget()
    stays = watchlist.of_files(slug) is not None
    return view.moved(f"/films/{slug}/history", done="done.film_back" if stays else "done.film_gone")


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What changed of a description, line by line: ("ins" | "del" | "", the line)."""
    return list(_diff(lines_of(before), lines_of(after)))


def _diff(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    signs = {"+": "ins", "-": "del", " ": ""}
    for line in difflib.unified_diff(before, after, lineterm="", n=1):
        if not line.startswith(("+++", "---", "@@")):
            yield signs[line[0]], line[1:]


def _keep(view: View, form: FilmForm, *, slug: str, version: int, base: Mapping[str, Any]) -> Response:
    """Keep what the form says, or show it again with what is wrong, or with what somebody else wrote."""
    entry, places = form.entry()
    try:
        kept = view.desk.app.watchlist.keep({**entry, **base}, on=version, by=view.by)
    except ConfigError as error:
        form.mark(error.mistakes, places)
        return _page(view, form, slug=slug, version=version, status=422)
    except EditConflict as error:
        changes = view.desk.app.watchlist.changes(error.block)
        return _page(
            view, form, slug=slug, version=error.version, status=409, theirs=changes[0] if changes else None,
            mine=diff(changes[0].after, entry) if changes else [],
        )  # fmt: skip
    fresh_of(view.desk).forget()
    find_stored(view.desk, kept.slug, view.who.shown)
    return view.moved(f"/films/{kept.slug}", done="done.film_saved" if slug else "done.film_added")


def _page(
    view: View,
    form: FilmForm,
    *,
    slug: str,
    version: int,
    status: int = 200,
    theirs: Change | None = None,
    mine: Sequence[tuple[str, str]] = (),
) -> Response:
    return view.page(
        "film_form.html",
        status=status,
        form=form,
        slug=slug,
        version=version,
        theirs=theirs,
        mine=mine,
        further_open=any(name.startswith(FURTHER) for name in form.wrong)
        or any("new" in row for row in form.rows["media"]),
        fact_fields=fact_fields,
        classes=CLASSES,
        **CHOICES,
    )
