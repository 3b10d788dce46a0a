"""Names of other works in single posts, hostile ones among them."""

from time import process_time

import make
import pytest

from aggregator.digest.other_works import OtherNames

TIDE = make.film(slug="tide", title="Tide", hashtags=("Tide",), phrases=())


def _names(film=TIDE):
    return OtherNames(film, lambda _: ())


@pytest.mark.parametrize(
    "hostile",
    [
        lambda n: "A" + " " * n + "Tide " * (n // 5),
        lambda n: "\n" * n + "Tide",
        lambda n: "a" * n,
        lambda n: "A" * n + " Tide",
        lambda n: "Tide of " * (n // 8),
    ],
)
def test_a_text_four_times_as_long_takes_no_more_than_some_four_times_as_long(hostile):
    names = _names()

    def least(size):
        took = []
        for _ in range(5):
            begun = process_time()
            for _ in range(4):
                names.in_text(hostile(size))
            took.append(process_time() - begun)
        return min(took)

    assert least(4_000) < 10 * least(1_000)  # a square is 16 times, a cube 64 times


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
