"""Names are taken out before a post is scored; feelings stay."""

import make
import pytest

from aggregator.model import Fact
from aggregator.scorers.masking import NAME, Masker


def fact(key, value):
    return Fact(key, value, "https://example.org", make.NOON.date(), "confirmed")


FILM = make.film(
    title="Bad Harbour: The Final Tide 2",
    former_titles=("Evil Tide",),
    hashtags=("BH2",),
    phrases=("bad harbour 2",),
    facts=(
        fact("director", "Grace Okonedo-Test"),
        fact("cast", {"actor": "Joy Brightman", "role": "Captain Love"}),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bad Harbour: The Final Tide 2 is good", "NAME is good"),
        ("bad harbour – the final tide 2 is good", "NAME is good"),
        ("BAD HARBOUR was bad", "NAME was bad"),
        ("saw evil tide's trailer", "saw NAME trailer"),
        ("#BH2 #BadHarbour #CantWait 🔥", "NAME NAME Cant Wait 🔥"),
        ("Joy Brightman brings joy", "NAME brings joy"),
        ("Brightman was lovely as Captain Love", "NAME was lovely as NAME"),
        ("thanks @studio https://example.org/a?b=c wow", "thanks NAME  wow"),
        ("pure joy, love it", "pure joy, love it"),
        ("nothing to mask", "nothing to mask"),
        ("#sobad", "sobad"),
    ],
)
def test_names_go_and_feelings_stay(text, expected):
    assert expected == Masker(FILM).mask(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wicked was wicked fun", "NAME was wicked fun"),
        ("what a wicked film", "what a wicked film"),
        ("THIS FILM IS WICKED", "THIS FILM IS WICKED"),
        ("WICKED is great", "NAME is great"),
        ("#Wicked trailer", "NAME trailer"),
    ],
)
def test_a_title_that_is_a_common_word_is_a_name_only_with_a_capital(text, expected):
    film = make.film(title="Wicked", hashtags=(), phrases=())
    assert expected == Masker(film).mask(text)


@pytest.mark.parametrize(
    "text", ["kelvin inn", "KELVIN INN", "\u212aelvin \u0130nn", "Steve's", "\u017fteve’s"]
)
def test_a_name_is_found_in_any_case_of_its_first_letter(text):
    film = make.film(title="Kelvin Inn", hashtags=(), phrases=("Steve's Harbour",))
    tail = " Harbour" if "teve" in text else ""
    expected = "NAME" if text.isascii() or tail else text  # no casefold makes a dotted I of an i
    assert Masker(film).mask(text + tail) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoé Årdal and TOM O'HARA were great", "NAME and NAME were great"),
        ("tom o’hara's 'Tom O'Hara' awwww...i www.x.org/a http://x.org @tom #TomOHara",
         "NAME 'NAME' awwww...i   NAME NAME"),
    ],
)  # fmt: skip
def test_plain_names_are_found_beside_one_of_another_alphabet(text, expected):
    film = make.film(phrases=("Zoé Årdal", "Tom O'Hara"))
    assert Masker(film).mask(text) == expected


@pytest.mark.parametrize("written", ["The Ferryman's Tale", "The Ferryman’s Tale", "the ferrymans tale"])
def test_a_title_is_masked_with_and_without_its_apostrophe(written):
    masker = Masker(make.film(title="The Ferryman's Tale", hashtags=(), phrases=()))
    assert masker.mask(f"just saw {written} today") == f"just saw {NAME} today"
