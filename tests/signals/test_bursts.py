"""Spikes: found where many more write than at that hour otherwise, with start, size and what set them off."""

import random
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from zoneinfo import ZoneInfo

import make
import pytest

from aggregator.model import Ref
from aggregator.signals.bursts import HOUR, first_minute, spikes
from aggregator.signals.triggers import likely_trigger

START = datetime(2031, 5, 4, tzinfo=UTC)
DAY = [20, 12, 8, 6, 6, 8, 12, 20, 30, 40, 50, 55, 60, 60, 60, 62, 66, 70, 80, 90, 90, 80, 60, 40]


def days(many, seed=1):
    dice = random.Random(seed)
    return [max(0, round(dice.gauss(usual, usual**0.5 * 1.3))) for usual in DAY * many]


def test_the_rhythm_of_the_day_is_no_spike():
    assert spikes(days(20), START, UTC) == ()


@pytest.mark.parametrize("hour", [4, 13, 20])
def test_a_spike_names_its_start_and_size_at_any_hour_of_the_day(hour):
    counts = days(15)
    at = 24 * 12 + hour
    for place in range(at, at + 4):
        counts[place] *= 5
    (found,) = spikes(counts, START, UTC)
    assert abs((found.start - START) / HOUR - at) <= 1
    assert 3 <= found.times <= 7
    assert at <= (found.peak_at - START) / HOUR < at + 4
    assert not found.goes_on


def test_a_spike_at_the_end_goes_on():
    counts = days(12)
    (found,) = spikes([*counts[:-3], *(one * 6 for one in counts[-3:])], START, UTC)
    assert found.goes_on


@pytest.mark.parametrize("counts", [[], [5] * 10, [0] * 400, [0] * 300 + [4] + [0] * 30])
def test_too_little_is_no_spike(counts):
    assert spikes(counts, START, UTC) == ()


def test_hours_are_those_of_the_films_zone():
    assert spikes(days(20), START, ZoneInfo("America/New_York")) == ()


def test_what_comes_later_changes_no_spike():
    counts = days(16)
    for place in range(300, 304):
        counts[place] *= 5
    early, late = spikes(counts[:320], START, UTC), spikes(counts, START, UTC)
    assert early == late[: len(early)]
    assert early


def test_the_minute_in_which_it_began():
    counts = days(12)
    at = len(counts) - 2
    counts[at] *= 6
    counts[at + 1] *= 6
    (found,) = spikes(counts, START, UTC)
    begun = START + at * HOUR + timedelta(minutes=25)
    quiet = [found.start - HOUR + timedelta(minutes=3 * n) for n in range(28)]
    assert abs(
        first_minute([*quiet, *(begun + timedelta(seconds=5 * n) for n in range(300))], found, 20) - begun
    ) <= (timedelta(minutes=10))
    assert first_minute([], found, 20) == found.start


def spike():
    counts = days(12)
    counts[-2] *= 6
    counts[-1] *= 6
    return spikes(counts, START, UTC)[0]


def test_the_likely_trigger_is_what_most_pass_on():
    found = spike()
    at = found.start + timedelta(minutes=5)
    link = "https://example.org/the-trailer"
    posts = [
        make.post(f"look at this {link} number {n}", created_at=at + timedelta(minutes=n)) for n in range(9)
    ]
    posts += [make.post(f"nice day {n}", created_at=at) for n in range(20)]
    told = likely_trigger(posts, found)
    assert (told.kind, told.what, told.first, told.posts) == ("linked", link, posts[0].key, 9)
    assert told == likely_trigger(posts[::-1], found)
    shared = [make.post("so", created_at=at, ref=Ref("retweeted", "77")) for _ in range(12)]
    assert likely_trigger([*posts, *shared], found).what == "77"


def test_no_trigger_is_named_where_nothing_is_passed_on():
    found = spike()
    posts = [make.post(f"post {n} of lamp {n * 7}", created_at=found.start) for n in range(20)]
    assert likely_trigger(posts, found) is None
    assert likely_trigger([], found) is None


def test_bursts_of_the_benchmark_are_found():
    # By its path: a helper of the tests bears the same name.
    spec = spec_from_file_location("bench_bursts", Path(__file__).parents[2] / "bench" / "bursts.py")
    assert spec is not None
    assert spec.loader is not None
    bench = module_from_spec(spec)
    spec.loader.exec_module(bench)
    rows = [bench.judged(seed) for seed in range(2_000, 2_012)]
    assert sum(row[1] for row in rows) >= 0.85 * sum(row[0] for row in rows)
    assert sum(row[2] for row in rows) <= 0.7 * len(rows)


def test_half_a_link_is_no_trigger():
    found = spike()
    posts = [
        make.post(f"post {n} of lamp {n * 7} at http://www. example.org/{n}", created_at=found.start)
        for n in range(9)
    ]
    assert likely_trigger(posts, found) is None
