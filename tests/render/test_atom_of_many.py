"""The feed of all stories that are out: several entries, and tombstones for what was withdrawn."""

import xml.etree.ElementTree as ET  # our own bytes
from datetime import timedelta

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_digest import full, hostile, round_up

from aggregator.render import atom
from aggregator.render.shown import shown

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"


def parsed(*args, **named):
    return ET.fromstring(atom.feed_of(*args, **named))  # noqa: S314 - our own bytes


def test_stories_stand_in_their_order_and_the_feed_is_as_new_as_the_newest():
    first, second = full(id="one"), round_up(id="two")
    later = first.made_at + timedelta(days=2)
    feed = parsed([first, full(id="three", made_at=later, date_modified=None), second], [])
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}id") for one in entries] == [
        atom.entry_id(one) for one in (first, full(id="three"), second)
    ]
    assert feed.findtext(f"{ATOM}updated") == f"{later:%Y-%m-%dT%H:%M:%SZ}"


def test_withdrawn_story_is_a_tombstone_with_its_line():
    line = {"at": "2031-05-06T12:00:00Z", "kind": "withdrawal", "text": "It was <b>wrong</b>."}
    gone = shown(full(id="gone", state="withdrawn", corrections=(line,)))
    feed = parsed([], [gone])
    assert feed.findall(f"{ATOM}entry") == []
    [buried] = feed.findall(f"{AT}deleted-entry")
    assert buried.get("ref") == atom.entry_id(full(id="gone"))
    assert buried.get("when").endswith("Z")
    assert "It was <b>wrong</b>." in buried.findtext(f"{AT}comment")


def test_empty_feed_is_a_feed_and_the_same_each_time():
    assert atom.feed_of([], []) == atom.feed_of([], [])
    feed = parsed([], [])
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "https://desk.example/feeds/published.atom"])
def test_only_an_address_of_the_web_is_where_it_is_served(address):
    links = parsed([full()], [], address=address).findall(f"{ATOM}link")
    assert [one.get("href") for one in links] == ([address] if address.startswith("https") else [])


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_no_text_breaks_the_feed(text):
    """What a post says is text, in whatever signs; a strict reader reads all of it."""
    made = atom.feed_of([hostile(text, id="a"), full(id="b")], [])
    found = feedparser.parse(made)
    assert not found.bozo
    assert len(found.entries) == 2
    assert len(parsed([hostile(text)], []).findall(f"{ATOM}entry")) == 1
