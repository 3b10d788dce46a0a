"""Where the axes of a chart have their ticks, as people read them: 20, 40, 60; 06:00, 12:00; May, June."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aggregator.model.languages import AMERICAN, Language

MOST_TICKS, MOST_DAYS = 6, 5
"""More labels would touch each other on a phone; "26 May" is longer than "14:00" and "Nov"."""

_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAYS = (1, 2, 3, 7, 14)
_MONTHS = (1, 2, 3, 6)


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant (UTC) with its label, and a second line where the day or the year is another one."""

    at: datetime
    text: str
    below: str = ""


def count_ticks(most: int, ticks: int = 4) -> list[int]:
    """At most so many whole numbers above 0, up to `most`, in steps of 1, 2 or 5 times a power of ten."""
    step, factors = 1, (1, 2, 5)
    for power in range(19):
        for factor in factors:
            step = factor * 10**power
            if most // step <= ticks:
                return [step * place for place in range(1, most // step + 1)]
    return [step]


def compact(count: int) -> str:
    """A number for the edge of a chart: 850, 1.5k, 20k, 3M."""
    for size, sign in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + sign
    return str(count)


def time_ticks(
    since: datetime, until: datetime, most: int = MOST_TICKS, language: Language = AMERICAN
) -> list[Tick]:
    """Instants of [since, until] at full minutes, hours, days, months or years, with their labels.

    At most `most`, of days `MOST_DAYS`.
    """
    day = "{0:%b} {0.day}" if language == AMERICAN else "{0.day} {0:%b}"
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    for minutes in _MINUTES:
        if (until - since) / timedelta(minutes=minutes) < 2 * most:  # else there is no use in listing them
            found = list(_by_minutes(since, until, minutes))
            if len(found) <= most:
                return _labelled(found, "{0:%H:%M}", day)
    for days in _DAYS:
        if (until - since) / timedelta(days=days) < 2 * most:
            found = list(_by_days(since, until, days))
            if len(found) <= min(most, MOST_DAYS):
                return _labelled(found, day, "{0.year}")
    for months in (*_MONTHS, *(12 * years for years in _nice())):
        if (until - since).days / (30 * months) < 2 * most:
            found = list(_by_months(since, until, months))
            if len(found) <= most:
                text, below = ("{0:%b}", "{0.year}") if months < 12 else ("{0.year}", "")
                return _labelled(found, text, below)
    return []


def _nice() -> Iterator[int]:
    for power in range(5):
        yield from (factor * 10**power for factor in (1, 2, 5))


def _labelled(found: list[datetime], text: str, below: str) -> list[Tick]:
    made: list[Tick] = []
    last = ""
    for at in found:
        under = below.format(at)
        made.append(Tick(at, text.format(at), "" if under == last else under))
        last = under
    return made


def _by_minutes(since: datetime, until: datetime, minutes: int) -> Iterator[datetime]:
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(minutes=minutes)
    place = math.ceil((since - midnight) / step)
    while place * step <= until - midnight:
        yield midnight + place * step
        place += 1


def _by_days(since: datetime, until: datetime, days: int) -> Iterator[datetime]:
    """Midnights; every seventh is a Monday."""
    at = since.replace(hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(days=1)
    while at < since or (days >= 7 and at.weekday()):
        if until - at < step:
            return
        at += step
    step = timedelta(days=days)
    while True:
        yield at
        if until - at < step:
            return
        at += step


def _by_months(since: datetime, until: datetime, months: int) -> Iterator[datetime]:
    """First days of every so many months, counted from January of the year 0."""
    place = -(-(since.year * 12 + since.month - 1) // months) * months
    while place < 12 * 10_000:
        year, month = divmod(place, 12)
        if year:
            at = datetime(year, month + 1, 1, tzinfo=UTC)
            if at > until:
                return
            if at >= since:
                yield at
        place += months
