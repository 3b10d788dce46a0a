"""The ticks of an axis: round, within the window, never crowded."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_digest import SINCE, UNTIL

from aggregator.render.charts.scale import compact, count_ticks, time_ticks


@pytest.mark.parametrize(("most", "ticks"), [(0, []), (1, [1]), (3, [1, 2, 3]), (4, [1, 2, 3, 4]), (5, [2, 4]), (43, [10, 20, 30, 40]), (97, [20, 40, 60, 80]), (100, [50, 100]), (1800, [500, 1000, 1500])])  # fmt: skip
def test_count_ticks_are_round_numbers(most, ticks):
    assert count_ticks(most) == ticks


@given(st.integers(1, 10**15))
def test_there_are_one_to_four_count_ticks_up_to_the_largest(most):
    ticks = count_ticks(most)
    assert 1 <= len(ticks) <= 4
    assert 0 < ticks[0] <= ticks[-1] <= most


@given(
    st.integers(0, 10**6 * 3),
    st.timedeltas(timedelta(0), timedelta(days=1)),
    st.timedeltas(timedelta(seconds=1), timedelta(days=365 * 3000)),
)
def test_time_ticks_lie_within_any_window_and_never_crowd(days, hours, length):
    since = datetime.min.replace(tzinfo=UTC) + timedelta(days=days) + hours
    until = since + min(length, datetime.max.replace(tzinfo=UTC) - since)
    ticks = time_ticks(since, until)
    assert len(ticks) <= 6
    assert all(since <= one.at <= until for one in ticks)
    assert all(before.at < after.at for before, after in pairwise(ticks))
    assert len({after.at - before.at for before, after in pairwise(ticks)}) <= 4  # months differ, no more
    if length > timedelta(hours=1):
        assert len(ticks) >= 2


def test_ticks_name_the_day_and_the_year_where_they_change():
    told = [(one.text, one.below) for one in time_ticks(SINCE, UNTIL, language="en-GB")]
    assert told == [("18:00", "4 May"), ("00:00", "5 May"), ("06:00", ""), ("12:00", "")]
    told = [
        (one.text, one.below)
        for one in time_ticks(
            datetime(2031, 11, 20, tzinfo=UTC), datetime(2032, 3, 2, tzinfo=UTC), language="en-GB"
        )
    ]
    assert told == [("Dec", "2031"), ("Jan", "2032"), ("Feb", ""), ("Mar", "")]


def test_large_numbers_are_short_on_an_axis():
    assert [compact(one) for one in (0, 850, 1_500, 20_000, 3_000_000, 2 * 10**9)] == ["0", "850", "1.5k", "20k", "3M", "2G"]  # fmt: skip


def test_ticks_write_days_as_the_newsroom_does():
    assert "May 4" in [one.below for one in time_ticks(SINCE, UNTIL, language="en-US")]
    assert "4 May" in [one.below for one in time_ticks(SINCE, UNTIL, language="en-GB")]


def test_twelve_days_between_two_mondays_have_more_than_one_tick():
    tuesday = datetime(2031, 5, 6, 1, tzinfo=UTC)
    assert len(time_ticks(tuesday, tuesday + timedelta(days=12))) >= 2
