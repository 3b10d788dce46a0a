"""Spikes: found where many more write than at that hour otherwise, with start, size and what set them off."""

import random
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from zoneinfo import ZoneInfo

import make
import pytest
from usual import baselines

from aggregator.model import Ref
from aggregator.signals.baselines import HOUR, MINUTE
from aggregator.signals.bursts import begun, first_minute, spikes, spikes_and_usual
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


def test_a_rhythm_that_comes_back_each_day_is_usual_within_a_week():
    counts = days(14)
    for evening in range(24 * 6 + 20, len(counts), 24):
        counts[evening : evening + 2] = [5 * one for one in counts[evening : evening + 2]]
    told = {found.start.date() for found in spikes(counts, START, UTC)}
    assert 1 <= len(told) <= 5
    assert max(told) < (START + timedelta(days=6 + 7)).date()


def test_what_only_comes_back_after_a_gap_is_no_spike():
    counts = days(14)
    counts[24 * 9 : 24 * 11] = [0] * 48
    assert spikes(counts, START, UTC) == ()


def test_a_level_that_stays_is_a_spike_for_little_more_than_two_days():
    counts = days(14)
    counts[24 * 9 + 18 :] = [4 * one for one in counts[24 * 9 + 18 :]]
    (found,) = spikes(counts, START, UTC)
    assert abs((found.start - START) / HOUR - (24 * 9 + 18)) <= 1
    assert timedelta(hours=24) <= found.end - found.start <= timedelta(hours=54)


def test_a_spike_of_a_calm_series_is_none_where_counts_vary_much():
    dice = random.Random(3)
    calm = days(14)
    wild = [round(one * dice.gammavariate(1.5, 1 / 1.5)) for one in calm]
    at = 24 * 12 + 15
    calm[at] = round(2.6 * DAY[15])
    wild[at] = round(2.6 * DAY[15])
    calm[at + 1] = wild[at + 1] = DAY[16]
    assert [found.start for found in spikes(calm, START, UTC)] == [START + at * HOUR]
    assert not any(found.start <= START + at * HOUR < found.end for found in spikes(wild, START, UTC))


def minutes(counts, seed=5):
    """Hours of counts, each spread over its minutes by chance."""
    dice = random.Random(seed)
    spread = [0] * (60 * len(counts))
    for hour, many in enumerate(counts):
        for _ in range(many):
            spread[60 * hour + dice.randrange(60)] += 1
    return spread


EVENING = 24 * 12 + 19
"""The running hour in the tests of `begun`: 90 posts are usual."""


@pytest.fixture(scope="module")
def usual():
    return baselines(days(13)[:EVENING], START, UTC)[-1]


def test_usual_minutes_tell_of_no_beginning(usual):
    counts = days(13)
    since = START + (EVENING - 2) * HOUR
    for seed in range(5):
        late = minutes(counts[EVENING - 2 : EVENING + 1], seed)
        for now in range(120, 180):
            assert begun(late[:now], since, usual) is None


@pytest.mark.parametrize("times", [4, 8])
def test_a_beginning_is_told_in_the_running_hour_with_its_minute(times, usual):
    counts = days(13)
    since = START + (EVENING - 2) * HOUR
    late = minutes(counts[EVENING - 2 : EVENING + 1])
    at = 120 + 11
    dice = random.Random(8)
    for place in range(at, 180):
        late[place] = sum(dice.random() < 0.5 for _ in range(3 * times))
    told = [now for now in range(60, 181) if begun(late[:now], since, usual) is not None]
    assert at < told[0] <= at + 20
    assert told == list(range(told[0], 181))
    assert abs(begun(late, since, usual) - (since + at * MINUTE)) <= 4 * MINUTE


def test_only_the_last_two_hours_are_looked_at(usual):
    long = minutes([100] * 2 + [600])
    since = START + (EVENING - 2) * HOUR
    assert begun(long, since, usual) == begun(long[-120:], since + 60 * MINUTE, usual) is not None
    assert begun([90] * 60 + long[:2] * 60, since, usual) is None


def test_a_dozen_posts_within_one_minute_are_no_beginning(usual):
    quiet = [1, 0] * 60
    assert begun([*quiet, 60, 1, 0], START + (EVENING - 2) * HOUR, usual) is None


@pytest.mark.parametrize("late", [[], [400] * 9, [0] * 120])
def test_too_few_minutes_or_posts_are_no_beginning(late, usual):
    assert begun(late, START + EVENING * HOUR, usual) is None


