"""The words of many posts: counted by number, yet just as the rule for mentions counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.digest.vocabulary import Vocabulary
from aggregator.text import word_pattern


@pytest.mark.parametrize(
    "words", [("stunt", "stunts"), ("don't",), ("theme song", "score"), ("élan",), ("kiss",)]
)
def test_quick_count_of_mentions_is_the_count_by_the_rule(words):
    texts = ["STUNTS!", "stuntman", "my_stunt", "don’t", "DON'T go", "theme\n song", "theme of the song", "Élan", "ELAN",
             "\u212aiss me", "kiſſ", "#score", "@score", "x.score.y", "scores", ""]  # fmt: skip
    pattern = word_pattern(words)
    expected = tuple(place for place, text in enumerate(texts) if pattern.search(text))
    assert expected == Vocabulary(texts).mentions(words)


MIXED = st.text("aAbi_1 -'’#.\n…éſ\u212a\u0130ı灯😂", max_size=12)


@given(texts=st.lists(MIXED, max_size=8), words=st.lists(st.sampled_from(["a", "i", "A b", "a b a", "#a b", "a'b",
       "a-b", "b  a", "ab i", "é a", "_ a", "#"]) | MIXED, min_size=1, max_size=3))  # fmt: skip
def test_quick_count_of_mentions_holds_for_any_text(texts, words):
    pattern = word_pattern(words)
    expected = tuple(place for place, text in enumerate(texts) if pattern.search(text))
    assert expected == Vocabulary(texts).mentions(words)


def test_a_words_neighbors_are_those_of_its_first_mention_in_each_text():
    vocabulary = Vocabulary(
        ["the keeper sleeps, keeper!", "Keeper", "no one", "a…keeper – wakes", "the keeper"]
    )
    assert vocabulary.neighbors("keeper", 3) == (["the", "", "a"], ["sleeps", "", "wakes"])
    assert vocabulary.neighbors("harbour", 3) == ([], [])
