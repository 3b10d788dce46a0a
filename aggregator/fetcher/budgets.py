"""Who may ask how often: the protocol, and a budget in memory for tests and single runs."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from aggregator.errors import RateLimited


class Budget(Protocol):
    """What an account may still spend; the store's is shared by all processes."""

    def spend(self, source: str, account: str, *, requests: int = 1) -> None:
        """Book requests before they are sent. Raises BudgetSpent or RateLimited when none are left."""

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

    def spend(self, source: str, account: str, *, requests: int = 1) -> None:
        """Count the requests. Raises RateLimited while the account is known to be exhausted."""
        with self._lock:
            until = self._empty_until.get((source, account))
            if until is not None and self._clock() < until:
                raise RateLimited(source, "no requests are left until the limit resets", until=until)
            self.spent[source, account] = self.spent.get((source, account), 0) + requests

    def observe(
        self, source: str, account: str, *, remaining: int | None, resets_at: datetime | None
    ) -> None:
        """Remember an exhausted account until its reset."""
        with self._lock:
            self._empty_until.pop((source, account), None)
            if remaining == 0 and resets_at is not None:
                self._empty_until[source, account] = resets_at
