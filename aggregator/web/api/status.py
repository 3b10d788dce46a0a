"""How it stands: what `fansreact status` tells, what `doctor` says without asking anybody, the scoring."""

from datetime import timedelta
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from aggregator.jobs.health import at_rest
from aggregator.pipeline.status import status as state_of
from aggregator.web.desk import Desk
from aggregator.web.films_shown import all_now, taken_up
from aggregator.web.fresh import fresh_of
from aggregator.web.routes import router_of
from aggregator.web.shapes import Shape
from aggregator.web.views import ReaderView

router = router_of("status")
FRESH_FOR = timedelta(seconds=20)


class CheckTold(Shape):
    """One thing that was looked at; `fix` is what mends it."""

    name: str
    ok: bool
    problem: str
    fix: str


class Health(Shape):
    """What is in order and what is not."""

    ok: bool
    checks: list[CheckTold]


class ScoresOf(Shape):
    """How many posts of a film wait to be judged."""

    film: str
    waiting: Annotated[int, Field(ge=0)]


class Scores(Shape):
    """How far the scoring is; `fansreact run` does it, the desk never does."""

    scorer: str
    waiting: Annotated[int, Field(ge=0)]
    films: list[ScoresOf]


@router.get("/status")
def get_status(view: ReaderView) -> dict[str, Any]:
    """How everything stands, as `fansreact status --json` prints it.

    It is at most 20 seconds old, or as old as the last time that somebody asked.
    """
    taken_up(view.desk)
    return fresh_of(view.desk).get("status", partial(_status, view.desk), FRESH_FOR)


@router.get("/health")
def get_health(view: ReaderView) -> Health:
    """What `fansreact doctor` would say without asking any network."""
    taken_up(view.desk)
    found = fresh_of(view.desk).get("health", lambda: list(at_rest(view.desk.app)), FRESH_FOR)
    told = [CheckTold.model_validate(one) for one in found]
    return Health(ok=all(one.ok for one in told), checks=told)


@router.get("/scores")
def get_scores(view: ReaderView) -> Scores:
    """How many posts wait to be judged."""
    films = [ScoresOf(film=one.film.slug, waiting=one.unscored) for one in all_now(view.desk)]
    name = view.desk.app.settings.score.scorer
    return Scores(scorer=name, waiting=sum(one.waiting for one in films), films=films)


def _status(desk: Desk) -> dict[str, Any]:
    app = desk.app
    asked = [(film, query) for film in app.films for query in app.asked(film)]
    zones = {film.slug: film.zone for film in app.settings.films}
    return state_of(app.ctx, asked, app.pool.id, app.quotas, zones)
