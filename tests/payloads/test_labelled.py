"""Labelled posts out of CSV and JSON lines: what can be used, and why the rest can't."""

import gzip
import io

import pytest

from aggregator.collectors.archive_bytes import blocks_of, lines_of
from aggregator.model import Rejected
from aggregator.payloads.labelled import Labelled, parse_lines


def read(content: bytes):
    found = list(parse_lines(lines_of(blocks_of(io.BytesIO(content)))))
    rows = [(one.line, one.text, one.label) for one in found if isinstance(one, Labelled)]
    return rows, [(one.where, one.reason) for one in found if isinstance(one, Rejected)]


@pytest.mark.parametrize("between", [b",", b";", b"\t"])
def test_columns_stand_in_any_order_and_are_parted_by_what_the_header_uses(between):
    content = b"id,label,text\n1,positive,a gem\n2,NEGATIVE ,a bore\n".replace(b",", between)
    assert read(content) == ([(2, "a gem", "positive"), (3, "a bore", "negative")], [])


def test_a_field_may_hold_commas_quotes_and_lines_and_the_row_is_named_by_its_first_line():
    content = b'text,label\n"well, ""fine""\nand more",neutral\n,positive\nshort\n"x",great\n'
    rows, rejected = read(content)
    assert rows == [(2, 'well, "fine"\nand more', "neutral")]
    assert rejected == [
        ("line 4", "no text"),
        ("line 5", "1 columns, the header has 2"),
        ("line 6", "label is 'great', must be one of negative, neutral, positive"),
    ]


def test_lines_of_our_own_form_need_text_and_label_only():
    content = (
        b'{"source":"youtube","id":null,"text":"loved it","lang":"en","created_at":null,"label":"positive"}\n'
        b'\n{"text":"meh"}\n{"text":7,"label":"neutral"}\n[1]\nnope\n{"text":" ","label":"neutral"}\n'
        b'{"text":"dull","label":["negative"]}\n'
    )
    rows, rejected = read(content)
    assert rows == [(1, "loved it", "positive")]
    assert [where for where, _ in rejected] == ["line 3", "line 4", "line 5", "line 6", "line 7", "line 8"]
    assert [reason.split(":")[0] for _, reason in rejected[:5]] == [
        "no label", "text is not text but a number", "not an object but a list", "not JSON", "no text",
    ]  # fmt: skip


def test_network_and_language_of_a_line_are_kept():
    line = b'{"source":"x","text":"que peli","lang":"es","label":"positive"}'
    assert list(parse_lines([line])) == [Labelled(1, "que peli", "positive", "x", "es")]


def test_gzip_and_a_mark_at_the_files_beginning_make_no_difference():
    content = b"\xef\xbb\xbftext,label\r\nfine,positive\r\n"
    assert read(gzip.compress(content)) == ([(2, "fine", "positive")], [])


def test_a_file_that_is_cut_off_gives_what_can_be_read_of_it():
    whole = gzip.compress(b"text,label\n" + b"".join(b"said %d,neutral\n" % n for n in range(50_000)))
    rows, rejected = read(whole[: len(whole) // 2])
    assert rows[0] == (2, "said 0", "neutral")
    assert rejected[-1][1] == "the gzip file is cut off"


def test_bytes_that_are_no_utf8_cost_their_row_alone():
    rows, rejected = read(b"text,label\nna\xefve,neutral\nfine,neutral\n")
    assert rows == [(3, "fine", "neutral")]
    assert rejected == [("line 2", "text is not UTF-8")]


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_has_no_rows(content):
    assert read(content) == ([], [])


def test_a_header_without_the_two_columns_is_the_only_thing_that_is_said():
    assert read(b"post,feeling\nfine,good\n")[1] == [
        ("line 1", "the header must name the columns text and label")
    ]
