"""Bluesky's post views as posts."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.collectors.bluesky import APP_PASSWORD, IDENTIFIER
from aggregator.model import Query, Span
from aggregator.payloads.bluesky import parse_post_view

RECORDING = Path(__file__).parent.parent / "recordings" / "bluesky"
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
KEYS = {IDENTIFIER: "fan.example", APP_PASSWORD: "canary-app-password"}
ALL = Span(Query("bluesky", "fan.example", "#glassharbour"), NOON - timedelta(hours=24), NOON)


def view(number=0, **fields):
    uri = f"at://did:plc:pim/app.bsky.feed.post/3inv{number}"
    record = {"text": "fog", "createdAt": NOON.isoformat(), **fields.pop("record", {})}
    return {"uri": uri, "author": {"did": "did:plc:pim", "handle": "pim.example"}, "record": record, **fields}


@pytest.fixture(scope="module")
def posts():
    return [parse_post_view(item) for item in json.loads((RECORDING / "bluesky.json").read_text("utf-8"))]


def test_a_view_becomes_a_post(posts):
    post = posts[9]

    assert post.key == ("bluesky", "at://did:plc:marlow/app.bsky.feed.post/3inv0009")
    assert post.url == "https://bsky.app/profile/did:plc:marlow/post/3inv0009"
    assert post.text == "🎬 Seen the poster for The Glass Harbour & want it #GlassHarbour"
    assert (post.author.id, post.author.handle, post.author.name) == (
        "did:plc:marlow",
        "marlow.example",
        "Marlow",
    )
    assert post.author.followers is None
    assert post.hashtags == ("glassharbour",)
    assert (post.counts.likes, post.counts.reposts, post.counts.views, post.language) == (9, 4, None, "en")
    assert post.quotable


def test_the_odd_ones_are_read_too(posts):
    assert not posts[4].quotable  # "!no-unauthenticated"
    assert posts[6].created_at == datetime(
        2031, 5, 4, 9, 30, 0, 222000, tzinfo=UTC
    )  # not the future it claims
    assert [(media.type, media.alt) for media in posts[8].media] == [("image", "A lamp in the fog")]
    assert (posts[10].ref.type, posts[10].ref.id) == ("replied_to", posts[0].remote_id)
    assert (posts[13].ref.type, posts[13].ref.id) == ("quoted", posts[1].remote_id)
    assert (posts[15].author.handle, posts[15].author.name) == (None, None)
    assert posts[17].sensitive
    assert posts[19].hashtags == ("glassharbour",)


@pytest.mark.parametrize("label", ["!hide", "!takedown", "!no-unauthenticated"])
def test_what_is_asked_not_to_be_shown_is_not_quotable(label):
    author = {"did": "did:plc:pim", "labels": [{"val": label}]}

    assert not parse_post_view(view(labels=[{"val": label}])).quotable
    assert not parse_post_view(view(author=author)).quotable
    assert parse_post_view(view(labels=[{"val": label}, {"val": label, "neg": True}])).quotable


@pytest.mark.parametrize(
    ("embed", "media", "ref"),
    [
        (
            {"$type": "app.bsky.embed.video#view", "playlist": "https://v.example/x.m3u8", "alt": "a"},
            [("video", "a")],
            None,
        ),
        ({"$type": "app.bsky.embed.external#view", "external": {"uri": "https://news.example"}}, [], None),
        (
            {
                "$type": "app.bsky.embed.recordWithMedia#view",
                "record": {"record": {"uri": "at://did:plc:x/app.bsky.feed.post/1", "blocked": True}},
                "media": {
                    "$type": "app.bsky.embed.images#view",
                    "images": [{"thumb": "https://t.example", "alt": ""}],
                },
            },
            [("image", None)],
            "at://did:plc:x/app.bsky.feed.post/1",
        ),
        (
            {
                "$type": "app.bsky.embed.record#view",
                "record": {"uri": "at://did:plc:x/app.bsky.graph.list/1"},
            },
            [],
            None,
        ),
        ({"$type": "app.bsky.embed.images#view", "images": [{"fullsize": "javascript:x"}]}, [], None),
        ("nonsense", [], None),
    ],
)
def test_embeds_are_read(embed, media, ref):
    post = parse_post_view(view(embed=embed))

    assert [(one.type, one.alt) for one in post.media] == media
    assert (post.ref.id if post.ref else None) == ref


def test_a_nest_of_embeds_ends():
    nest = {"$type": "app.bsky.embed.recordWithMedia#view"}
    for _ in range(500):
        nest = {"$type": "app.bsky.embed.recordWithMedia#view", "media": nest}

    assert parse_post_view(view(embed=nest)).media == ()


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ([], "a post is a list, not an object"),
        ({}, "no at:// address"),
        (view() | {"uri": "at://pim.example/app.bsky.feed.post/1"}, "no at:// address"),
        (view() | {"uri": "https://bsky.app/profile/x/post/1"}, "no at:// address"),
        (view(record={"createdAt": "yesterday"}), "no zoned time"),
        (view(record={"createdAt": "2031-05-04T12:00:00"}), "no zoned time"),
    ],
)
def test_what_can_not_be_a_post_is_refused_with_a_reason(item, reason):
    with pytest.raises(ValueError, match=reason):
        parse_post_view(item)
