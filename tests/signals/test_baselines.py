"""What is usual by hour of the day: learnt in the film's zone, told by the hour and by the minute."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from usual import baselines

from aggregator.signals.baselines import HOUR, MINUTE, Baseline, evidence

START = datetime(2031, 5, 4, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
DAY = [20, 12, 8, 6, 6, 8, 12, 20, 30, 40, 50, 55, 60, 60, 60, 62, 66, 70, 80, 90, 90, 80, 60, 40]


def lived(many, zone, start=START, seed=4):
    """Hourly counts of a film whose day has the shape of DAY in its zone."""
    dice = random.Random(seed)
    hours = [(start + n * HOUR).astimezone(zone).hour for n in range(24 * many)]
    return [max(0, round(dice.gauss(DAY[hour], DAY[hour] ** 0.5))) for hour in hours]


def test_the_day_is_that_of_the_films_zone():
    usual = baselines(lived(20, ZONE), START, ZONE)[-1]
    told = [usual.per_hour(datetime(2031, 5, 24, hour, 30, tzinfo=ZONE)) for hour in range(24)]
    assert told == pytest.approx(DAY, rel=0.25, abs=4)
    assert usual.per_hour(datetime(2031, 5, 24, 3, tzinfo=UTC)) == told[23]


def test_when_the_clocks_change_the_day_moves_with_them():
    start = datetime(2031, 10, 20, tzinfo=UTC)  # the clocks go back on 2 November
    usual = baselines(lived(24, ZONE, start), start, ZONE)[-1]
    noon, night = datetime(2031, 11, 13, 12, tzinfo=ZONE), datetime(2031, 11, 13, 4, tzinfo=ZONE)
    assert usual.per_hour(noon) == pytest.approx(60, rel=0.2)
    assert usual.per_hour(night) == pytest.approx(6, abs=4)


def test_minutes_make_up_the_hour_and_no_hour_begins_with_a_step():
    usual = baselines(lived(20, UTC), START, UTC)[-1]
    at = datetime(2031, 5, 24, 9, tzinfo=UTC)
    hour = sum(float(usual.minutes(at + n * MINUTE, 1).max()) for n in range(60))
    assert hour == pytest.approx(usual.per_hour(at), rel=0.1)
    day = [float(usual.minutes(at + n * MINUTE, 1).max()) for n in range(1440)]
    assert max(abs(a - b) for a, b in pairwise(day)) < 0.02
    assert max(day) == usual.minutes(at + timedelta(minutes=1439), 1440).max()


def test_the_spread_is_that_of_the_counts():
    dice = np.random.default_rng(11)
    mean = np.array(DAY * 21) * 2.0
    for shape in (4, 20):
        counts = [int(one) for one in dice.poisson(dice.gamma(shape, mean / shape))]
        spread = baselines(counts, START, UTC)[-1].spread
        assert spread == pytest.approx(1 / shape, rel=0.3, abs=0.03)


def test_a_silent_film_has_a_baseline_too():
    usual = baselines([0] * 200, START, UTC)[-1]
    assert usual == Baseline(UTC, (1.0,) * 24, 0.0, 0.5, usual.spread)
    assert usual.per_hour(START) == 0.5


def test_evidence_grows_with_posts_and_shrinks_with_the_spread():
    posts = np.array([10.0, 20.0, 40.0, 80.0])
    told = evidence(posts, np.full(4, 20.0), 0.1)
    assert (np.diff(told) > 0).all()
    assert told[1] < 0 < told[3]
    assert (np.abs(evidence(posts, np.full(4, 20.0), 0.8)) < np.abs(told)).all()
