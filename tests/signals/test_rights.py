"""Whose an image is, by who posted it and what is said of it."""

import make
import pytest

from aggregator.model import Account, Media
from aggregator.signals.rights import rights_of


def found(text, alt=None, *, author=None, author_class="unknown", accounts=()):
    post = make.post(text, media=(Media("image", "https://img.example/1.jpg", alt),), author=author)
    return rights_of(post, author_class, accounts)


@pytest.mark.parametrize(
    "text",
    [
        "Mara on set today (Photo: Getty)",
        "Mara on set, via Getty Images",
        "New still. Credit: AP",
        "REUTERS/ somebody on the pier",
        "photo by Shutterstock",
    ],
)
def test_a_named_agency_is_the_owner(text):
    assert found(text).rights == "agency"


def test_an_agency_in_the_description_counts_too():
    assert found("Look at this", "The cast on a pier. AP Photo").because == "it names “ap photo”"


@pytest.mark.parametrize(
    "text", ["leaked set photos!!", "another set leak from the pier", "filmed in the cinema"]
)
def test_who_calls_it_a_leak_makes_it_one(text):
    assert found(text).rights == "leaked"


@pytest.mark.parametrize(
    "text",
    ["this is not a leak", "officially out, no leaks needed", "my eyes leaked", "oil leak on the pier"],
)
def test_a_leak_that_is_denied_or_of_something_else_is_none(text):
    assert found(text).rights == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "my fan art of Captain Orla",
        "I drew this while waiting for the trailer",
        "shot by me on the pier",
        "my own photo from the premiere",
        "Captain Orla, art by me",
        "finally finished my Orla cosplay: photos by me",
    ],
)
def test_who_says_to_have_made_it_made_it(text):
    assert found(text).rights == "poster_made"


@pytest.mark.parametrize(
    "text",
    [
        "not my fan art, but so good",
        "I love my photo of the screen",
        "my photo of the trailer on my tv",
        "fan art by @somebody, my edit",
        "what a picture",
        "I wish this was my drawing",
        "nothing here",
    ],
)
def test_what_is_anothers_or_not_said_stays_unknown(text):
    assert found(text).rights == "unknown"
    assert found(text).because == ""


def test_an_official_account_is_the_studio_only_where_somebody_vouches_for_it():
    plain = make.author("glassharbourfilm")
    listed = (Account("x", "glassharbourfilm", "official"),)
    assert found("New still", author=plain, author_class="official").rights == "unknown"
    assert found("New still", author=plain, author_class="official", accounts=listed).rights == "studio"
    checked = make.author("glassharbourfilm", verified=True)
    assert found("New still", author=checked, author_class="official").rights == "studio"
    assert found("New still", author=checked, author_class="fan").rights == "unknown"


def test_an_agency_goes_before_the_studio_that_shows_its_picture():
    checked = make.author("glassharbourfilm", verified=True)
    assert found("On set. Photo: Getty", author=checked, author_class="official").rights == "agency"
