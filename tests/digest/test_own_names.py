"""The forms in which people write a film's names."""

import pytest

from aggregator.digest.own_names import as_written, written_as_title


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("The Keepers Boat", "saw The Keeper’s Boat today"),
        ("The Keeper's Boat", "saw the keepers boat today"),
        ("The Keeper's Boat", "saw keeper's boat today"),
        ("Glass Harbour Vol 2", "Glass Harbour Vol . 2 was it"),
        ("Harbour: Low Tide", "Harbour – low tide was it"),
        ("Orla & Finn", "orla and finn again"),
        ("Moor", "Moor again"),
    ],
)
def test_names_are_found_in_other_forms(title, text):
    assert as_written([title]).search(text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Glass Harbour", "glass. A harbour"),
        ("Glass Harbour", "glass harbours"),
        ("The Star", "a star was there"),
        ("Moor", "the Moors"),
    ],
)
def test_other_words_are_not_the_name(title, text):
    assert not as_written([title]).search(text)


def test_no_names_are_found_nowhere():
    assert not as_written([]).search("anything")
    assert not written_as_title([]).search("anything")
    assert not written_as_title(["Moor"]).search("Moor #Moor")


def test_a_title_is_written_with_capitals_or_as_a_hashtag():
    found = written_as_title(["The Low Tide of March"])
    for text in (
        "saw The Low Tide of March",
        "THE LOW TIDE OF MARCH",
        "the #thelowtideofmarch film",
        "the Low Tide Of March",
    ):
        assert found.search(text), text
    assert not found.search("the low tide of march")
