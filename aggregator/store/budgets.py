"""What each account has spent and may still spend: rows, shared by all processes."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from aggregator.errors import BudgetSpent, RateLimited
from aggregator.fetcher import Cost
from aggregator.model.quotas import REQUESTS, Quota, Spent, worded
from aggregator.store.columns import EPOCH, from_micros, to_micros
from aggregator.store.session import Store
from aggregator.store.sql import Sql, insert_new
from aggregator.store.work_tables import BudgetRow, SpendingRow

DAY = timedelta(days=1)
MOST_LEFT = 1_000_000_000
"""A network's word is believed up to here: above, it is no allowance, and fits no column."""


OPEN = "INSERT INTO budget (source, account, period_start, spent) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING"
FIND = "SELECT spent, period_start, remaining, resets_at FROM budget WHERE source = ? AND account = ?"
BOOK = (
    "UPDATE budget SET spent = ?, period_start = ?, remaining = ?, resets_at = ?"
    " WHERE source = ? AND account = ?"
)
OBSERVE = "UPDATE budget SET remaining = ?, resets_at = ? WHERE source = ? AND account = ?"


@dataclass(frozen=True, slots=True)
class Limit:
    """What an account spent since `period_start`, and what the network said is left until `resets_at`."""

    source: str
    account: str
    spent: int
    period_start: datetime
    remaining: int | None
    resets_at: datetime | None


