"""A film's digests as a list shows them: of each the newest version's text, not what it is made of."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from aggregator.store.digests import StoredVersion, versions_with
from aggregator.store.tables import FilmRow
from aggregator.store.work_tables import DigestRow


def newest(s: Session, film: str, limit: int) -> list[tuple[StoredVersion, bytes]]:
    """Up to `limit` digests, the last made first: of each its newest version, with its digest.json."""
    other = aliased(DigestRow)
    last = select(func.max(other.version)).where(other.id == DigestRow.id).scalar_subquery()
    wanted = versions_with(DigestRow.body).where(FilmRow.slug == film, DigestRow.version == last)
    rows = s.execute(wanted.order_by(DigestRow.made_at.desc(), DigestRow.id).limit(limit))
    return [(StoredVersion(*row[:-1]), row[-1]) for row in rows]
