"""JSON-LD in the page: what search engines read is what the story says, and it is never code."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_digest import full, hostile, quote, round_up, spoken
from selectolax.lexbor import LexborHTMLParser

from aggregator import render
from aggregator.render.json_ld import news_article


def in_page(digest):
    tree = LexborHTMLParser(render.render(digest, "html").decode("utf-8"))
    return [json.loads(one.text()) for one in tree.css("head > script[type='application/ld+json']")]


def test_the_page_holds_one_article_that_cites_every_quote():
    (made,) = in_page(full())
    assert (made["@context"], made["@type"]) == ("https://schema.org", "NewsArticle")
    assert made["headline"] == full().headline
    assert made["about"]["@type"] == "Movie"
    assert [one["@type"] for one in made["citation"]] == ["SocialMediaPosting"] * len(full().quotes)
    first = made["citation"][0]
    assert first["text"] == full().quotes[0].display
    assert first["url"] == full().quotes[0].url
    assert first["datePublished"] == "2031-05-04T15:07:00Z"
    assert first["author"] == {
        "@type": "Person",
        "name": "Fan 1",
        "alternateName": "@fan1@harbourlights.example",
    }


@pytest.mark.parametrize(
    ("state", "status", "dated"),
    [("draft", "Draft", False), ("approved", "Approved", False), ("published", "Published", True)],
)
def test_only_a_published_story_has_a_date_of_publication(state, status, dated):
    made = news_article(round_up(state=state))
    assert made["creativeWorkStatus"] == status
    assert ("datePublished" in made) is dated
    assert made["dateModified"] == "2031-05-05T16:05:00Z"


def test_dates_are_those_of_the_first_sending_and_of_the_last_change_of_substance():
    day = full().made_at
    made = news_article(
        full(state="published", published_at=day.replace(day=6), date_modified=day.replace(day=7))
    )
    assert made["dateCreated"] == "2031-05-05T16:05:00Z"
    assert made["datePublished"] == "2031-05-06T16:05:00Z"
    assert made["dateModified"] == "2031-05-07T16:05:00Z"


def test_an_invented_film_says_so_here_too():
    (made,) = in_page(full())
    assert "Invented for demonstration." in made["creativeWorkStatus"]
    assert "Invented for demonstration." in made["about"]["description"]
    assert "Invented" not in json.dumps(in_page(round_up()))


def test_corrections_are_told():
    (made,) = in_page(round_up())
    assert made["correction"] == [
        {"@type": "CorrectionComment", "text": "2031-05-06: An earlier version named the wrong network."}
    ]


def test_a_withdrawn_story_describes_itself_to_no_search_engine():
    assert in_page(full(state="withdrawn")) == []


def test_words_masked_by_house_style_are_masked_here():
    (made,) = in_page(full())
    assert "damn" not in json.dumps(made)


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;", "\u2028", "\ud800"]
)
def test_hostile_text_can_not_end_the_data(text):
    for make in (spoken, hostile):
        (made,) = in_page(make(f"w {text}"))
        assert made["@type"] == "NewsArticle"
        raw = render.render(make(f"w {text}"), "html").decode("utf-8")
        data = re.search(r'<script type="application/ld\+json">(.*?)</script>', raw, re.DOTALL)[1]
        assert re.search("[<>&\u2028\u2029]", data) is None


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=80))
def test_any_text_reads_back_from_the_data(text):
    (made,) = in_page(hostile(f"w{text}w"))
    assert made["citation"][0]["text"].startswith("w")
    assert list(made) == list(in_page(hostile("plain words"))[0])


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://user:pw@evil.example", None])
def test_an_address_that_is_no_plain_web_address_is_left_out(url):
    made = news_article(full(quotes=(quote(1, "Fine words", url=url),)))
    assert "url" not in made["citation"][0]
