"""TextBlob as a scorer: its own numbers, of text without the film's names."""

import make
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorers.idioms import cases
from textblob import TextBlob

from aggregator.scorers import find
from aggregator.scorers.polarity import asked

PIECES = [
    "not", "very", "good", "bad", "n't", "don't", "well-made", "awful", "insane", ":)", ": (", "<3", "XD", "(!)", "!", "?",
    "...", "o_O", "8-)", "o.O", "the", "film", "\n\n", "“great”", "U.S.", "'lovely'", "really", "old-fashioned", "/", "é", "🔥", "_nice_", "x",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([" ", "", "  "]))
def test_the_numbers_are_textblobs_own(pieces, between):
    text = between.join(pieces)
    assert tuple(TextBlob(text).sentiment) == asked(text)


@pytest.mark.parametrize("text", [text for text, _ in cases()])
def test_the_numbers_are_textblobs_own_for_posts(text):
    assert tuple(TextBlob(text).sentiment) == asked(text)


def test_the_label_is_the_sign_and_the_title_says_nothing():
    scorer = find("textblob")
    film = make.film(title="Bad Awful Boys")
    good, bad, nothing = scorer.score(
        [
            make.post("Bad Awful Boys is lovely"),
            make.post("lovely boys, awful film"),
            make.post("Bad Awful Boys opens today"),
        ],
        film,
    )
    assert (good.label, good.polarity) == ("positive", 0.5)
    assert bad.label == "negative"
    assert (nothing.label, nothing.polarity) == ("neutral", 0.0)
    assert good.scorer == "textblob/2"
    assert [(item.words, item.weight) for item in good.evidence] == [("lovely", 0.5)]
    for score in (good, bad, nothing):
        assert abs(sum(score.probabilities) - 1) < 1e-9
        assert score.confidence == max(score.probabilities)
