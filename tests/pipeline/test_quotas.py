"""Quotas: their periods in their own zone, what settings make of them, and how far they will last."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.model.quotas import Quota, Spent, with_settings, worded

PACIFIC = "America/Los_Angeles"
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "start", "hours"),
    [
        (datetime(2026, 11, 25, 7, 59, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC), 24),
        (datetime(2026, 11, 25, 8, 0, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC), 24),
        (
            datetime(2026, 3, 8, 20, 0, tzinfo=UTC),
            datetime(2026, 3, 8, 8, tzinfo=UTC),
            23,
        ),  # clocks go forward
        (datetime(2026, 11, 1, 20, 0, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC), 25),  # and back
    ],
)
def test_a_day_is_the_day_of_the_networks_own_zone(now, start, hours):
    found = Quota("units", 10, "day", PACIFIC).period(now)

    assert found == (start, start + hours * HOUR)


def test_a_month_ends_where_the_next_begins():
    december = Quota("usd_micros", 1, "month").period(datetime(2031, 12, 31, 23, 59, tzinfo=UTC))

    assert december == (datetime(2031, 12, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC))


def test_settings_replace_a_networks_quota_and_keep_its_zone():
    own = (Quota("searches", 100, "day", PACIFIC),)
    found = with_settings(
        own, {"searches_per_day": 500, "usd_per_run": 1.25, "usd_per_month": None, "archive": True}, "youtube"
    )

    assert found == (
        Quota("searches", 500, "day", PACIFIC, "sources.youtube.searches_per_day"),
        Quota("usd_micros", 1_250_000, "run", "UTC", "sources.youtube.usd_per_run"),
    )


def test_a_forecast_goes_on_like_this():
    quota = Quota("units", 100, "day")
    start = datetime(2031, 5, 4, tzinfo=UTC)
    noon = start + 12 * HOUR
    calm = Spent(quota, 40, start, start + 24 * HOUR)
    wild = Spent(quota, 80, start, start + 24 * HOUR)

    assert (calm.left, calm.forecast(noon), calm.runs_out_at(noon)) == (60, 80, None)
    assert (wild.forecast(noon), wild.runs_out_at(noon)) == (160, start + 15 * HOUR)


def test_too_early_in_its_period_a_forecast_says_nothing():
    start = datetime(2031, 5, 4, tzinfo=UTC)
    spent = Spent(Quota("units", 100, "day"), 40, start, start + 24 * HOUR)

    assert spent.forecast(start + HOUR) is None
    assert spent.runs_out_at(start + HOUR) is None


def test_amounts_are_said_as_people_say_them():
    assert worded("usd_micros", 1_234_500) == "$1.23"
    assert worded("searches", 1_000) == "1,000 searches"
