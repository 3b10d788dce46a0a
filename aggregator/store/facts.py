"""What providers of facts said of a film: the last reading of each, none older than half a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from aggregator.model import Fact
from aggregator.store import films
from aggregator.store.tables import FilmRow
from aggregator.store.work_tables import FactsRow

KEPT = timedelta(days=180)
"""TMDB lets nobody keep what it said for longer than six months."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one provider said, and when it was asked."""

    provider: str
    at: datetime
    facts: tuple[Fact, ...]


def keep(s: Session, film: str, provider: str, facts: Sequence[Fact], at: datetime) -> None:
    """Keeps a reading in place of the former one, and forgets what is too old to be kept, of whatever film.

    Raises:
        StoreError: the film was never synced.
    """
    number = films.ids(s, [film])[film]
    drop_older(s, at)
    s.execute(delete(FactsRow).where(FactsRow.film_id == number, FactsRow.provider == provider))
    told = [
        [fact.key, fact.value, fact.source, fact.as_of.isoformat(), fact.standing, fact.index]
        for fact in facts
    ]
    body = orjson.dumps(told).decode()
    s.execute(insert(FactsRow).values(film_id=number, provider=provider, at=at, facts=body))


def of_film(s: Session, film: str, now: datetime) -> tuple[Reading, ...]:
    """The readings of a film that may still be used, sorted by provider."""
    found = s.execute(
        select(FactsRow.provider, FactsRow.at, FactsRow.facts)
        .join(FilmRow, FilmRow.id == FactsRow.film_id)
        .where(FilmRow.slug == film, FactsRow.at >= now - KEPT)
        .order_by(FactsRow.provider)
    )
    return tuple(Reading(provider, at, _facts(provider, body)) for provider, at, body in found)


def drop_older(s: Session, now: datetime) -> None:
    """Forgets what was read too long ago to be kept."""
    s.execute(delete(FactsRow).where(FactsRow.at < now - KEPT))


def _facts(provider: str, body: str) -> tuple[Fact, ...]:
    return tuple(
        Fact(key, value, source, date.fromisoformat(as_of), standing, index, provider)
        for key, value, source, as_of, standing, index in orjson.loads(body)
    )
