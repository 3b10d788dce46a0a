"""Two moments of a film side by side."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import model_validator

from aggregator.errors import NotThere
from aggregator.render import comparison
from aggregator.web.catalogue import text
from aggregator.web.films_shown import film_of
from aggregator.web.pages.compare import Asked, begin_comparison, kept
from aggregator.web.routes import begun, router_of, tagged
from aggregator.web.shapes import PRINTED, Instant, Name, SlugQuery, TaskTold, Wanted
from aggregator.web.views import ReaderView

router = router_of("comparisons")
Short = Annotated[str, Query(max_length=300, pattern=PRINTED)]


class Moment(Wanted):
    """An event by name, or since and until."""

    event: Name | None = None
    since: Instant | None = None
    until: Instant | None = None

    @model_validator(mode="after")
    def _one(self) -> "Moment":
        window = self.since is not None and self.until is not None
        if (self.event is None) != window or (self.since is None) != (self.until is None):
            raise ValueError("is an event, or since and until")
        return self


class ComparisonWanted(Wanted):
    """A film and the two moments."""

    film: Name
    first: Moment
    second: Moment


@router.post("/comparisons", status_code=202)
def compare(view: ReaderView, response: Response, wanted: ComparisonWanted) -> TaskTold:
    """Put two moments side by side.

    The answer is a task; `result` of the one that is done is where the comparison is found for an hour.
    Nothing is stored.
    """
    film_of(view.desk, wanted.film)
    first, second = _words(wanted.first), _words(wanted.second)
    return begun(view, response, begin_comparison(view, Asked(wanted.film, *first, *second)))


@router.get(
    "/comparisons",
    response_class=Response,
    responses={
        200: {
            "description": "The comparison, as `fansreact compare --format json` writes it.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        304: {"description": "Unchanged since it was asked for with this ETag."},
    },
)
def get_comparison(
    view: ReaderView,
    request: Request,
    film: SlugQuery = None,
    first: Short = "",
    first_since: Short = "",
    first_until: Short = "",
    second: Short = "",
    second_since: Short = "",
    second_until: Short = "",
) -> Response:
    """A comparison that was made within the last hour."""
    asked = Asked(film or "", first, first_since, first_until, second, second_since, second_until)
    found = kept(view.desk, asked)
    if found is None:
        raise NotThere(text("api.no_comparison"), hint=text("api.no_comparison_hint"))
    return tagged(request, comparison.json(found), "application/json")


def _words(moment: Moment) -> tuple[str, str, str]:
    """A moment as the desk's form names it."""
    return moment.event or "", _written(moment.since), _written(moment.until)


def _written(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
