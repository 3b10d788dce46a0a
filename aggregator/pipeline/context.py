"""What every stage is given: the store, the time, and the wish to stop."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from aggregator.store import Store

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real clock, for everything that is not a test."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """Handed from the runner to the stages.

    A stage looks at `stopping` between two pages or batches and ends there, with everything before it saved.
    `holder` tells two processes apart in the table of leases. `chance` gives numbers in [0, 1): pauses after
    failures are spread by it. `providers` are those whose stored facts stories may use: they are on.
    """

    store: Store
    holder: str
    clock: Clock = utc_now
    stopping: Event = field(default_factory=Event)
    chance: Callable[[], float] = random.random
    providers: tuple[str, ...] = ()
