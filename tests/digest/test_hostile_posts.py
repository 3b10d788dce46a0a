"""Hostile posts before the gate, and names of other works in single posts."""

from time import process_time

import make
import pytest

from aggregator.digest.beside import is_headline
from aggregator.digest.excerpt import without_links
from aggregator.digest.foreign import partly_foreign
from aggregator.digest.other_works import OtherNames
from aggregator.digest.verdict import Reader, says

TIDE = make.film(slug="tide", title="Tide", hashtags=("Tide",), phrases=())
READER = Reader(TIDE)


def _names(film=TIDE):
    return OtherNames(film, lambda _: ())


def _says(text):
    masked = READER.masked(text)
    partly_foreign(text), without_links(text)
    says(masked, "positive"), says(masked, "negative")
    is_headline(masked)


@pytest.mark.parametrize(
    "asked", [_names().in_text, _says], ids=["names of other works", "verdicts, headlines, links"]
)
@pytest.mark.parametrize(
    "hostile",
    [
        lambda n: "A" + " " * n + "Tide " * (n // 5),
        lambda n: "\n" * n + "Tide",
        lambda n: "a" * n,
        lambda n: "A" * n + " Tide",
        lambda n: "Tide of " * (n // 8),
        lambda n: "so lit" + " " * n + "x",
        lambda n: "so tedious" + "\t" * n + "x",
        lambda n: "." * n,
        lambda n: "§" * n,
        lambda n: "a-" * (n // 2),
        lambda n: "a." * (n // 2),
    ],
)
def test_a_post_four_times_as_long_takes_no_more_than_some_four_times_as_long(asked, hostile):
    def least(size):
        took = []
        for _ in range(5):
            begun = process_time()
            for _ in range(8):
                asked(hostile(size))
            took.append(process_time() - begun)
        return min(took)

    # A square is 16 times, a cube 64 times. What takes no time at all is not compared.
    assert least(4_000) < 10 * max(least(1_000), 0.001)


def test_a_post_can_not_write_what_we_write_for_the_film():
    assert "§" not in READER.masked("§ 5 of that law is great, and so is ¤")
    assert says(READER.masked("Tide was such a good movie"), "positive")


@pytest.mark.parametrize(
    "text",
    [
        "I saw Crimson Tide again, so good",
        "I saw Crimson    Tide again, so good",
        "so good, Tide of Embers",
        "Tide was great\nBeacons is one of my favorite movies",
        "Tide was great. Beacons  sucked",
    ],
)
def test_a_longer_name_and_a_film_of_another_name_are_other_works(text):
    assert _names().in_text(text)


@pytest.mark.parametrize(
    "text",
    ["So good.\n\n  Tide was great", "Wow. Tide was great", "   Tide was great", "loved\n Tide so much"],
)
def test_what_stands_before_the_title_in_another_sentence_is_no_part_of_it(text):
    assert not _names().in_text(text)
