"""The Atom feed: valid by RFC 4287, and no post can be more than text in it."""

import re
import xml.etree.ElementTree as ET  # our own bytes
from collections import Counter
from datetime import datetime

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_digest import full, hostile, quote, round_up, spoken
from selectolax.lexbor import LexborHTMLParser

from aggregator import render

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(digest):
    return ET.fromstring(render.render(digest, "atom"))  # noqa: S314 - our own bytes


def texts(parent, name):
    return [one.text for one in parent.findall(f"{ATOM}{name}")]


def content(digest):
    return LexborHTMLParser(feed_of(digest).find(f"{ATOM}entry/{ATOM}content").text)


def shape(digest):
    made = [(node.tag, tuple(sorted(node.attrib))) for node in feed_of(digest).iter()]
    tags = Counter((node.tag, tuple(sorted(node.attributes))) for node in content(digest).root.traverse())
    return made, {tag: count for tag, count in tags.items() if tag[0] not in {"p", "br"}}


@pytest.mark.parametrize("make", [full, round_up, lambda: full(state="withdrawn")])
def test_feed_and_entry_have_what_the_rfc_requires(make):
    """RFC 4287, 4.1.1 and 4.1.2: exactly one id, title and updated; an author; a summary or content."""
    feed = feed_of(make())
    (entry,) = feed.findall(f"{ATOM}entry")
    for part in (feed, entry):
        for name in ("id", "title", "updated"):
            (found,) = texts(part, name)
            assert found
        assert [one.text for one in part.findall(f"{ATOM}author/{ATOM}name")] == ["fansreact"]
        assert datetime.fromisoformat(texts(part, "updated")[0]) == make().made_at
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", texts(part, "id")[0])
    assert entry.find(f"{ATOM}content").attrib == {"type": "html"}
    assert texts(feed, "id") != texts(entry, "id")
    assert {one.attrib.get("rel") for one in entry.findall(f"{ATOM}link")} <= {
        "related"
    }  # no second alternate


@pytest.mark.parametrize("make", [full, round_up])
def test_a_feed_reader_reads_it_without_complaint(make):
    read = feedparser.parse(render.render(make(), "atom"))
    assert not read.bozo
    (entry,) = read.entries
    assert entry.title == make().headline
    assert entry.content[0].type == "text/html"
    assert entry.summary == make().lede


def test_the_id_stays_over_versions_and_differs_between_stories_and_films():
    ids = {render_id(full(version=number, headline=f"Headline {number}")) for number in (1, 2, 3)}
    assert len(ids) == 1
    assert render_id(full(id="another-20310504-1a2b3c4d")) not in ids


def render_id(digest):
    return texts(feed_of(digest).find(f"{ATOM}entry"), "id")[0]


def test_the_entry_links_every_quoted_post():
    links = [one.attrib["href"] for one in feed_of(full()).find(f"{ATOM}entry").findall(f"{ATOM}link")]
    assert links == [one.url for one in full().quotes]


def test_the_content_is_the_article_with_its_marks():
    text = content(full()).body.text()
    for said in (
        "Invented for demonstration.",
        "Draft, version 2",
        full().lede,
        full().quotes[2].display,
        "not a survey",
    ):
        assert said in text
    assert len(content(full()).css("blockquote")) == 5
    assert content(full()).css("script, style, img, iframe, [style], [class], [src]") == []


HOSTILE = [
    "<script>alert(1)</script>", "]]>", "<![CDATA[x]]>", "<?xml version='1.0'?>", "<!DOCTYPE x>", "&lt;b&gt; &#0; &nbsp;",
    '"><link rel="alternate" href="https://evil.example"/>', "</content></entry>", "a\0b\x1b[31m", "\ud800", "\ufffe\uffff",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("make", [spoken, hostile])
def test_hostile_text_builds_the_same_feed_as_plain_text(text, make):
    assert shape(make(f"w {text}")) == shape(make("plain words"))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=80))
def test_any_text_gives_a_feed_that_can_be_read(text):
    made = hostile(f"w{text}w")
    assert not feedparser.parse(render.render(made, "atom")).bozo
    assert shape(made) == shape(hostile("plain words"))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://user:pw@evil.example", None])
def test_an_address_that_is_no_plain_web_address_is_no_link(url):
    made = full(quotes=(quote(1, "Fine words", url=url),))
    assert feed_of(made).find(f"{ATOM}entry").findall(f"{ATOM}link") == []
