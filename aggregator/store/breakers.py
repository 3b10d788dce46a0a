"""Circuit breakers: accounts that the schedule leaves in peace for a while, and why.

A network that was unavailable in three runs in a row is not asked again before a pause that doubles with each
further failure; a refused key is not sent again until it changes. What a person asks for by hand is always
asked: that is how a breaker is tried before its time. A good run closes it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from aggregator.store.sql import insert_new
from aggregator.store.work_tables import BreakerRow

OPENS_AFTER = 3  # failures in a row
FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)  # a network that is back is read again within the hour


@dataclass(frozen=True, slots=True)
class Breaker:
    """How an account failed last. `open_until` None with a `key_mark`: until the key changes."""

    failures: int
    kind: str
    message: str
    hint: str
    at: datetime
    open_until: datetime | None
    key_mark: str | None

    def is_open(self, now: datetime, key_mark: str) -> bool:
        """Whether the account is to be left in peace, `key_mark` being that of its present keys."""
        if self.key_mark:
            return self.key_mark == key_mark
        return self.open_until is not None and now < self.open_until


def find(s: Session, source: str, account: str) -> Breaker | None:
    """The account's last failure; None after a good run."""
    row = s.scalars(select(BreakerRow).where(*_is(source, account))).one_or_none()
    return None if row is None else _breaker(row)


def list_all(s: Session) -> dict[tuple[str, str], Breaker]:
    """Every account that failed last time, by (source, account)."""
    rows = s.scalars(select(BreakerRow).order_by(BreakerRow.source, BreakerRow.account))
    return {(row.source, row.account): _breaker(row) for row in rows}


def fail(
    s: Session,
    source: str,
    account: str,
    *,
    kind: str,
    message: str,
    hint: str,
    at: datetime,
    key_mark: str,
    chance: float,
) -> datetime | None:
    """Counts a failed run; until when the account is left in peace now, if it is.

    `chance` in [0, 1) shortens the pause by up to a quarter, so that many machines do not come back at once.
    """
    insert_new(
        s,
        BreakerRow,
        source=source,
        account=account,
        failures=0,
        kind=kind,
        message=message,
        hint=hint,
        at=at,
    )
    row = s.scalars(select(BreakerRow).where(*_is(source, account)).with_for_update()).one()
    failures = row.failures + 1
    until = None
    waits_for_key = kind == "credentials" and bool(key_mark)  # where there is no key, none can change
    if not waits_for_key and failures >= OPENS_AFTER:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - OPENS_AFTER, 10))
        until = at + pause * (1 - chance / 4)
    values = {
        "failures": failures,
        "kind": kind,
        "message": message,
        "hint": hint,
        "at": at,
        "open_until": until,
        "key_mark": key_mark if waits_for_key else None,
    }
    s.execute(update(BreakerRow).where(*_is(source, account)).values(**values))
    return until


def close(s: Session, source: str, account: str) -> None:
    """After a good run."""
    s.execute(delete(BreakerRow).where(*_is(source, account)))


def _breaker(row: BreakerRow) -> Breaker:
    return Breaker(row.failures, row.kind, row.message, row.hint, row.at, row.open_until, row.key_mark)


def _is(source: str, account: str) -> tuple[ColumnElement[bool], ...]:
    return BreakerRow.source == source, BreakerRow.account == account
