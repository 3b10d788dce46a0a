"""What each account has spent and may still spend: rows, shared by all processes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from aggregator.errors import BudgetSpent, RateLimited
from aggregator.fetcher import Cost
from aggregator.store.columns import EPOCH
from aggregator.store.session import Store
from aggregator.store.sql import insert_new
from aggregator.store.work_tables import BudgetRow

DAY = timedelta(days=1)
MOST_LEFT = 1_000_000_000
"""A network's word is believed up to here: above, it is no allowance, and fits no column."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Our own limit: so many requests in each period, counted from 1970 UTC (a day: from 00:00)."""

    requests: int
    per: timedelta = DAY


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
    """The fetcher's Budget over the database. `quotas` are ours, by source; else the network's word holds.

    Each call is a short transaction of its own: never call it inside a session.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], quotas: Mapping[str, Quota] | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._quotas = dict(quotas or {})

    def spend(self, source: str, account: str, *, requests: int = 1, cost: Cost | None = None) -> None:
        """Books requests before they are sent.

        Raises:
            BudgetSpent: our own quota is used up; `until` is when the next period begins.
            RateLimited: the network said that nothing is left until its reset.
            StoreError: the database refused.
        """
        del cost
        now = self._clock()
        quota = self._quotas.get(source)
        per = DAY if quota is None else quota.per
        start = now - (now - EPOCH) % per
        with self._store.write() as s:
            row = _row(s, source, account, start)
            known_limit = row.resets_at is not None and row.resets_at > now
            if known_limit and row.remaining is not None and row.remaining <= 0 and row.resets_at is not None:
                raise RateLimited(source, "no requests are left until the limit resets", until=row.resets_at)
            spent = row.spent if row.period_start == start else 0
            if quota is not None and spent + requests > quota.requests:
                raise BudgetSpent(
                    source,
                    f"its budget of {quota.requests} requests is spent",
                    until=start + per,
                    hint="it renews by itself; the limit stands in fansreact.toml",
                )
            remaining = None
            if known_limit and row.remaining is not None:
                remaining = max(0, row.remaining - requests)
            s.execute(
                update(BudgetRow)
                .where(BudgetRow.source == source, BudgetRow.account == account)
                .values(
                    spent=spent + requests,
                    period_start=start,
                    remaining=remaining,
                    resets_at=row.resets_at if known_limit else None,
                )
            )

    def settle(self, source: str, account: str, *, booked: Cost, really: int) -> None:
        """Corrects what was booked."""

    def observe(
        self, source: str, account: str, *, remaining: int | None, resets_at: datetime | None
    ) -> None:
        """Notes what the network said is left, and when it renews (UTC)."""
        now = self._clock()
        left = None if remaining is None else min(max(remaining, 0), MOST_LEFT)
        with self._store.write() as s:
            _row(s, source, account, now - (now - EPOCH) % DAY)
            s.execute(
                update(BudgetRow)
                .where(BudgetRow.source == source, BudgetRow.account == account)
                .values(remaining=left, resets_at=resets_at)
            )


def limits(s: Session) -> list[Limit]:
    """What every account has spent and has left, by source and account."""
    rows = s.scalars(select(BudgetRow).order_by(BudgetRow.source, BudgetRow.account))
    return [
        Limit(row.source, row.account, row.spent, row.period_start, row.remaining, row.resets_at)
        for row in rows
    ]


def _row(s: Session, source: str, account: str, period_start: datetime) -> BudgetRow:
    """The account's row, made if need be, locked until the transaction ends."""
    insert_new(s, BudgetRow, source=source, account=account, period_start=period_start, spent=0)
    return s.scalars(
        select(BudgetRow).where(BudgetRow.source == source, BudgetRow.account == account).with_for_update()
    ).one()
