"""Who says that what set it off is not genuine."""

import pytest

from aggregator.signals.called_fake import doubts, is_doubted, number_of_doubts


@pytest.mark.parametrize(
    "text",
    [
        "guys this is a fan-made trailer",
        "That's a CONCEPT TRAILER, it says so in the corner",
        "it is AI generated, look at the hands",
        "the poster was made with AI",
        "Fake trailer alert",
        "the leak is totally fake",
        "deepfake of Mara",
    ],
)
def test_doubt_is_heard(text):
    assert doubts(text)


@pytest.mark.parametrize(
    "text",
    [
        "the sea looks AI generated, bad effects",
        "my fan-made poster for the film",
        "it isn't fake, the studio posted it",
        "not a fan made one this time",
        "fans made this happen",
        "his smile is fake",
        "we generated a lot of noise",
        "",
    ],
)
def test_what_is_no_doubt_is_not_taken_for_one(text):
    assert not doubts(text)


def test_a_few_doubts_among_many_posts_are_not_enough():
    assert is_doubted(3, 100)
    assert not is_doubted(2, 12)
    assert not is_doubted(3, 101)
    assert not is_doubted(0, 0)


def test_all_texts_at_once_are_doubted_as_one_by_one():
    texts = [
        "This is FAKE",
        "",
        "it isn't fake",
        "a hoax, a hoax, a hoax",
        "this is fa\u212ae",
        "\u0130 like it",
        "fak",
        "e",
    ]
    assert number_of_doubts(texts) == sum(map(doubts, texts)) == 3
    assert number_of_doubts(["ends in fak", "e and goes on"]) == number_of_doubts([]) == 0
