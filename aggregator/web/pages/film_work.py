"""What an editor has done for a film: collect now, draft a digest, start from links. Each is a task."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, get_args

from fastapi import APIRouter, Form, Response

from aggregator.errors import AggregatorError, ConfigError
from aggregator.jobs import by_hand
from aggregator.model import Film
from aggregator.model.digests import DigestKind, Window
from aggregator.pipeline.adding import AddReport
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk
from aggregator.web.films_shown import film_of
from aggregator.web.fresh import fresh_of
from aggregator.web.moments import around_event, from_to
from aggregator.web.runs_told import lines_of
from aggregator.web.tasks import Line, Outcome, Tell, tasks_of
from aggregator.web.views import EditorView, View

router = APIRouter(include_in_schema=False)
MOST_LINKS = 50
Short = Annotated[str, Form(max_length=300)]


@router.post("/films/{slug}/collect")
def collect(view: EditorView, slug: str) -> Response:
    """Read the film's networks now."""
    return view.moved(f"/tasks/{begin_collect(view, film_of(view.desk, slug))}")


@router.post("/films/{slug}/draft")
def draft(
    view: EditorView,
    slug: str,
    window: Short = "last",
    event: Short = "",
    since: Short = "",
    until: Short = "",
    kind: Short = "",
) -> Response:
    """Draft a digest of the window that was chosen."""
    film = film_of(view.desk, slug)
    asked = window_of(film, view.now, window=window, event=event, since=since, until=until)
    story = next((one for one in get_args(DigestKind) if one == kind), None)
    return view.moved(f"/tasks/{begin_draft(view, film, asked, story)}")


@router.post("/films/{slug}/links")
def links(
    view: EditorView,
    slug: str,
    links: Annotated[str, Form(max_length=20_000)] = "",
    draft: Short = "",
) -> Response:
    """Pick posts by their links, then draft a digest of them."""
    film = film_of(view.desk, slug)
    return view.moved(f"/tasks/{begin_links(view, film, links.split(), then_draft=bool(draft))}")


# ── the tasks, as pages and API begin them ───────────────────────────────────


def begin_collect(view: View, film: Film) -> str:
    """Read a film's networks; the task's id. Raises ConfigError: none is on for it; TooBusy."""
    by_hand.may_collect(view.desk.app, film)
    return tasks_of(view.desk).submit(
        text("films.collecting.name", film=film.title),
        view.who.shown,
        partial(_collect, view.desk, film),
        key=f"{film.slug} collect",
        back=f"/films/{film.slug}",
    )


def begin_draft(view: View, film: Film, window: Window | None, kind: DigestKind | None) -> str:
    """Draft a digest; the task's id. No window: the usual one; no kind: the event's. Raises TooBusy."""
    return tasks_of(view.desk).submit(
        text("films.draft.name", film=film.title),
        view.who.shown,
        partial(_draft, view.desk, film, window, kind),
        lane="compute",
        key=f"{film.slug} draft {window} {kind}",
        back=f"/films/{film.slug}",
    )


def begin_links(view: View, film: Film, links: Sequence[str], *, then_draft: bool) -> str:
    """Pick posts by their links; the task's id. Raises ConfigError: none, or too many; TooBusy."""
    found = list(dict.fromkeys(links))
    if not found:
        raise ConfigError(text("films.links.none"), hint=text("films.links.none_hint"))
    if len(found) > MOST_LINKS:
        raise ConfigError(
            text("films.links.many", n=len(found)), hint=text("films.links.many_hint", most=MOST_LINKS)
        )
    return tasks_of(view.desk).submit(
        text("films.links.name", n=len(found), film=film.title),
        view.who.shown,
        partial(_links, view.desk, film, found, then_draft),
        key=f"{film.slug} links {hash(tuple(found))} {then_draft}",
        back=f"/films/{film.slug}",
    )


# ── in the threads of the tasks ──────────────────────────────────────────────


def _collect(desk: Desk, film: Film, tell: Tell) -> Outcome:
    def progress(done: int, of: int) -> None:
        tell(text("films.collecting.progress", done=done, n=of))

    reports = by_hand.collect_film(desk.app, film, on_progress=progress)
    fresh_of(desk).forget()
    lines = [line for report in reports for line in lines_of(report)]
    new = sum(report.new for report in reports)
    back = text("films.collecting.back")
    return Outcome(text("films.collecting.done", n=new), tuple(lines), f"/films/{film.slug}", back)


def _draft(desk: Desk, film: Film, window: Window | None, kind: DigestKind | None, _tell: Tell) -> Outcome:
    made = by_hand.draft(desk.app, film, window, kind)
    fresh_of(desk).forget()
    story = made.made.digest
    lines = [] if made.made.new else [Line(text("films.draft.stood"))]
    lines += [Line(fallen, good=False) for fallen in made.made.fallen]
    if made.unscored:
        lines.append(Line(text("films.draft.unscored", n=made.unscored), good=False))
    said = text("films.draft.done", headline=story.headline)
    return Outcome(said, tuple(lines), f"/digests/{story.id}", text("films.draft.open"))


def _links(desk: Desk, film: Film, urls: Sequence[str], then_draft: bool, tell: Tell) -> Outcome:
    done = 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        tell(text("films.links.progress", done=done, n=len(urls)))

    report = by_hand.add(desk.app, film, urls, on_progress=progress)
    fresh_of(desk).forget()
    lines = _of_links(report)
    known = sum(not one.new for one in report.added)
    said = text(
        "films.links.added", added=len(report.added) - known, known=known, refused=len(report.refused)
    )
    if not then_draft or not report.added:
        return Outcome(said, lines, f"/films/{film.slug}", text("films.collecting.back"))
    tell(text("films.links.drafting"))
    try:
        drafted = _draft(desk, film, None, None, tell)
    except AggregatorError as error:
        lines += (Line(error.message, good=False, hint=error.hint),)
        return Outcome(said, lines, f"/films/{film.slug}", text("films.collecting.back"))
    return Outcome(f"{said} {drafted.said}", lines + drafted.lines, drafted.to, drafted.to_words)


def _of_links(report: AddReport) -> tuple[Line, ...]:
    added = [Line(one.url if one.new else f"{one.url}: {text('films.links.known')}") for one in report.added]
    refused = [Line(f"{one.url}: {one.reason}", good=False, hint=one.hint) for one in report.refused]
    return (*refused, *added)


# ── what was chosen ──────────────────────────────────────────────────────────


def window_of(film: Film, now: datetime, *, window: str, event: str, since: str, until: str) -> Window | None:
    """The window that a form asks for; None: the usual one. Raises ConfigError for what makes none."""
    if window == "event":
        return around_event(film, event, now)
    if window != "range" and not (since or until):
        return None
    return from_to(since, until or now)
