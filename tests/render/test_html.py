"""The page: what an editor finds on it, and that no post can be more than text."""

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_digest import full, quote, round_up, spoken
from selectolax.lexbor import LexborHTMLParser

from aggregator import render


def page(digest):
    return LexborHTMLParser(render.render(digest, "html").decode("utf-8"))


def tree(digest):
    """Every element with its attributes' names, in order: what a browser would build."""
    return [(node.tag, sorted(node.attributes)) for node in page(digest).root.traverse()]


def text_of(node):
    return " ".join(node.text().split())


def links(found):
    return [
        node.attributes["href"]
        for node in found.css("a[href]")
        if not node.attributes["href"].startswith("#")
    ]


def test_the_page_loads_and_runs_nothing():
    found = page(full())
    assert found.css("link, img, iframe, object, embed, form, video, audio, base, [style], [src]") == []
    (data,) = found.css("script")
    assert data.attributes == {"type": "application/ld+json"}  # data, which no browser runs
    events = [name for node in found.root.traverse() for name in node.attributes if name.startswith("on")]
    assert events == []
    style = found.css_first("style").text()
    assert "url(" not in style
    assert "@import" not in style
    policy = found.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    wanted = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{wanted}'; base-uri 'none'; form-action 'none'"


def test_the_state_stands_at_the_top():
    assert text_of(page(full()).css_first(".state")) == "draft version 2, not yet read by an editor"
    withdrawn = page(full(state="withdrawn"))
    assert text_of(withdrawn.css_first(".state")) == "withdrawn version 2, not to be used"


def test_an_invented_film_says_so_and_a_real_one_does_not():
    assert "Invented for demonstration" in text_of(page(full()).body)
    assert page(round_up()).css_first(".invented") is None


def test_headline_highlights_lede_and_byline_are_printed_once():
    body = text_of(page(full()).body)
    for said in (
        full().headline,
        *full().highlights,
        full().lede,
        "352 posts by 309 authors on Bluesky and Mastodon.",
    ):
        assert body.count(said) == 1
    assert "Printed above, not here." not in body
    assert "Written May 4, 14:00, to May 5, 2031, 16:00 UTC." in body
    assert [text_of(node) for node in page(full()).css(".alternatives li")] == list(full().headlines)


def test_the_share_bar_is_an_image_with_words_and_a_table():
    mood = page(full()).css_first("figure.mood")
    assert text_of(mood.css_first("svg desc")) == (
        "Positive 56% (95% interval 50–61%), neutral 18% (95% interval 14–22%), "
        "negative 26% (95% interval 22–31%)."
    )
    camps = mood.css_first("svg").css("rect.positive, rect.neutral, rect.negative")
    widths = [
        float(node.attributes["width"].rstrip("%")) for node in camps if "%" in node.attributes["width"]
    ]
    assert sum(widths) == pytest.approx(100, abs=0.1)
    rows = [text_of(row) for row in mood.css("table")[0].css("tbody tr")]
    assert rows == ["positive18956%50–61%", "neutral6118%14–22%", "negative9026%22–31%"]
    assert [text_of(row.css_first("th")) for row in mood.css("table")[1].css("tbody tr")] == [
        "Bluesky",
        "Mastodon",
    ]
    assert text_of(mood.css_first("figcaption")) == (
        "Lines with a dot (positive) or a square (negative) are 95% intervals. Plain counts of labels given by an automatic classifier (fan/1), not calibrated for this film."
    )


def test_one_network_needs_no_table_by_network():
    mood = full().sentiment
    only = replace(mood, by_network={"bluesky": mood.by_network["bluesky"]})
    alone = replace(full().counted, networks={"bluesky": 352})
    assert page(full(sentiment=only, counted=alone)).css("table.networks") == []


def test_a_round_up_shows_no_share_anywhere():
    found = page(round_up())
    assert found.css("figure.mood") == []
    assert "too few for shares" in text_of(found.css_first(".noshares"))
    assert "%" not in text_of(found.css_first("aside"))


def test_a_quote_shows_who_where_when_and_its_link():
    card = page(full()).css("figure.post")[0]
    assert text_of(card.css_first(".author")) == "Fan 1 @fan1@harbourlights.example"
    assert text_of(card.css_first(".network")) == "Mastodon"
    assert card.css_first("blockquote").attributes["cite"] == "https://harbourlights.example/@fan1/1"
    assert card.css_first("blockquote bdi").text() == full().quotes[0].display
    assert card.css_first("time").attributes["datetime"] == "2031-05-04T15:07:00Z"
    link = card.css_first("figcaption a")
    assert (link.text(), link.attributes["rel"]) == ("View on Mastodon", "nofollow ugc noopener noreferrer")
    assert "and 3 others said much the same" in text_of(card)
    assert "last seen online May 5, 2031, 16:02 UTC" in text_of(card)


def test_what_was_done_to_a_quote_is_said():
    cards = [text_of(card) for card in page(full()).css("figure.post")]
    assert "hashtags left out" in cards[0]
    assert "excerpt of a longer post" in cards[2]
    assert "some words masked" in cards[3]
    assert "not looked up since" in cards[3]


def test_dissent_is_set_like_the_other_themes():
    found = page(full())
    assert found.css_first("section.dissent h2").text() == "Not everyone was won over"
    assert len(found.css("section.dissent figure.post")) == 2
    style = found.css_first("style").text()
    assert ".block.theme, .block.dissent, .block.voices {" in style
    assert style.count(".dissent") == 1


