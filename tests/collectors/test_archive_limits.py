"""Small archives that would be huge: limits in number as well as in bytes; nothing is passed over in silence."""

import gzip
import io
import json
import tracemalloc

import make
import pytest

from aggregator.collectors import archive, archive_bytes
from aggregator.collectors.archive import Tally, read_archive
from aggregator.model import Rejected
from aggregator.payloads.jsonl import to_record


def read(content, **options):
    return list(read_archive(io.BytesIO(content), **options))


@pytest.mark.parametrize("element", [b"[],", b"{},", b"0,", b'[[]],{"a":1},'])
def test_a_document_of_countless_values_is_refused_before_it_fills_the_memory(element):
    packed = gzip.compress(b"[\n" + element * 9_000_000 + b"0]", 1)
    tracemalloc.start()
    try:
        found = read(packed)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert [one.where for one in found] == ["line 1"]
    assert found[0].reason.startswith("one JSON document of more than 5,000,000 values")
    assert peak < 80_000_000


def test_empty_lists_in_a_document_are_records_and_rejected():
    tally = Tally()
    content = b"[\n[],[[]]," + json.dumps(to_record(make.post("lovely"))).encode() + b"]"

    found = read(content, tally=tally)

    assert found[:2] == [
        Rejected("record 1", "an empty list"),
        Rejected("record 2, post 1", "not an object but a list"),
    ]
    assert (tally.records, tally.posts, tally.rejected) == (3, 1, 2)


def test_a_file_of_empty_lines_is_not_read_for_ever(monkeypatch):
    monkeypatch.setattr(archive, "MAX_BLANK", 1_000)
    line = json.dumps(to_record(make.post("lovely"))).encode()

    found = read(line + b"\n" * 900 + line + b" \n" * 500 + line)

    assert [type(one).__name__ for one in found] == ["Post", "Post", "Rejected"]
    assert found[-1].reason.endswith("empty lines: the rest of the file is not read")
    assert archive_bytes.MAX_BLANK == 1_000_000


VIEW = {
    "uri": "at://did:plc:pim/app.bsky.feed.post/3inv",
    "author": {"did": "did:plc:pim", "handle": "pim.example"},
    "record": {"text": "fog", "createdAt": "2031-05-04T12:00:00Z"},
}
COMMENT = {
    "kind": "youtube#comment",
    "id": "UgA",
    "snippet": {"videoId": "v", "textOriginal": "fog", "publishedAt": "2031-05-04T12:00:00Z"},
}
THREAD = {
    "kind": "youtube#commentThread",
    "snippet": {"videoId": "v", "topLevelComment": COMMENT},
    "replies": {"comments": [5]},
}
TWEET = {"id": "7", "text": "fog", "created_at": "2031-05-04T12:00:00Z", "author_id": "71"}
THING = {"kind": "t1", "data": {"name": "t1_d", "author": "pim", "body": "fog", "created_utc": 1935662400}}


@pytest.mark.parametrize(
    ("page", "rejected"),
    [
        ({"statuses": [1, "x", None], "hashtags": []}, ["a number", "text", "null"]),
        ({"statuses": [1], "search_metadata": {}}, ["a number"]),
        ({"results": [None], "completed_in": 1}, ["null"]),
        ({"ancestors": [1], "descendants": ["x"]}, ["a number", "text"]),
        ({"kind": "youtube#commentThreadListResponse", "items": [1, 2]}, ["a number", "a number"]),
        (THREAD, ["a number"]),
        ({"data": [TWEET, 5]}, ["a number"]),
        ({"kind": "Listing", "data": {"children": [THING, "x"]}}, ["text"]),
        ({"json": {"data": {"things": [None]}}}, ["null"]),
        ({"posts": [VIEW, 3]}, ["a number"]),
        ({"feed": [{"post": VIEW}, []]}, ["a list"]),
        ({"thread": {"$type": "x", "post": VIEW, "replies": [7]}}, ["a number"]),
    ],
)
def test_what_is_no_object_in_a_page_is_rejected_by_its_place(page, rejected):
    found = [one for one in read(json.dumps(page).encode()) if isinstance(one, Rejected)]

    assert [f"not an object but {what}" for what in rejected] == [one.reason for one in found]
    assert all(one.where.startswith("line 1, post ") for one in found)
