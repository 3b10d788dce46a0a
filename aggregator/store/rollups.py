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
DIRTY = "SELECT film_id, bucket, source FROM rollup WHERE dirty"
OF_FILM = " AND film_id = ?"
# {} is OF_FILM or nothing. One statement for all buckets: an import leaves tens of thousands of them.
COUNT = (
    "SELECT d.film_id, d.bucket, p.source, count(*), sum(CASE WHEN r.repost THEN 1 ELSE 0 END),"
    " sum(CASE WHEN r.excluded IS NULL THEN 0 ELSE 1 END)"
    " FROM (SELECT DISTINCT film_id, bucket FROM rollup WHERE dirty{}) d"
    " JOIN reaction r ON r.film_id = d.film_id AND r.created_at >= d.bucket AND r.created_at < d.bucket + ?"
    " JOIN post p ON p.id = r.post_id LEFT JOIN pick k ON k.film_id = r.film_id AND k.post_id = r.post_id"
    " WHERE k.post_id IS NULL GROUP BY d.film_id, d.bucket, p.source"
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


def is_dirty(s: Session) -> bool:
    """Whether anything has changed since the last refresh."""
    return bool(Sql(s).rows(f"{DIRTY} LIMIT 1"))


def refresh(s: Session, film: str | None = None) -> int:
    """Counts again what changed, of one film or of all; how many buckets that were. Needs a write session."""
    sql = Sql(s)
    which = "" if film is None else OF_FILM
    wanted = [] if film is None else [films.ids(s, [film])[film]]
    dirty = sorted(tuple(row) for row in sql.rows(DIRTY + which, *wanted))
    if dirty:
        found = sql.rows(COUNT.format(which), *wanted, MICROS)
        counted = {tuple(row[:3]): tuple(row[3:]) for row in found}
        sql.many(SET, [(*counted.get(place, (0, 0, 0)), *place) for place in dirty])
    return len(dirty)


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
