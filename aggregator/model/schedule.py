"""When something is due: "every 10 minutes" or "07:00 Europe/London". Pure: the instant is an argument.

A Daily is a wall-clock time of a newsroom. Each local date has exactly one moment, whatever its clocks do: a
time that comes twice (clocks go back) fires the first time, a time that is skipped (clocks go forward) fires
at the instant it would have been had they not yet gone: 02:30 in New York on 2026-03-08 fires at 03:30 EDT.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from aggregator.errors import did_you_mean

LONGEST = timedelta(days=3660)
"""No duration is longer: ten years, beyond which a typing mistake is likelier than a wish."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {
    "s": 1, "second": 1, "seconds": 1,
    "m": 60, "min": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hour": 3600, "hours": 3600,
    "d": 86400, "day": 86400, "days": 86400,
}  # fmt: skip
_DURATION = re.compile(r"([0-9]{1,9}) ?([a-z]{1,7})", re.ASCII)
_EVERY = re.compile(r"every (?:([0-9]{1,9}) )?(seconds?|minutes?|hours?)", re.ASCII)
_DAILY = re.compile(r"([0-9]{1,2}):([0-9]{2}) (\S+)", re.ASCII)
_ZONE = re.compile(r"UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, counted from the epoch: all processes and machines name the same moments."""

    period: timedelta

    def __post_init__(self) -> None:
        if self.period < timedelta(seconds=1):
            raise ValueError("a schedule's period is at least a second")

    def __str__(self) -> str:
        return f"every {format_duration(self.period)}"

    def next_after(self, instant: datetime) -> datetime:
        """The first moment later than `instant` (aware), in UTC."""
        return self._at_or_before(instant) + self.period

    def slot(self, instant: datetime) -> str:
        """The name of the newest moment at or before `instant` (aware): that moment, ISO 8601 with Z."""
        return self._at_or_before(instant).isoformat().replace("+00:00", "Z")

    def _at_or_before(self, instant: datetime) -> datetime:
        return _EPOCH + (_aware(instant) - _EPOCH) // self.period * self.period


@dataclass(frozen=True, slots=True)
class Daily:
    """Once for each local date, at hour:minute of a zone's wall clock ("Europe/London")."""

    hour: int
    minute: int
    zone: str

    def __post_init__(self) -> None:
        time(self.hour, self.minute)  # refuses 24:00
        find_zone(self.zone)

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02} {self.zone}"

    def next_after(self, instant: datetime) -> datetime:
        """The first moment later than `instant` (aware), in UTC."""
        today = _aware(instant).astimezone(find_zone(self.zone)).date()
        # From yesterday: a moment that the clocks pushed over midnight comes on the day after its date.
        moments = (self.moment(today + timedelta(days=days)) for days in range(-1, 4))
        return next(moment for moment in moments if moment > instant)

    def slot(self, instant: datetime) -> str:
        """The name of the newest moment at or before `instant` (aware): its local date, "2031-05-04".

        Where a zone skipped a whole date (Samoa on 2011-12-30), its moment is that of the date after, and
        carries that date's name.
        """
        today = _aware(instant).astimezone(find_zone(self.zone)).date()
        days = (today + timedelta(days=days) for days in range(1, -4, -1))
        return next(day for day in days if self.moment(day) <= instant).isoformat()

    def moment(self, day: date) -> datetime:
        """The instant of that local date, in UTC."""
        # fold=0 is the first of two equal wall times, and for a skipped one the offset before the change.
        local = datetime.combine(day, time(self.hour, self.minute), tzinfo=find_zone(self.zone))
        return local.replace(fold=0).astimezone(UTC)


Schedule: TypeAlias = Every | Daily


def parse(text: str) -> Schedule:
    """A schedule as people write it. `str()` of it parses to the same.

    Raises ValueError ("what is wrong; what would be right").
    """
    words = " ".join(text.split())
    if every := _EVERY.fullmatch(words):
        seconds = int(every[1] or 1) * _UNITS[every[2]]
        if not 1 <= seconds <= LONGEST.total_seconds():
            raise ValueError(f"{text!r} is never due or too seldom; write it like 'every 10 minutes'")
        return Every(timedelta(seconds=seconds))
    if daily := _DAILY.fullmatch(words):
        hour, minute, zone = int(daily[1]), int(daily[2]), daily[3]
        if hour > 23 or minute > 59:
            raise ValueError(f"{text!r} is no time of the day; write it like '07:00 {zone}'")
        return Daily(hour, minute, zone)
    raise ValueError(f"{text!r} is no schedule; write it like 'every 10 minutes' or '07:00 Europe/London'")


def find_zone(name: str) -> ZoneInfo:
    """The time zone of that name, "Area/City" or "UTC".

    Raises ValueError ("what is wrong; what would be right").
    """
    try:
        if _ZONE.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass  # a folder of the database such as "America/Argentina" is an OSError
    guess = did_you_mean(name, [zone for zone in available_timezones() if _ZONE.fullmatch(zone)])
    raise ValueError(f"there is no time zone {name!r}; {guess or 'write it like Europe/London or UTC'}")


def parse_duration(text: str) -> timedelta:
    """A duration as people write it: "30 minutes", "24 hours", "24h", "90s", "7 days".

    Raises ValueError in words: it is none, it is nothing, or it is longer than ten years.
    """
    found = _DURATION.fullmatch(" ".join(text.split()).lower())
    unit = _UNITS.get(found[2]) if found else None
    if found is None or unit is None:
        raise ValueError(f"{text!r} is no duration")
    seconds = int(found[1]) * unit
    if seconds == 0:
        raise ValueError(f"{text!r} is no time at all")
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"{text!r} is more than ten years")
    return timedelta(seconds=seconds)


def format_duration(duration: timedelta) -> str:
    """A duration of whole seconds in its largest whole unit, as `parse_duration` reads it.

    Days serve from a week on.
    """
    seconds = int(duration.total_seconds())
    days = [(86_400, "day")] if duration >= timedelta(days=7) else []
    units = [*days, (3600, "hour"), (60, "minute"), (1, "second")]
    unit, name = next((size, name) for size, name in units if seconds % size == 0)
    count = seconds // unit
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return instant
