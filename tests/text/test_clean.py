import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import MAX_MARKS, MAX_TEXT, clean, fold, printable

HOSTILE = "\x00\x1b\r\n\t\x85\u2028\xad\u061c\u200b\u200c\u200d\u200e\u202e\u2066\ufeff\ufffe\ud83d\ude00\udc00\U000e0041\U000e007f"
LETTERS = "ab#&< Zéе\u0301\u0323\u0627\u064b\u0645\u06cc\u0928\u094d\u0dba👩🏽❤\ufe0f🔥🏴\U000e0067한ᄀ각\u2126\u2329\u0958"
ANYTHING = st.text(st.one_of(st.characters(), st.sampled_from(HOSTILE + LETTERS)))

FAMILY = "👩🏽\u200d👩🏻\u200d👧"
HEART = "❤\ufe0f\u200d🔥"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
PERSIAN = "می\u200cخواهم این فیلم را ببینم"
SINHALA = "ශ්\u200dරී ලංකා"
MALAYALAM = "അവന്\u200d"


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(raw):
    once = clean(raw)
    assert once == clean(once)


@given(ANYTHING)
def test_clean_text_has_nothing_invisible_and_fits_a_database(raw):
    text = clean(raw)
    text.encode("utf-8")
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    odd = {letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t"}
    assert odd == set()
    assert {letter for letter in text if unicodedata.bidirectional(letter) in BIDI_CONTROLS} == set()
    assert not set(text) & set("\u200e\u200f\u061c\ufeff\u200b\xad\ufffe")


BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def test_every_character_that_is_removed_is_unprintable_so_that_the_fast_look_sees_it():
    from aggregator.text import _SUSPECT

    missed = [hex(n) for n in range(sys.maxunicode + 1) if _SUSPECT.match(chr(n)) and chr(n).isprintable()]
    assert missed == []


@pytest.mark.parametrize(
    "text", [FAMILY, HEART, SCOTLAND, "🇳🇴🇵🇪", "🙂\u200d↔\ufe0f", PERSIAN, SINHALA, MALAYALAM, "1\ufe0f\u20e3"]
)
def test_sequences_that_people_wrote_survive(text):
    text = unicodedata.normalize("NFC", text)
    assert text == clean(f"  {text}\r\n")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("so\x00 good\x07", "so good"),
        ("\ufeffhello", "hello"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ud83d\ude00 and \ud83d", "😀 and"),
        ("s\u200dp\u200cam", "spam"),
        ("e\u0301", "é"),
        ("hidden\U000e0069\U000e0067 words", "hidden words"),
        ("a\u200bb", "ab"),
        (" \t a\tb\n", "a\tb"),
        ("", ""),
    ],
)
def test_what_is_invisible_or_turns_text_round_is_removed(raw, expected):
    assert expected == clean(raw)


def test_a_tower_of_marks_is_cut_before_it_costs_time():
    tower = "a" + "\u0301\u0323" * (MAX_TEXT // 2)
    began = time.perf_counter()
    text = clean(tower)
    assert time.perf_counter() - began < 15  # uncut: the square of it, minutes
    assert len(text) <= MAX_MARKS + 1


@given(ANYTHING)
def test_folding_twice_is_folding_once(raw):
    word = clean(raw)
    assert fold(word) == fold(fold(word))


@pytest.mark.parametrize(
    ("word", "expected"),
    [("MI8", "mi8"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("É", "é"), ("E\u0301", "é")],
)
def test_words_are_compared_case_folded(word, expected):
    assert expected == fold(word)


@given(ANYTHING, st.integers(0, 30))
def test_a_terminal_line_is_one_line_of_the_width_at_most(raw, width):
    line = printable(raw, width)
    assert "\n" not in line
    assert "\x1b" not in line
    wide = sum(
        2 if unicodedata.east_asian_width(x) in "WF" else 1
        for x in line
        if not unicodedata.combining(x) and x not in "\u200d\ufe0f"
    )
    assert wide <= width


@pytest.mark.parametrize(
    ("raw", "width", "expected"),
    [
        ("a\nb\x1b[31mc", 10, "a b[31mc"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("映画最高", 8, "映画最高"),
        ("映画最高!", 8, "映画最…"),
        ("abc", 0, ""),
    ],
)
def test_a_terminal_line_says_where_it_was_cut(raw, width, expected):
    assert expected == printable(raw, width)
