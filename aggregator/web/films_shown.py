"""Films as pages and API tell them: read anew after changes, and worked out once for all who look."""

from datetime import timedelta

from aggregator.errors import ConfigError, NotThere
from aggregator.jobs.by_hand import readings_of
from aggregator.model import Film
from aggregator.model.now import FilmNow
from aggregator.pipeline import films_now
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk
from aggregator.web.fresh import fresh_of

FRESH_FOR = timedelta(seconds=20)
MOST_TRIGGERS = 1_000


def taken_up(desk: Desk) -> None:
    """Know what editors changed of the films, here or in another process."""
    if desk.app.reread():
        fresh_of(desk).forget()


def all_now(desk: Desk) -> list[FilmNow]:
    """How every film stands: those with a spike that goes on first, then as the configuration has them."""
    taken_up(desk)
    return fresh_of(desk).get("films", lambda: _all(desk), FRESH_FOR)


def one_now(desk: Desk, slug: str) -> FilmNow:
    """How one film stands, whole. Raises NotThere: there is no such film."""
    film = film_of(desk, slug)
    days = desk.app.settings.digest.facts_max_age.days

    def make() -> FilmNow:
        return films_now.film_now(desk.app.ctx, _asked(desk, film), _triggers(desk), facts_max_age=days)

    return fresh_of(desk).get(f"film {slug}", make, FRESH_FOR)


def film_of(desk: Desk, slug: str) -> Film:
    """The film of that slug, as it is described now. Raises NotThere."""
    taken_up(desk)
    try:
        return desk.app.film(slug)
    except ConfigError as error:
        raise NotThere(text("films.unknown"), hint=error.message) from error


def _all(desk: Desk) -> list[FilmNow]:
    asked = [_asked(desk, film) for film in desk.app.settings.films]
    found = films_now.films_now(desk.app.ctx, asked, _triggers(desk))
    return sorted(found, key=lambda one: one.loud is None or one.loud.ended_at is not None)


def _triggers(desk: Desk) -> films_now.Triggers:
    """What set spikes off, kept between the looks; of long ago it is forgotten."""
    found: films_now.Triggers = desk.shared.setdefault(__name__, {})
    if len(found) > MOST_TRIGGERS:
        found.clear()
    return found


def _asked(desk: Desk, film: Film) -> films_now.Asked:
    app = desk.app
    accounts = () if film.invented else tuple(one.key for one in readings_of(app, film))
    queries = () if film.invented else app.asked(film)
    return films_now.Asked(film, queries, accounts, app.settings.kept.get(film.slug))
