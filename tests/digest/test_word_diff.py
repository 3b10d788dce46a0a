"""What changed between two texts, word by word: both can be read out of it, and it is read as words."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.digest.word_diff import Piece, word_diff


def without(kind, pieces):
    return "".join(one.text for one in pieces if one.kind != kind)


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_out_of_the_difference(old, new):
    pieces = word_diff(old, new)
    assert (without("ins", pieces), without("del", pieces)) == (old, new)
    assert all(one.text for one in pieces)


def test_a_changed_number_is_told_as_a_word_and_the_rest_stays():
    assert word_diff("In all, 296 people wrote.", "In all, 300 people wrote.") == (
        Piece("same", "In all, "),
        Piece("del", "296"),
        Piece("ins", "300"),
        Piece("same", " people wrote."),
    )


def test_neighbouring_words_are_one_change():
    pieces = word_diff("Fans praise the cast of the film a lot", "Fans question each star of the film a lot")
    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "Fans "),
        ("del", "praise the cast"),
        ("ins", "question each star"),
        ("same", " of the film a lot"),
    ]


def test_another_text_altogether_is_not_cut_into_words():
    pieces = word_diff("The music is loud.", "Nobody wrote of harbours at night, though many sailed there!")
    assert [one.kind for one in pieces] == ["del", "ins"]
    assert word_diff("", "New") == (Piece("ins", "New"),)
    assert word_diff("Gone", "") == (Piece("del", "Gone"),)
    assert word_diff("", "") == ()