def test_what_is_usual_is_left_alone_by_spikes_and_unknown_before_the_warm_up():
    counts = days(13)
    calm = baselines(counts, START, UTC)
    assert len(calm) == len(counts) - 72 + 1
    assert baselines(counts[:71], START, UTC) == ()
    for place in range(EVENING, EVENING + 4):
        counts[place] *= 6
    stirred = baselines(counts, START, UTC)
    assert stirred[: EVENING - 71] == calm[: EVENING - 71]
    after = EVENING + 5 - 72
    assert stirred[after].lately == pytest.approx(calm[after].lately, rel=0.1)


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


def benchmark():
    # By its path: a helper of the tests bears the same name.
    spec = spec_from_file_location("bench_bursts", Path(__file__).parents[2] / "bench" / "bursts.py")
    assert spec is not None
    assert spec.loader is not None
    bench = module_from_spec(spec)
    spec.loader.exec_module(bench)
    return bench


def test_beginnings_of_the_benchmark_are_told_within_minutes():
    rows = [benchmark().judged_by_minute(seed) for seed in range(2_000, 2_003)]
    late = sorted(one for row in rows for one, _ in row[3])
    assert len(late) >= 8
    assert late[4] <= 45
    assert sum(row[2] for row in rows) <= 1


def test_bursts_of_the_benchmark_are_found():
    bench = benchmark()
    rows = [bench.judged(seed) for seed in range(2_000, 2_012)]
    assert sum(row[1] for row in rows) >= 0.9 * sum(row[0] for row in rows)
    assert sum(row[2] for row in rows) <= 0.4 * len(rows)


def test_half_a_link_is_no_trigger():
    found = spike()
    posts = [
        make.post(f"post {n} of lamp {n * 7} at http://www. example.org/{n}", created_at=found.start)
        for n in range(9)
    ]
    assert likely_trigger(posts, found) is None


@pytest.mark.parametrize("after", [7, 0, 31, 52])
def test_the_minute_in_which_a_spike_began_is_named_to_the_minute_or_two(after):
    """Ten minutes that reach into a burst are not its beginning."""
    dice = random.Random(after)
    counts = days(12)
    begun_at = START + timedelta(days=11, hours=14, minutes=after)
    first = 24 * 11 + 14
    times = [
        START + timedelta(days=11, hours=12) + timedelta(hours=n / 60)
        for n in range(240)
        if dice.random() < 0.9
    ]
    times += [begun_at + timedelta(seconds=12 * n) for n in range(5 * (120 - after))]
    for place in (first, first + 1):
        low = START + timedelta(hours=place)
        counts[place] = sum(low <= at < low + timedelta(hours=1) for at in times)
    found = next(one for one in spikes(counts, START, UTC) if one.start >= START + timedelta(hours=first))
    named = first_minute(times, found, found.expected / ((found.end - found.start) / timedelta(hours=1)))
    assert abs(named - begun_at) <= timedelta(minutes=2)


def test_hours_that_were_not_read_are_not_what_is_usual():
    """Five days without a key, then the usual again: read as quiet days they would make a spike of it."""
    counts = days(16)
    dark = range(24 * 9, 24 * 14 + 12)
    for place in dark:
        counts[place] = 0
    assert spikes(counts, START, UTC) != ()
    assert spikes(counts, START, UTC, dark) == ()
    assert baselines(counts, START, UTC, dark)[-1].lately > 2 * baselines(counts, START, UTC)[-1].lately


def test_what_was_read_of_an_hour_can_still_tell_a_spike():
    counts = days(12)
    for place in range(24 * 11 + 13, 24 * 11 + 16):
        counts[place] *= 6
    holes = [24 * 11 + 12, 24 * 11 + 13]
    counts[holes[0]] = 0
    (found,) = spikes(counts, START, UTC, holes)
    assert found.start == START + timedelta(hours=holes[1])


def test_hours_of_the_clock_that_were_never_read_whole_go_by_what_there_is():
    counts = days(12)
    nights = [place for place in range(len(counts)) if place % 24 < 6]
    assert spikes(counts, START, UTC, nights) == ()


def test_spikes_and_what_is_usual_come_from_one_pass():
    counts = days(12)
    counts[-2] *= 6
    counts[-1] *= 6
    told, usual = spikes_and_usual(counts, START, UTC)
    assert told == spikes(counts, START, UTC) != ()
    assert usual == baselines(counts, START, UTC)[-1]
    assert spikes_and_usual(counts[:71], START, UTC)[1] is None
