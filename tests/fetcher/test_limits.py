from datetime import UTC, datetime, timedelta

import pytest
from make import NOON as NOW

from aggregator.fetcher import limits

EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("header", "value", "seconds"),
    [
        ("x-rate-limit-reset", str(EPOCH + 90), 90),
        ("x-ratelimit-reset", "2031-05-04T12:01:30.070144Z", 90.070144),
        ("x-ratelimit-reset", "2031-05-04T12:01:30.000Z", 90),
        ("x-ratelimit-reset", "2031-05-04T14:01:30+02:00", 90),
        ("x-ratelimit-reset", "90", 90),
        ("x-ratelimit-reset", "90.5", 90.5),
        ("x-ratelimit-reset", str(EPOCH + 90), 90),
        ("x-ratelimit-reset", str((EPOCH + 90) * 1000), 90),
        ("ratelimit-reset", str(EPOCH + 90), 90),
        ("ratelimit-reset", "90", 90),
        ("retry-after", "90", 90),
        ("retry-after", "Sun, 04 May 2031 12:01:30 GMT", 90),
        ("retry-after", "0", 1),
        ("ratelimit-reset", str(EPOCH - 500), 1),
        ("retry-after", "999999999", 86400),
        ("x-ratelimit-reset", "9999-12-31T23:59:59Z", 86400),
    ],
)
def test_every_form_of_a_reset_is_read(header, value, seconds):
    assert limits.resumes_at({header: value}, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "",
        "nan",
        "inf",
        "-5",
        "1e400",
        "2031-99-99",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "Fri, 31 Dec 9999 23:59:59 -1400",
    ],
)
def test_a_reset_that_says_nothing_means_a_minute(value):
    assert limits.resumes_at({"retry-after": value}, NOW) == NOW + timedelta(seconds=60)
    assert limits.resumes_at({"x-ratelimit-reset": value}, NOW) == NOW + timedelta(seconds=60)
    assert limits.resumes_at({}, NOW) == NOW + timedelta(seconds=60)


def test_the_later_of_two_words_counts():
    headers = {"retry-after": "10", "ratelimit-reset": str(EPOCH + 200)}

    assert limits.resumes_at(headers, NOW) == NOW + timedelta(seconds=200)


@pytest.mark.parametrize(
    ("headers", "remaining"),
    [
        ({"x-ratelimit-remaining": "588.0"}, 588),
        ({"x-rate-limit-remaining": "0"}, 0),
        ({"ratelimit-remaining": "-1"}, 0),
        ({"ratelimit-remaining": "many"}, None),
        ({"ratelimit-remaining": "nan"}, None),
        ({}, None),
    ],
)
def test_what_is_left_is_a_number_or_unknown(headers, remaining):
    assert limits.read(headers, NOW).remaining == remaining


def test_the_reset_is_utc():
    limit = limits.read({"x-ratelimit-reset": "2031-05-04T14:01:30+02:00"}, NOW)

    assert limit.resets_at == datetime(2031, 5, 4, 12, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", ["99999999999999999999", "1e308", "9" * 300])
def test_an_allowance_that_no_database_holds_is_a_large_one(value):
    assert limits.read({"x-ratelimit-remaining": value}, NOW).remaining in (1_000_000_000, None)
