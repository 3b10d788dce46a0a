"""Who does what, and when it is due: rows, so that several processes never do the same work twice.

A lease runs out by itself: work of a process that died is taken over. Every claim raises the fence; a holder
that comes late is known by its old number and writes nothing more.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from aggregator.errors import LeaseLost
from aggregator.store.sql import insert_new
from aggregator.store.work_tables import TaskRow


@dataclass(frozen=True, slots=True)
class Claim:
    """A task that is ours until its lease ends. `due_at` is when it fell due; `failures` as in Task."""

    name: str
    key: str
    fence: int
    due_at: datetime
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands. `failures`: failed runs since the last good one."""

    name: str
    key: str
    due_at: datetime
    lease_until: datetime | None
    holder: str | None
    fence: int
    failures: int
    last_error: str | None
    finished_at: datetime | None

    def is_free_and_due(self, now: datetime) -> bool:
        """Whether a claim made at `now` could take it."""
        return self.due_at <= now and (self.lease_until is None or self.lease_until <= now)


def ensure(s: Session, tasks: Iterable[tuple[str, str, datetime]]) -> None:
    """Makes each (name, key, due at) known; one that is known keeps its due time."""
    for name, key, due_at in sorted(set(tasks)):
        insert_new(s, TaskRow, name=name, key=key, due_at=due_at, fence=0, failures=0)


def reschedule(s: Session, name: str, key: str, due_at: datetime, *, now: datetime) -> None:
    """Sets when a task that nobody holds is due: its schedule was changed."""
    s.execute(update(TaskRow).where(_is(name, key), _free(now)).values(due_at=due_at))


def pull_forward(
    s: Session, name: str, keys: Collection[str], *, now: datetime, latest: datetime, rested_since: datetime
) -> list[str]:
    """Makes tasks of this name due at once; the keys of those, sorted.

    Left alone are tasks that somebody holds, that failed last time or wait for longer than `latest` (their
    network said so), and those that were done after `rested_since`.
    """
    rows = s.execute(
        update(TaskRow)
        .where(
            TaskRow.name == name,
            TaskRow.key.in_(sorted(keys)),
            TaskRow.due_at > now,
            TaskRow.due_at <= latest,
            TaskRow.failures == 0,
            or_(TaskRow.finished_at.is_(None), TaskRow.finished_at <= rested_since),
            _free(now),
        )
        .values(due_at=now)
        .returning(TaskRow.key)
        .execution_options(synchronize_session=False)
    )
    return sorted(row.key for row in rows)


def retire(s: Session, names: Sequence[str], keep: Collection[tuple[str, str]], *, now: datetime) -> int:
    """Drops the tasks of these names that are not to be kept and that nobody holds; how many."""
    unwanted = [TaskRow.name.in_(names), _free(now)]
    if keep:
        unwanted.append(tuple_(TaskRow.name, TaskRow.key).not_in(sorted(keep)))
    return len(s.execute(delete(TaskRow).where(*unwanted).returning(TaskRow.id)).all())


def claim_due(
    s: Session,
    *,
    now: datetime,
    lease: timedelta,
    holder: str,
    limit: int,
    names: Sequence[str] | None = None,
    keys: Sequence[str] | None = None,
) -> list[Claim]:
    """Takes up to `limit` tasks that are due and free, the longest due first (of these names and keys)."""
    due = select(TaskRow.id).where(TaskRow.due_at <= now, _free(now))
    if names is not None:
        due = due.where(TaskRow.name.in_(names))
    if keys is not None:
        due = due.where(TaskRow.key.in_(keys))
    # A CTE is worked out once. Rows that another claimer has just locked are passed over (PostgreSQL).
    chosen = (
        due.order_by(TaskRow.due_at, TaskRow.id).limit(limit).with_for_update(skip_locked=True).cte("due")
    )
    return _take(s, TaskRow.id.in_(select(chosen.c.id)), now=now, lease=lease, holder=holder)


def claim(s: Session, name: str, key: str, *, now: datetime, lease: timedelta, holder: str) -> Claim | None:
    """Takes this task whether it is due or not, making it known; None while another holds it."""
    ensure(s, [(name, key, now)])
    taken = _take(s, _is(name, key), _free(now), now=now, lease=lease, holder=holder)
    return taken[0] if taken else None


def renew(s: Session, claim: Claim, *, now: datetime, lease: timedelta) -> None:
    """Keeps the task ours for longer.

    Raises:
        LeaseLost: another process took it over.
    """
    _ours(s, claim, lease_until=now + lease)


def check(s: Session, claim: Claim) -> None:
    """Makes sure that the task is ours until this transaction ends.

    Raises:
        LeaseLost: another process took it over; what this transaction wrote is rolled back.
    """
    held = s.scalar(select(TaskRow.fence).where(_is(claim.name, claim.key)).with_for_update())
    if held != claim.fence:
        raise _lost(claim)


def finish(
    s: Session, claim: Claim, *, now: datetime, next_due: datetime | None = None, error: str | None = None
) -> None:
    """Gives the task back, due again at `next_due` (None: as it was), with what went wrong, if anything did.

    Raises:
        LeaseLost: another process took it over.
    """
    values: dict[str, Any] = {"lease_until": None, "holder": None, "finished_at": now, "last_error": error}
    values["failures"] = TaskRow.failures + 1 if error else 0
    if next_due is not None:
        values["due_at"] = next_due
    _ours(s, claim, **values)


def tasks(s: Session) -> list[Task]:
    """Every task, by name and key."""
    rows = s.execute(
        select(
            TaskRow.name,
            TaskRow.key,
            TaskRow.due_at,
            TaskRow.lease_until,
            TaskRow.holder,
            TaskRow.fence,
            TaskRow.failures,
            TaskRow.last_error,
            TaskRow.finished_at,
        ).order_by(TaskRow.name, TaskRow.key)
    )
    return [Task(*row) for row in rows]


def _is(name: str, key: str) -> ColumnElement[bool]:
    return (TaskRow.name == name) & (TaskRow.key == key)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(TaskRow.lease_until.is_(None), TaskRow.lease_until <= now)


def _take(
    s: Session, *wanted: ColumnElement[bool], now: datetime, lease: timedelta, holder: str
) -> list[Claim]:
    rows = s.execute(
        update(TaskRow)
        .where(*wanted)
        .values(lease_until=now + lease, holder=holder, fence=TaskRow.fence + 1)
        .returning(TaskRow.name, TaskRow.key, TaskRow.fence, TaskRow.due_at, TaskRow.failures)
        .execution_options(synchronize_session=False)
    )
    claims = [Claim(*row) for row in rows]
    return sorted(claims, key=lambda each: (each.due_at, each.name, each.key))


def _ours(s: Session, claim: Claim, **values: Any) -> None:
    held = s.execute(
        update(TaskRow)
        .where(_is(claim.name, claim.key), TaskRow.fence == claim.fence)
        .values(**values)
        .returning(TaskRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not held:
        raise _lost(claim)


def _lost(claim: Claim) -> LeaseLost:
    return LeaseLost(
        f"{claim.name} {claim.key}: another process took it over",
        hint="it goes on where this one stopped; if this happens often, make [schedule] lease longer",
    )
