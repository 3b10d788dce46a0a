"""VADER's numbers without its time: equal to vaderSentiment's, for whatever text."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorers.fuzzed import strings
from scorers.idioms import cases
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from aggregator.scorers import vader

ROOT = Path(__file__).parents[2]
ANALYZER = SentimentIntensityAnalyzer()
PIECES = [
    "not", "never", "no", "nor", "or", "without", "doubt", "so", "this", "least", "at", "very", "VERY", "kinda", "kind", "of", "sort", "but", "But", "isn't",
    "good", "GOOD", "bad", "great", "kind", "no", "the", "shit", "bomb", "ass", "yeah", "right", "to", "die", "for", "beating", "heart", "just", "enough", "movie",
    "MOVIE", ":)", ":D", "!", "?", "??", "😂", "🔛", "x🔥y", "❤️", "'good'", "(sad)",
]  # fmt: skip
SHORT = [
    "", " ", "!", "VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!", "At least it isn't a horrible book.", "Today only kinda sux! But I'll get by, lol",
    "no", "no good", "no no good", "no bad or good", "not so good but never this good", "never so great", "without a doubt good", "the least good", "very least good",
    "GOOD good", "GOOD", "ALL GREAT", "the film is the bomb", "we all saw the shit bomb", "it was to die for really", "a real kiss of death", "the actors kind of good",
    "kind of nice", "yeah right great film", "good good but good good", "sad 😂😂 !", "On🔛!", "🆙 up great", "great???", "great?? ?", "good " * 60, "hate " * 60,
]  # fmt: skip


def original(text):
    return tuple(ANALYZER.polarity_scores(text).values())


@pytest.mark.parametrize("text", [*SHORT, *(text for text, _ in cases())])
def test_the_numbers_of_texts_are_vaders_own(text):
    assert vader.scores(text) == original(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([" ", "", "\n"]))
def test_the_numbers_of_all_pieces_in_any_order_are_vaders_own(pieces, between):
    text = between.join(pieces)
    assert vader.scores(text) == original(text)


@pytest.mark.timeout(0)  # as many as were asked for
def test_the_numbers_of_strings_that_no_one_writes_are_vaders_own():
    for text in strings():
        assert vader.scores(text) == original(text), text


def test_the_words_and_rules_are_those_of_the_package(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "training")
    import make_vader

    del sys.modules["make_vader"]
    assert Path(vader.__file__).with_name("vader.txt").read_text(encoding="utf-8") == make_vader.told()
    assert (
        dict.fromkeys(vader._more, 0.293) | dict.fromkeys(vader._less, -0.293) | vader._LESS_PHRASES
        == BOOSTER_DICT
    )
    assert vader._negations == set(NEGATE)
    assert (
        vader._IDIOMS | {"badass": 1.5} == SPECIAL_CASES
    )  # asked for in company only, where it can't be met


def test_what_is_remembered_is_bounded_and_forgetting_changes_nothing(monkeypatch):
    texts = [text for text, _ in cases()]
    before = [vader.scores(text) for text in texts]
    monkeypatch.setattr(vader, "REMEMBERED", 10)
    vader._FACTS.clear()
    assert [vader.scores_tokens(text, text.split()) for text in texts] == before
    assert len(vader._FACTS) <= 10
