"""When did many more people write than at that hour otherwise?

Each hour's count is weighed: how much likelier is it, if three times what is usual was written, than if the
usual was? What hours that follow each other say adds up (a CUSUM: it starts anew where it falls to nothing),
and where it passes a limit, a spike has begun where the sum began. `begun` does the same within the running
hour, minute by minute.

Counts are whatever the caller counts: raw posts show a wave of reposts as well, posts that count once show
people.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

import numpy as np

from aggregator.signals.baselines import (
    FIRST,
    HOUR,
    LEAST_EXPECTED,
    MINUTE,
    Baseline,
    Floats,
    History,
    evidence,
)

WARM_UP = 72
"""Hours of history before anything is called a spike: three of each hour of the day."""

ENOUGH = 5.0
"""Evidence by which hours make a spike (e to it: 150 to 1), against the level of the last days."""

AGREES = 0.0
"""Evidence that it must have against the level of the last week: what only comes back is no spike."""

LEAST_POSTS = 8
"""Posts in a spike's strongest hour: below, no evidence makes one."""

GOES_ON = 1.5
"""Times what is usual down to which the following hours belong to the same spike."""

NEW_LEVEL = 24
"""Hours of a spike that teach nothing about what is usual; what lasts longer is a new level."""

LOOK_BACK, SHORTEST = 120, 10
"""Minutes over which `begun` looks for a beginning, and how many together it must judge by."""

ENOUGH_MINUTES = 6.5
"""Evidence by which minutes make a spike: more than of hours, for there are sixty times as many looks."""

SHORTEST_GUESS, LEAST_POSTS_GUESS, ENOUGH_FOR_A_GUESS = 3, 5, 3.0
"""The same of what is no more than a guess, by which nothing is told."""

A_MINUTE, MINUTE_TIMES = 3.0, 5.0
"""Posts of one minute that count, or times what is usual in it: bots post by the dozen within seconds."""


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


def spikes(
    counts: Sequence[int], start: datetime, zone: tzinfo, holes: Collection[int] = ()
) -> tuple[Spike, ...]:
    """The spikes among hourly counts, oldest first. `counts[i]` are those of the hour from start + i h on.

    Whole hours only: one that is not over yet would pass for a quiet one. `holes` are places of hours of
    which a part was not read: they teach nothing, and what was read of them can only speak for a spike.

    Every hour is judged by earlier ones alone: what was a spike when it happened stays one.
    """
    return spikes_and_usual(counts, start, zone, holes)[0]


def spikes_and_usual(
    counts: Sequence[int], start: datetime, zone: tzinfo, holes: Collection[int] = ()
) -> tuple[tuple[Spike, ...], Baseline | None]:
    """Both in one pass: the spikes, and what is usual, as it is known when the hour after the counts
    begins (None of fewer than WARM_UP counts).
    """
    past = History(counts, start, zone, holes)
    found: list[tuple[int, int]] = []
    for _ in hour_by_hour(past, found):
        pass
    told = tuple(_spike(past, first, last, start) for first, last in found)
    return told, past.baseline() if len(counts) >= WARM_UP else None


def begun(minutes: Sequence[int], start: datetime, usual: Baseline) -> datetime | None:
    """The minute in which a spike began that is under way after these minutes; None where none is.

    `minutes[i]` are the posts of the minute from start + i min on, whole minutes only; of more than two hours
    the last two are looked at. `usual` is the baseline of the running hour, of `spikes_and_usual`.

    Each of these minutes may be the beginning: what was written since is weighed as an hour's posts are. Part
    of an hour varies by the hour's whole spread, for what moves it lasts longer than minutes.
    """
    late, expected, found = _last_minutes(minutes, start, usual, SHORTEST, LEAST_POSTS)
    if len(found) < SHORTEST or found.max() <= ENOUGH_MINUTES:
        return None
    # It may have begun less than SHORTEST ago: the minute is named as first_minute names it.
    many = int(np.argmax(found)) + 1
    much = max(2.0, late[-many:].sum() / expected[-many:].sum())
    speaks = np.cumsum((late * np.log(much) - (much - 1) * expected)[::-1])
    return start + (len(minutes) - 1 - int(np.argmax(speaks))) * MINUTE


