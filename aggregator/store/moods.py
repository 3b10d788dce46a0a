"""How a film's posts of a window were judged, and what still waits: counts from one index range each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from aggregator.store import films
from aggregator.store.columns import to_micros
from aggregator.store.sql import Sql

# A post of nobody known stands alone; reposts are another's words; picked posts count in no number.
LABELS = (
    "SELECT p, u, n, count(*) FROM ("
    "SELECT sum(CASE WHEN r.label = 'positive' THEN 1 ELSE 0 END) AS p,"
    " sum(CASE WHEN r.label = 'neutral' THEN 1 ELSE 0 END) AS u,"
    " sum(CASE WHEN r.label = 'negative' THEN 1 ELSE 0 END) AS n"
    " FROM reaction r LEFT JOIN pick k ON k.film_id = r.film_id AND k.post_id = r.post_id"
    " WHERE r.film_id = ? AND r.created_at >= ? AND r.created_at < ? AND r.excluded IS NULL"
    " AND r.label IS NOT NULL AND NOT r.abstained AND NOT r.repost AND k.post_id IS NULL"
    " GROUP BY coalesce(r.author_id, -r.post_id)) AS by_author GROUP BY p, u, n ORDER BY p, u, n"
)
# Of all films at once: so SQLite reads the small index of what waits, and not the film's whole range.
WAITING = "SELECT film_id, count(*) FROM reaction WHERE scorer IS NULL GROUP BY film_id"
SCORER = (
    "SELECT scorer FROM reaction WHERE film_id = ? AND created_at >= ? AND created_at < ?"
    " AND scorer IS NOT NULL ORDER BY created_at DESC, post_id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Alike:
    """So many authors with just so many positive, neutral and negative posts each."""

    positive: int
    neutral: int
    negative: int
    authors: int


def labels(s: Session, film: str, since: datetime, until: datetime) -> list[Alike]:
    """The judged posts of [since, until) that count, by authors who wrote alike; sorted."""
    film_id = films.ids(s, [film])[film]
    rows = Sql(s).rows(LABELS, film_id, to_micros(since), to_micros(until))
    return [Alike(*(int(value) for value in row)) for row in rows]


def scorer(s: Session, film: str, since: datetime, until: datetime) -> str | None:
    """Who judged the newest judged post of [since, until): "fan/2"; None where none is."""
    film_id = films.ids(s, [film])[film]
    rows: Sequence[Sequence[str]] = Sql(s).rows(SCORER, film_id, to_micros(since), to_micros(until))
    return rows[0][0] if rows else None


def waiting(s: Session) -> dict[str, int]:
    """How many posts of each film nobody has judged yet; films without any are left out."""
    slugs = films.slugs(s)
    return {slugs[film_id]: int(posts) for film_id, posts in Sql(s).rows(WAITING)}
