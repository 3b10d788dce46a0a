"""Archives that were imported for a film: a digest says which of its posts nobody asked a network for.

An archive is also known again by its lines (`find_stretch`): what was read for a film once is not read twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from aggregator.store import films
from aggregator.store.columns import from_micros, to_micros
from aggregator.store.sql import insert_new
from aggregator.store.tables import ArchiveRow, StretchRow


@dataclass(frozen=True, slots=True)
class Archive:
    """A file, by network: how many readable posts it held, and from when to when. `at`: first imported.

    `rejected`: records of the whole file that could not be read.
    """

    source: str
    name: str
    at: datetime
    posts: int
    oldest: datetime | None
    newest: datetime | None
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Holding:
    """What a file, or a stretch of it, holds of one network: posts, from when to when."""

    posts: int
    oldest: datetime
    newest: datetime


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
    rejected: int = 0,
) -> None:
    """Keeps what a file held; the same file again changes nothing."""
    film_id = films.ids(s, [film])[film]
    held = {"posts": posts, "oldest": oldest, "newest": newest, "rejected": rejected}
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
                ArchiveRow.rejected.is_distinct_from(rejected),
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
    return [
        Archive(row.source, row.name, row.at, row.posts, row.oldest, row.newest, row.rejected or 0)
        for row in rows
    ]


def keep_stretch(s: Session, film: str, mark: str, held: Mapping[str, Holding]) -> None:
    """Remembers lines whose posts are all stored for the film, in the transaction of the last of them."""
    parts = {
        source: (one.posts, to_micros(one.oldest), to_micros(one.newest))
        for source, one in sorted(held.items())
    }
    insert_new(
        s, StretchRow, film_id=films.ids(s, [film])[film], mark=mark, held=orjson.dumps(parts).decode()
    )


def find_stretch(s: Session, film: str, mark: str) -> dict[str, Holding] | None:
    """What such lines hold, by network; None: not read for this film, or something was erased since.

    Reading them again would change nothing: of two copies from archives the stored one stands already.
    """
    held = s.scalar(
        select(StretchRow.held).where(
            StretchRow.film_id == films.ids(s, [film])[film], StretchRow.mark == mark
        )
    )
    if held is None:
        return None
    return {
        source: Holding(posts, from_micros(oldest), from_micros(newest))
        for source, (posts, oldest, newest) in orjson.loads(held).items()
    }
