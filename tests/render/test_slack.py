"""The Slack message: within Slack's limits, and nobody is called, linked or formatted by a post."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_digest import full, hostile, quote, round_up, spoken
from valid_formats import faults_of_slack

from aggregator import render
from aggregator.render.slack import escaped


def message(digest):
    return json.loads(render.render(digest, "slack"))


def objects(made):
    """Every text object, in order."""
    for block in made["blocks"]:
        yield from block["elements"] if block["type"] == "context" else [block["text"]]


def words(made):
    return "\n".join(one["text"] for one in objects(made))


def shape(made):
    """Blocks, text objects and links: what a reader sees but for the words."""
    return [
        (
            block["type"],
            [(one["type"], re.findall(r"^<[^|]*\|", one["text"])) for one in block.get("elements", [])],
        )
        for block in made["blocks"]
    ]


def test_the_message_holds_headline_state_bullets_lede_mood_and_quotes_in_order():
    text = words(message(full()))
    parts = [
        full().headline,
        "Draft, version 2: not yet read by an editor.",
        "Invented for demonstration.",
        f"• {full().highlights[0]}",
        full().lede,
        "Positive: 189 posts, 56% (95% interval 50–61%)",
        "Praise for the music",
        f"“{full().quotes[0].display}”",
        "Fan 1 (@fan1@harbourlights.example), Mastodon, May 4, 2031, 15:07 UTC",
        "<https://harbourlights.example/@fan1/1|View the post>",
        "this is not a survey",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_fallback_is_the_headline_and_no_picture_is_fetched():
    made = message(full(headline="Fans & <friends>"))
    assert made["text"] == "Fans &amp; &lt;friends&gt;"
    assert made["unfurl_links"] is made["unfurl_media"] is made["mrkdwn"] is False


@pytest.mark.parametrize("make", [full, round_up])
def test_a_usual_story_fits_whole(make):
    body = render.render(make(), "slack")
    assert faults_of_slack(body) == []
    assert "did not fit" not in body.decode()


def test_words_are_plain_text_and_only_our_links_are_read_as_markup():
    for one in objects(message(spoken("*bold* _it_ `code` ~no~ :smile: @channel"))):
        if one["type"] == "mrkdwn":
            assert re.fullmatch(r"<https://[^<>|]+\|[\w .-]+>", one["text"])
            assert one["verbatim"] is True
        else:
            assert one["type"] == "plain_text"
            assert one["emoji"] is False


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<!channel> <!here> <@U123> <#C1|x>", "&lt;!channel&gt; &lt;!here&gt; &lt;@U123&gt; &lt;#C1|x&gt;"),
        ("&lt; & >", "&amp;lt; &amp; &gt;"),
        ("<!subteam^S1>", "&lt;!subteam^S1&gt;"),
        ("a\0b\u202ec", "abc"),
    ],
)
def test_signs_that_slack_reads_are_escaped(text, written):
    assert escaped(text) == written
    body = render.render(spoken(text), "slack").decode()
    assert re.search(r"<(?!https://)", body) is None


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("<>&!@#|*_~`: hcanelw\n\u202e\x00\ufeff"), min_size=1, max_size=60))
def test_any_text_gives_the_same_message_as_plain_text(text):
    body = render.render(hostile(f"w{text}w"), "slack")
    assert faults_of_slack(body) == []
    assert shape(json.loads(body)) == shape(message(hostile("plain words")))
    assert re.search(r"<(?!https://)", body.decode()) is None
    assert re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e\u2066-\u2069\ufeff]", body.decode()) is None


@pytest.mark.parametrize("sign", ["x", "&", "<", '"', "\\", "é", "🌊", "\n", "日"])
@pytest.mark.parametrize("length", [200, 3_001, 50_000])
def test_texts_of_any_length_stay_within_the_limits(sign, length):
    assert faults_of_slack(render.render(hostile("w" + sign * length + "w"), "slack")) == []


def test_of_a_story_that_is_too_long_the_method_stays_and_the_rest_is_named():
    words_of_it = "A fine sentence of an invented fan. " * 6
    many = tuple(quote(number % 9, words_of_it, id=f"post-{number}") for number in range(60))
    theme = full().sections[2]
    sections = tuple(
        replace(
            theme,
            heading=f"Theme {number}",
            quotes=tuple(one.id for one in many[number * 6 : number * 6 + 6]),
        )
        for number in range(10)
    )
    made = full(quotes=many, sections=(*full().sections[:2], *sections, full().sections[-1]))
    body = render.render(made, "slack")
    assert faults_of_slack(body) == []
    text = words(json.loads(body))
    assert re.search(r"\d+ more parts of the story did not fit here", text)
    assert "this is not a survey" in text


def test_a_quote_is_shown_whole_or_not_at_all():
    long = "word " * 700
    made = full(quotes=(quote(1, long.strip()), *full().quotes[1:]))
    text = words(message(made))
    assert "word word" not in text
    assert "A post of 3,499 characters, too long to be shown whole" in text
    assert "<https://harbourlights.example/@fan1/1|View the post>" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/|x>", "https://a.example/<!here>", None]
)
def test_an_address_that_could_end_its_link_is_none(url):
    text = words(message(full(quotes=(quote(1, "Fine words", url=url), *full().quotes[1:]))))
    assert text.count("|View the post>") == len(full().quotes) - 1
