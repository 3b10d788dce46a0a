"""Archives that were imported for a film: a digest says which of its posts nobody asked a network for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from aggregator.store import films
from aggregator.store.sql import insert_new
from aggregator.store.tables import ArchiveRow


@dataclass(frozen=True, slots=True)
class Archive:
    """A file, by network: how many readable posts it held, and from when to when. `at`: first imported."""

    source: str
    name: str
    at: datetime
    posts: int
    oldest: datetime | None
    newest: datetime | None


def record(
    s: Session,
    film: str,
    source: str,
    name: str,
    *,
    at: datetime,
    posts: int,
    oldest: datetime | None,
    newest: datetime | None,
) -> None:
    """Keeps what a file held; the same file again changes nothing."""
    film_id = films.ids(s, [film])[film]
    held = {"posts": posts, "oldest": oldest, "newest": newest}
    if insert_new(s, ArchiveRow, film_id=film_id, source=source, name=name, at=at, **held):
        return
    s.execute(
        update(ArchiveRow)
        .where(
            ArchiveRow.film_id == film_id,
            ArchiveRow.source == source,
            ArchiveRow.name == name,
            or_(
                ArchiveRow.posts != posts,
                ArchiveRow.oldest.is_distinct_from(oldest),
                ArchiveRow.newest.is_distinct_from(newest),
            ),
        )
        .values(**held)
    )


def of_film(s: Session, film: str) -> list[Archive]:
    """What was imported for a film, by source and name."""
    film_id = films.ids(s, [film])[film]
    rows = s.scalars(
        select(ArchiveRow).where(ArchiveRow.film_id == film_id).order_by(ArchiveRow.source, ArchiveRow.name)
    )
    return [Archive(row.source, row.name, row.at, row.posts, row.oldest, row.newest) for row in rows]
