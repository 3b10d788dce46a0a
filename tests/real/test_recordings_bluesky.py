"""What a running Bluesky network answered is read: searches, re-hydration, refusals."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.fetcher import limits
from aggregator.fetcher.answer import Answer
from aggregator.payloads.bluesky import parse_post_view


@pytest.fixture(scope="module")
def recorded():
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        pytest.skip(
            "FANSREACT_REAL_DATA is not set: the recordings of a real network are not part of the repository"
        )
    files = sorted((Path(folder) / "recordings" / "bluesky").glob("devenv*/*.json"))
    assert len(files) > 40
    return {f"{path.parent.name}/{path.stem}": json.loads(path.read_text("utf-8")) for path in files}


def views(answer):
    body = answer.get("body", {}) if isinstance(answer, dict) else answer
    return body if isinstance(body, list) else body.get("posts", []) if isinstance(body, dict) else []


def test_every_recorded_post_is_read(recorded):
    seen = 0
    for name, answer in recorded.items():
        for item in views(answer):
            post = parse_post_view(item)
            assert post.text == item["record"]["text"].strip(), name
            assert post.author.handle == item["author"]["handle"], name
            assert post.url.startswith("https://bsky.app/profile/did:plc:"), name
            assert post.created_at <= datetime.fromisoformat(item["indexedAt"]), name
            assert post.counts.likes == item["likeCount"], name
            seen += 1
    assert seen > 100


def test_hashtags_of_facets_are_those_that_stand_in_the_text_at_their_bytes(recorded):
    seen = 0
    for answer in recorded.values():
        for item in views(answer):
            raw = item["record"]["text"].encode()
            for facet in item["record"].get("facets", ()):
                marked = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
                if marked.startswith("#"):
                    assert marked[1:].casefold() in parse_post_view(item).hashtags
                    seen += 1
    assert seen > 50


def test_who_asks_not_to_be_shown_to_strangers_is_not_quotable(recorded):
    (view,) = views(recorded["devenv/getPosts_no_unauthenticated"])

    post = parse_post_view(view)

    assert not post.quotable
    assert post.sensitive  # the same post carries the label graphic-media


def test_the_recorded_rate_limit_is_read(recorded):
    headers = recorded["devenv/pds_429"]["headers"]
    now = datetime(2026, 11, 22, 9, 4, 27, tzinfo=UTC)

    assert limits.read(headers, now).remaining == 0
    assert (limits.resumes_at(headers, now) - now).total_seconds() in {287, 1795338554 - now.timestamp()}


def test_refusals_are_told_in_the_networks_words(recorded):
    words = {}
    for name, answer in recorded.items():
        if isinstance(answer, dict) and answer.get("status", 200) >= 400:
            body = json.dumps(answer["body"]).encode()
            words[name] = Answer("bluesky", "https://pds.example/x", answer["status"], {}, body).says

    assert words["devenv/session_wrong_password"] == "Invalid identifier or password"
    assert words["devenv/refresh_wrong_token"] == "Token could not be verified"
    assert words["devenv/pds_noauth_search"] == "Authentication Required"
    assert all(words.values())
