"""X in every form that archives hold: which form a record is in, the posts in it, and each as a Post.

v1.1 statuses and search pages, v2 posts and pages (also twarc's lines, flattened or not, and stream lines),
search pages of v1.0, and the answers of X's own web pages (GraphQL), whose posts are v1.1 statuses inside.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from aggregator.model import Post
from aggregator.payloads.fields import items_of, line, mapping, objects
from aggregator.payloads.x_v1 import parse_search_result, parse_status
from aggregator.payloads.x_v2 import parse_tweet, split_page

_V2_KEYS = frozenset(
    {
        "author_id",
        "public_metrics",
        "edit_history_tweet_ids",
        "edit_history_post_ids",
        "referenced_tweets",
        "referenced_posts",
        "conversation_id",
        "note_tweet",
        "note_post",
    }
)
_NOTICES = ("delete", "limit", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning")
_INNER = ("data", "statuses", "results")


def split(record: dict[str, Any]) -> list[Any] | None:
    """The posts in a record of X, for `parse`; None where the record is not X's.

    Raises ValueError for what is X's but holds no post (an error answer, a notice of the stream).
    """
    if _is_v1(record) or _is_v2(record) or _is_search_result(record):
        return [record]
    if isinstance(record.get("statuses"), list) and "search_metadata" in record:
        return items_of(record["statuses"])
    if isinstance(record.get("results"), list) and ("completed_in" in record or "results_per_page" in record):
        return items_of(record["results"])
    if _is_page(record):
        return split_page(record)
    if isinstance(record.get("data"), dict):
        found = list(_graphql(record["data"]))
        if found:
            return found
    _refuse_what_is_no_post(record)
    return None


def parse(item: dict[str, Any], *, now: datetime | None = None) -> Post:
    """One of `split`'s posts. Raises ValueError with the reason where it can't be read."""
    if "from_user" in item:
        return parse_search_result(item, now=now)
    return parse_status(item, now=now) if _is_v1(item) else parse_tweet(item, now=now)


def _is_v1(record: dict[str, Any]) -> bool:
    if not ("text" in record or "full_text" in record) or not ("id" in record or "id_str" in record):
        return False
    user = record.get("user")
    if isinstance(user, dict) and ("screen_name" in user or "id_str" in user or "id" in user):
        return "account" not in record
    return "favorite_count" in record or "retweet_count" in record


def _is_v2(record: dict[str, Any]) -> bool:
    return "text" in record and "id" in record and not _V2_KEYS.isdisjoint(record)


def _is_search_result(record: dict[str, Any]) -> bool:
    return "from_user" in record and "text" in record


def _is_page(record: dict[str, Any]) -> bool:
    """A page of v2: posts under data, or none and a meta that counts them."""
    data = record.get("data")
    first = data if isinstance(data, dict) else next(iter(objects(data)), None)
    if first is not None:
        return "text" in first and "id" in first and "permalink" not in first  # Threads has that
    return "result_count" in mapping(record.get("meta")) and "kind" not in record


def _graphql(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The statuses of an answer of X's own pages: `{"__typename": "Tweet", "legacy": {...}, "core": ...}`."""
    waiting: list[Any] = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            legacy = value.get("legacy")
            if isinstance(legacy, dict) and "full_text" in legacy:
                yield _status(value, legacy)
            else:
                waiting.extend(reversed(list(value.values())))


def _status(tweet: dict[str, Any], legacy: dict[str, Any]) -> dict[str, Any]:
    user = mapping(mapping(mapping(tweet.get("core")).get("user_results")).get("result"))
    made = dict(legacy)
    made.setdefault("id_str", tweet.get("rest_id"))
    made["user"] = {**mapping(user.get("legacy")), **mapping(user.get("core")), "id_str": user.get("rest_id")}
    made["views"] = tweet.get("views")
    note = mapping(mapping(mapping(tweet.get("note_tweet")).get("note_tweet_results")).get("result"))
    if note.get("text"):
        made["extended_tweet"] = {"full_text": note["text"], "entities": note.get("entity_set")}
    again = mapping(mapping(legacy.get("retweeted_status_result")).get("result"))
    again = mapping(again.get("tweet")) or again
    if isinstance(again.get("legacy"), dict):
        made["retweeted_status"] = _status(dict(again), again["legacy"])
    return made


def _refuse_what_is_no_post(record: dict[str, Any]) -> None:
    errors = objects(record.get("errors"))
    if errors and not any(key in record for key in _INNER):
        why = line(errors[0].get("title")) or line(errors[0].get("message")) or "unnamed"
        raise ValueError(f"an error answer, no post: {why}")
    if len(record) == 1 and next(iter(record)) in _NOTICES:
        raise ValueError(f"a notice of the stream, no post: {next(iter(record))}")
