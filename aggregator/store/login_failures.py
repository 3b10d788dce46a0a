"""Failed logins, counted under hashes of names and addresses."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from aggregator.model.throttle import Strikes
from aggregator.store.columns import from_micros, to_micros
from aggregator.store.desk_tables import LoginFailureRow
from aggregator.store.sql import Sql

# One statement makes the row or locks it: between two a login that succeeds could take it away.
HOLD = (
    "INSERT INTO login_failure (mark, failures, began_at, last_at) VALUES (?, 0, ?, ?)"
    " ON CONFLICT (mark) DO UPDATE SET failures = login_failure.failures"
    " RETURNING failures, began_at, last_at"
)


def held(s: Session, marks: Iterable[str], now: datetime) -> dict[str, Strikes]:
    """What was counted under each of the marks, locked until this transaction ends: two logins at the same
    moment are counted one after the other.
    """
    sql, at, found = Sql(s), to_micros(now), {}
    for mark in sorted(set(marks)):  # always in one order: two transactions never wait for each other
        failures, began_at, last_at = sql.rows(HOLD, mark, at, at)[0]
        found[mark] = Strikes(failures, from_micros(began_at), from_micros(last_at))
    return found


def save(s: Session, strikes: Mapping[str, Strikes]) -> None:
    """What is counted now."""
    for mark, one in sorted(strikes.items()):
        row = update(LoginFailureRow).where(LoginFailureRow.mark == mark)
        s.execute(row.values(failures=one.failures, began_at=one.began_at, last_at=one.last_at))


def clear(s: Session, mark: str) -> None:
    """Forgets what was counted under a mark."""
    s.execute(delete(LoginFailureRow).where(LoginFailureRow.mark == mark))


def purge(s: Session, before: datetime) -> None:
    """Forgets what nobody added to since then. What another login holds is left to the next: nobody waits."""
    old = select(LoginFailureRow.mark).where(LoginFailureRow.last_at < before)
    s.execute(delete(LoginFailureRow).where(LoginFailureRow.mark.in_(old.with_for_update(skip_locked=True))))
