"""The desk's front door: whoever is in begins with the films."""

from fastapi import APIRouter, Response

from aggregator.web.views import ReaderView

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(view: ReaderView) -> Response:
    """On to the films."""
    return view.moved("/films")
