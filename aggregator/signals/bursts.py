"""When did many more people write than at that hour otherwise?

Two expectations for each hour: the day's usual shape (in the film's own zone) at the level of the last
two days, and what that hour brought in the last two weeks. An hour's excess over either is measured in
standard deviations of a count that varies more than chance (m + f m², f learnt from the series; an
expectation may itself be off). A spike is where one to four hours together lie far above both, or very
far above one.

Hours of a spike teach nothing about what is usual. Counts are whatever the caller counts: raw posts show
a wave of reposts as well, posts that count once show people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

HOUR = timedelta(hours=1)
WARM_UP = 72
"""Hours of history before anything is called a spike: three of each hour of the day."""

LEVEL_HOURS = 48
SAME_HOUR_DAYS = 14

BOTH, ONE = (5.4, 4.2, 3.7, 3.4), (9.3, 7.8, 7.3, 7.3)
"""Standard deviations above both expectations, or above one, over one, two, three and four hours together."""

LEAST_POSTS = 8
"""Posts in a spike's strongest hour: below, no number of deviations makes one."""

LEAST_TIMES = 1.75
"""Times what is usual that the hours of a spike bring together."""

GOES_ON = 1.5
"""Times what is usual down to which the following hours belong to the same spike."""

LEAST_SPREAD, UNKNOWN_SPREAD = 0.03, 0.15
MAY_BE_OFF = 0.15
"""How far an expectation itself may be off, as a share of it: four hours do not average that out."""

FEW_HOURS = 12

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spike:
    """Hours in which more was written than is usual: [start, end), UTC. `expected` is what is usual for them.

    `peak_at` is the strongest hour. `goes_on`: its end is the end of what was counted.
    """

    start: datetime
    end: datetime
    posts: int
    expected: float
    peak_at: datetime
    goes_on: bool

    @property
    def times(self) -> float:
        """How many times what is usual."""
        return self.posts / max(self.expected, 1.0)


def spikes(counts: Sequence[int], start: datetime, zone: tzinfo) -> tuple[Spike, ...]:
    """The spikes among hourly counts, oldest first. `counts[i]` are those of the hour from start + i h on.

    Every hour is judged by earlier ones alone: what was a spike when it happened stays one.
    """
    past = _Past(counts, start, zone)
    found: list[tuple[int, int]] = []
    for now in range(WARM_UP, len(past.series)):
        past.expect(now)
        if found and found[-1][1] == now and past.series[now] > GOES_ON * past.expected[now].max():
            found[-1] = (found[-1][0], now + 1)
            past.usual[now] = False
            continue
        began = _began(past, now)
        if began is not None:
            if found and began <= found[-1][1]:
                found[-1] = (found[-1][0], now + 1)
            else:
                found.append((began, now + 1))
            past.usual[began : now + 1] = False
    return tuple(_spike(past, first, last, start) for first, last in found)


def first_minute(times: Sequence[datetime], spike: Spike, expected_per_hour: float) -> datetime:
    """The minute in which a spike began, from the instants of the posts around it.

    From an hour before the spike on, the first minute from which ten minutes bring more than three standard
    deviations and twice what is usual, and at least four posts. If there is none: the spike's start.
    """
    low, high = spike.start - HOUR, spike.peak_at + HOUR
    minutes = np.zeros(int((high - low) / timedelta(minutes=1)) + 10)
    for at in times:
        if low <= at < high:
            minutes[int((at - low) / timedelta(minutes=1))] += 1
    ten = np.convolve(minutes, np.ones(10), mode="full")[9:]
    usual = expected_per_hour / 6
    much = max(4.0, 2 * usual, usual + 3 * np.sqrt(usual + LEAST_SPREAD * usual**2))
    begun = np.flatnonzero((ten[: len(minutes)] >= much) & (minutes > 0))
    return spike.start if not len(begun) else low + int(begun[0]) * timedelta(minutes=1)


