"""What a person vouches for in a digest: a quote that was read, a point of the checklist, an approval."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from aggregator.model.ticks import Tick
from aggregator.store.sql import AMONG, Sql, insert_new
from aggregator.store.story_tables import TickRow


def of_digest(s: Session, digest_id: str) -> list[Tick]:
    """Every tick of a digest, oldest first, also those of what no version says any more."""
    rows = s.scalars(select(TickRow).where(TickRow.digest_id == digest_id).order_by(TickRow.at, TickRow.mark))
    return [Tick(row.what, row.mark, row.version, row.who, row.at, row.reason) for row in rows]  # type: ignore[arg-type]  # the words that we wrote


def add(s: Session, digest_id: str, tick: Tick) -> bool:
    """Keeps a tick; False, and the first one stays, if that was ticked already."""
    return insert_new(
        s,
        TickRow,
        digest_id=digest_id,
        mark=tick.mark,
        what=tick.what,
        version=tick.version,
        who=tick.who,
        at=tick.at,
        reason=tick.reason,
    )


def remove(s: Session, digest_id: str, marks: Collection[str]) -> int:
    """Takes ticks back; how many there were."""
    gone = s.scalars(
        delete(TickRow)
        .where(TickRow.digest_id == digest_id, TickRow.mark.in_(sorted(marks)))
        .returning(TickRow.mark)
    )
    return len(gone.all())


def erase(sql: Sql, digest_ids: Iterable[str]) -> None:
    """Deletes the ticks of these digests: marks were made of what is erased, a reason may name it."""
    ids = sorted(set(digest_ids))
    if ids:
        sql.run(f"DELETE FROM tick WHERE digest_id {AMONG}", sql.values(ids))
