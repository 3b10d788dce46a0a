"""Jetstream's frames: what they say, and which of them can't be read."""

import json
from datetime import UTC, datetime

import pytest

from aggregator.payloads.jetstream import parse_event

AT = 1935652200000007
DID = "did:plc:piper"


def frame(**fields):
    return json.dumps({"did": DID, "time_us": AT, "kind": "commit", **fields}).encode()


def commit(**fields):
    made = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3inv", **fields}
    return frame(commit=made)


RECORD = {"text": "fog at the harbour", "createdAt": "2031-05-04T09:09:59.500Z"}


def test_a_post_is_dated_by_the_earlier_of_what_it_says_and_when_it_came():
    event = parse_event(commit(record=RECORD))
    ahead = parse_event(commit(record={**RECORD, "createdAt": "2033-01-01T00:00:00Z"}))
    undated = parse_event(commit(record={"text": "fog"}))

    assert event.at == datetime(2031, 5, 4, 9, 10, 0, 7, tzinfo=UTC)
    assert event.post.created_at == datetime(2031, 5, 4, 9, 9, 59, 500_000, tzinfo=UTC)
    assert ahead.post.created_at == undated.post.created_at == event.at
    assert (event.what, event.edited, event.uri) == ("post", False, f"at://{DID}/app.bsky.feed.post/3inv")


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (commit(operation="delete"), "deleted"),
        (commit(operation="update", record=RECORD), "post"),
        (commit(collection="app.bsky.feed.like", record={}), "other"),
        (commit(collection=None), "other"),
        (frame(kind="account", account={"active": False, "status": "deactivated"}), "hidden"),
        (frame(kind="account", account={"active": True}), "shown"),
        (frame(kind="account", account={"active": "no"}), "other"),
        (frame(kind="account"), "other"),
        (frame(kind="identity", identity={"handle": "piper.example"}), "other"),
        (frame(kind="a kind of next year"), "other"),
        (
            frame(kind=None, commit={"operation": "delete", "collection": "app.bsky.feed.post", "rkey": "3"}),
            "deleted",
        ),
    ],
)
def test_what_happened_is_told_apart(given, what):
    assert parse_event(given).what == what


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"{", "Expecting|expected|unexpected"),
        (b"\xff\xfe", "utf-8"),
        (b"[]", "an event is a list, not an object"),
        (b"[" * 100_000, "nested too deeply"),
        (frame(did="piper.example"), "no DID"),
        (frame(did=None), "no DID"),
        (frame(time_us=1_935_652_200_000), "no time in microseconds"),  # milliseconds
        (frame(time_us=10**30), "no time in microseconds"),
        (frame(time_us=True), "no time in microseconds"),
        (frame(commit=[]), "a commit is a list"),
        (commit(rkey="../3"), "no key of a post"),
        (commit(rkey=3), "no key of a post"),
        (commit(), "a commit without a record"),
        (commit(operation="invent", record=RECORD), "a commit without a record: 'invent'"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_reason(given, reason):
    with pytest.raises(ValueError, match=reason):
        parse_event(given)


def test_lone_surrogates_are_cleaned_not_refused():
    post = parse_event(commit(record={**RECORD, "text": "fog \ud800\0 rain"})).post

    assert post.text == "fog  rain"
