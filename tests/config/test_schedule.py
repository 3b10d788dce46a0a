"""When something is due, over zones and years whose clocks jump."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.schedule import Daily, Every, format_duration, parse, parse_duration

ZONES = [
    "UTC", "Europe/London", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe",
    "Pacific/Apia", "America/Nuuk", "Africa/Casablanca", "Antarctica/Troll", "Asia/Tehran", "Pacific/Chatham",
]  # fmt: skip
instants = st.datetimes(datetime(2008, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given one
daily = st.builds(Daily, st.integers(0, 23), st.integers(0, 59), st.sampled_from(ZONES))
every = st.builds(Every, st.integers(1, 10_000_000).map(lambda seconds: timedelta(seconds=seconds)))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("every 10 minutes", Every(timedelta(minutes=10))),
        ("every minute", Every(timedelta(minutes=1))),
        ("every 1 hour", Every(timedelta(hours=1))),
        ("  every   90 seconds ", Every(timedelta(seconds=90))),
        ("07:00 Europe/London", Daily(7, 0, "Europe/London")),
        ("7:05 UTC", Daily(7, 5, "UTC")),
        ("23:59 America/Argentina/Buenos_Aires", Daily(23, 59, "America/Argentina/Buenos_Aires")),
    ],
)
def test_schedule_is_read_as_people_write_it(text, schedule):
    assert schedule == parse(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no schedule"),
        ("daily", "no schedule"),
        ("every ten minutes", "no schedule"),
        ("every 0 minutes", "never due"),
        ("every 999999999 hours", "too seldom"),
        ("24:00 Europe/London", "no time of the day; write it like '07:00 Europe/London'"),
        ("07:60 Europe/London", "no time of the day"),
        ("07:00", "no schedule"),
        ("07:00 Europe/Londn", "no time zone 'Europe/Londn'; did you mean 'Europe/London'?"),
        ("07:00 London", "did you mean 'Europe/London'?"),
        ("07:00 Europe", "no time zone"),
        ("07:00 America/Argentina", "no time zone"),
        ("07:00 ../../etc/passwd", "no time zone"),
        ("07:00 /etc/localtime", "no time zone"),
        ("٠٧:٠٠ Europe/London", "no schedule"),
    ],
)
def test_what_is_no_schedule_is_refused_with_what_would_be_right(text, complaint):
    with pytest.raises(ValueError, match="; ") as error:
        parse(text)
    assert complaint in str(error.value)


@given(st.one_of(daily, every))
def test_schedule_reads_what_it_writes(schedule):
    assert schedule == parse(str(schedule))


@given(st.one_of(daily, every), instants)
def test_next_moment_is_later_and_nothing_lies_between(schedule, instant):
    following = schedule.next_after(instant)
    assert instant < following
    assert UTC is following.tzinfo
    assert following == schedule.next_after(following - timedelta(microseconds=1))
    if following - timedelta(seconds=1) > instant:
        assert following == schedule.next_after(instant + (following - instant) / 2)


@given(st.one_of(daily, every), instants)
def test_slot_changes_exactly_when_the_moment_comes(schedule, instant):
    following = schedule.next_after(instant)
    assert schedule.slot(instant) == schedule.slot(following - timedelta(microseconds=1))
    assert schedule.slot(instant) < schedule.slot(following)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("wall", [time(0, 0), time(0, 30), time(2, 30), time(7, 0), time(23, 30)])
def test_every_local_date_gets_exactly_one_moment(zone, wall):
    """Walked over years: no date twice, none left out but those that a zone skipped whole."""
    schedule = Daily(wall.hour, wall.minute, zone)
    at, end = utc("2010-12-20T12:00"), utc("2012-02-01")
    slots = []
    while at < end:
        at = schedule.next_after(at)
        slots.append(schedule.slot(at))
        local = at.astimezone(ZoneInfo(zone))
        named = date.fromisoformat(slots[-1])
        shifted = local.replace(tzinfo=None) - datetime.combine(named, wall)
        assert timedelta(0) <= shifted <= timedelta(hours=2), "fires at its wall time, or after a gap"
    first = date.fromisoformat(slots[0])
    expected = [(first + timedelta(days=days)).isoformat() for days in range(len(slots) + 1)]
    if zone == "Pacific/Apia":
        expected.remove("2011-12-30")  # Samoa went over the date line: the day does not exist
    assert expected[: len(slots)] == slots


def test_time_that_comes_twice_fires_the_first_time():
    schedule = Daily(1, 30, "America/New_York")
    first = schedule.next_after(utc("2026-11-01T00:00"))
    assert utc("2026-11-01T05:30") == first
    assert utc("2026-11-02T06:30") == schedule.next_after(first)
    assert schedule.slot(utc("2026-11-01T06:30")) == "2026-11-01"


def test_time_that_is_skipped_fires_once_at_the_shifted_instant():
    schedule = Daily(2, 30, "America/New_York")
    fired = schedule.next_after(utc("2026-03-08T00:00"))
    assert utc("2026-03-08T07:30") == fired, "03:30 EDT"
    assert schedule.slot(fired) == "2026-03-08"
    assert utc("2026-03-09T06:30") == schedule.next_after(fired)


def test_moment_pushed_over_midnight_keeps_the_name_of_its_own_date():
    """Nuuk goes from 23:00 to midnight: 23:30 of the Saturday comes at 00:30 of the Sunday."""
    schedule = Daily(23, 30, "America/Nuuk")
    fired = schedule.next_after(utc("2024-03-30T12:00"))
    assert fired.astimezone(ZoneInfo("America/Nuuk")).isoformat() == "2024-03-31T00:30:00-01:00"
    assert schedule.slot(fired) == "2024-03-30"
    assert schedule.slot(schedule.next_after(fired)) == "2024-03-31"


def test_every_is_counted_from_the_epoch_so_that_all_machines_agree():
    schedule = Every(timedelta(hours=6))
    assert utc("2031-05-04T12:00") == schedule.next_after(utc("2031-05-04T06:00"))
    assert schedule.slot(utc("2031-05-04T11:59")) == "2031-05-04T06:00:00Z"


@pytest.mark.parametrize("schedule", [Every(timedelta(hours=1)), Daily(7, 0, "UTC")])
def test_instant_without_zone_is_refused(schedule):
    naive = datetime(2031, 5, 4)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="no time zone"):
        schedule.next_after(naive)
    with pytest.raises(ValueError, match="no time zone"):
        schedule.slot(naive)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 minutes", 1800), ("2 hours", 7200), ("90 seconds", 90), ("24 hours", 86400), ("24h", 86400),
        ("90s", 90), ("15m", 900), ("7d", 604800), ("1 day", 86400), ("1 Hour", 3600), (" 60s ", 60),
    ],
)  # fmt: skip
def test_duration_is_read_as_people_write_it(text, seconds):
    assert timedelta(seconds=seconds) == parse_duration(text)


@pytest.mark.parametrize(
    "text",
    ["", "h", "24", "0 minutes", "-1h", "1.5 hours", "1h30m", "5 weeks", "9999999 days", "٣ hours", "1e3 s"],
)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="is "):
        parse_duration(text)


@given(st.integers(1, 300_000_000).map(lambda seconds: timedelta(seconds=seconds)))
def test_duration_reads_what_it_writes(duration):
    assert duration == parse_duration(format_duration(duration))
