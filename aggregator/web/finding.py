"""After a film got new words: what is stored already is matched with them, behind the page."""

from functools import partial

from aggregator.errors import TooBusy
from aggregator.jobs import by_hand
from aggregator.model import Film
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk
from aggregator.web.fresh import fresh_of
from aggregator.web.tasks import Outcome, Tell, tasks_of


def find_stored(desk: Desk, slug: str, who: str) -> str | None:
    """Begin the task, where there is a new word; its id. None where there is none, or no room: the next
    collect does the same.
    """
    film = desk.app.film(slug)
    if not by_hand.has_new_words(desk.app, film):
        return None
    try:
        return tasks_of(desk).submit(
            text("films.finding.name", film=film.title),
            who,
            partial(_find, desk, film),
            lane="compute",
            key=f"{slug} find",
            back=f"/films/{slug}",
        )
    except TooBusy:
        return None


def _find(desk: Desk, film: Film, _tell: Tell) -> Outcome:
    found = by_hand.find_stored(desk.app, film)
    fresh_of(desk).forget()
    return Outcome(text("films.finding.done", n=found), to=f"/films/{film.slug}")
