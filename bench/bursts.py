"""Bursts on synthetic hourly counts: recall, and false alarms in 14 days. Prints a table.

python bench/bursts.py [--seeds 600] [--first 40000]

A series is 28 days of hourly counts, of which the last 14 are judged: negative binomial (variance m +
m²/k, k 4 to 20) around a level of 10 to 400 posts an hour with a daily cycle (the quietest hour has a
sixth to a third of the busiest), a slow drift of the level, and three bursts of four times what is usual
that last two to six hours. Thresholds were chosen on seeds below 20,600.
"""

import argparse
import sys
from datetime import UTC, datetime

import numpy as np

from aggregator.signals.bursts import HOUR, spikes

START = datetime(2031, 5, 4, tzinfo=UTC)
DAYS, WARM = 28, 14
LEAST_RECALL, MOST_FALSE = 0.95, 0.3


def series(seed: int, times: float = 4.0, bursts: int = 3) -> tuple[list[int], list[tuple[int, int]]]:
    """Hourly counts, and the bursts in them as (first hour, hour after the last)."""
    dice = np.random.default_rng(seed)
    hours = np.arange(24 * DAYS)
    level = np.exp(dice.uniform(np.log(10), np.log(400)))
    quietest, busiest_hour = dice.uniform(1 / 6, 1 / 3), dice.integers(24)
    cycle = (1 + quietest) / 2 + (1 - quietest) / 2 * np.cos(2 * np.pi * (hours - busiest_hour) / 24)
    drift = np.exp(np.cumsum(dice.normal(0, 0.15, DAYS))[hours // 24])
    mean = level * cycle / cycle.mean() * drift / drift.mean()
    planted: list[tuple[int, int]] = []
    while len(planted) < bursts:
        first = int(dice.integers(24 * WARM, 24 * DAYS - 8))
        last = first + int(dice.integers(2, 7))
        if all(last + 12 < one or first > other + 12 for one, other in planted):
            planted.append((first, last))
    for first, last in planted:
        mean[first:last] *= times
    k = dice.uniform(4, 20)
    counts = dice.poisson(dice.gamma(k, mean / k))
    return [int(one) for one in counts], sorted(planted)


def judged(seed: int, times: float = 4.0) -> tuple[int, int, int, list[float]]:
    """Of a seed's series: bursts, found ones, false alarms, hours from a burst's start to its spike's."""
    counts, planted = series(seed, times)
    found = [
        (int((one.start - START) / HOUR), int((one.end - START) / HOUR)) for one in spikes(counts, START, UTC)
    ]
    found = [one for one in found if one[1] > 24 * WARM]
    hits = [[one for one in found if one[0] < last and one[1] > first] for first, last in planted]
    false = sum(
        not any(one < last + 1 and other > first - 1 for first, last in planted) for one, other in found
    )
    late = [
        float(min(one for one, _ in hit) - first)
        for hit, (first, _) in zip(hits, planted, strict=True)
        if hit
    ]
    return len(planted), sum(bool(hit) for hit in hits), false, late


def main() -> int:
    """Print the table, exit 1 where a limit is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=600)
    arguments.add_argument("--first", type=int, default=40_000)
    given = arguments.parse_args()
    print(f"{given.seeds} series of 28 days, the last 14 judged, seeds from {given.first} on")
    print("  bursts of   recall   false alarms in 14 days   start off by (hours, mean)")
    good = True
    for times in (3.0, 4.0, 6.0):
        rows = [judged(seed, times) for seed in range(given.first, given.first + given.seeds)]
        recall = sum(row[1] for row in rows) / sum(row[0] for row in rows)
        false = sum(row[2] for row in rows) / len(rows)
        late = [abs(one) for row in rows for one in row[3]]
        print(f"  x{times:<9.0f} {recall:7.3f}   {false:10.2f} {sum(late) / max(len(late), 1):28.2f}")
        if times == 4.0:
            good = recall >= LEAST_RECALL and false <= MOST_FALSE
    print(f"  limits at x4: recall at least {LEAST_RECALL}, false alarms at most {MOST_FALSE}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