class StoreBudget:
    """The fetcher's Budget over the database: the network's word, and quotas of our own.

    Each call is a short transaction of its own: never call it inside a session. A quota of a run counts from
    `begin_run`, in this process alone: a run is one process's.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime], quotas: Sequence[Quota] = ()) -> None:
        self._store = store
        self._clock = clock
        self._of_periods = tuple(quota for quota in quotas if quota.per != "run")
        self._of_runs = tuple(quota for quota in quotas if quota.per == "run")
        self._runs = threading.local()

    @property
    def _in_run(self) -> dict[str, int]:
        """What the run at hand has spent; a run stays in one thread, and others go on beside it."""
        spent: dict[str, int] = self._runs.__dict__.setdefault("spent", {})
        return spent

    def begin_run(self) -> None:
        """From here on the quotas of a run are whole again, for this thread."""
        self._in_run.clear()

    def spend(self, source: str, account: str, *, requests: int = 1, cost: Cost | None = None) -> None:
        """Books requests and their cost before they are sent: all of it, or nothing.

        Raises:
            BudgetSpent: a quota of ours is used up; `until` is when its next period begins (None: next run).
            RateLimited: the network said that nothing is left until its reset.
            StoreError: the database refused.
        """
        now = self._clock()
        wanted = {REQUESTS: requests} | ({cost.bucket: cost.amount} if cost is not None else {})
        start = now - (now - EPOCH) % DAY
        with self._store.write() as s:
            row = _row(s, source, account, start)
            known_limit = row.resets_at is not None and row.resets_at > now
            if known_limit and row.remaining is not None and row.remaining <= 0 and row.resets_at is not None:
                raise RateLimited(source, "no requests are left until the limit resets", until=row.resets_at)
            for quota in self._of_runs:
                if self._in_run.get(quota.bucket, 0) + wanted.get(quota.bucket, 0) > quota.amount:
                    raise _spent(source, quota, None)
            for quota in self._of_periods:
                if quota.bucket in wanted:
                    spending = _spending(s, source, account, quota, now)
                    amount = spending.amount + wanted[quota.bucket]
                    if amount > quota.amount:
                        raise _spent(source, quota, quota.period(now)[1])
                    s.execute(update(SpendingRow).where(*_is(source, account, quota)).values(amount=amount))
            remaining = None
            if known_limit and row.remaining is not None:
                remaining = max(0, row.remaining - requests)
            spent = row.spent if row.period_start == start else 0
            resets_at = to_micros(row.resets_at) if known_limit and row.resets_at is not None else None
            values = (spent + requests, to_micros(start), remaining, resets_at)
            Sql(s).run(BOOK, *values, source, account)
        for bucket, amount in wanted.items():
            self._in_run[bucket] = self._in_run.get(bucket, 0) + amount
        self._runs.booked_at = now

    def settle(self, source: str, account: str, *, booked: Cost, really: int) -> None:
        """Corrects what was booked. What was booked in a period that is over stays there."""
        more = really - booked.amount
        self._in_run[booked.bucket] = self._in_run.get(booked.bucket, 0) + more
        concerned = [quota for quota in self._of_periods if quota.bucket == booked.bucket]
        if not concerned or more == 0:
            return
        now = self._clock()
        booked_at: datetime = getattr(self._runs, "booked_at", now)
        with self._store.write() as s:
            for quota in concerned:
                if quota.period(booked_at) != quota.period(now):
                    continue
                row = _spending(s, source, account, quota, now)
                s.execute(
                    update(SpendingRow)
                    .where(*_is(source, account, quota))
                    .values(amount=max(0, row.amount + more))
                )

    def observe(
        self, source: str, account: str, *, remaining: int | None, resets_at: datetime | None
    ) -> None:
        """Notes what the network said is left, and when it renews (UTC)."""
        now = self._clock()
        left = None if remaining is None else min(max(remaining, 0), MOST_LEFT)
        with self._store.write() as s:
            _row(s, source, account, now - (now - EPOCH) % DAY)
            until = None if resets_at is None else to_micros(resets_at)
            Sql(s).run(OBSERVE, left, until, source, account)


def limits(s: Session) -> list[Limit]:
    """What every account has spent and has left, by source and account."""
    rows = s.scalars(select(BudgetRow).order_by(BudgetRow.source, BudgetRow.account))
    return [
        Limit(row.source, row.account, row.spent, row.period_start, row.remaining, row.resets_at)
        for row in rows
    ]


def spent(s: Session, source: str, account: str, quotas: Iterable[Quota], now: datetime) -> list[Spent]:
    """How each quota of a day or month stands, in the order given."""
    found = []
    for quota in quotas:
        if quota.per == "run":
            continue
        start, end = quota.period(now)
        row = s.scalars(select(SpendingRow).where(*_is(source, account, quota))).one_or_none()
        amount = row.amount if row is not None and row.start == start else 0
        found.append(Spent(quota, amount, start, end))
    return found


def _spending(s: Session, source: str, account: str, quota: Quota, now: datetime) -> SpendingRow:
    """The row of a quota's present period, locked until the transaction ends."""
    start = quota.period(now)[0]
    insert_new(
        s,
        SpendingRow,
        source=source,
        account=account,
        bucket=quota.bucket,
        per=quota.per,
        start=start,
        amount=0,
    )
    row = s.scalars(select(SpendingRow).where(*_is(source, account, quota)).with_for_update()).one()
    if row.start != start:
        row.start, row.amount = start, 0
        s.flush()
    return row


def _is(source: str, account: str, quota: Quota) -> tuple[ColumnElement[bool], ...]:
    return (
        SpendingRow.source == source,
        SpendingRow.account == account,
        SpendingRow.bucket == quota.bucket,
        SpendingRow.per == quota.per,
    )


def _spent(source: str, quota: Quota, until: datetime | None) -> BudgetSpent:
    which = f"its budget of {worded(quota.bucket, quota.amount)} a {quota.per} is spent"
    where = f"{quota.setting} in fansreact.toml" if quota.setting else "the network's own limit"
    renews = "with the next run" if until is None else "by itself"
    return BudgetSpent(source, which, until=until, hint=f"it renews {renews}; the limit is {where}")


def _row(s: Session, source: str, account: str, period_start: datetime) -> Limit:
    """The account's row, made if need be, locked until the transaction ends.

    In plain SQL, as it is asked for with every request.
    """
    sql = Sql(s)
    sql.run(OPEN, source, account, to_micros(period_start))
    [row] = sql.rows(FIND + (" FOR UPDATE" if sql.postgres else ""), source, account)
    spent, start, remaining, resets_at = row
    until = None if resets_at is None else from_micros(resets_at)
    return Limit(source, account, spent, from_micros(start), remaining, until)
