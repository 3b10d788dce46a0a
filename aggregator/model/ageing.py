"""How long a fact of a film can be trusted: it changes while the film is made, hardly once it is out."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from aggregator.model.films import Conflict

OWN_STORY = "related"
"""The key of the newsroom's own stories: an address of its own does not get old."""


class Dated(Protocol):
    """A fact, of a film or of a digest."""

    @property
    def key(self) -> str:
        """What it is about."""

    @property
    def value(self) -> Any:
        """What it says."""

    @property
    def as_of(self) -> date:
        """When that was read."""

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What others say instead."""


def is_too_old(fact: Dated, facts: Sequence[Dated], today: date, max_days: int) -> bool:
    """Whether a fact of the film that has these `facts` was read more than `max_days` before `today`.

    What was read when it could no longer change never is: a release date once it had come, what a film before
    this one was called once that was out, anything else once this film was out.
    """
    if fact.key == OWN_STORY or (today - fact.as_of).days <= max_days:
        return False
    settled = _day(fact.value, "released") if fact.key == "predecessor" else None
    if settled is None:
        settled = released(facts)
    return settled is None or fact.as_of < settled


def released(facts: Sequence[Dated]) -> date | None:
    """The first day on which the film is out, by its earliest release; where sources differ, by the latest.

    None: no source names a day.
    """
    days = []
    for fact in facts:
        if fact.key == "release":
            told = [_day(value, "date") for value in (fact.value, *(one.value for one in fact.conflicts))]
            known = [day for day in told if day is not None]
            days += [max(known)] if known else []
    return min(days, default=None)


def _day(value: Any, inner: str) -> date | None:
    text = value.get(inner) if isinstance(value, dict) else None
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
