"""Small charts as SVG: the numbers for a template, which draws with attributes alone (no style of its own).

Everything is in units of the viewBox: `WIDTH` for seven days, `HEIGHT` for the busiest hour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model.now import FilmNow, MoodNow, SpikeNow

WIDTH, HEIGHT = 168, 40
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the chart: an event, or the start of a day."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Spark:
    """Posts by the hour: bars as one path, those of spikes as another; marks; posts of the busiest hour."""

    bars: str
    spikes: str
    events: tuple[Mark, ...]
    days: tuple[Mark, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Part:
    """One label's part of the bar of moods: its name, posts, place and width (of 100), and share."""

    label: str
    posts: int
    x: float
    width: float
    share: float


def spark(now: FilmNow) -> Spark:
    """The chart of a film's week."""
    most = max(now.hours, default=0)
    within = _hours_of(now.spikes, now.since, len(now.hours))
    days = [
        (place, now.since + place * HOUR)
        for place in range(len(now.hours))
        if (now.since + place * HOUR).hour == 0
    ]
    return Spark(
        _path(now.hours, most, [place for place in range(len(now.hours)) if place not in within]),
        _path(now.hours, most, sorted(within)),
        tuple(Mark(_place(one.at, now.since), one.name) for one in now.events),
        tuple(Mark(float(place), f"{at:%a} {at.day}") for place, at in days),
        most,
    )


def mood(now: MoodNow) -> tuple[Part, ...]:
    """The bar of moods: positive, neutral, negative; empty where nothing is judged."""
    made: list[Part] = []
    x = 0.0
    for label in ("positive", "neutral", "negative") if now.judged else ():
        posts = getattr(now, label)
        width = 100 * posts / now.judged
        made.append(Part(label, posts, round(x, 2), round(width, 2), posts / now.judged))
        x += width
    return tuple(made)


def _hours_of(spikes: Iterable[SpikeNow], since: datetime, many: int) -> set[int]:
    """The places of the hours in which a spike was."""
    found: set[int] = set()
    for one in spikes:
        first = int((one.began_at - since) // HOUR)
        end = many if one.ended_at is None else -int((since - one.ended_at) // HOUR)
        found.update(range(max(0, first), min(many, max(end, first + 1))))
    return found


def _path(hours: Sequence[int], most: int, places: Iterable[int]) -> str:
    """Bars as one path: each a column from the ground up, at least a hair where there is any post."""
    pieces = []
    for place in places:
        if hours[place]:
            tall = max(0.6, HEIGHT * hours[place] / most)
            pieces.append(f"M{place} {HEIGHT}v-{tall:.4g}h.8v{tall:.4g}z")
    return "".join(pieces)


def _place(at: datetime, since: datetime) -> float:
    return round((at - since) / HOUR, 2)
