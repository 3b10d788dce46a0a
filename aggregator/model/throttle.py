"""How often a password may be tried: pure arithmetic, shared by all processes through the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
OF_A_NAME = 5
"""Failures of one name from one address before it has to wait."""
OF_AN_ADDRESS = 20
"""Failures of one address, whatever the names: a newsroom shares one."""


@dataclass(frozen=True, slots=True)
class Strikes:
    """Failures in a row, since `began_at`, the last at `last_at`."""

    failures: int
    began_at: datetime
    last_at: datetime

    def waits_until(self, free: int) -> datetime | None:
        """Until when nothing more is tried; None while fewer than `free` failed. Each failure doubles it."""
        if self.failures < free:
            return None
        doubled = min(self.failures - free, 20)  # beyond that the longest wait is reached anyway
        return self.last_at + min(LONGEST_WAIT, FIRST_WAIT * (1 << doubled))

    def now(self, now: datetime, free: int) -> "Strikes":
        """What still counts: begun anew once the window and the wait are over."""
        until = self.waits_until(free)
        if now >= self.began_at + WINDOW and (until is None or now >= until):
            return Strikes(0, now, now)
        return self

    def more(self, now: datetime) -> "Strikes":
        """One failure more."""
        return Strikes(self.failures + 1, self.began_at, now)

    def fewer(self) -> "Strikes":
        """One failure less: it was none."""
        return Strikes(max(0, self.failures - 1), self.began_at, self.last_at)
