"""The archive reader under whatever bytes and records: reasons, never a crash."""

import gzip
import io
import json

import make
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.collectors.archive import read_archive
from aggregator.model import Post, Rejected
from aggregator.payloads.jsonl import to_record

POSTS = [make.post(f"lovely {n}") for n in range(3)]
LINES = b"".join(json.dumps(to_record(post)).encode() + b"\n" for post in POSTS)
TWEET = {
    "id": "7",
    "text": "lovely",
    "created_at": "2031-05-04T12:00:00Z",
    "author_id": "71",
    "public_metrics": {},
}


def read(content, **options):
    return list(read_archive(io.BytesIO(content), **options))


def line(number, reason):
    return Rejected(f"line {number}", reason)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        *(
            "id",
            "id_str",
            "text",
            "full_text",
            "user",
            "source",
            "created_at",
            "data",
            "includes",
            "users",
            "media",
        ),
        *("tweets", "kind", "children", "replies", "snippet", "items", "topLevelComment", "uri", "content"),
        *(
            "account",
            "record",
            "author",
            "posts",
            "feed",
            "thread",
            "did",
            "commit",
            "public_metrics",
            "body",
        ),
        *("referenced_tweets", "retweeted_status", "extended_tweet", "results", "completed_in", "from_user"),
        *("title", "created_utc", "legacy", "statuses", "search_metadata", "errors", "error", "value"),
    ]
)
SHAPES = st.recursive(
    JSON
    | st.sampled_from(["t1", "t3", "Listing", "at://a", "youtube#comment", "x", "7", "2031-05-04T12:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)


@settings(max_examples=80)
@given(
    st.dictionaries(KEYS, SHAPES),
    st.sampled_from(["auto", "jsonl", "x", "reddit", "youtube", "mastodon", "bluesky"]),
)
def test_no_record_crashes_the_reader(record, form):
    for one in read(json.dumps(record).encode(), format=form):
        assert isinstance(one, Post | Rejected)


@settings(max_examples=60)
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_crash_the_reader(content, packed):
    for one in read(gzip.compress(content)[:-9] if packed else content):
        assert isinstance(one, Post | Rejected)
