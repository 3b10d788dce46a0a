"""Values that many pages show and that cost something: made once for all readers, and made anew behind them.

What is older than `fresh_for` is still shown while one thread makes the next; only what is far older, or was
never made, is waited for. A change of ours drops it (`forget`).
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import structlog

from aggregator.fetcher import unforeseen
from aggregator.pipeline.context import Clock
from aggregator.web.desk import Desk

Value = TypeVar("Value")
SHOWN_FOR = 10
"""Times `fresh_for`: older than that nothing is shown without being made anew."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    value: Any = None
    made_at: datetime | None = None
    making: bool = False


class Fresh:
    """What was made, by key. Threads may share it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="desk-fresh")

    def get(self, key: str, make: Callable[[], Value], fresh_for: timedelta) -> Value:
        """The value of that key. Whatever `make` raises where it is waited for comes through."""
        with self._lock:
            kept = self._kept.setdefault(key, _Kept())
            age = None if kept.made_at is None else self._clock() - kept.made_at
            if age is not None and age < SHOWN_FOR * fresh_for:
                if age >= fresh_for and not kept.making:
                    kept.making = True
                    self._pool.submit(self._behind, key, kept, make)
                return cast("Value", kept.value)
        with kept.lock:  # whoever comes meanwhile waits for this one
            if kept.made_at is None or self._clock() - kept.made_at >= SHOWN_FOR * fresh_for:
                self._made(kept, make())
            return cast("Value", kept.value)

    def forget(self) -> None:
        """Something was changed: everything is made anew when it is next asked for."""
        with self._lock:
            self._kept.clear()

    def _behind(self, key: str, kept: _Kept, make: Callable[[], Any]) -> None:
        try:
            self._made(kept, make())
        except Exception as error:  # noqa: BLE001 - readers have the last value; the next one tries again
            log.warning("could not be made anew", what=key, **unforeseen(error))
        finally:
            with self._lock:
                kept.making = False

    def _made(self, kept: _Kept, value: Any) -> None:
        with self._lock:
            kept.value, kept.made_at = value, self._clock()


_making = threading.Lock()


def fresh_of(desk: Desk) -> Fresh:
    """What this desk keeps, begun when it is first asked for."""
    with _making:
        found = desk.shared.get(__name__)
        if not isinstance(found, Fresh):
            found = desk.shared[__name__] = Fresh(desk.app.ctx.clock)
        return found
