"""What Jetstream and a running GoToSocial sent is read: frames of v1, timelines, refusals."""

import gzip
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from aggregator.collectors.jetstream import Jetstream
from aggregator.collectors.mastodon import TOKENS, Mastodon
from aggregator.errors import CredentialsRejected, RateLimited
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.loopback import play
from aggregator.model import Query, Span
from aggregator.payloads.jetstream import parse_event
from aggregator.payloads.mastodon import parse_status
from aggregator.testing import walk

THERE = "http://localhost:8085"
RAN_AT = datetime(2026, 11, 22, 9, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder():
    named = os.environ.get("FANSREACT_REAL_DATA")
    if not named:
        pytest.skip(
            "FANSREACT_REAL_DATA is not set: the recordings of real networks are not part of the repository"
        )
    return Path(named) / "recordings"


@pytest.fixture(scope="module")
def frames(folder):
    return (folder / "bluesky" / "jetstream" / "golden_v1_head.jsonl").read_bytes().splitlines()


@pytest.fixture(scope="module")
def gotosocial(folder):
    read = {}
    for path in sorted((folder / "gotosocial").glob("*.json*")):
        data = path.read_bytes()
        read[path.name.split(".")[0]] = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    assert len(read) > 10
    return read


def fetcher(base_url, now, **options):
    return Fetcher(
        "somewhere",
        base_url,
        budget=MemoryBudget(lambda: now),
        clock=lambda: now,
        wait=lambda _s: False,
        **options,
    )


# ── Jetstream ────────────────────────────────────────────────────────────────


def test_every_recorded_frame_is_read_and_the_posts_among_them_are_told_apart(frames):
    events = [parse_event(frame) for frame in frames]

    for frame, event in zip(frames, events, strict=True):
        raw = json.loads(frame)
        is_post = raw["commit"]["collection"] == "app.bsky.feed.post"
        assert (event.what == "post") == is_post
        assert event.did == raw["did"]
        assert round(event.at.timestamp() * 1_000_000) == raw["time_us"]
    assert {event.what for event in events} == {"post", "other"}


def test_a_recorded_post_is_read_field_by_field(frames):
    raw = next(raw for raw in map(json.loads, frames) if raw["commit"]["collection"] == "app.bsky.feed.post")
    post = parse_event(json.dumps(raw).encode()).post
    record, uri = raw["commit"]["record"], f"at://{raw['did']}/app.bsky.feed.post/{raw['commit']['rkey']}"

    assert (post.source, post.remote_id, post.text) == ("bluesky", uri, record["text"])
    assert post.url == f"https://bsky.app/profile/{raw['did']}/post/{raw['commit']['rkey']}"
    assert (post.author.id, post.author.handle, post.author.followers) == (raw["did"], None, None)
    assert post.created_at == datetime.fromisoformat(record["createdAt"])
    assert (post.language, post.hashtags, post.counts.likes) == (record["langs"][0], (), None)
    assert (post.ref.type, post.ref.id) == ("replied_to", record["reply"]["parent"]["uri"])


def test_recorded_frames_are_collected_through_a_stream(frames, tmp_path):
    """The recorded frames, each repeated as a deletion and with a word of ours, sent over a real websocket."""
    events = [json.loads(frame) for frame in frames]
    low = datetime.fromtimestamp(min(event["time_us"] for event in events) / 1e6, UTC)
    words = next(event for event in events if "text" in event["commit"].get("record", {}))["commit"][
        "record"
    ]["text"]
    phrase = " ".join(words.split()[:2]).casefold()
    last = {**events[1], "time_us": events[1]["time_us"] + 60_000_000}
    (tmp_path / "jetstream.json").write_text(json.dumps([*events, last]), "utf-8")
    now = low + timedelta(hours=1)
    with play(tmp_path) as network:
        collector = Jetstream(fetcher(network.url, now), options={"hydrate_url": network.url})
        span = Span(Query("bluesky", "", f'"{phrase}"'), low, low + timedelta(seconds=30))
        walked = walk(collector, span)

    assert walked.left is None
    assert walked.rejected == []
    assert [post.text for post in walked.posts] == [words]


# ── GoToSocial ───────────────────────────────────────────────────────────────


def test_every_status_of_gotosocial_is_read(gotosocial):
    seen = 0
    for name in ("tag_page1", "tag_page2_max_id", "tag_all", "tag_lower", "tag_none"):
        for item in gotosocial[name]["body"]:
            post = parse_status(item, THERE)
            assert post.url == item["url"], name
            assert post.hashtags == tuple(sorted(tag["name"] for tag in item["tags"])), name
            assert post.spoiler_text == (item["spoiler_text"] or None), name
            assert post.counts.likes == item["favourites_count"], name
            assert "@" in post.author.handle, name
            seen += 1
    assert seen > 50


def test_an_edited_status_of_gotosocial_has_the_edits_time(gotosocial):
    item = gotosocial["edit"]["body"]

    assert parse_status(item, THERE).edited_at == datetime.fromisoformat(item["edited_at"])


@pytest.mark.parametrize("respected", [True, False])
def test_a_timeline_of_gotosocial_is_walked_by_its_ulids(gotosocial, respected):
    pages = [gotosocial["tag_page1"], gotosocial["tag_page2_max_id"]]
    second = httpx.URL(pages[1]["request"]["url"]).params["max_id"]

    def answer(request):
        place = request.url.params.get("max_id")
        page = {None: pages[0], second: pages[1]}.get(place)
        if page is None:
            return httpx.Response(200, json=[])
        kept = {"link", "x-robots-tag"}
        return httpx.Response(
            200, json=page["body"], headers={k: v for k, v in page["headers"].items() if k in kept}
        )

    collector = Mastodon(
        fetcher(THERE, RAN_AT, account=THERE, transport=httpx.MockTransport(answer)),
        keys={TOKENS: "of-a-user"},
        options={"respect_noai": respected},
    )
    tag = httpx.URL(pages[0]["request"]["url"]).path.rsplit("/", 1)[1].casefold()
    span = Span(Query("mastodon", THERE, f"#{tag}"), RAN_AT - timedelta(hours=1), RAN_AT)

    walked = walk(collector, span)

    wanted = [item["uri"] for page in pages for item in page["body"]]
    assert [post.remote_id for post in walked.posts] == wanted
    assert walked.left is None
    assert {post.quotable for post in walked.posts} == {not respected}


@pytest.mark.parametrize(
    ("name", "error"),
    [("tag_unauth", CredentialsRejected), ("tag_app_token", CredentialsRejected), ("429", RateLimited)],
)
def test_gotosocials_refusals_are_told_apart(gotosocial, name, error):
    said = gotosocial[name]
    body = said["body"] if isinstance(said["body"], str) else json.dumps(said["body"])
    kept = {key: value for key, value in said["headers"].items() if key.startswith("x-ratelimit")}
    reply = httpx.Response(said["status"], content=body, headers=kept)
    ran_at = datetime(2026, 11, 22, 9, 9, 51, tzinfo=UTC)
    collector = Mastodon(
        fetcher(THERE, ran_at, account=THERE, transport=httpx.MockTransport(lambda _request: reply))
    )

    with pytest.raises(error) as caught:
        walk(collector, Span(Query("mastodon", THERE, "#any"), RAN_AT - timedelta(hours=1), RAN_AT))

    if error is RateLimited:
        assert caught.value.until == datetime(2026, 11, 22, 9, 14, 50, tzinfo=UTC)
    else:
        assert said["body"]["error"] in str(caught.value)


def test_a_tag_that_nobody_used_at_gotosocial_is_empty(gotosocial):
    said = gotosocial["tag_unknown"]
    reply = httpx.Response(said["status"], json=said["body"])
    collector = Mastodon(
        fetcher(THERE, RAN_AT, account=THERE, transport=httpx.MockTransport(lambda _request: reply))
    )

    walked = walk(collector, Span(Query("mastodon", THERE, "#nonesuch"), RAN_AT - timedelta(hours=1), RAN_AT))

    assert (walked.posts, walked.left) == ([], None)
