"""Records that could not be read, kept redacted for whoever mends the parser."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from aggregator.model import Rejected
from aggregator.store.work_tables import RejectedRow

# Of one page or file; a thousand more would tell nothing new.
MOST = 100


def keep(s: Session, source: str, rejected: Iterable[Rejected], at: datetime) -> None:
    """Keeps the first 100 of them."""
    rows = [
        {"source": source, "at": at, "place": one.where, "reason": one.reason, "sample": one.sample}
        for one, _ in zip(rejected, range(MOST), strict=False)
    ]
    if rows:
        s.execute(insert(RejectedRow), rows)


def latest(s: Session, limit: int = 20) -> list[tuple[str, datetime, Rejected]]:
    """(source, when, what), newest first."""
    rows = s.scalars(select(RejectedRow).order_by(RejectedRow.at.desc(), RejectedRow.id.desc()).limit(limit))
    return [(row.source, row.at, Rejected(row.place, row.reason, row.sample)) for row in rows]


def drop_older(s: Session, at: datetime) -> int:
    """Forgets what was rejected before `at`; how many."""
    return len(s.execute(delete(RejectedRow).where(RejectedRow.at < at).returning(RejectedRow.id)).all())
