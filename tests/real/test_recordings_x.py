"""X's own recorded answers go through our collector: every page, count, lookup and refusal of 2021 to 2023."""

import gzip
import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from aggregator.collectors.x import BEARER_TOKEN, X
from aggregator.errors import CredentialsRejected, UnexpectedPayload
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.model import Query, Span
from aggregator.payloads.fields import utc
from aggregator.payloads.x_v2 import parse_tweet, split_page
from aggregator.text import fold

# Posts that were compared with their recordings by eye, field by field: digests of their ids, and of text, author,
# hashtags, media, kind of reference, counts, language and time. Real words stay outside the repository.
EXPECTED = {
    "1ae758e4989306fe": "4ee9ae05625ea109",
    "f8f8b727f5dc160b": "640f400cf632e5dc",
    "27c31e74eb9831f1": "9db77cf07ec2c1b2",
    "4b48d1330a9ab9ae": "8f5bcaf9093f9919",
    "ae7f2595ed64ea39": "3b660d273c6ec10e",
    "bc20115673470545": "9f9520cefd861694",
    "2c0ec95e32812509": "d7409cc5c35bd81a",
    "e493c5f1e583692d": "f3d0043b080843f9",
}


@pytest.fixture(scope="module")
def recorded():
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        pytest.skip(
            "FANSREACT_REAL_DATA is not set: recordings of a real network are not part of the repository"
        )
    found = []
    for path in sorted((Path(folder) / "recordings" / "x").glob("*.exchange*.json*")):
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        read = json.loads(text)
        found += [(path.name, one) for one in (read if isinstance(read, list) else [read])]
    assert len(found) > 60
    return found


def path_of(exchange):
    return urlsplit(exchange["request"].get("uri") or "").path


def pages_of(recorded):
    """Every recorded 200 that search answered."""
    return [
        (name, exchange)
        for name, exchange in recorded
        if "/2/tweets/search/" in path_of(exchange) and exchange["response"]["status"] == 200
    ]


def collector_for(exchange, **options):
    """Our collector, whose network gives the recorded answer to its first request and nothing more after it."""
    said = exchange["response"]
    answers = [said]

    def reply(_request):
        if not answers:
            return httpx.Response(200, json={"meta": {"result_count": 0}})
        one = answers.pop()
        headers = {
            key: value
            for key, value in one["headers"].items()
            if key.startswith("x-rate") and int(one["headers"]["x-rate-limit-remaining"]) > 0
        }
        if one.get("body_json") is not None:
            return httpx.Response(one["status"], json=one["body_json"], headers=headers)
        return httpx.Response(one["status"], text=one.get("body_text") or "")

    now = datetime(2026, 11, 22, tzinfo=UTC)
    fetcher = Fetcher(
        "x",
        "https://api.x.com",
        budget=MemoryBudget(lambda: now),
        clock=lambda: now,
        wait=lambda _: False,
        transport=httpx.MockTransport(reply),
    )
    return X(fetcher, keys={BEARER_TOKEN: "invented-token-4711"}, options={"archive": True, **options})


