"""Spikes: times in which far more is written of a film than is usual."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import Field

from aggregator.store import spikes as noticed
from aggregator.web.routes import router_of
from aggregator.web.shapes import Instant, Shape, SlugQuery
from aggregator.web.views import ReaderView

router = router_of("spikes")
LATELY = timedelta(days=7)
FURTHEST = timedelta(days=90)
MOST = 500


class SpikeTold(Shape):
    """A spike as it was noticed. `ended_at` null: it goes on; `why`: what keeps it from having a draft."""

    film: str
    began_at: datetime
    noticed_at: datetime
    seen_until: datetime
    ended_at: datetime | None
    posts: int
    expected: float
    times: float
    draft: str | None
    later_draft: str | None
    why: str


class Spikes(Shape):
    """Spikes, newest first."""

    spikes: Annotated[list[SpikeTold], Field(max_length=MOST)]


@router.get("/spikes")
def list_spikes(
    view: ReaderView,
    film: SlugQuery = None,
    since: Annotated[Instant | None, Query(description="Of 90 days at most; else the last seven.")] = None,
) -> Spikes:
    """The spikes that began lately."""
    begin = view.now - LATELY if since is None else max(since, view.now - FURTHEST)
    with view.desk.app.ctx.store.read() as session:
        found = noticed.begun_since(session, begin)
    told = [one for one in found if film in (None, one.film)][:MOST]
    return Spikes(spikes=[SpikeTold.model_validate(one) for one in told])
