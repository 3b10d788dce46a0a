"""Facts of anybody's provider: only what a story can tell comes in."""

from datetime import date

import pytest

from aggregator.errors import UnexpectedPayload
from aggregator.facts import checked
from aggregator.model import Fact

PAGE = "https://films.example.org/a"
GOOD = {
    "director": "Ann Vale",
    "writers": "Bo Ray",
    "cast": {"actor": "Cy Dunn", "role": "Mo"},
    "release": {"date": "2031-09-12", "territory": "United States"},
    "synopsis": {"text": "A keeper folds a light.", "of_film": "The Salt Lantern"},
    "trailer": {"url": "https://example.org/t"},
    "predecessor": {"title": "The Salt Lantern", "released": "2027-10-15"},
}


def fact(key, value, source=PAGE):
    return Fact(key, value, source, date(2031, 5, 4), "reported", 0, "archive")


def test_facts_of_every_kind_come_in():
    facts = tuple(fact(key, value) for key, value in GOOD.items())
    assert checked("archive", facts) == facts


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("budget", "12"),
        ("director", None),
        ("director", ""),
        ("director", ["Ann"]),
        ("director", "Ann\u202eVale"),
        ("director", "x" * 201),
        ("cast", {"role": "Mo"}),
        ("cast", {"actor": "Cy", "role": None}),
        ("cast", {"actor": "Cy", "age": "7"}),
        ("cast", "Cy"),
        ("release", {"territory": "US"}),
        ("release", {"date": "soon"}),
        ("release", {"date": date(2031, 9, 12)}),
        ("synopsis", {"text": "see https://example.org"}),
        ("trailer", {"url": "http://example.org/t"}),
        ("trailer", {"url": "javascript:alert(1)"}),
        ("predecessor", {"title": "One", "released": "2027"}),
    ],
)
def test_what_no_story_can_tell_stays_out(key, value):
    with pytest.raises(UnexpectedPayload, match="which is no fact"):
        checked("archive", [fact("director", "Ann Vale"), fact(key, value)])


def test_a_fact_without_a_page_for_readers_stays_out():
    with pytest.raises(UnexpectedPayload):
        checked("archive", [fact("director", "Ann Vale", "file:///etc/passwd")])