def test_media_are_a_placeholder_with_its_rights_and_a_link_only_where_these_allow_one():
    slot = page(full()).css_first(".medium")
    assert text_of(slot) == (
        "Image: rights unknown, not embedded. Described by its author as: A drawing of the glass sea."
    )
    item = replace(full().media[0], rights="poster_made", because="its poster says “my drawing”", alt=None)
    assert text_of(page(full(media=(item,))).css_first(".medium")) == (
        "Image: made by its poster (its poster says “my drawing”), not embedded. Image without description. Open the original"
    )


def test_facts_carry_hedge_source_and_date():
    cast = page(full()).css("dl.facts > div")[2]
    assert text_of(cast.css_first("dt")) == "Cast"
    wren, nobody = cast.css("dd")
    assert wren.text(deep=False).strip() == "Perpetua Hallam-Reyes as Wren"
    assert text_of(wren.css_first(".fine")) == "example.com, April 28, 2031 reported"
    assert links(wren) == ["https://example.com/facts/cast"]
    assert text_of(nobody.css_first(".tag")) == "rumored"


def test_the_synopsis_is_a_quotation_marked_with_its_film():
    official = page(full()).css_first("blockquote.official")
    assert text_of(official).startswith("When the drowned town rises")
    assert text_of(official.css_first("footer")) == "Official synopsis of The Glass Harbour"
    assert text_of(page(full()).body).count("When the drowned town rises") == 1


def test_an_address_among_the_facts_is_a_link():
    assert "https://example.com/glass-harbour/trailer" in links(page(full()).css_first("section.synopsis"))


def test_coverage_names_gaps_in_words():
    coverage = text_of(page(full()).css("aside .panel")[-1])
    assert "1 of 2 searches could not be read in full." in coverage
    assert (
        "not read from May 4, 2031, 14:00 UTC to May 4, 2031, 15:00 UTC: mastodon: did not answer" in coverage
    )


@pytest.mark.parametrize("make", [full, round_up])
def test_the_line_that_this_is_no_survey_is_always_there(make):
    assert text_of(page(make()).css_first("section.method")).count("this is not a survey") == 1
    bare = replace(make(), sections=())
    assert "this is not a survey" in text_of(page(bare).css_first("section.method"))


def test_corrections_are_shown():
    assert "2031-05-06: An earlier version named the wrong network." in text_of(page(round_up()).body)


@pytest.mark.parametrize("make", [full, round_up])
def test_ids_are_unique_and_every_reference_finds_its_own(make):
    found = page(make())
    ids = [node.attributes["id"] for node in found.css("[id]")]
    assert len(ids) == len(set(ids))
    for node in found.css("[aria-labelledby]"):
        assert set(node.attributes["aria-labelledby"].split()) <= set(ids)
    for node in found.css('a[href^="#"]'):
        assert node.attributes["href"][1:] in ids


def test_headings_never_skip_a_level():
    levels = [int(node.tag[1]) for node in page(full()).css("h1, h2, h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</blockquote></figure></article><h1>Fake headline</h1>",
    "{{ 7 * 7 }} {% raw %} {# #}",
    "<!--", "]]>", "&lt;b&gt; &#60;", "</style><style>*{display:none}</style>",
    "\u202etxt.exe\u202c", "a\0b\x1b[31m", "\ud800 lone", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_builds_the_same_tree_as_plain_text(text):
    plain = spoken("plain words")
    assert tree(spoken(text)) == tree(plain)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=200))
def test_any_text_builds_the_same_tree_as_plain_text(text):
    made = spoken(f"w{text}w")
    assert tree(made) == tree(spoken("plain words"))


@given(st.text(st.sampled_from("<>&\"'/= abc!-\n\u202e\u2066\x00\ufeff"), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_control_that_turns_text_round_reaches_the_page(text):
    made = render.render(spoken(f"w{text}w"), "html").decode("utf-8")
    assert re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069\ufeff]", made) is None


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://user:pw@evil.example", 'https://a.example/"x', "ftp://a.example"],
)  # fmt: skip
def test_an_address_that_is_no_plain_web_address_is_no_link(address):
    made = full(quotes=(quote(1, "Fine words", url=address), *full().quotes[1:]))
    found = page(made)
    assert address not in links(found)
    assert "cite" not in found.css("figure.post")[0].css_first("blockquote").attributes
    assert found.css("figure.post")[0].css_first("figcaption a") is None


def luminance(colour):
    colour = colour if len(colour) == 6 else "".join(sign * 2 for sign in colour)
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_are_readable_by_wcag_2_2_aa(scheme):
    """Text 4.5 to 1 (success criterion 1.4.3), shapes 3 to 1 (1.4.11); https://www.w3.org/TR/WCAG22/."""
    style = page(full()).css_first("style").text()
    colour = dict(
        re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", style.split(":root {")[1 + scheme].split("}")[0])
    )
    for ink in ("ink", "soft", "link", "negative", "positive"):
        for paper in ("paper", "raised"):
            assert contrast(colour[ink], colour[paper]) >= 4.5, (ink, paper)
    assert contrast(colour["warn-ink"], colour["warn-paper"]) >= 4.5
    for camp in ("positive", "neutral", "negative"):
        assert contrast(colour["on-camp"], colour[camp]) >= 4.5, camp
        assert contrast(colour[camp], colour["raised"]) >= 3, camp
    for pattern in ("neutral-line", "negative-line"):
        assert contrast(colour["on-camp"], colour[pattern]) >= 4.5, pattern
    for paper in ("paper", "raised"):
        for camp in ("volume", "positive", "negative"):
            assert contrast(colour[camp], colour[paper]) >= 3, (camp, paper)
