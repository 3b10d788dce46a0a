"""What the quotes of one story speak of: not the same two actors five times."""

import numpy as np
from digest import crowd

from aggregator.digest.excerpt import Cut
from aggregator.digest.gate import Passed
from aggregator.digest.quotes import Candidate, Pool


def candidate(place, text):
    made = crowd.reaction(text)
    return Candidate(place, made, Passed("positive", Cut(0, len(text), whole=True), 1.0))


def test_a_quote_on_what_was_quoted_already_comes_after_one_on_something_else():
    texts = (
        "Mara Lindqvist and Ole Strand were wonderful",
        "Wonderful work by Ole Strand, and by Mara Lindqvist too",
        "The music was wonderful from the first bell on",
    )
    worth = np.array([1.0, 0.95, 0.9])
    speaks = (frozenset({0, 1}), frozenset({0, 1}), frozenset({2}))
    pool = Pool([candidate(place, text) for place, text in enumerate(texts)], worth, np.zeros((3, 3)), speaks)
    assert [one.place for one in pool.take("positive", (), 2)] == [0, 2]


def test_where_all_speak_of_the_same_they_are_quoted_all_the_same():
    texts = ("Mara Lindqvist was wonderful", "Wonderful Mara Lindqvist, all along the pier")
    speaks = (frozenset({0}), frozenset({0}))
    pool = Pool(
        [candidate(place, text) for place, text in enumerate(texts)],
        np.array([1.0, 0.9]),
        np.zeros((2, 2)),
        speaks,
    )
    assert [one.place for one in pool.take("positive", (), 2)] == [0, 1]
