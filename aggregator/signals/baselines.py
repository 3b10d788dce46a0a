"""What is usual at an hour of the day, learnt from the hours before: how many posts, and how far counts vary.

Two expectations for each hour: the usual shape of the day (in the film's own zone) at the level of the last
days, and at that of the last week. Counts vary more than by chance: where m posts are expected their
variance is m + f m² (a negative binomial), with the spread f learnt from how far earlier hours were off.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

FIRST = 24
"""Hours before anything is expected: one of each hour of the day."""

LEVEL_HOURS, HALF_LIFE = 120, 12
"""How far back the level of the last days looks, and the age at which an hour weighs half."""

SAME_HOUR_DAYS = 7
FEW_HOURS = 12
LEAST_EXPECTED = 0.5
"""Posts an hour: fewer are never expected."""

LEAST_SPREAD, UNKNOWN_SPREAD, WORTH_HOURS = 0.03, 0.15, 24
"""The smallest spread, and the one that is assumed at first: it weighs as much as a day of counts."""

TIMES = 3.0
"""Times what is usual: the spike against which evidence weighs the usual."""

MAY_BE_OFF = 0.2
"""How far an expectation itself may be off, as a share of it."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual by hour of the day in `zone`, as known at one moment.

    `shape`: 24 factors, 1 on average. `lately`, `overall`: posts an hour, averaged over the day, at the level
    of the last days and of the last week. `spread`: the f of the variance m + f m² of an hour's posts.
    """

    zone: tzinfo
    shape: tuple[float, ...]
    lately: float
    overall: float
    spread: float

    def per_hour(self, at: datetime) -> float:
        """Posts expected of the hour in which `at` lies, at the higher of the two levels."""
        level = max(self.lately, self.overall)
        return max(level * self.shape[at.astimezone(self.zone).hour], LEAST_EXPECTED)

    def minutes(self, last: datetime, many: int) -> Floats:
        """Posts expected of each of `many` minutes up to that of `last`: (2, many), `lately` and `overall`.

        Between the middles of two hours the shape is a straight line, so that no hour begins with a step.
        """
        local = last.astimezone(self.zone)
        place = (local.hour * 60 + local.minute - np.arange(many - 1, -1, -1)) / 60 - 0.5
        before = np.floor(place).astype(np.int64)
        shape = np.asarray(self.shape)
        between = place - before
        line = shape[before % 24] * (1 - between) + shape[(before + 1) % 24] * between
        expected: Floats = np.maximum(np.outer((self.lately, self.overall), line), LEAST_EXPECTED) / 60
        return expected


class History:
    """An hourly series, and what each hour was to bring by the hours before it.

    `expected[n]`: at the level of the last days, and of the last week; `expect(n)` fills it in, hour by
    hour, up to the one after the last. `usual[n]` is for the caller to clear: such an hour is left out of
    level and spread. The day's shape hears it, cut down where it lies far above the middle of its hour of the
    day: what comes back every day belongs to the shape. `holes` are hours that were not read whole: the shape
    leaves them out as well, save where no hour of the clock but such is known.
    """

    def __init__(
        self, counts: Sequence[int], start: datetime, zone: tzinfo, holes: Collection[int] = ()
    ) -> None:
        self.series: Floats = np.asarray(counts, dtype=np.float64)
        many = len(self.series)
        clock = [(start + n * HOUR).astimezone(zone).hour for n in range(many + 1)]
        self.hours = np.array(clock, dtype=np.int64)
        self.whole = np.ones(many, dtype=np.bool_)
        self.whole[[place for place in sorted(holes) if 0 <= place < many]] = False
        self.usual = self.whole.copy()
        self.expected = np.zeros((many + 1, 2))
        self.spread = np.full(many + 1, UNKNOWN_SPREAD)
        self._zone = zone
        self._shape = np.ones(24)
        self._lately = self._overall = LEAST_EXPECTED
        self._varies = UNKNOWN_SPREAD

    def expect(self, now: int) -> None:
        """Fills in what is expected of this hour; every hour before, from FIRST on, must have been."""
        if now % 24 == 0:
            self._overall, self._shape = self._day(now)
            self._varies = self._spread(now)
        self._lately = self._level(now)
        self.spread[now] = self._varies
        shape = self._shape[self.hours[now]]
        self.expected[now] = np.maximum(np.array([self._lately, self._overall]) * shape, LEAST_EXPECTED)

    def baseline(self) -> Baseline:
        """What is usual, as the last `expect` has it."""
        shape = tuple(float(one) for one in self._shape)
        return Baseline(self._zone, shape, self._lately, self._overall, self._varies)

    def _day(self, now: int) -> tuple[float, Floats]:
        """The level and shape of the last week."""
        past = slice(max(0, now - 24 * SAME_HOUR_DAYS), now)
        counts, clock, whole = self.series[past], self.hours[past], self.whole[past]
        same = np.zeros(24)
        for hour in range(24):
            alike = clock == hour
            known = alike & whole
            same[hour] = _middle(counts[known if known.any() else alike])
        smooth = (np.roll(same, 1) + 2 * same + np.roll(same, -1)) / 4
        level = float(smooth.mean())
        return max(level, LEAST_EXPECTED), np.maximum(smooth / level, 0.05) if level else np.ones(24)

    def _level(self, now: int) -> float:
        """Posts an hour in the last days, without the day's shape: surer and later hours weigh more."""
        since = max(0, now - LEVEL_HOURS)
        known = np.flatnonzero(self.usual[since:now]) + since
        if len(known) < FEW_HOURS:
            return self._overall
        shape = self._shape[self.hours[known]]
        even = self.series[known] / shape
        even = np.minimum(even, 2.5 * np.median(even) + 3 / shape)
        certain = 1 / (1 / np.maximum(shape * self._overall, LEAST_EXPECTED) + self._varies)
        weight = 0.5 ** ((now - known) / HALF_LIFE) * certain
        return float((weight * even).sum() / weight.sum())

    def _spread(self, now: int) -> float:
        """The f of m + f m² with which earlier expectations were off by as much as they should be."""
        since = max(FIRST, now - 24 * SAME_HOUR_DAYS)
        middle = self.expected[since:now, 0]
        known = self.usual[since:now] & (middle >= 1)
        middle, off = middle[known], (self.series[since:now][known] - middle[known]) ** 2
        low, high = LEAST_SPREAD, 2.0
        for _ in range(16):
            spread = (low * high) ** 0.5
            # Pearson's statistic: 1 an hour at the right f. One hour must not decide, so it is 6 at most, and
            # then about 0.9 on average, for a shape of 4 to 20 and 3 to 300 posts.
            surplus = float((np.minimum(off / (middle + spread * middle**2), 6) - 0.9).sum())
            surplus += WORTH_HOURS * ((0.05 + UNKNOWN_SPREAD) / (0.05 + spread) - 1)
            low, high = (spread, high) if surplus > 0 else (low, spread)
        return high


def evidence(posts: Floats, usual: Floats, spread: Floats | float) -> Floats:
    """How far counts speak for TIMES what is usual, against the usual: the log of the likelihoods' ratio.

    Both by a negative binomial with the variance m + f m², where f is the spread and what an expectation may
    be off by itself. 0 speaks for neither, 1 is e to 1 for a spike.
    """
    size = 1 / (spread + MAY_BE_OFF**2)
    found: Floats = posts * np.log(TIMES) - (posts + size) * np.log((size + TIMES * usual) / (size + usual))
    return found


def _middle(counts: Floats) -> float:
    """The mean, with what lies far above the middle cut down to it: steadier than the median of few."""
    if not len(counts):
        return 0.0
    middle = np.partition(counts, len(counts) // 2)[len(counts) // 2]
    return float(np.minimum(counts, 2.5 * middle + 3).mean())