class _Past:
    """The series, and what each hour was to bring: at the last two days' level, and at the usual one."""

    def __init__(self, counts: Sequence[int], start: datetime, zone: tzinfo) -> None:
        self.series = np.asarray(counts, dtype=np.float64)
        many = len(self.series)
        self.hours = np.array([(start + n * HOUR).astimezone(zone).hour for n in range(many)], dtype=np.int64)
        self.usual = np.ones(many, dtype=np.bool_)
        self.expected = np.zeros((many, 2))
        self.spread = np.full(many, UNKNOWN_SPREAD)
        self._shape = np.ones(24)
        self._overall = 0.5
        self._even = self.series.copy()  # without the day's shape

    def expect(self, now: int) -> None:
        """Fill in what is expected of this hour."""
        if now == WARM_UP or now % 24 == 0:
            self._learn(now)
        recent = slice(max(0, now - LEVEL_HOURS), now)
        lately = self._even[recent][self.usual[recent]]
        level = _middle(lately) if len(lately) >= FEW_HOURS else self._overall
        shape = self._shape[self.hours[now]]
        self.expected[now] = np.maximum(np.array([level, self._overall]) * shape, 0.5)
        self._even[now] = self.series[now] / shape
        self.spread[now] = self.spread[now - 1] if now % 24 and now > WARM_UP else self._spread(now)

    def _learn(self, now: int) -> None:
        """The day's shape and level, from the last two weeks."""
        since = max(0, now - 24 * SAME_HOUR_DAYS)
        known = np.flatnonzero(self.usual[since:now]) + since
        known = known if len(known) >= FEW_HOURS else np.arange(since, now)
        past, clock = self.series[known], self.hours[known]
        self._overall = max(float(np.mean(np.minimum(past, 4 * np.median(past) + 4))), 0.5)
        same = np.array([_middle(past[clock == hour]) for hour in range(24)])
        smooth = (np.roll(same, 1) + 2 * same + np.roll(same, -1)) / 4
        self._shape = np.maximum(smooth / self._overall, 0.05)
        self._even[:now] = self.series[:now] / self._shape[self.hours[:now]]

    def _spread(self, now: int) -> float:
        """How much more than by chance the counts vary: the f of m + f m²."""
        since = max(WARM_UP, now - 24 * SAME_HOUR_DAYS)
        middle = self.expected[since:now, 0]
        known = self.usual[since:now] & (middle >= 3)
        if int(known.sum()) < FEW_HOURS:
            return UNKNOWN_SPREAD
        relative = float(
            np.mean(np.minimum(((self.series[since:now][known] - middle[known]) / middle[known]) ** 2, 2))
        )
        return max(LEAST_SPREAD, relative - float(np.mean(1 / middle[known])))


def _middle(counts: Floats) -> float:
    """The mean, with what lies far above the middle cut down to it: steadier than the median of few."""
    if not len(counts):
        return 0.0
    middle = np.partition(counts, len(counts) // 2)[len(counts) // 2]
    return float(np.minimum(counts, 2.5 * middle + 3).mean())


def _began(past: _Past, now: int) -> int | None:
    """The first hour of a spike that is seen now; None where there is none."""
    series = past.series
    if series[now] < GOES_ON * past.expected[now].max():
        return None
    for many, (both, one) in enumerate(zip(BOTH, ONE, strict=True), start=1):
        first = now - many + 1
        if first < WARM_UP or series[first : now + 1].max() < LEAST_POSTS:
            continue
        middle = past.expected[first : now + 1]
        posts, usual = series[first : now + 1].sum(), middle.sum(axis=0)
        varies = usual + past.spread[now] * (middle**2).sum(axis=0) + (MAY_BE_OFF * usual) ** 2
        above = (posts - usual) / np.sqrt(varies)
        if (
            posts < LEAST_TIMES * usual.max()
            or (series[first : now + 1] < GOES_ON * middle.max(axis=1)).any()
        ):
            continue
        if above.min() > both or (above.max() > one and above.min() > both / 2):
            return first
    return None


def _spike(past: _Past, first: int, last: int, start: datetime) -> Spike:
    series = past.series
    return Spike(
        start=start + first * HOUR,
        end=start + last * HOUR,
        posts=int(series[first:last].sum()),
        expected=round(float(past.expected[first:last].max(axis=1).sum()), 1),
        peak_at=start + (first + int(np.argmax(series[first:last]))) * HOUR,
        goes_on=last == len(series),
    )
