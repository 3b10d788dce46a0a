"""Spikes in the real series that last five days or more: few, where something happened, and never a rhythm."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from usual import baselines

from aggregator.signals.baselines import HOUR, MINUTE
from aggregator.signals.bursts import LOOK_BACK, WARM_UP, begun, spikes

ZONE = ZoneInfo("America/New_York")
LONG = (
    "20th_century_women",
    "a_cure_for_wellness",
    "a_dogs_purpose",
    "all_saints",
    "american_made",
    "birth_of_the_dragon",
    "how_to_be_a_latin_lover",
    "manchester_by_the_sea",
    "only_the_brave",
    "same_kind_of_different_as_me",
    "the_beguiled",
    "the_belko_experiment",
    "the_zookeepers_wife",
    "tyler_perrys_boo_2_a_madea_halloween",
)


def series(real_data, name):
    """The first whole hour, and the counts of each minute from then to the last whole hour."""
    with gzip.open(real_data / "data" / "twitter_2017" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        times = sorted(datetime.fromisoformat(json.loads(line)["created_at"]) for line in lines)
    start = times[0].replace(minute=0, second=0, microsecond=0) + HOUR
    many = 60 * int((times[-1] - start) / HOUR)
    counted = Counter(int((at - start) / MINUTE) for at in times if at >= start)
    return start.astimezone(UTC), [counted[place] for place in range(many)]


def hours(minutes):
    return [sum(minutes[at : at + 60]) for at in range(0, len(minutes), 60)]


def test_a_fortnight_of_a_film_has_one_or_two_spikes(real_data):
    found, judged = [], 0
    for name in LONG:
        start, minutes = series(real_data, name)
        found += spikes(hours(minutes), start, ZONE)
        judged += len(minutes) // 60 - WARM_UP
    assert 0.7 <= len(found) / (judged / (24 * 14)) <= 1.7
    assert all(one.times >= 1.75 for one in found)


def test_the_day_of_a_critics_prize_is_the_strongest_spike(real_data):
    start, minutes = series(real_data, "manchester_by_the_sea")
    strongest = max(spikes(hours(minutes), start, ZONE), key=lambda one: one.posts)
    assert strongest.start < datetime(2016, 11, 29, 19, tzinfo=UTC) < strongest.end
    assert strongest.times > 4


def test_a_days_rhythm_that_begins_after_a_silence_is_told_once(real_data):
    start, minutes = series(real_data, "the_beguiled")
    assert len(spikes(hours(minutes), start, ZONE)) <= 1


@pytest.mark.parametrize("name", ["american_made", "manchester_by_the_sea", "only_the_brave"])
def test_minutes_tell_the_real_spikes_and_little_else(real_data, name):
    start, minutes = series(real_data, name)
    usual = baselines(hours(minutes), start, ZONE)
    alarms = []
    for now in range(60 * WARM_UP, len(minutes)):
        since = now + 1 - LOOK_BACK
        if begun(minutes[since : now + 1], start + since * MINUTE, usual[now // 60 - WARM_UP]) is not None:
            alarms.append(start + (now + 1) * MINUTE)
    found = spikes(hours(minutes), start, ZONE)
    near = timedelta(hours=2)
    told = [one for one in found if any(one.start <= at <= one.end + HOUR for at in alarms)]
    other = [at for at in alarms if not any(one.start - near <= at <= one.end + near for one in found)]
    episodes = sum(b - a > timedelta(hours=3) for a, b in zip([start, *other], other, strict=False))
    assert len(told) >= len(found) / 2
    assert episodes <= 2
