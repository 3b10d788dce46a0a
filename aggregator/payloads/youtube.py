"""YouTube Data API v3: comments and comment threads, alone and in answer pages.

Sources: discovery document youtube.v3 rev 20261104, recorded answers of 2020-2025. What to know: a thread's
id is its first comment's, a reply's is "{parent}.{child}"; textOriginal is only sure for one's own comments,
textDisplay is HTML unless textFormat=plainText was asked for; authorDisplayName is "@handle" today and was a
plain name; a thread carries only some of its replies.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from aggregator.model import Author, Counts, Post, Ref
from aggregator.payloads.fields import (
    body,
    count,
    handle,
    identifier,
    items_of,
    line,
    mapping,
    optional_identifier,
    optional_utc,
    utc,
)
from aggregator.text import hashtags_in, html_to_text

_COMMENT, _THREAD = "youtube#comment", "youtube#commentThread"
_HIDDEN = ("heldForReview", "likelySpam", "rejected")


def split(record: dict[str, Any]) -> list[Any] | None:
    """The comments in a record, for `parse`, replies after the comment they answer; None: not YouTube's.

    Raises ValueError for what is YouTube's but no comment (a video, an error answer).
    """
    kind = record.get("kind")
    if isinstance(kind, str) and kind.startswith("youtube#"):
        if kind in ("youtube#commentThreadListResponse", "youtube#commentListResponse"):
            return [one for item in items_of(record.get("items")) for one in comments(item)]
        if kind in (_COMMENT, _THREAD):
            return comments(record)
        raise ValueError(f"no post: YouTube's kind {kind.removeprefix('youtube#')}")
    if _is_thread(record) or _is_comment(record):
        return comments(record)
    error = mapping(record.get("error"))
    if "code" in error and "message" in error:
        raise ValueError(f"an error answer, no post: {line(error.get('message')) or error.get('code')}")
    return None


def _is_thread(record: dict[str, Any]) -> bool:
    return "topLevelComment" in mapping(record.get("snippet"))


def _is_comment(record: dict[str, Any]) -> bool:
    snippet = mapping(record.get("snippet"))
    return "publishedAt" in snippet and ("textDisplay" in snippet or "textOriginal" in snippet)


def comments(record: Any) -> list[Any]:
    """A comment, or a thread's comment and replies: each knows its video, the first its number of replies."""
    if not isinstance(record, dict) or not _is_thread(record):
        return [record]
    thread = mapping(record.get("snippet"))
    about = {"videoId": thread.get("videoId")}
    first = mapping(thread.get("topLevelComment"))
    more = {**about, "totalReplyCount": thread.get("totalReplyCount"), "isPublic": thread.get("isPublic")}
    found: list[Any] = [{**first, "snippet": {**more, **mapping(first.get("snippet"))}}]
    for reply in items_of(mapping(record.get("replies")).get("comments")):
        if not isinstance(reply, dict):
            found.append(reply)
            continue
        answered = {**about, "parentId": first.get("id")}
        found.append({**reply, "snippet": {**answered, **mapping(reply.get("snippet"))}})
    return found


def parse(item: dict[str, Any], *, now: datetime | None = None, plain: bool = False) -> Post:
    """One comment. Raises ValueError with the reason where it can't be read.

    `plain`: it was asked for as plain text, so that "<" is a sign that its author wrote.
    """
    remote_id = identifier(item.get("id"))
    snippet = mapping(item.get("snippet"))
    created_at = utc(snippet.get("publishedAt"), now=now)
    changed_at = optional_utc(snippet.get("updatedAt"))
    text = body(_text(snippet, plain=plain))
    parent = optional_identifier(snippet.get("parentId"))
    return Post(
        source="youtube",
        remote_id=remote_id,
        url=_permalink(snippet.get("videoId"), remote_id),
        text=text,
        author=_author(snippet),
        created_at=created_at,
        edited_at=changed_at if changed_at is not None and changed_at > created_at else None,
        hashtags=hashtags_in(text),
        counts=Counts(likes=count(snippet.get("likeCount")), replies=count(snippet.get("totalReplyCount"))),
        ref=None if parent is None else Ref("replied_to", parent),
        quotable=snippet.get("isPublic") is not False and snippet.get("moderationStatus") not in _HIDDEN,
    )


def _text(snippet: Any, *, plain: bool) -> object:
    original = snippet.get("textOriginal")
    if isinstance(original, str):
        return original
    display = snippet.get("textDisplay")
    return html_to_text(display) if isinstance(display, str) and not plain else display


def _author(snippet: Any) -> Author | None:
    shown = snippet.get("authorDisplayName")
    author_id = optional_identifier(mapping(snippet.get("authorChannelId")).get("value"), "authorChannelId")
    is_handle = isinstance(shown, str) and shown.startswith("@") and " " not in shown
    login = handle(shown) if is_handle else None
    if author_id is None and login is None:
        return None
    return Author(id=author_id, handle=login, name=None if is_handle else line(shown))


def _permalink(video: object, remote_id: str) -> str | None:
    if not isinstance(video, str) or not video:
        return None
    return f"https://www.youtube.com/watch?v={quote(video, safe='')}&lc={quote(remote_id, safe='')}"
