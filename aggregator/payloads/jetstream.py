"""Jetstream's events (v1 frames) -> what happened to a post or an author on Bluesky.

Source: https://github.com/bluesky-social/jetstream (9a30def, 2026-08; its recorded v1 frames), 2026-11-22.
- `{"did", "time_us", "kind", "commit" | "account" | "identity"}`; `time_us` is when Jetstream received it.
- A commit's `operation` is create, update or delete; a delete has neither record nor cid.
- An account's event says `active` true or false (deactivated, suspended, taken down, deleted).
- Records come as their writer's server holds them: no handle, no counts, no labels of the network.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from aggregator.model import Post
from aggregator.payloads.bluesky import parse_post_view
from aggregator.payloads.fields import kind, mapping, shown

COLLECTION = "app.bsky.feed.post"
What = Literal["post", "deleted", "hidden", "shown", "other"]

_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,256}")
_RKEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}")
_FIRST_US, _LAST_US = 10**15, 4 * 10**15  # of the years 2001 to 2096; less is one of the new wire's numbers


@dataclass(frozen=True, slots=True)
class Event:
    """One frame: `what` happened, to whom (`did`), to which post (`uri`), and when Jetstream heard of it.

    "hidden" and "shown" concern everything by that author. `post` is as its writer's server holds it.
    """

    what: What
    at: datetime
    did: str
    uri: str = ""
    edited: bool = False
    post: Post | None = None


def parse_event(frame: bytes) -> Event:
    """One frame.

    Raises:
        ValueError: no JSON object, no DID, no time, or a post's commit that can't be read.
    """
    event = _json(frame)
    did, at = event.get("did"), _instant(event.get("time_us"))
    if not isinstance(did, str) or not _DID.fullmatch(did):
        raise ValueError(f"no DID: {shown(did)}")
    match event.get("kind"):
        case "account":
            active = mapping(event.get("account")).get("active")
            if isinstance(active, bool):
                return Event("shown" if active else "hidden", at, did)
        case "identity":
            pass
        case _ if "commit" in event:  # also where the kind is missing: the commit says enough
            return _commit(event["commit"], at, did)
    return Event("other", at, did)


def _commit(commit: Any, at: datetime, did: str) -> Event:
    if not isinstance(commit, dict):
        raise ValueError(f"a commit is {kind(commit)}, not an object")  # noqa: TRY004 - callers reject by ValueError
    if commit.get("collection") != COLLECTION:
        return Event("other", at, did)
    rkey, operation = commit.get("rkey"), commit.get("operation")
    if not isinstance(rkey, str) or not _RKEY.fullmatch(rkey):
        raise ValueError(f"no key of a post: {shown(rkey)}")
    uri = f"at://{did}/{COLLECTION}/{rkey}"
    if operation == "delete":
        return Event("deleted", at, did, uri)
    record = commit.get("record")
    if operation not in {"create", "update"} or not isinstance(record, dict):
        raise ValueError(f"a commit without a record: {shown(operation)}")
    return Event("post", at, did, uri, operation == "update", _post(record, at, did, uri))


def _post(record: Mapping[str, Any], at: datetime, did: str, uri: str) -> Post:
    """The post, dated as the network would: the earlier of what it says and when it arrived."""
    view = {
        "uri": uri,
        "record": record,
        "author": {"did": did},
        "indexedAt": at.isoformat(),
        "embed": record.get("embed"),
    }
    return parse_post_view(view)


def _json(frame: bytes) -> Mapping[str, Any]:
    try:
        event = orjson.loads(frame)
    except orjson.JSONDecodeError:  # lone surrogates, very large integers: the standard library reads them
        try:
            event = json.loads(frame.decode("utf-8"))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
    if not isinstance(event, dict):
        raise ValueError(f"an event is {kind(event)}, not an object")  # noqa: TRY004 - as above
    return event


def _instant(value: Any) -> datetime:
    if not isinstance(value, int) or isinstance(value, bool) or not _FIRST_US <= value < _LAST_US:
        raise ValueError(f"no time in microseconds: {shown(value)}")
    seconds, micros = divmod(value, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)
