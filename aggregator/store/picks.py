"""Posts that an editor picked by hand, by their links: saved like any other, marked as never counted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from aggregator.model import Post
from aggregator.store import films
from aggregator.store.posts import Sighting, save
from aggregator.store.rows import instant
from aggregator.store.sql import Sql, insert_new
from aggregator.store.tables import PickRow

HELD = (
    "SELECT p.id FROM post p JOIN reaction r ON r.film_id = ? AND r.created_at = p.created_at"
    " AND r.post_id = p.id WHERE p.source = ? AND p.remote_id = ?"
)
NUMBER = "SELECT id FROM post WHERE source = ? AND remote_id = ?"
KEYS = (
    "SELECT p.source, p.remote_id, f.slug FROM pick k JOIN post p ON p.id = k.post_id"
    " JOIN film f ON f.id = k.film_id"
)
BOUNDS = (
    "SELECT min(p.created_at), max(p.created_at), count(*) FROM pick k JOIN post p ON p.id = k.post_id"
    " JOIN film f ON f.id = k.film_id WHERE f.slug = ?"
)


@dataclass(frozen=True, slots=True)
class Picks:
    """How many posts were picked for a film, and from when to when they were written."""

    number: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None


def add(s: Session, film: str, post: Post, *, at: datetime, seen_at: datetime | None) -> bool | None:
    """Saves a post that an editor picked for a film. `seen_at`: None if no network was asked for it.

    True: it is new to the film, and picked. False: the film had it already, picked or collected, and it stays
    what it was. None: it was erased, or its author, and is refused.
    """
    sql = Sql(s)
    film_id = films.ids(s, [film])[film]
    known = bool(sql.rows(HELD, film_id, *post.key))
    if save(s, [Sighting(post, (film,))], seen_at=seen_at, picked=True).refused:
        return None
    if not known:
        number = sql.rows(NUMBER, *post.key)[0][0]
        insert_new(s, PickRow, film_id=film_id, post_id=number, at=at)
    return not known


def of_film(s: Session, film: str) -> Picks:
    """What was picked for a film."""
    oldest, newest, number = Sql(s).rows(BOUNDS, film)[0]
    return Picks(number, instant(oldest), instant(newest))


def keys(s: Session) -> set[tuple[str, str, str]]:
    """(source, remote_id, film) of every picked post."""
    return {(source, remote_id, film) for source, remote_id, film in Sql(s).rows(KEYS)}


__all__ = ["Picks", "add", "keys", "of_film"]
