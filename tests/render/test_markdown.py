"""The CommonMark draft: everything is in it, and no post can be more than text."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sample_digest import full, round_up, spoken

from aggregator import render
from aggregator.render.markdown import plain

READER = MarkdownIt("commonmark")


def draft(digest):
    return render.render(digest, "md").decode("utf-8")


def tokens(text):
    """What a reader of CommonMark makes of it, without the words: blocks and, inside them, links and emphasis."""
    kinds = []
    for token in READER.parse(text):
        kinds.append((token.type, token.level, token.markup))
        kinds += [
            (child.type, child.attrGet("href")) for child in token.children or () if child.type in INLINE
        ]
    return kinds


INLINE = {"link_open", "image", "html_inline", "code_inline", "strong_open"}


def test_the_draft_holds_the_story_in_order():
    text = draft(full())
    parts = [
        "# Fans love the trailer",
        "**Draft, version 2:** not yet read by an editor.",
        "**Invented for demonstration.**",
        "- Of 340 judged posts",
        "*Drafted from 352 posts by 309 authors",
        "The trailer for The Glass Harbour has fans talking",
        "- positive: 189 posts, 56% (95% interval 50–61%)",
        "- Bluesky: 62% positive",
        "## Praise for the music",
        "> That cello under the foghorn.",
        "## Not everyone was won over",
        "> When the drowned town rises",
        "> — official synopsis of The Glass Harbour",
        "## What they talk about",
        "## Film facts",
        "(reported, [example.com]",
        "## What was counted",
        "## Coverage",
        "## Other headlines",
        "this is not a survey",
        "`fansreact verify the-glass-harbour-trailer-20310504-1a2b3c4d`",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_round_up_has_no_percentages():
    text = draft(round_up())
    assert "**A round-up, without shares.**" in text
    assert "%" not in text


def test_a_quote_keeps_its_line_breaks_and_its_source():
    assert (
        "> The glass sea is the most beautiful thing I've seen in a trailer all year.\n>\n> Please, please let it be "
        'practical effects 🌊\n>\n> — **Wilhelmina "Tide" Pool** @tidepool.example, Bluesky, critic, '
        "May 4, 2031, 16:07 UTC: [View on Bluesky](<https://bsky.app/profile/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/post/3kabc>)"
    ) in draft(full())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, with #tags & more!", "plain words, with #tags & more!"),
        ("# not a heading", "\\# not a heading"),
        ("not one either #", "not one either \\#"),
        ("> not a quotation", "\\> not a quotation"),
        ("- not a list", "\\- not a list"),
        ("1. nor this", "1\\. nor this"),
        ("=== nor a heading", "\\=== nor a heading"),
        ("*no* _emphasis_ `code`", "\\*no\\* \\_emphasis\\_ \\`code\\`"),
        ("![x](y) [a]: b", "!\\[x\\](y) \\[a\\]: b"),
        ("<b> &amp; & done", "\\<b> \\&amp; & done"),
        ("see https://evil.example or www.evil.example", "see https\\://evil.example or www\\.evil.example"),
        ("two\nlines\t and  blanks", "two lines and blanks"),
        ("back\\slash ~~struck~~ a|b", "back\\\\slash \\~\\~struck\\~\\~ a\\|b"),
    ],
)
def test_signs_that_markdown_reads_are_escaped(text, expected):
    assert plain(text) == expected
    assert "".join(READER.parse(plain(text))[1].content.replace("\\", "")) == " ".join(text.split()).replace(
        "\\", ""
    )


HOSTILE = [
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://evil.example/pixel.png)", "# heading",
    "line\n\n# heading\n\n<div>", "line\n===", "line\n---", "```\ncode", "    indented", "\tindented\n\n\tagain", "- a\n- b",
    "1. a\n2. b", "<https://evil.example>", "[a]: https://evil.example\n\n[a]", "> out\n\nof the quote", "***", "\\",
    "ends with \\", "&#35; heading", "a\u2028# b", "a\x0b# b", "`", "**", "|a|b|\n|-|-|", "~~~\nx",
]  # fmt: skip


def shape(text):
    """The kinds of tokens outside the paragraphs of quotations, whose number the text's own blank lines decide."""
    found, depth = [], 0
    for kind, *rest in tokens(text):
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(kind, 0)
        if depth and kind in {"paragraph_open", "paragraph_close", "inline"}:
            continue
        found.append((kind, *rest))
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_nothing_but_text(text):
    assert shape(draft(spoken(text))) == shape(draft(spoken("plain words")))


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("#>*_-+=`~[]()<>!&;|\\.:1 \t\n\rabwhtps/\u2028\x0b"), min_size=1, max_size=60))
def test_any_text_makes_nothing_but_text(text):
    assert shape(draft(spoken(f"w{text}w"))) == shape(draft(spoken("plain words")))


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_a_paragraph_of_anything_reads_back_as_its_words(text):
    written = plain(f"w{text}w")
    inline = READER.parse(written)[1]
    shown = "".join(child.content for child in inline.children)
    assert plain(shown) == written


def test_what_a_stranger_called_a_medium_is_escaped():
    medium = replace(full().media[0], type="<img src=x onerror=alert(1)>")
    text = draft(replace(full(), media=(medium,)))
    assert ("html_inline", None) not in tokens(text)
    assert "\\<img" in text
