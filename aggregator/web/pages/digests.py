"""The list of digests: those that need somebody first, then all, the last made first."""

from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Response

from aggregator.errors import ConfigError
from aggregator.model.digests import DigestKind, DigestState
from aggregator.pipeline.digest_list import films_with_digests, list_page, needing
from aggregator.store.heads import Asked
from aggregator.web.digest_out import place_name
from aggregator.web.views import ReaderView, View

router = APIRouter(include_in_schema=False)

KINDS = get_args(DigestKind)
STATES = get_args(DigestState)
Word = Annotated[str, Query(max_length=200)]


@router.get("/digests")
def listing(
    view: ReaderView, film: Word = "", kind: Word = "", state: Word = "", after: Word = ""
) -> Response:
    """The list, by film, kind and state. `after` is where the page before ended."""
    asked = Asked(film, kind if kind in KINDS else "", state if state in STATES else "")
    page = list_page(view.desk.app.ctx, asked, after=after)
    values: dict[str, Any] = {
        "asked": asked,
        "listed": page.listed,
        "after": page.after,
        "begun": after,
        "place_name": place_name,
        "urgent": () if after else needing(view.desk.app.ctx, asked),
    }
    if view.partial:
        return view.part("digests_part.html", **values)
    return view.page("digests.html", films=_films(view), kinds=KINDS, states=STATES, **values)


def _films(view: View) -> list[tuple[str, str]]:
    """Films that have a digest: slug and title."""
    named = []
    for slug in films_with_digests(view.desk.app.ctx):
        try:
            title = view.desk.app.film(slug).title
        except ConfigError:  # watched no more
            title = slug
        named.append((slug, title))
    return named
