"""Who may ask how often: the protocol, and a budget in memory for tests and single runs."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aggregator.errors import RateLimited


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request takes from an allowance beside its being one: "units", "searches", "usd_micros" ..."""

    bucket: str
    amount: int


class Budget(Protocol):
    """What an account may still spend; the store's is shared by all processes."""

    def spend(self, source: str, account: str, *, requests: int = 1, cost: Cost | None = None) -> None:
        """Book requests and their cost before they are sent.

        Raises BudgetSpent or RateLimited when none are left.
        """

    def settle(self, source: str, account: str, *, booked: Cost, really: int) -> None:
        """Correct what was booked, when the answer tells what it cost (12 posts, not 100)."""

    def observe(
        self, source: str, account: str, *, remaining: int | None, resets_at: datetime | None
    ) -> None:
        """Note what the network said is left, and when it renews (UTC)."""


class MemoryBudget:
    """Believes the network: an account without requests left is asked nothing until its reset."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._empty_until: dict[tuple[str, str], datetime] = {}
        self.spent: dict[tuple[str, str], int] = {}
        self.costs: dict[str, int] = {}

    def spend(self, source: str, account: str, *, requests: int = 1, cost: Cost | None = None) -> None:
        """Count requests and cost. Raises RateLimited while the account is known to be exhausted."""
        with self._lock:
            until = self._empty_until.get((source, account))
            if until is not None and self._clock() < until:
                raise RateLimited(source, "no requests are left until the limit resets", until=until)
            self.spent[source, account] = self.spent.get((source, account), 0) + requests
            if cost is not None:
                self.costs[cost.bucket] = self.costs.get(cost.bucket, 0) + cost.amount

    def settle(self, source: str, account: str, *, booked: Cost, really: int) -> None:
        """Correct what was booked."""
        del source, account
        with self._lock:
            self.costs[booked.bucket] = self.costs.get(booked.bucket, 0) + really - booked.amount

    def observe(
        self, source: str, account: str, *, remaining: int | None, resets_at: datetime | None
    ) -> None:
        """Remember an exhausted account until its reset."""
        with self._lock:
            self._empty_until.pop((source, account), None)
            if remaining == 0 and resets_at is not None:
                self._empty_until[source, account] = resets_at
