"""A story that is made again: the facts of then, and what an editor mended since."""

from dataclasses import replace
from datetime import date

import make

from aggregator.digest.facts_prose import facts_of
from aggregator.model import Conflict, Fact
from aggregator.pipeline.facts import as_then

DAY = date(2031, 5, 4)
PAGE = "https://example.org/a"
OTHER = Conflict("Cy Dunn", "https://www.themoviedb.org/movie/1", DAY, "reported", "tmdb")
OWN = Fact("director", "Ann Vale", PAGE, DAY, "confirmed")
READ = tuple(
    Fact("writers", name, "https://www.themoviedb.org/movie/1", DAY, "reported", index, "tmdb")
    for index, name in enumerate(("Bo Ray", "Di Orr"))
)


def then(*facts):
    return facts_of(make.film(facts=facts), DAY, 180)


def test_facts_of_providers_and_their_conflicts_are_those_of_then():
    was = (replace(OWN, conflicts=(OTHER,)), *READ)
    assert as_then(make.film(facts=(OWN,)), then(*was)).facts == was


def test_what_an_editor_mended_since_is_told_as_it_is_now():
    was = then(replace(OWN, conflicts=(OTHER,)), *READ)
    mended = replace(OWN, value="Cy Dunn")
    decided = Fact("writers", "Eve Ash", PAGE, DAY, "confirmed")
    assert as_then(make.film(facts=(mended, decided)), was).facts == (mended, decided)


def test_a_fact_that_an_editor_took_out_does_not_come_back():
    assert as_then(make.film(), then(OWN, *READ)).facts == READ
