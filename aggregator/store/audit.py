"""The audit log: who did what to what, and from where. There is a way to add a line, and none to change one.

`detail` never holds the words or the name of a fan: `erase` does not look here.
"""

from collections.abc import Mapping
from datetime import datetime

import orjson
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from aggregator.model.editors import By, Noted
from aggregator.store.desk_tables import AuditRow


def record(
    s: Session,
    by: By,
    what: str,
    subject: str = "",
    *,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Adds a line, in the transaction of what it tells: both stand, or neither."""
    told = orjson.dumps(dict(detail or {}), option=orjson.OPT_SORT_KEYS).decode()
    row = {"at": at, "who": by.who, "what": what, "subject": subject, "detail": told, "address": by.address}
    s.execute(insert(AuditRow).values(**row))


def newest(s: Session, *, before: int | None = None, limit: int = 100) -> list[Noted]:
    """The last lines, newest first; those before a line's id, for the next page."""
    wanted = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(AuditRow.id < before)
    return [
        Noted(row.id, row.at, row.who, row.what, row.subject, orjson.loads(row.detail), row.address)
        for row in s.scalars(wanted)
    ]
