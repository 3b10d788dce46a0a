"""Two moments of a film side by side. It takes a while: a task does it, and what it found is kept an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Response

from aggregator.errors import ConfigError
from aggregator.model import Film
from aggregator.model.comparisons import Comparison
from aggregator.model.digests import Window
from aggregator.pipeline import windows
from aggregator.pipeline.compare import compare as side_by_side
from aggregator.render import comparison, words
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk
from aggregator.web.films_shown import film_of, taken_up
from aggregator.web.moments import around_event, from_to
from aggregator.web.tasks import Outcome, Tell, tasks_of
from aggregator.web.views import ReaderView, View

router = APIRouter(include_in_schema=False)
KEPT_FOR = timedelta(hours=1)
MOST_KEPT = 20  # each holds two whole stories
Short = Annotated[str, Query(max_length=300)]
ShortField = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks to be compared: of each moment an event's name, or since and until (UTC)."""

    film: str = ""
    first: str = ""
    first_since: str = ""
    first_until: str = ""
    second: str = ""
    second_since: str = ""
    second_until: str = ""

    @property
    def address(self) -> str:
        """The page that shows it."""
        filled = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return f"/compare?{urlencode(filled)}"


def _in_address(
    film: Short = "",
    first: Short = "",
    first_since: Short = "",
    first_until: Short = "",
    second: Short = "",
    second_since: Short = "",
    second_until: Short = "",
) -> Asked:
    return Asked(film, first, first_since, first_until, second, second_since, second_until)


def _in_form(
    film: ShortField = "",
    first: ShortField = "",
    first_since: ShortField = "",
    first_until: ShortField = "",
    second: ShortField = "",
    second_since: ShortField = "",
    second_until: ShortField = "",
) -> Asked:
    return Asked(film, first, first_since, first_until, second, second_since, second_until)


@router.get("/compare")
def compare(view: ReaderView, asked: Annotated[Asked, Depends(_in_address)]) -> Response:
    """The form, and what was found of these two moments, if it is still kept."""
    taken_up(view.desk)
    chosen = film_of(view.desk, asked.film) if asked.film else None
    return view.page(
        "compare.html",
        films=view.desk.app.settings.films,
        chosen=chosen,
        asked=asked,
        found=kept(view.desk, asked),
        comparison=comparison,
        words=words,
    )


@router.post("/compare")
def begin(view: ReaderView, asked: Annotated[Asked, Depends(_in_form)]) -> Response:
    """Compare them now. It reads and stores nothing, so whoever may read may ask for it."""
    return view.moved(f"/tasks/{begin_comparison(view, asked)}")


def kept(desk: Desk, asked: Asked) -> Comparison | None:
    """What was found of these two moments within the last hour."""
    return _kept(desk).get(asked)


def begin_comparison(view: View, asked: Asked) -> str:
    """Compare two moments; the task's id.

    Raises NotThere: there is no such film; ConfigError: they are no two moments; TooBusy.
    """
    film = film_of(view.desk, asked.film)
    moments = (
        _window(film, view.now, asked.first, asked.first_since, asked.first_until),
        _window(film, view.now, asked.second, asked.second_since, asked.second_until),
    )
    if (moments[0].since, moments[0].until) == (moments[1].since, moments[1].until):
        raise ConfigError(text("compare.same"), hint=text("compare.same_hint"))
    return tasks_of(view.desk).submit(
        text("compare.task", film=film.title),
        view.who.shown,
        partial(_compare, view.desk, film, moments, asked),
        lane="compute",
        key=f"compare {asked.address}",
        back=asked.address,
    )


def _compare(desk: Desk, film: Film, moments: tuple[Window, Window], asked: Asked, _tell: Tell) -> Outcome:
    app = desk.app
    first, second = ((window, windows.kind_of(film, window)) for window in moments)
    found = side_by_side(
        app.ctx,
        film,
        (first, second),
        asked=[] if film.invented else app.asked(film),
        style=app.style,
        config_hash=app.settings.config_hash(film),
        made_at=app.ctx.clock(),
    )
    _keep(desk, asked, found)
    return Outcome(text("compare.done"), (), asked.address, text("compare.open"))


def _window(film: Film, now: datetime, event: str, since: str, until: str) -> Window:
    """A moment. Raises ConfigError for what makes none."""
    return around_event(film, event, now) if event else from_to(since, until)


def _kept(desk: Desk) -> dict[Asked, Comparison]:
    """What was compared within the last hour."""
    since = desk.app.ctx.clock() - KEPT_FOR
    held: dict[Asked, Comparison] = desk.shared.get(__name__, {})
    return {asked: one for asked, one in held.items() if one.made_at >= since}


def _keep(desk: Desk, asked: Asked, found: Comparison) -> None:
    """One thread compares, so nobody else writes; readers have the dictionary of before or this one."""
    others = [(one, held) for one, held in _kept(desk).items() if one != asked][-MOST_KEPT + 1 :]
    desk.shared[__name__] = {**dict(others), asked: found}
