"""In which form an archive's record stands, and the posts in it: our own, and each network's raw JSON."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from typing import Any

from aggregator.model import Post, Rejected
from aggregator.payloads import lemmy, reddit, threads, tumblr, x, youtube
from aggregator.payloads.bluesky import parse_post_view
from aggregator.payloads.fields import in_range, items_of, kind, line, mapping, objects
from aggregator.payloads.jsonl import SOURCES, parse_record
from aggregator.payloads.mastodon import home_of, parse_status

UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
"""What a record can raise that is not what it says it is."""

_KEYS_NAMED = 6
_POST = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True)
class _Form:
    """One network's raw form: the posts in a record (None: not its record), and one of them as a Post."""

    split: Callable[[dict[str, Any]], list[Any] | None]
    parse: Callable[[dict[str, Any], datetime | None], Post]


def posts_of(record: object, where: str, form: str, now: datetime | None) -> Iterator[Post | Rejected]:
    """Every post of a record; a list's elements are records themselves."""
    if isinstance(record, list):
        for place, item in enumerate(record, start=1):
            if isinstance(item, list):
                yield Rejected(f"{where}, post {place}", "not an object but a list")
            else:
                yield from posts_of(item, f"{where}, post {place}", form, now)
        return
    try:
        parse, items = _told(record, form)
    except UNREADABLE as error:
        yield Rejected(where, reason_of(error))
        return
    for place, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            yield Rejected(f"{where}, post {place}", f"not an object but {kind(item)}")
            continue
        try:
            yield parse(item, now)
        except UNREADABLE as error:
            yield Rejected(where if len(items) == 1 else f"{where}, post {place}", reason_of(error))


def _told(record: object, form: str) -> tuple[Callable[[dict[str, Any], datetime | None], Post], list[Any]]:
    """How to parse a record, and the posts in it. Raises ValueError where its form is not known."""
    if not isinstance(record, dict):
        raise ValueError(f"not an object but {kind(record)}")  # noqa: TRY004 - a reason, as all
    source = record.get("source")
    if form == "jsonl" or (form == "auto" and isinstance(source, str) and source in SOURCES):
        return _parse_ours, [record]
    for name, one in _FORMS.items():
        if form in ("auto", name):
            items = one.split(record)
            if items is not None:
                return one.parse, items
    if form == "auto" and "text" in record and ("source" in record or "author" in record):
        return _parse_ours, [record]
    if record.get("error"):
        raise ValueError(f"an error answer, no post: {line(record['error']) or 'unnamed'}")
    keys = ", ".join(line(key) or "" for key in nsmallest(_KEYS_NAMED, record))
    more = ", ..." if len(record) > _KEYS_NAMED else ""
    of = "" if form == "auto" else f" of {form}"
    raise ValueError(f"not a post{of} in a form we know: keys {keys}{more}" if record else "an empty object")


def reason_of(error: Exception) -> str:
    """Why a record can't be read, in words for people."""
    return str(error) if isinstance(error, ValueError) else f"a field is not as it should be: {error}"[:200]


def _parse_ours(item: dict[str, Any], now: datetime | None) -> Post:
    return parse_record(item, now=now)[0]


def _split_mastodon(record: dict[str, Any]) -> list[Any] | None:
    """A status, a page of search results, the context of a status."""
    if isinstance(record.get("account"), dict) and "uri" in record and "content" in record:
        return [record]
    if isinstance(record.get("statuses"), list) and "hashtags" in record:
        return items_of(record["statuses"])
    if isinstance(record.get("ancestors"), list) and isinstance(record.get("descendants"), list):
        return items_of(record["ancestors"] + record["descendants"])
    return None


def _parse_mastodon(item: dict[str, Any], now: datetime | None) -> Post:
    """The archive does not say who was asked: the author's own server, unless it names their host."""
    host = home_of(str(item.get("uri")))
    post = parse_status(item, f"https://{host}")
    in_range(post.created_at, now=now)
    asked_elsewhere = "@" in str(mapping(item.get("account")).get("acct"))
    return replace(post, at_home=False) if asked_elsewhere else post


def _split_bluesky(record: dict[str, Any]) -> list[Any] | None:
    """A postView, pages of them (search, feeds, threads), records of a repository, events of Jetstream."""
    if str(record.get("uri")).startswith("at://"):
        return [_hydrated(record)]
    for key in ("posts", "feed", "records"):
        items = objects(record.get(key))
        if items and all(
            str(mapping(item.get("post") or item).get("uri")).startswith("at://") for item in items
        ):
            return [_hydrated(item) for item in items_of(record[key])]
    if isinstance(record.get("posts"), list) and not record["posts"]:
        return []
    thread = record.get("thread")
    if isinstance(thread, dict) and "$type" in thread:
        return _thread(thread)
    if "did" in record and record.get("kind") in ("commit", "identity", "account"):
        return [_event(record)]
    return None


def _hydrated(item: Any) -> Any:
    """The post of a feed's item; a record of a repository (`value`), without author's name and counts."""
    item = mapping(item).get("post") if isinstance(mapping(item).get("post"), dict) else item
    if not isinstance(item, dict):
        return item
    if "value" in item and "record" not in item:
        return {"uri": item.get("uri"), "record": item["value"]}
    return item


def _thread(thread: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    waiting: list[Any] = [thread]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            found.append(node)
            continue
        if isinstance(node.get("post"), dict):
            found.append(node["post"])
        waiting.extend(reversed(items_of(node.get("replies"))))
        if isinstance(node.get("parent"), dict):
            waiting.append(node["parent"])
    return found


def _event(record: dict[str, Any]) -> dict[str, Any]:
    """A Jetstream event that brings a post, as a postView. Raises ValueError for the others."""
    commit = mapping(record.get("commit"))
    what = commit.get("operation") or record.get("kind")
    if commit.get("collection") != _POST or not isinstance(commit.get("record"), dict):
        raise ValueError(
            f"an event of the stream, no post: {commit.get('collection') or ''} {what}".replace("  ", " ")
        )
    seen = record.get("time_us")
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=seen) if isinstance(seen, int) else None
    return {
        "uri": f"at://{record.get('did')}/{_POST}/{commit.get('rkey')}",
        "record": commit["record"],
        "indexedAt": at.isoformat() if at is not None else None,
    }


def _parse_bluesky(item: dict[str, Any], now: datetime | None) -> Post:
    post = parse_post_view(item)
    in_range(post.created_at, now=now)
    return post


def _parse_lemmy(item: dict[str, Any], now: datetime | None) -> Post:
    if lemmy.standing(item) != "alive":
        raise ValueError("deleted by its author or removed by a moderator")
    return lemmy.parse(item, now=now)


_FORMS = {
    "threads": _Form(threads.split, lambda item, now: threads.parse(item, now=now)),
    "lemmy": _Form(lemmy.split, _parse_lemmy),
    "tumblr": _Form(tumblr.split, lambda item, now: tumblr.parse(item, now=now)),
    "x": _Form(x.split, lambda item, now: x.parse(item, now=now)),
    "reddit": _Form(reddit.split, lambda item, now: reddit.parse(item, now=now)),
    "youtube": _Form(youtube.split, lambda item, now: youtube.parse(item, now=now)),
    "mastodon": _Form(_split_mastodon, _parse_mastodon),
    "bluesky": _Form(_split_bluesky, _parse_bluesky),
}
