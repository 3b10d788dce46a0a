"""Where we read: each network with its key, budgets, limits, failures, next run and what is unread."""

from datetime import timedelta
from functools import partial
from typing import Any

from fastapi import APIRouter, Response

from aggregator.errors import NotThere
from aggregator.jobs.by_hand import collect_readings
from aggregator.jobs.sources_now import SourceNow, sources_now
from aggregator.model import RunReport
from aggregator.pipeline.alerts import today
from aggregator.render.words import network
from aggregator.store import runs
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk
from aggregator.web.digest_out import place_name
from aggregator.web.films_shown import taken_up
from aggregator.web.fresh import fresh_of
from aggregator.web.runs_told import lines_of
from aggregator.web.tasks import Outcome, Tell, tasks_of
from aggregator.web.views import EditorView, ReaderView, View

router = APIRouter(include_in_schema=False)
FRESH_FOR = timedelta(seconds=20)
RUNS = 15
_ORDER = ("on", "needs key", "off")


@router.get("/sources")
def sources(view: ReaderView) -> Response:
    """Every source; htmx asks for the part alone."""
    desk = view.desk
    found = sources_told(desk)
    shown: dict[str, Any] = {
        "sources": found,
        "runs": fresh_of(desk).get("runs", partial(_runs, desk), FRESH_FOR),
        "alerts": fresh_of(desk).get("alerts", partial(today, desk.app.ctx), FRESH_FOR),
        "place_name": place_name,
    }
    return view.part("sources_part.html", **shown) if view.partial else view.page("sources.html", **shown)


@router.post("/sources/{name}/collect")
def collect_now(view: EditorView, name: str) -> Response:
    """Read every account of a network now, for all films."""
    return view.moved(f"/tasks/{begin_collect(view, name)}")


def sources_told(desk: Desk) -> list[SourceNow]:
    """Every source, those that are on first; worked out once for all who look."""
    taken_up(desk)
    return fresh_of(desk).get("sources", partial(_sources, desk), FRESH_FOR)


def begin_collect(view: View, name: str) -> str:
    """Read a network for all films; the task's id. Raises NotThere: it is not on; TooBusy."""
    desk = view.desk
    if name not in {reading.collector.name for reading in desk.app.readings.values()}:
        raise NotThere(text("sources.not_on", name=name), hint=text("sources.not_on_hint"))
    return tasks_of(desk).submit(
        text("sources.collecting", name=network(name)),
        view.who.shown,
        partial(_collect, desk, name),
        key=f"source {name}",
        back="/sources",
    )


def _sources(desk: Desk) -> list[SourceNow]:
    return sorted(sources_now(desk.app), key=lambda one: _ORDER.index(one.state))


def _runs(desk: Desk) -> list[RunReport]:
    with desk.app.ctx.store.read() as session:
        return runs.latest(session, RUNS)


def _collect(desk: Desk, name: str, tell: Tell) -> Outcome:
    def progress(done: int, of: int) -> None:
        tell(text("films.collecting.progress", done=done, n=of))

    app = desk.app
    reports = collect_readings(app, app.readings_of([name]), app.films, on_progress=progress)
    fresh_of(desk).forget()
    lines = [line for report in reports for line in lines_of(report)]
    said = text("sources.collected", n=sum(report.new for report in reports))
    return Outcome(said, tuple(lines), "/sources", text("sources.back"))
