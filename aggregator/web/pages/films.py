"""The films: how each stands, at a glance and whole."""

from typing import Any, get_args

from fastapi import APIRouter, Response

from aggregator.digest.share_words import in_words
from aggregator.model.digests import DigestKind
from aggregator.model.now import MoodNow
from aggregator.web import films_shown, sparks
from aggregator.web.catalogue import text
from aggregator.web.tasks import tasks_of
from aggregator.web.views import ReaderView

router = APIRouter(include_in_schema=False)


@router.get("/films")
def films(view: ReaderView, part: str = "") -> Response:
    """A card for each film; `part` is what is renewed of them while the page is open."""
    shown: dict[str, Any] = {
        "films": films_shown.all_now(view.desk),
        "spark": sparks.spark,
        "mood": sparks.mood,
        "words": mood_words,
        "mistaken": view.desk.app.watchlist.mistaken,
    }
    return view.part("films_part.html", **shown) if part else view.page("films.html", **shown)


@router.get("/films/{slug}")
def film(view: ReaderView, slug: str, part: str = "") -> Response:
    """One film, whole."""
    shown = films_shown.one_now(view.desk, slug)
    values: dict[str, Any] = {
        "film": shown.film,
        "one": shown,
        "spark": sparks.spark,
        "mood": sparks.mood,
        "words": mood_words,
        "tasks": [task for task in tasks_of(view.desk).of_key(f"{slug} ") if not task.ended],
        "kinds": get_args(DigestKind),
    }
    return view.part("film_part.html", **values) if part else view.page("film.html", **values)


def mood_words(mood: MoodNow) -> str:
    """The mood in a few words: shares where there are enough posts, else that there are not."""
    if not mood.judged:
        return text("films.mood.none")
    if mood.shares is None:
        return text("films.mood.few", n=mood.judged)
    positive, negative = (in_words(one, mood.judged) for one in (mood.shares.positive, mood.shares.negative))
    return text("films.mood.words", positive=positive, negative=negative)
