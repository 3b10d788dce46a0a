"""Failed logins, counted under hashes of names and addresses."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from aggregator.model.throttle import Strikes
from aggregator.store.desk_tables import LoginFailureRow
from aggregator.store.sql import insert_new


def held(s: Session, marks: Iterable[str], now: datetime) -> dict[str, Strikes]:
    """What was counted under each of the marks, locked until this transaction ends: two logins at the same
    moment are counted one after the other.
    """
    ordered = sorted(set(marks))  # always in one order: two transactions never wait for each other
    for mark in ordered:
        insert_new(s, LoginFailureRow, mark=mark, failures=0, began_at=now, last_at=now)
    found = {}
    for mark in ordered:
        wanted = select(LoginFailureRow).where(LoginFailureRow.mark == mark).with_for_update()
        row = s.scalars(wanted).one()
        found[mark] = Strikes(row.failures, row.began_at, row.last_at)
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
    """Forgets what nobody added to since then."""
    s.execute(delete(LoginFailureRow).where(LoginFailureRow.last_at < before))
