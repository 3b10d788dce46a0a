"""Every recorded status of real Mastodon servers is read; a recorded timeline is walked to its end."""

import gzip
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from aggregator.collectors.mastodon import Mastodon
from aggregator.errors import SourceError
from aggregator.fetcher import Fetcher, MemoryBudget, limits
from aggregator.model import Query, Span
from aggregator.payloads.mastodon import parse_status
from aggregator.testing import walk

NOW = datetime(2026, 8, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def cassettes():
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        pytest.skip(
            "FANSREACT_REAL_DATA is not set: the recordings of real servers are not part of the repository"
        )
    read = []
    for path in sorted((Path(folder) / "recordings" / "mastodon").glob("*.json*")):
        data = path.read_bytes()
        cassette = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
        if isinstance(cassette, dict) and "response" in cassette:
            read.append((path.name, cassette))
    assert len(read) > 300
    return read


def statuses(value):
    """Every status anywhere in a recorded answer."""
    if isinstance(value, dict):
        if {"uri", "content", "visibility", "account"} <= set(value):
            yield value
        for inner in value.values():
            yield from statuses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from statuses(inner)


def test_every_recorded_status_is_read(cassettes):
    seen = 0
    for name, cassette in cassettes:
        parts = urlsplit(cassette["request"]["uri"])
        for item in statuses(cassette["response"].get("body")):
            if item.get("created_at") is None or item.get("uri") is None:
                continue  # a scheduled or filtered stub
            post = parse_status(item, f"{parts.scheme}://{parts.netloc}")
            assert post.author is not None, name
            assert "@" in post.author.handle, name
            assert post.url is not None or not item["url"].startswith("https://"), name
            assert "<p>" not in post.text, name
            assert (post.text == "") == (item["content"] == "" and not item.get("reblog")) or "<" in item[
                "content"
            ], name
            seen += 1
    assert seen > 300


def test_every_recorded_rate_limit_is_read(cassettes):
    seen = 0
    for name, cassette in cassettes:
        headers = {key.lower(): value for key, value in cassette["response"]["headers"].items()}
        if "x-ratelimit-reset" in headers:
            resets_at = datetime.fromisoformat(headers["x-ratelimit-reset"])
            limit = limits.read(headers, resets_at - timedelta(minutes=4))
            assert limit.resets_at == resets_at, name
            assert limit.remaining is not None, name
            seen += 1
    assert seen > 200


def test_a_recorded_timeline_is_walked_to_its_end_by_its_links(cassettes):
    recorded = dict(cassettes)
    pages = [recorded[f"cassettes__test_fetch_remaining__{number}.json"] for number in (31, 32, 33, 34)]
    by_place = {}
    for page in pages:
        place = parse_qs(urlsplit(page["request"]["uri"]).query).get("max_id", [None])[0]
        headers = {k: v for k, v in page["response"]["headers"].items() if k in {"link", "x-ratelimit-reset"}}
        by_place[place] = httpx.Response(200, json=page["response"]["body"], headers=headers)
    transport = httpx.MockTransport(lambda request: by_place[request.url.params.get("max_id")])
    tag = urlsplit(pages[0]["request"]["uri"]).path.rsplit("/", 1)[1]
    fetcher = Fetcher(
        "mastodon",
        "http://localhost:3000",
        budget=MemoryBudget(lambda: NOW),
        clock=lambda: NOW,
        wait=lambda _seconds: False,
        transport=transport,
    )

    walked = walk(Mastodon(fetcher), Span(Query("mastodon", "", f"#{tag}"), NOW - timedelta(days=30), NOW))

    expected = sorted(
        (item["uri"] for page in pages for item in page["response"]["body"]),
        key=lambda uri: int(uri.rsplit("/", 1)[1]),
    )
    assert [post.remote_id for post in walked.posts] == expected[::-1]
    assert walked.left is None
    assert walked.pages[0].reached < walked.posts[0].created_at + timedelta(
        seconds=5
    )  # snowflakes were recognised


def test_recorded_refusals_end_in_errors_with_the_servers_words(cassettes):
    seen = 0
    for name, cassette in cassettes:
        status, body = cassette["response"]["status"], cassette["response"].get("body")
        if status < 400:
            continue
        answer = httpx.Response(status, json=body) if body is not None else httpx.Response(status)
        fetcher = Fetcher(
            "mastodon",
            "https://instance.example",
            budget=MemoryBudget(lambda: NOW),
            clock=lambda: NOW,
            wait=lambda _seconds: False,
            transport=httpx.MockTransport(lambda _request, answer=answer: answer),
        )
        with pytest.raises(SourceError) as caught:
            fetcher.get("x")
        if isinstance(body, dict) and isinstance(body.get("error"), str):
            assert (body.get("error_description") or body["error"])[:200] in str(caught.value), name
        seen += 1
    assert seen > 5
