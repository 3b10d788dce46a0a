"""What people want to know of a network before they turn it on: the table in docs/sources is made of it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class About:
    """A network, in the words of its docs page; each text is a phrase without a full stop.

    `asked_for`: what of a film is asked. `goes_back`: how far. `quotes`: what may be quoted. `counts`:
    whether the network tells how many posts it holds. `rechecks`: the standings that recheck can tell.
    `as_of`: the day on which these facts were read.
    """

    title: str
    key: str
    cost: str
    limits: str
    asked_for: str
    goes_back: str
    quotes: str
    counts: bool
    rechecks: tuple[str, ...]
    as_of: date
