"""/feeds/published.atom: the stories that are out, for feed readers and content systems."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from aggregator.pipeline.published import published
from aggregator.render import atom
from aggregator.web.access import who_may
from aggregator.web.desk import Desk, desk_of
from aggregator.web.fresh import fresh_of
from aggregator.web.routes import tagged

router = APIRouter(include_in_schema=False)
FRESH_FOR = timedelta(seconds=30)
PATH = "/feeds/published.atom"


async def _may_read(request: Request) -> None:
    """Everybody, where the configuration says so; else whoever may read the desk."""
    if desk_of(request).app.settings.desk.feed != "public":
        await who_may("read")(request)


@router.get(PATH)
def feed(request: Request, _: Annotated[None, Depends(_may_read)]) -> Response:
    """Published stories, the last first; a tombstone for each that was withdrawn."""
    desk = desk_of(request)
    body = fresh_of(desk).get("feed", lambda: _written(desk), FRESH_FOR)
    public = desk.app.settings.desk.feed == "public"
    return tagged(request, body, "application/atom+xml", public=public)


def _written(desk: Desk) -> bytes:
    out = published(desk.app.ctx)
    home = desk.app.settings.desk.public_url
    return atom.feed_of(out.stories, out.withdrawn, address=f"{home}{PATH}" if home else "")