def span_of(exchange):
    params = parse_qs(urlsplit(exchange["request"]["uri"]).query)
    query = Query("x", "", f"search:{params['query'][0]}")
    low, high = (params.get(name, [None])[0] for name in ("start_time", "end_time"))
    return Span(
        query,
        utc(low) if low else datetime(2006, 3, 21, tzinfo=UTC),
        utc(high) if high else datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_every_recorded_page_is_read_and_every_post_in_it(recorded):
    seen = pages = 0
    for name, exchange in pages_of(recorded):
        body = exchange["response"]["body_json"]
        if "created_at" not in (body.get("data") or [{"created_at": 1}])[0]:
            continue  # asked for without fields, as the collector never does
        span = span_of(exchange)
        page = next(collector_for(exchange).pages(span.query, span))
        assert page.rejected == (), name
        assert len(page.posts) == body["meta"]["result_count"], name
        token = body["meta"].get("next_token")
        assert (page.resume or "").endswith(token or ""), name
        if token is None:
            assert page.reached == span.low, name
        elif page.posts:
            assert page.reached == page.posts[-1].created_at + timedelta(seconds=1), name
        assert bool(page.note) == bool(body.get("errors")), name
        seen += len(page.posts)
        pages += 1
    assert pages >= 28
    assert seen > 5_000


def test_every_post_says_what_x_said(recorded):
    seen = 0
    for name, exchange in pages_of(recorded):
        for item in split_page(exchange["response"]["body_json"]):
            if "created_at" not in item:
                continue
            post = parse_tweet(item)
            assert post.remote_id == item["id"], name
            assert post.url.startswith("https://x.com/"), name
            assert post.url.endswith(f"/status/{item['id']}"), name
            assert post.created_at == datetime.fromisoformat(item["created_at"]), name
            assert not any(sign in post.text for sign in ("&amp;", "&lt;", "&gt;")), name
            spoken = next((one for one in item["referenced_tweets"] if one["type"] == "retweeted"), item)
            for tag in (spoken if "text" in spoken else item).get("entities", {}).get("hashtags", ()):
                raw = (spoken if "text" in spoken else item)["text"]
                assert raw[tag["start"] + 1 : tag["end"]] == tag["tag"], (
                    name
                )  # code points of the escaped text
                assert fold(tag["tag"]) in post.hashtags, name
            seen += 1
    assert seen > 5_000


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def shape(post):
    counts = (post.counts.likes, post.counts.reposts, post.counts.replies, post.counts.quotes)
    kind = post.ref.type if post.ref else None
    fields = (post.text, post.author.handle, post.hashtags, len(post.media), kind, counts, post.language)
    return digest(repr((*fields, post.created_at.isoformat())))


def test_recorded_posts_have_the_fields_that_were_checked_by_eye(recorded):
    found = {}
    for _, exchange in pages_of(recorded):
        for item in split_page(exchange["response"]["body_json"]):
            if digest(item["id"]) in EXPECTED:  # some are on several pages, with other counts
                found.setdefault(digest(item["id"]), shape(parse_tweet(item)))
    assert found == EXPECTED


def test_recorded_counts_are_read_page_by_page(recorded):
    read = 0
    for name, exchange in recorded:
        if "/2/tweets/counts/" not in path_of(exchange) or exchange["response"]["status"] != 200:
            continue
        body = exchange["response"]["body_json"]
        if "next_token" in body["meta"]:
            body = {
                **body,
                "meta": {key: value for key, value in body["meta"].items() if key != "next_token"},
            }
            exchange = {**exchange, "response": {**exchange["response"], "body_json": body}}  # noqa: PLW2901
        span = span_of(exchange)
        counted = collector_for(exchange).counted(span.query, span.low, span.high)
        assert sum(piece.posts for piece in counted) == body["meta"]["total_tweet_count"], name
        assert all(newer.low == older.high for older, newer in pairwise(counted)), name
        read += 1
    assert read >= 5


def test_recorded_refusals_are_told_in_xs_words(recorded):
    kinds = set()
    for name, exchange in recorded:
        status = exchange["response"]["status"]
        if "/2/tweets/search/" not in path_of(exchange) or status == 200:
            continue
        span = span_of(exchange)
        with pytest.raises((UnexpectedPayload, CredentialsRejected)) as caught:
            list(
                collector_for(exchange).pages(
                    span.query, Span(span.query, span.low, span.low + timedelta(days=1))
                )
            )
        kinds.add((status, type(caught.value).__name__))
        if status == 400:
            assert "must be before 'end_time'" in str(caught.value), name
    assert kinds == {(400, "UnexpectedPayload"), (401, "CredentialsRejected")}


def test_a_recorded_lookup_tells_that_posts_stand(recorded):
    looked_up = 0
    for name, exchange in recorded:
        if path_of(exchange) != "/2/tweets":
            continue
        items = exchange["response"]["body_json"]["data"]
        made = [{**item, "created_at": "2022-10-07T00:00:00.000Z"} for item in items]
        posts = [parse_tweet(item) for item in made]
        said = {**exchange["response"], "body_json": {"data": made}}
        standing = collector_for({**exchange, "response": said}).recheck(posts)
        assert set(standing.values()) == {"alive"}, name
        assert len(standing) == len(items), name
        looked_up += 1
    assert looked_up >= 2
