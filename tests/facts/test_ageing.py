"""When a fact is too old to be printed without a look."""

from datetime import date

import pytest

from aggregator.model import Conflict, Fact
from aggregator.model.ageing import is_too_old, released

TODAY = date(2032, 1, 1)
LONG_AGO, AFTER = date(2030, 1, 1), date(2031, 7, 1)
PAGE = "https://example.org/a"


def fact(key, value, as_of, conflicts=()):
    return Fact(key, value, PAGE, as_of, "confirmed", conflicts=conflicts)


OUT = fact("release", {"date": "2031-06-01"}, AFTER)
COMING = fact("release", {"date": "2032-06-01"}, AFTER)


@pytest.mark.parametrize(
    ("one", "release", "old"),
    [
        (
            fact("director", "Ann", LONG_AGO),
            OUT,
            True,
        ),  # read before the film was out: it may have changed since
        (fact("director", "Ann", AFTER), OUT, False),
        (fact("director", "Ann", AFTER), COMING, True),  # half a year and more, and the film still to come
        (fact("director", "Ann", date(2031, 10, 1)), COMING, False),
        (fact("trailer", {"url": PAGE}, LONG_AGO), COMING, True),
        (OUT, OUT, False),  # read after the day: it no longer changes
        (fact("release", {"date": "2031-06-01"}, LONG_AGO), OUT, True),  # announced, and perhaps postponed
        (fact("predecessor", {"title": "One", "released": "2027-01-01"}, LONG_AGO), COMING, False),
        (fact("predecessor", {"title": "One"}, LONG_AGO), COMING, True),
        (fact("related", {"title": "A story", "url": PAGE}, LONG_AGO), COMING, False),
    ],
)
def test_a_fact_is_old_once_it_may_have_changed(one, release, old):
    facts = (release,) if one.key == "release" else (one, release)
    facts = (one,) if one.key == "release" else facts
    assert is_too_old(one, facts, TODAY, 180) is old


def test_the_limit_is_counted_in_days():
    one = fact("director", "Ann", date(2031, 7, 5))
    assert not is_too_old(one, (one,), TODAY, 180)
    assert is_too_old(one, (one,), TODAY, 179)


def test_a_film_is_out_when_the_last_of_differing_sources_says_so():
    other = Conflict({"date": "2031-08-01"}, PAGE, AFTER, "reported")
    first = fact("release", {"date": "2031-06-01"}, AFTER, (other,))
    assert released([first]) == date(2031, 8, 1)
    assert released([first, fact("release", {"date": "2031-07-01"}, AFTER)]) == date(2031, 7, 1)
    assert released([fact("release", {"date": "some day"}, AFTER)]) is None
