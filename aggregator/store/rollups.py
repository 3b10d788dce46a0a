"""Raw counts of every 15 minutes, for bursts and `status`: never a number that a digest prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from aggregator.store import films
from aggregator.store.columns import from_micros, to_micros
from aggregator.store.sql import Sql

WIDTH = timedelta(minutes=15)
MICROS = WIDTH // timedelta(microseconds=1)

MARK = (
    "INSERT INTO rollup (film_id, bucket, source, posts, reposts, excluded, dirty)"
    " VALUES (?, ?, ?, 0, 0, 0, true)"
    " ON CONFLICT (film_id, bucket, source) DO UPDATE SET dirty = true WHERE NOT rollup.dirty"
)
DIRTY = "SELECT film_id, bucket, source FROM rollup WHERE dirty ORDER BY film_id, bucket, source"
COUNT = (
    "SELECT p.source, count(*), sum(CASE WHEN r.repost THEN 1 ELSE 0 END),"
    " sum(CASE WHEN r.excluded IS NULL THEN 0 ELSE 1 END)"
    " FROM reaction r JOIN post p ON p.id = r.post_id"
    " WHERE r.film_id = ? AND r.created_at >= ? AND r.created_at < ? GROUP BY p.source"
)
SET = (
    "UPDATE rollup SET posts = ?, reposts = ?, excluded = ?, dirty = false"
    " WHERE film_id = ? AND bucket = ? AND source = ?"
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Posts of a film on one network in [at, at + 15 minutes); `posts` holds those two as well."""

    at: datetime
    source: str
    posts: int
    reposts: int
    excluded: int


def mark(sql: Sql, source: str, places: Iterable[tuple[int, int]]) -> None:
    """Notes that the buckets of these (film number, microseconds) have to be counted again."""
    buckets = {(film_id, at - at % MICROS, source) for film_id, at in places}
    sql.many(MARK, sorted(buckets))


def refresh(s: Session, film: str | None = None) -> int:
    """Counts again what changed, of one film or of all; how many buckets that were. Needs a write session."""
    sql = Sql(s)
    wanted = None if film is None else films.ids(s, [film])[film]
    counted: dict[tuple[int, int], dict[str, tuple[int, int, int]]] = {}
    changes = []
    for film_id, bucket, source in sql.rows(DIRTY):
        if wanted is not None and film_id != wanted:
            continue
        place = (film_id, bucket)
        if place not in counted:
            found = sql.rows(COUNT, film_id, bucket, bucket + MICROS)
            counted[place] = {name: (posts, reposts, excluded) for name, posts, reposts, excluded in found}
        changes.append((*counted[place].get(source, (0, 0, 0)), film_id, bucket, source))
    sql.many(SET, changes)
    return len(changes)


def volume(s: Session, film: str, since: datetime, until: datetime) -> list[Bucket]:
    """The buckets that begin in [since, until), oldest first; as they stood at the last refresh."""
    rows = Sql(s).rows(
        "SELECT bucket, source, posts, reposts, excluded FROM rollup JOIN film ON film.id = rollup.film_id"
        " WHERE film.slug = ? AND bucket >= ? AND bucket < ? AND posts > 0 ORDER BY bucket, source",
        film,
        to_micros(since),
        to_micros(until),
    )
    return [
        Bucket(from_micros(at), source, posts, reposts, excluded)
        for at, source, posts, reposts, excluded in rows
    ]
