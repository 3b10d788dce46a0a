"""Words have the numbers that a dictionary would give them, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.signals import word_numbers
from aggregator.signals.word_numbers import number_words

WORDS = st.text("abé灯😂#_0", min_size=1, max_size=40) | st.sampled_from(
    ["a" * size for size in (7, 8, 9, 15, 16, 17, 24)]
)


def by_dictionary(words):
    number_of = {}
    return [number_of.setdefault(word, len(number_of)) for word in words], list(number_of)


@pytest.mark.parametrize("rounds", [0, 1, 8])
@given(words=st.lists(WORDS, max_size=30), gap=st.sampled_from([" ", "  ", "\n"]))
def test_equal_words_have_equal_numbers_as_they_first_appear(rounds, words, gap):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_numbers, "_ROUNDS", rounds)
        found = number_words(f"{gap}{gap.join(words)}{gap}".encode())
    numbers, known = by_dictionary(words)
    assert found.numbers.tolist() == numbers
    assert found.known == known


def test_a_words_place_is_where_its_bytes_begin():
    parted = "  die Brücke \n über\u3000See".encode()
    found = number_words(parted)
    assert [parted[start:].split()[0].decode() for start in found.starts.tolist()] == found.known
    assert number_words(b"").known == number_words(b" \n ").known == []


def test_many_words_are_numbered_as_by_a_dictionary():
    words = [f"{'w' * (n % 19)}{n * n % 997}" for n in range(20_000)]
    numbers, known = by_dictionary(words)
    found = number_words(" ".join(words).encode())
    assert found.numbers.tolist() == numbers
    assert found.known == known
