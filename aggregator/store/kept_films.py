"""Films that editors describe: every version of each is kept, with who made it and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from aggregator.errors import EditConflict
from aggregator.model.kept import KeptFilm
from aggregator.store.film_tables import KeptFilmRow
from aggregator.store.sql import Sql


def mark(s: Session) -> int:
    """A number that differs whenever any film was changed; 0 while none was. It costs one look-up."""
    return s.scalar(select(func.max(KeptFilmRow.id))) or 0


def newest(s: Session) -> list[KeptFilm]:
    """The newest version of each film, also of those that were taken back, by slug."""
    last = select(func.max(KeptFilmRow.id)).group_by(KeptFilmRow.slug)
    rows = s.scalars(select(KeptFilmRow).where(KeptFilmRow.id.in_(last)).order_by(KeptFilmRow.slug))
    return [_kept(row) for row in rows]


def versions(s: Session, slug: str) -> list[KeptFilm]:
    """All versions of a film, the newest first."""
    rows = s.scalars(select(KeptFilmRow).where(KeptFilmRow.slug == slug).order_by(KeptFilmRow.version.desc()))
    return [_kept(row) for row in rows]


def keep(
    s: Session, slug: str, description: Mapping[str, Any] | None, *, on: int, by: str, at: datetime
) -> KeptFilm:
    """Adds a version that was made on version `on` (0: none was there); None takes the film back.

    Raises:
        EditConflict: somebody else made a version since; both descriptions are told, as JSON.
    """
    Sql(s).lock("kept films")  # numbers are given out in the order in which others see them
    rows = versions(s, slug)
    stands = rows[0] if rows else None
    if on != (stands.version if stands else 0):
        raise EditConflict(
            f"film {slug}: it was changed since"
            + (f", by {stands.changed_by}" if stands else " and is not kept any more"),
            block=slug,
            mine=_written(description) or "",
            theirs=_written(stands.description if stands else None) or "",
            version=stands.version if stands else 0,
        )
    values = {"slug": slug, "version": on + 1, "changed_at": at, "changed_by": by}
    s.execute(insert(KeptFilmRow).values(description=_written(description), **values))
    return KeptFilm(slug, on + 1, None if description is None else dict(description), at, by)


def _written(description: Mapping[str, Any] | None) -> str | None:
    return None if description is None else orjson.dumps(dict(description)).decode()


def _kept(row: KeptFilmRow) -> KeptFilm:
    described = None if row.description is None else orjson.loads(row.description)
    return KeptFilm(row.slug, row.version, described, row.changed_at, row.changed_by)
