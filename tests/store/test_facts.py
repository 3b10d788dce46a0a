"""What providers said of a film: the last reading of each, for half a year."""

from datetime import date, timedelta

import pytest
from make import NOON

from aggregator.errors import StoreError
from aggregator.model import Fact
from aggregator.store import facts

FILM = "the-glass-harbour"
PAGE = "https://www.themoviedb.org/movie/900000101"


def fact(key, value, index=0, provider="tmdb"):
    return Fact(key, value, PAGE, date(2031, 5, 4), "reported", index, provider)


CAST = (fact("cast", {"actor": "Ann Ünal", "role": "Mo"}), fact("cast", {"actor": "Bo"}, 1))


@pytest.fixture
def keep(store):
    def run(provider, told, at=NOON, film=FILM):
        with store.write() as s:
            facts.keep(s, film, provider, told, at)

    return run


@pytest.fixture
def readings(store):
    def run(now=NOON, film=FILM):
        with store.read() as s:
            return facts.of_film(s, film, now)

    return run


def test_facts_come_back_as_they_were_kept(keep, readings):
    keep("wikidata", (fact("director", "Ann", provider="wikidata"),))
    keep("tmdb", CAST)
    assert [(one.provider, one.at) for one in readings()] == [("tmdb", NOON), ("wikidata", NOON)]
    assert readings()[0].facts == CAST


def test_a_new_reading_takes_the_place_of_the_former_one(keep, readings):
    keep("tmdb", CAST)
    keep("tmdb", (), NOON + timedelta(days=1))
    assert [(one.at, one.facts) for one in readings()] == [(NOON + timedelta(days=1), ())]


def test_nothing_is_used_or_kept_for_longer_than_half_a_year(keep, readings):
    keep("tmdb", CAST)
    later = NOON + timedelta(days=180)
    assert len(readings(later)) == 1
    assert readings(later + timedelta(seconds=1)) == ()
    keep("wikidata", (), later + timedelta(seconds=1))
    assert [one.provider for one in readings(NOON)] == ["wikidata"]


def test_a_film_that_nobody_watches_has_no_facts(keep, readings):
    assert readings(film="unknown") == ()
    with pytest.raises(StoreError, match="not in the database"):
        keep("tmdb", CAST, film="unknown")
