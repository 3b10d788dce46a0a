"""Under which embargo a story stands."""

from datetime import timedelta

import make
import pytest

from aggregator.digest import embargo_until
from aggregator.model import Event
from aggregator.model.digests import Window

HOUR = timedelta(hours=1)
AT = make.NOON
UNTIL = AT + 30 * HOUR
SCREENING = Event("press screening", AT, "critics", UNTIL)
AROUND = Window(AT - 6 * HOUR, AT + 24 * HOUR, "press screening")


def film(*events, **fields):
    return make.film(events=events or (SCREENING,), **fields)


def test_a_story_around_an_event_waits_as_long_as_the_event_says():
    assert embargo_until(film(), AROUND, AT + HOUR) == UNTIL
    assert embargo_until(film(), Window(AT + HOUR, AT + 2 * HOUR, "press screening"), AT) == UNTIL


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [(-24, 0, False), (-24, 1, True), (0, 24, True), (1, 24, False)],
)
def test_so_does_a_daily_story_in_whose_window_the_event_lies(since, until, held):
    found = embargo_until(film(), Window(AT + since * HOUR, AT + until * HOUR), AT)
    assert found == (UNTIL if held else None)


def test_an_embargo_that_is_over_is_none():
    assert embargo_until(film(), AROUND, UNTIL) is None
    assert embargo_until(film(), AROUND, UNTIL - timedelta(seconds=1)) == UNTIL


def test_the_films_own_holds_for_all_its_stories_and_the_latest_decides():
    of_film = AT + 40 * HOUR
    assert embargo_until(film(embargo_until=of_film), Window(AT + 5 * HOUR, AT + 6 * HOUR), AT) == of_film
    assert embargo_until(film(embargo_until=of_film), AROUND, AT) == of_film
    assert embargo_until(film(embargo_until=AT + HOUR), AROUND, AT) == UNTIL


def test_events_without_an_embargo_hold_nothing_back():
    assert embargo_until(film(Event("trailer 1", AT, "trailer")), AROUND, AT) is None
