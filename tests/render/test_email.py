"""The e-mail: two parts that say the same, nothing loaded, and no header made by a post."""

import email
import email.policy
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_digest import full, hostile, quote, round_up, spoken
from selectolax.lexbor import LexborHTMLParser

from aggregator import render
from aggregator.render.email_style import _STYLES

HEADERS = [
    "Subject",
    "From",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Unsent",
    "MIME-Version",
    "Content-Type",
]


def read(digest):
    return email.message_from_bytes(render.render(digest, "email"), policy=email.policy.default)


def text_of(digest):
    return read(digest).get_body(("plain",)).get_content()


def page(digest):
    return LexborHTMLParser(read(digest).get_body(("html",)).get_content())


def shape(digest):
    tags = Counter((node.tag, tuple(sorted(node.attributes))) for node in page(digest).root.traverse())
    return {tag: count for tag, count in tags.items() if tag[0] not in {"p", "br"}}


def test_the_headers_are_these_and_come_from_the_digest_alone():
    made = read(full())
    assert list(made.keys()) == HEADERS
    assert made["Subject"] == f"[draft] {full().headline}"
    assert made["Date"] == "Mon, 05 May 2031 16:05:00 +0000"
    assert made["Message-ID"] == "<the-glass-harbour-trailer-20310504-1a2b3c4d.v2@fansreact.invalid>"
    assert made["From"].addresses[0].domain == "fansreact.invalid"
    assert not made.defects
    later = read(full(made_at=full().made_at + timedelta(days=1)))
    assert later["Date"] == "Tue, 06 May 2031 16:05:00 +0000"


def test_a_published_story_has_its_headline_as_the_subject():
    assert read(full(state="published"))["Subject"] == full().headline


def test_it_is_text_and_html_side_by_side_in_lines_that_every_server_takes():
    made = read(full())
    assert made.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in made.iter_parts()] == ["text/plain", "text/html"]
    raw = render.render(full(), "email")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    raw.decode("ascii")


def test_both_parts_hold_the_story_in_order():
    parts = [
        "Invented for demonstration.",
        full().highlights[0],
        full().lede,
        "The mood",
        "Praise for the music",
        full().quotes[0].display,
        "Fan 1 (@fan1@harbourlights.example), Mastodon, May 4, 2031, 15:07 UTC",
        "Not everyone was won over",
        "Official synopsis of The Glass Harbour",
        "this is not a survey",
        "fansreact verify the-glass-harbour",
    ]
    shown = page(full()).css_first("table table").text()
    for text in (text_of(full()), shown):
        places = [text.index(part) for part in parts]
        assert places == sorted(places)


def test_the_page_loads_and_runs_nothing_and_is_at_most_600_wide():
    found = page(full())
    assert (
        found.css("script, link, img, iframe, object, embed, form, video, audio, base, [src], [background]")
        == []
    )
    raw = read(full()).get_body(("html",)).get_content()
    assert "url(" not in raw
    assert "@import" not in raw
    assert "max-width:600px" in found.css("table")[1].attributes["style"]
    widths = [int(one) for one in re.findall(r"(?<!max-)width:(\d+)px", raw)]
    assert all(one <= 600 for one in widths)


def test_every_element_carries_its_style_inline():
    bare = [
        node.tag
        for node in page(full()).css("p, h1, h2, ul, li, blockquote, a, td")
        if not node.attributes.get("style")
    ]
    assert bare == []


def test_every_colour_on_white_has_one_for_dark_mode():
    style = page(full()).css_first("style").text()
    dark = set(re.findall(r"\.([a-z]+)", style.split("prefers-color-scheme: dark")[1]))
    coloured = {classes.split()[0] for classes, css in _STYLES.values() if classes and "color" in css}
    assert coloured <= dark


def test_quotes_are_static_and_link_to_their_post():
    card = page(full()).css("blockquote")[0]
    assert card.attributes["cite"] == "https://harbourlights.example/@fan1/1"
    assert card.css_first("a").attributes["href"] == "https://harbourlights.example/@fan1/1"
    assert "> https://harbourlights.example/@fan1/1\n" in text_of(full()).replace("\r\n", "\n")


def test_a_round_up_has_no_bar_and_no_percentages():
    assert page(round_up()).css("table table table[role=presentation]") == []
    assert "%" not in text_of(round_up())


HOSTILE = [
    "x\r\nBcc: all@evil.example", "x\nContent-Type: text/html\n\n<b>", "--=_fansreact_story--", "=?utf-8?q?=0ABcc?=",
    "<script>alert(1)</script>", '" style="display:none', "<![endif]--><script>", "<!--[if mso]>", "</style><style>*{}",
    "a\0b\x1b[31m", "\ud800 lone", "\u202etxt.exe", "\x85Bcc: x", "\u2028Bcc: x", "x" * 5_000, "é" * 1_200, "🌊" * 400,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("make", [spoken, hostile])
def test_hostile_text_makes_no_header_part_or_element(text, make):
    made = read(make(f"w {text}"))
    assert list(made.keys()) == HEADERS
    assert not made.defects
    assert [part.get_content_type() for part in made.iter_parts()] == ["text/plain", "text/html"]
    assert not any(part.defects for part in made.iter_parts())
    assert shape(make(f"w {text}")) == shape(make("plain words"))


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=80))
def test_any_text_makes_no_header_part_or_element(text):
    made = read(hostile(f"w{text}w"))
    assert list(made.keys()) == HEADERS
    assert len(list(made.iter_parts())) == 2
    assert "\n" not in made["Subject"]
    assert shape(hostile(f"w{text}w")) == shape(hostile("plain words"))


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from(">- \nabc=_*#\r\u2028\x0b"), min_size=1, max_size=60))
def test_every_line_of_a_quote_in_the_text_part_is_marked_as_one(text):
    said = f"w{text}w"
    found = replace(quote(1, said), url=None)
    lines = text_of(full(quotes=(found,))).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("> w"))
    end = next(number for number, line in enumerate(lines) if line.startswith("> -- Fan 1"))
    assert all(line.startswith(">") for line in lines[start:end])
    assert not any(line.startswith("w") for line in lines)


def test_an_odd_id_is_still_a_message_id():
    made = read(full(id="../x y>\r\nBcc: a@b.example"))
    assert re.fullmatch(r"<[\w-]+\.v2@fansreact\.invalid>", made["Message-ID"])
    assert list(made.keys()) == HEADERS
