"""What gives the story away, and what only promises not to."""

from datetime import date, timedelta

import make
import pytest

from aggregator.model import Fact
from aggregator.signals.spoilers import Spoilers
from aggregator.signals.text_words import words_of

ROLE = Fact(
    "cast",
    {"actor": "Mara Lindqvist", "role": "Wren Calloway"},
    "https://example.org",
    date(2031, 4, 1),
    "confirmed",
)
FILM = make.film(
    facts=(ROLE,), secrets=("the brother is alive", "Tidewarden"), secret_until=date(2031, 9, 12)
)


def reason(text, **fields):
    found = list(Spoilers(fields.pop("film", FILM)).flags(make.post(text, **fields), words_of(text)))
    assert {flag.name for flag in found} <= {"spoiler"}
    return found[0].because if found else None


@pytest.mark.parametrize(
    "text",
    [
        "SPOILER ALERT she never comes back",
        "#spoilers the boat was empty",
        "#GlassHarbourSpoilers that scene",
        "(spoilers) so the keeper did it",
        "major spoilers ahead, stop reading",
        "Spoiler: it was the tide",
        "https://example.org/a #spoilers inside",
        "lovely https://example.org/b *spoiler*",
    ],
)
def test_what_its_author_marks_as_a_spoiler_is_one(text):
    assert reason(text) == "marked as a spoiler by its author"


@pytest.mark.parametrize(
    "text",
    [
        "no spoilers please",
        "my spoiler-free review: go",
        "without spoilers: it is lovely #NoSpoilers",
        "avoiding spoilers until Friday",
        "the rear spoiler of that car",
        "don't spoil it for me",
        "I missed all spoilers, what luck",
        "thanks for the spoiler alert, I'll read it later",
        "an hour in, when [spoiler deleted]",
        "info sin spoilers, amigos",
        "new talk by @SpoilerTown on it",
        "https://www. spoileralert.eu/2031/the-harbour a review",
    ],
)
def test_who_promises_or_asks_for_none_gives_nothing_away(text):
    assert reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "he dies at the end and I cried",
        "the ending where the lamp goes out, wow",
        "the post-credits scene shows the other harbour",
        "turns out he was the killer",
        "the twist is that nobody left",
        "they were dead all along",
    ],
)
def test_telling_how_it_ends_is_a_spoiler(text):
    assert reason(text) == "tells how something ends"


@pytest.mark.parametrize(
    "text",
    [
        "the ending was lovely",
        "is there a post-credits scene?",
        "I died laughing at the end",
        "this twist is amazing",
        "the killer is so good in this",
        "my phone died in the cinema",
        "stay for the credits",
    ],
)
def test_talking_about_an_ending_is_not(text):
    assert reason(text) is None


def test_a_characters_fate_is_a_spoiler_and_an_actors_is_not():
    assert reason("can't believe Wren dies") == "tells a character's fate"
    assert reason("Wren Calloway's death broke me") == "tells a character's fate"
    assert reason("Mara Lindqvist kills it") is None
    assert reason("wrens are small birds that died out here") is None


def test_a_films_secrets_are_secret_until_their_day():
    before, after = make.NOON, make.NOON + timedelta(days=200)
    for text in ("so the brother is ALIVE", "who is the tidewarden?"):
        assert reason(text, created_at=before) == "holds one of the film's secrets"
        assert reason(text, created_at=after) is None
    for_good = make.film(secrets=("tidewarden",))
    assert reason("the Tidewarden!", created_at=after, film=for_good) == "holds one of the film's secrets"
    assert "alive" not in reason("so the brother is alive", created_at=before)


def test_a_warning_that_speaks_of_the_film_covers_a_spoiler_and_another_does_not():
    assert reason("oh no", spoiler_text="film spoilers") == "stands behind a warning that speaks of the film"
    assert reason("oh no", spoiler_text="Glass Harbour") == "stands behind a warning that speaks of the film"
    assert reason("oh no", spoiler_text="food") is None
    assert reason("oh no", spoiler_text="the brother is alive") == "holds one of the film's secrets"


def test_hostile_texts_are_judged_quickly():
    for text in (
        "spoiler " * 6_000,
        "no " * 15_000 + "spoilers",
        "the end " * 6_000,
        "[" * 30_000 + "spoiler",
        "#" * 20_000 + "spoiler",
        "#" + "a" * 30_000,
        "spoiler" * 5_000,
        "spoiler" + "a." * 15_000,
    ):
        reason(text)
