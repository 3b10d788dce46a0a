"""Servers that mean no good, or have lost their wits: every answer ends in posts, in a reason or in words."""

import dataclasses
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from aggregator.collectors import MAX_ITEMS
from aggregator.collectors.bluesky import APP_PASSWORD, IDENTIFIER
from aggregator.collectors.mastodon import TOKENS
from aggregator.errors import UnexpectedPayload
from aggregator.fetcher import MemorySessionCache
from aggregator.model import Query, Span
from aggregator.testing import walk

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
HERE = "https://harbour.example"
KEY = "canary-TOKEN-12345"
SPAN = Span(Query("mastodon", HERE, "#glassharbour"), NOON - timedelta(hours=1), NOON)


def snowflake(at):
    return str(int(at.timestamp() * 1000) << 16)


def status(number, **fields):
    at = NOON - timedelta(minutes=number)
    return {
        "id": snowflake(at),
        "uri": f"{HERE}/users/pim/statuses/{number}",
        "created_at": at.isoformat(),
        "visibility": "public",
        "content": f"<p>fog {number}</p>",
        "account": {"acct": "pim", "url": f"{HERE}/@pim"},
        **fields,
    }


@pytest.fixture
def pages_of(collect):
    """The pages that a Mastodon collector makes of one answer; a second request is answered by an empty list."""

    def read(answer, *, link=None, **options):
        answers = [answer, []]
        headers = {"link": f'<{HERE}/x?max_id={link}>; rel="next"'} if link else {}

        def reply(request):
            said = answers.pop(0) if answers else []
            said = said(request) if callable(said) else said
            return httpx.Response(200, json=said, headers=headers if len(answers) == 1 else {})

        collector = collect("mastodon", HERE, fetcher={"transport": httpx.MockTransport(reply)}, **options)
        return list(collector.pages(SPAN.query, SPAN))

    return read


@pytest.mark.parametrize("link", [None, snowflake(NOON - timedelta(minutes=3))])
def test_what_is_no_object_on_a_page_is_rejected_and_the_posts_are_kept(pages_of, link):
    page = pages_of([1, "x", None, [], status(1), status(2)], link=link)[0]

    assert [post.text for post in page.posts] == ["fog 1", "fog 2"]
    assert len(page.rejected) == 4


@pytest.mark.parametrize("place", ["9" * 30, "9" * 5000, "%D9%A1%D9%A2"])
def test_a_place_that_is_no_snowflake_claims_only_what_was_shown(pages_of, place):
    page = pages_of([status(1), status(2)], link=place)[0]

    assert NOON - timedelta(minutes=1) + timedelta(milliseconds=1) == page.reached


def test_a_page_of_millions_is_refused_before_any_is_looked_at(pages_of):
    assert pages_of([status(1)] + [0] * (MAX_ITEMS - 1))[0].posts
    with pytest.raises(UnexpectedPayload, match="a page of 1,001 posts, limit 1,000"):
        pages_of([status(1)] + [0] * MAX_ITEMS)


@pytest.mark.parametrize("access", [{"local": [], "remote": {}}, {"local": 5}, [1]])
def test_an_instance_that_says_nonsense_about_itself_is_read(collect, access):
    def reply(request):
        about = {"configuration": {"timelines_access": {"hashtag_feeds": access}}}
        return httpx.Response(200, json=about if "instance" in request.url.path else [])

    collector = collect("mastodon", HERE, fetcher={"transport": httpx.MockTransport(reply)})
    assert walk(collector, SPAN).left is None


def test_a_server_that_repeats_our_key_gets_it_into_no_post_and_no_kept_answer(pages_of):
    def echo(request):
        said = request.headers["authorization"]
        assert KEY in said
        return [
            status(1),
            status(2, content=f"<p>{said}</p>"),
            status(3, tags=[{"name": KEY}]),
            status(4, url=f"{HERE}/{KEY}"),
            status(5, account={"acct": f"{KEY}@harbour.example"}),
            {"leak": said},
        ]

    page = pages_of(echo, keys={TOKENS: KEY})[0]

    assert [post.text for post in page.posts] == ["fog 1"]
    assert len(page.rejected) == 5
    assert KEY.casefold() not in repr(dataclasses.asdict(page)).casefold()
    assert b"fog 2" not in page.raw
    assert b"fog 1" in page.raw


def test_an_item_nested_a_thousand_deep_is_rejected(pages_of):
    deep = []
    for _ in range(900):
        deep = [deep]

    page = pages_of([status(1), {"uri": deep}])[0]

    assert (len(page.posts), len(page.rejected)) == (1, 1)


@pytest.mark.parametrize(
    "token", ["\N{SNOWMAN}", "a\r\nX-Evil: 1", "", "x" * 10_000], ids=["snowman", "two lines", "none", "long"]
)
def test_a_session_that_can_not_be_sent_is_neither_used_nor_kept(collect, token):
    sessions = MemorySessionCache()
    asked = []

    def reply(request):
        asked.append(request.url.path)
        return httpx.Response(200, json={"accessJwt": token, "refreshJwt": "fresh"})

    def make_one():
        return collect(
            "bluesky",
            HERE,
            keys={IDENTIFIER: "pim.example", APP_PASSWORD: "hush-hush"},
            sessions=sessions,
            fetcher={"transport": httpx.MockTransport(reply)},
        )

    span = Span(Query("bluesky", "reader", "#glassharbour"), NOON - timedelta(hours=1), NOON)
    collector = make_one()
    with pytest.raises(UnexpectedPayload, match="without a session"):
        walk(collector, span)
    assert sessions.load(collector._cache_key) is None

    sessions.save(collector._cache_key, {"accessJwt": token, "refreshJwt": "fresh"})
    with pytest.raises(UnexpectedPayload, match="without a session"):
        walk(make_one(), span)
    assert asked == ["/xrpc/com.atproto.server.createSession"] * 2