def may_have_begun(minutes: Sequence[int], start: datetime, usual: Baseline) -> bool:
    """Whether the last minutes are worth reading on at once: a guess, from fewer of them than `begun` needs.

    A series of the benchmark in which nothing happens has about seven such moments a day.
    """
    *_, found = _last_minutes(minutes, start, usual, SHORTEST_GUESS, LEAST_POSTS_GUESS)
    return bool(len(found) and found.max() > ENOUGH_FOR_A_GUESS)


def _last_minutes(
    minutes: Sequence[int], start: datetime, usual: Baseline, shortest: int, least: int
) -> tuple[Floats, Floats, Floats]:
    """Posts of the last minutes as they are weighed, what is expected of them, and the evidence that a spike
    began in the last of them, in the one before it, and so on: 0 within the last `shortest` minutes, and
    where fewer than `least` posts were written since.
    """
    late = np.asarray(minutes[-LOOK_BACK:], dtype=np.float64)
    last = start + (len(minutes) - 1) * MINUTE
    expected = usual.minutes(last, len(late))
    late = np.minimum(late, np.maximum(A_MINUTE, MINUTE_TIMES * expected.max(axis=0, initial=0)))
    posts = np.cumsum(late[::-1])  # of the last minute, the last two, the last three ...
    spread = usual.spread * np.minimum(1.0, 60 / np.arange(1, len(late) + 1))
    lately, overall = evidence(posts, np.cumsum(expected[:, ::-1], axis=1), spread)
    lately[(overall < AGREES) | (posts < least)] = 0
    lately[: shortest - 1] = 0
    return late, expected.max(axis=0, initial=0), lately


def first_minute(times: Sequence[datetime], spike: Spike, expected_per_hour: float) -> datetime:
    """The minute in which a spike began, from the instants of the posts around it.

    The one that best parts what was written at the usual rate from what was written at the spike's own: from
    there to the end of its strongest hour, the posts speak most for the latter. Looked for from an hour
    before the spike on. Without any posts: the spike's start.
    """
    low, high = spike.start - HOUR, spike.peak_at + HOUR
    minutes = np.zeros(int((high - low) / MINUTE))
    for at in times:
        if low <= at < high:
            minutes[int((at - low) / MINUTE)] += 1
    if not minutes.any():
        return spike.start
    usual = max(expected_per_hour, LEAST_EXPECTED) / 60
    much = max(2 * usual, spike.posts / ((spike.end - spike.start) / MINUTE))
    minutes = np.minimum(minutes, max(A_MINUTE, MINUTE_TIMES * much))
    # Both as Poisson rates: what a post says for the higher one, less what a minute without any says against.
    speaks = np.cumsum((minutes * np.log(much / usual) - (much - usual))[::-1])[::-1]
    return low + int(np.argmax(speaks)) * MINUTE


def hour_by_hour(past: History, found: list[tuple[int, int]]) -> Iterator[int]:
    """Fills `found` with the spikes' hours, [first, last); tells each hour before its count is looked at."""
    series = past.series
    sums, first = np.zeros(2), WARM_UP
    for now in range(FIRST, len(series) + 1):
        past.expect(now)
        yield now
        if now < WARM_UP or now == len(series):
            continue
        if found and found[-1][1] == now and series[now] > GOES_ON * past.expected[now].max():
            past.usual[now] = past.whole[now] and now - found[-1][0] >= NEW_LEVEL
            found[-1] = (found[-1][0], now + 1)
            continue
        if sums[0] <= 0:
            sums, first = np.zeros(2), now
        told = evidence(series[now], past.expected[now], past.spread[now])
        sums = sums + (told if past.whole[now] else np.maximum(told, 0))
        if sums[0] > ENOUGH and sums[1] > AGREES and series[first : now + 1].max() >= LEAST_POSTS:
            past.usual[first : now + 1] = False
            before = (
                found.pop()[0] if found and first <= found[-1][1] + 1 else first
            )  # one weak hour parts none
            found.append((before, now + 1))
            sums = np.zeros(2)


def _spike(past: History, first: int, last: int, start: datetime) -> Spike:
    series, usual = past.series, past.expected[first:last].max(axis=1)
    return Spike(
        start=start + first * HOUR,
        end=start + last * HOUR,
        posts=int(series[first:last].sum()),
        expected=round(float(usual.sum()), 1),
        peak_at=start + (first + int(np.argmax(series[first:last]))) * HOUR,
        goes_on=last == len(series),
    )
