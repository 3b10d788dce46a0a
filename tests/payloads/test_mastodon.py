"""Mastodon's statuses as posts."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.model import Query, Span
from aggregator.payloads.mastodon import parse_status

RECORDING = Path(__file__).parent.parent / "recordings" / "mastodon"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
HERE = "https://harbour.example"


def span(low, high, tag="#glassharbour", resume=None):
    return Span(Query("mastodon", HERE, tag), low, high, resume)


def status(identity, at, **fields):
    return {
        "id": str(identity),
        "uri": f"{HERE}/users/pim/statuses/{identity}",
        "created_at": at.isoformat(),
        "visibility": "public",
        "content": "<p>fog</p>",
        "account": {"acct": "pim", "url": f"{HERE}/@pim"},
        **fields,
    }


def snowflake(at):
    return int(at.timestamp() * 1000) << 16


@pytest.fixture(scope="module")
def posts():
    recorded = json.loads((RECORDING / "mastodon.json").read_text("utf-8"))
    return [parse_status(item, "https://recorded.invalid") for item in recorded]


def test_a_status_becomes_a_post(posts):
    post = posts[8]

    assert post.key == ("mastodon", post.remote_id)
    assert post.remote_id.startswith("https://recorded.invalid/users/marlow/statuses/")
    assert post.text == "Not sure about the music in The Glass Harbour #GlassHarbour"
    assert post.author.handle == "marlow@recorded.invalid"
    assert post.author.name == "Marlow"
    assert post.author.id == "https://recorded.invalid/@marlow"
    assert post.hashtags == ("glassharbour",)
    assert [(media.type, media.url, media.alt) for media in post.media] == [
        ("video", "https://files.far.example/1.mp4", "A lamp in the fog")
    ]
    assert (post.counts.likes, post.counts.views, post.language) == (8, None, "en")
    assert post.at_home
    assert post.quotable


def test_the_odd_ones_are_read_too(posts):
    assert (posts[5].spoiler_text, posts[5].sensitive) == ("The ending", True)
    assert posts[9].edited_at == posts[9].created_at + timedelta(minutes=2)
    assert posts[12].ref.type == "replied_to"
    assert posts[14].url == posts[14].remote_id
    assert posts[17].ref.type == "quoted"
    assert posts[17].ref.id == posts[1].remote_id
    assert posts[17].text.startswith("Counting days")
    assert "https://news.example/harbour?page=2" in posts[20].text
    assert not posts[22].quotable
    assert posts[2].author.handle == "old_lighthouse@tide.example"
    assert posts[2].author.name is None
    assert not posts[2].at_home


def test_a_boost_is_anothers_words():
    inner = status(1, NOON, content="<p>inner</p>")
    post = parse_status(status(2, NOON, content="", reblog=inner), HERE)

    assert (post.text, post.ref.type, post.ref.id) == ("inner", "retweeted", inner["uri"])


@pytest.mark.parametrize("visibility", ["unlisted", "private", "direct", "local", None])
def test_only_public_posts_are_quotable(visibility):
    assert not parse_status(status(1, NOON, visibility=visibility), HERE).quotable


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("x", "a status is text, not an object"),
        ({}, "no uri"),
        (status(1, NOON, uri=None), "no uri"),
        (status(1, NOON, created_at=None), "no zoned time"),
        (status(1, NOON, created_at="2031-05-04T12:00:00"), "no zoned time"),
    ],
)
def test_what_can_not_be_a_post_is_refused_with_a_reason(item, reason):
    with pytest.raises(ValueError, match=reason):
        parse_status(item, HERE)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://evil.example/1", "https://u:p@evil.example/", "//x", 7]
)
def test_a_permalink_is_https_or_none(url):
    assert parse_status(status(1, NOON, url=url), HERE).url == f"{HERE}/users/pim/statuses/1"
    assert parse_status(status(1, NOON, url=url, uri="tag:x,1"), HERE).url is None
