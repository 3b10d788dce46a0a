"""TextBlob's numbers without TextBlob's time: equal to the last bit, for whatever text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorers.fuzzed import strings
from scorers.idioms import cases
from textblob import TextBlob
from textblob.en import sentiment

from aggregator.scorers import polarity, polarity_words

PIECES = [
    "not", "very", "really", "no", "never", "good", "bad", "can't", "don't", "well-made", "awful", "f*cking", ":", ")", "(", "D", "8", "x", "-", "'",
    ":)", ": (", "<3", "XD", "(!)", "( ! )", "!", "?", "...", "o_O", "8-)", "o.O", "the", "is", "\n\n", "\r\n", "“great”", "U.S.", "Mr.", "'lovely'", "#best", "é", "🔥",
]  # fmt: skip
SHORT = [
    "", " ", "\n\n", "!", "good", "Good!!!", "not good", "not a good film", "not very good", "really not good", "very not good", "hardly good!",
    "title: (from 2018)", "to: D", "love <3", "I'd say 8 )", "(2018)", "very... good", "so (!) good", "so ( ! ) good", "Mr. Good. etc. good", "Tv. good",
    "END-OF-SENTENCE )", ": END-OF-SENTENCE ) ok", "good\n\n:\n\n)", "not :) good", "really ♥ good", "@good #bad", "n't good", "İ good", ".good", "..good..", "very…good",
]  # fmt: skip


def bits(found):
    answer, felt, assessments = found
    return (
        answer.hex(),
        felt.hex(),
        [(words, p.hex(), float(s).hex(), label) for words, p, s, label in assessments],
    )


def original(text):
    found = sentiment(text)
    return bits((*found, found.assessments))


@pytest.mark.parametrize("text", SHORT)
def test_the_numbers_of_short_texts_are_textblobs_own(text):
    assert tuple(TextBlob(text).sentiment) == polarity.asked(text)
    assert bits(polarity.assess(text)) == original(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([" ", "", "  "]))
def test_the_numbers_of_all_pieces_in_any_order_are_textblobs_own(pieces, between):
    text = between.join(pieces)
    assert polarity.asked(text) == tuple(sentiment(text))
    assert bits(polarity.assess(text)) == original(text)


@pytest.mark.timeout(0)  # as many as were asked for
def test_the_numbers_of_strings_that_no_one_writes_are_textblobs_own():
    for text in strings():
        found = original(text)
        assert bits(polarity.assess(text)) == found, text
        assert tuple(map(float.hex, polarity.asked(text))) == found[:2], text


def test_a_text_split_beforehand_reads_the_same():
    for text, _ in cases():
        tokens = text.split()
        assert polarity.asked_tokens(text, tokens) == polarity.asked(text)
        assert polarity.assess_tokens(text, tokens) == polarity.assess(text)


def test_what_is_remembered_is_bounded_and_forgetting_changes_nothing(monkeypatch):
    texts = [text for text, _ in cases()]
    before = [polarity.assess(text) for text in texts]
    monkeypatch.setattr(polarity_words, "REMEMBERED", 10)
    polarity_words.FACTS.clear()
    assert [polarity.assess(text) for text in texts] == before
    assert len(polarity_words.FACTS) <= 10
    polarity.asked("x" * 1_000)
    assert "x" * 1_000 not in polarity_words.FACTS


def test_what_one_caller_does_to_an_answer_is_not_seen_by_the_next():
    for words, _, _, _ in polarity.assess("a really good film!")[2]:
        words.append("changed")
    assert polarity.assess("a really good film!")[2] == [
        (["really", "good", "!"], 0.875, 0.6000000000000001, None)
    ]
