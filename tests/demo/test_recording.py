"""The demo's recording: made from its source, invented throughout, and as varied as real fans are."""

import importlib
import json
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.payloads.bluesky import parse_post_view
from aggregator.payloads.mastodon import parse_status

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "docs" / "demo"
RECORDING = ROOT / "aggregator" / "demo" / "recording"
SERVERS = ("harbourlights.example", "reelchat.example")


@pytest.fixture
def maker(monkeypatch):
    monkeypatch.syspath_prepend(str(SOURCE))
    return importlib.import_module("make_recording")


@pytest.fixture(scope="module")
def posts():
    found = {}
    for server in SERVERS:
        for item in json.loads((RECORDING / server / "mastodon.json").read_text("utf-8")):
            post = parse_status(item, f"https://{server}")
            found[post.key] = post
    for item in json.loads((RECORDING / "bluesky.example" / "bluesky.json").read_text("utf-8")):
        post = parse_post_view(item)
        found[post.key] = post
    return list(found.values())


def test_the_recording_is_what_its_source_makes(maker):
    source = tomllib.loads((SOURCE / "posts.toml").read_text("utf-8"))
    for name, items in maker.recording(source).items():
        assert maker.as_lines(items) == (RECORDING / name).read_text("utf-8"), name


def test_it_is_small_enough_to_ship():
    assert sum(path.stat().st_size for path in RECORDING.rglob("*.json")) < 600_000


def test_many_fans_write_many_different_things(posts):
    assert 400 <= len(posts) <= 450
    assert len({post.author.key for post in posts}) >= 320
    wording = {re.sub(r"#\w+|\W+", " ", post.text).casefold().strip() for post in posts}
    assert len(wording) >= 280
    assert len({post.language for post in posts}) >= 8


def test_times_lie_in_the_window_that_the_demo_reads(posts):
    assert min(post.created_at for post in posts) >= datetime(2031, 5, 4, 13, 30, tzinfo=UTC)
    assert max(post.created_at for post in posts) < datetime(2031, 5, 5, 16, 0, tzinfo=UTC)


def test_every_post_can_be_found_by_a_tag_or_the_phrase(posts):
    for post in posts:
        tagged = {"glassharbour", "theglassharbour"} & set(post.hashtags)
        assert tagged or (post.source == "bluesky" and "glass harbour" in post.text.casefold()), post.text


def test_hosts_and_handles_are_invented(posts):
    for post in posts:
        assert post.author.handle.endswith(".example")
        if post.source == "mastodon":
            assert re.match(r"https://[a-z]+\.example/", post.url)
    written = "".join(path.read_text("utf-8") for path in RECORDING.rglob("*.json"))
    hosts = set(re.findall(r"https://([\w.-]+)", written))
    assert {host for host in hosts if not host.endswith((".example", "example.com"))} == set()


def test_what_a_collector_must_bear_is_in_it(posts):
    servers = [json.loads((RECORDING / server / "mastodon.json").read_text("utf-8")) for server in SERVERS]
    uris = [{item["uri"] for item in items} for items in servers]
    assert len(uris[0] & uris[1]) >= 40
    edited = [post for post in posts if post.text.startswith("The crane jump was done by")]
    assert len(edited) == 1
    assert any(item["edited_at"] for item in servers[0])
    assert sum(1 for post in posts if not post.quotable) == 2
    assert sum(1 for post in posts if post.media and post.media[0].alt) == 2
    assert sum(1 for post in posts if post.spoiler_text) == 1
    assert sum(1 for post in posts if "<script>" in post.text) == 2
    assert sum(1 for post in posts if post.author.bot) == 5
    assert sum(1 for post in posts if post.text.startswith("WIN two tickets")) == 8
    assert Counter(post.ref.type for post in posts if post.ref) == {"replied_to": 1}


def test_criticism_is_a_fair_part_of_the_written_opinions():
    source = tomllib.loads((SOURCE / "posts.toml").read_text("utf-8"))
    praise = sum(map(len, source["praise"].values()))
    criticism = sum(map(len, source["criticism"].values()))
    assert criticism / (praise + criticism) >= 0.2


def test_the_films_facts_say_that_they_are_invented():
    shipped = tomllib.loads((ROOT / "config" / "films.toml").read_text("utf-8"))["films"]
    film = next(film for film in shipped if film["slug"] == "the-glass-harbour")
    assert film["invented"] is True
    facts = [
        fact for value in film["facts"].values() for fact in (value if isinstance(value, list) else [value])
    ]
    assert {fact["source"].rsplit("/", 1)[0] for fact in facts} == {"https://example.com/invented"}
    assert {fact["standing"] for fact in facts} == {"confirmed", "reported", "rumoured"}
