"""Bluesky's counts and followers, and servers that are none of its own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.collectors.bluesky import APP_PASSWORD, IDENTIFIER
from aggregator.errors import CredentialsRejected, SourceUnavailable, UnexpectedPayload
from aggregator.loopback import Reply
from aggregator.model import Query, Span
from aggregator.testing import play, walk

RECORDING = Path(__file__).parent.parent / "recordings" / "bluesky"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
KEYS = {IDENTIFIER: "fan.example", APP_PASSWORD: "canary-app-password"}
ALL = Span(Query("bluesky", "fan.example", "#glassharbour"), NOON - timedelta(hours=24), NOON)


@pytest.fixture
def network():
    with play(RECORDING) as network:
        yield network


@pytest.fixture
def build(network, collect):
    return lambda: collect("bluesky", network.url, keys=KEYS)


def methods(network):
    return [path.split("/xrpc/")[1].split("?")[0].rsplit(".", 1)[1] for _, path in network.requests]


def test_the_network_is_asked_hour_by_hour_how_many_posts_it_holds(build, network):
    collector = build()
    low, high = NOON - timedelta(hours=3), NOON - timedelta(minutes=30)

    counted = collector.counted(ALL.query, low, high)

    assert [(one.low, one.high) for one in counted] == [
        (low, low + timedelta(hours=1)),
        (low + timedelta(hours=1), low + timedelta(hours=2)),
        (low + timedelta(hours=2), high),
    ]
    held = {post.key: post.created_at for post in walk(collector, ALL).posts}
    assert [one.posts for one in counted] == [
        sum(one.low <= at < one.high for at in held.values()) for one in counted
    ]
    assert sum(one.posts for one in counted) > 20
    assert "limit=1&" in network.requests[1][1]
    assert collector.counted(Query("bluesky", "", "video:1"), low, high) == ()


def test_a_network_that_does_not_say_how_many_is_not_guessed(build, network):
    network.alter = lambda _path, body: {key: value for key, value in body.items() if key != "hitsTotal"}

    assert build().counted(ALL.query, ALL.low, ALL.high) == ()


def test_followers_are_asked_for_once_for_each_author_where_that_is_wanted(network, collect):
    collector = collect("bluesky", network.url, keys=KEYS, options={"profiles": True})
    vars(collector)["page_size"] = 20  # two pages

    pages = list(collector.pages(ALL.query, ALL))

    posts = [post for page in pages for post in page.posts]
    assert len(pages) == 2
    asked = [path for _, path in network.requests if "getProfiles" in path]
    authors = {post.author.id for post in posts}
    assert sum(path.count("actors=") for path in asked) == len(authors)
    assert all(post.author.followers == 10 * len(post.author.id) for post in posts)


def test_followers_are_unknown_where_nobody_asks(build, network):
    assert {post.author.followers for post in walk(build(), ALL).posts} == {None}
    assert "getProfiles" not in methods(network)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, {"error": "XRPCNotSupported"}),
        Reply(501, {"error": "MethodNotImplemented"}),
        Reply(403, "<html>Request forbidden"),
    ],
)
def test_a_server_that_takes_no_logins_is_named_with_what_to_set(build, network, reply):
    network.fail = lambda _path: reply

    with pytest.raises(UnexpectedPayload, match="takes no logins") as caught:
        walk(build(), ALL)

    assert "set sources.bluesky.base_url to the account's own server" in caught.value.hint


def test_a_web_page_from_the_edge_does_not_blame_the_key(build, network):
    network.fail = lambda path: (
        Reply(403, "<html><body>Request forbidden by administrative rules.") if "search" in path else None
    )

    with pytest.raises(SourceUnavailable, match="refuses us with a web page"):
        walk(build(), ALL)


def test_a_refusal_in_the_networks_own_words_blames_the_key(build, network):
    refused = Reply(403, {"error": "AccountTakedown", "message": "taken down"})
    network.fail = lambda path: refused if "search" in path else None

    with pytest.raises(CredentialsRejected, match="taken down"):
        walk(build(), ALL)
