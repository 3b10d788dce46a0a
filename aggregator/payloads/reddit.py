"""Reddit: submissions (t3) and comments (t1), alone, in listings and comment trees, and as flat dump lines.

Sources: PRAW's and Async PRAW's recorded answers (2015-2026), Pushshift's and Arctic Shift's dump lines. What
to know: the id used here is the fullname ("t1_...", "t3_..."), since comments and submissions count
separately; `created` is shifted, `created_utc` is right; `replies` is "" where there are none; `edited` is
false or a time; without raw_json=1 (and in dumps) text is HTML-escaped; deleted posts stay in place as
"[deleted]" or "[removed]" and must be passed over.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.payloads.fields import (
    body,
    count,
    epoch,
    flag,
    handle,
    https,
    identifier,
    items_of,
    mapping,
    objects,
    optional_identifier,
    paragraph,
    unescape,
)
from aggregator.text import hashtags_in

_GONE = frozenset({"[deleted]", "[removed]", "[deleted by user]", "[ Removed by Reddit ]"})
_NO_POSTS = frozenset(
    {"more", "t2", "t4", "t5", "t6", "LiveUpdate", "UserList", "KarmaList", "TrophyList", "wikipage"}
)
_GONE_AUTHORS = ("[deleted]", "[removed]")
_MODERATOR = "AutoModerator"


def split(record: dict[str, Any]) -> list[Any] | None:
    """The submissions and comments in a record, for `parse`; None where it is not Reddit's.

    Raises ValueError for what is Reddit's but no post (a user, a subreddit, an error answer).
    """
    if _is_flat(record):
        return [record]
    kind, data = record.get("kind"), record.get("data")
    if isinstance(kind, str) and isinstance(data, dict):
        if kind in ("Listing", "t1", "t3"):
            return _collect([record])
        if kind in _NO_POSTS:
            raise ValueError(f"no post: Reddit's kind {kind}")
    things = mapping(mapping(record.get("json")).get("data")).get("things")
    if isinstance(things, list):
        return _collect(things)
    if "message" in record and isinstance(record.get("error"), int):
        raise ValueError(f"an error answer, no post: {record['error']}")
    return None


def is_deleted(item: Any) -> bool:
    """Whether its author, a moderator or Reddit took it away: it still stands in its place."""
    if not isinstance(item, dict):
        return False
    said = item.get("body") if item.get("kind") == "t1" else item.get("selftext")
    gone = item.get("author") in _GONE_AUTHORS or bool(item.get("removed_by_category"))
    return gone or (isinstance(said, str) and said.strip() in _GONE)


def tree(records: list[Any]) -> tuple[list[Any], list[dict[str, Any]]]:
    """The submissions and comments of listings, for `parse`, and their `more` nodes: what was left out.

    A node names up to thousands of comments (`children`), or none: the thread goes on under `parent_id`.
    """
    left_out: list[dict[str, Any]] = []
    return _collect(records, left_out), left_out


def _collect(records: list[Any], left_out: list[dict[str, Any]] | None = None) -> list[Any]:
    """Posts of listings and of the replies under them, in order; without recursion: trees may be deep."""
    found: list[Any] = []
    waiting = list(reversed(records))
    while waiting:
        record = waiting.pop()
        if not isinstance(record, dict):
            found.append(record)
            continue
        kind, data = record.get("kind"), mapping(record.get("data"))
        if kind == "Listing":
            waiting.extend(reversed(items_of(data.get("children"))))
        elif kind in ("t1", "t3"):
            item = {**data, "kind": kind}
            replies = item.pop("replies", None)  # not in the item: each would hold all those below it
            found.append(item)
            if isinstance(replies, dict):
                waiting.append(replies)
        elif kind == "more" and left_out is not None:
            left_out.append(dict(data))
        elif not isinstance(kind, str) or kind not in _NO_POSTS:
            found.append(record)  # no kind that Reddit is known to send: it is rejected by name
    return found


def _is_flat(record: dict[str, Any]) -> bool:
    """A dump's line: the fields of a submission or comment without the wrapper."""
    if "created_utc" not in record or not ("id" in record or "name" in record):
        return False
    return "body" in record or "selftext" in record or "title" in record


def parse(item: dict[str, Any], *, now: datetime | None = None) -> Post:
    """One submission or comment. Raises ValueError with the reason where it can't be read or is deleted."""
    is_comment = item.get("kind") == "t1" or ("kind" not in item and "body" in item and "title" not in item)
    remote_id = _fullname(item, "t1_" if is_comment else "t3_")
    created_at = epoch(item.get("created_utc"), now=now)
    login = item.get("author")
    if login in _GONE:
        raise ValueError("the author is [deleted]")
    author = None
    if isinstance(login, str) and login:
        login = handle(login)
        author = Author(
            id=optional_identifier(item.get("author_fullname")),
            handle=login,
            bot=True if login == _MODERATOR else None,
        )
    text = _text(item, is_comment=is_comment)
    edited = item.get("edited")
    return Post(
        source="reddit",
        remote_id=remote_id,
        url=_permalink(item, remote_id, is_comment=is_comment),
        text=text,
        author=author,
        created_at=created_at,
        edited_at=epoch(edited) if isinstance(edited, int | float) and edited > 1 else None,
        hashtags=hashtags_in(text),
        media=() if is_comment else _media(item),
        counts=Counts(
            likes=None if item.get("score_hidden") is True else count(item.get("score")),
            replies=None if is_comment else count(item.get("num_comments")),
            reposts=None if is_comment else count(item.get("num_crossposts")),
        ),
        ref=_ref(item, is_comment=is_comment),
        sensitive=flag(item.get("over_18")),
        spoiler_text="Spoiler" if item.get("spoiler") is True else None,  # the word that Reddit shows
        quotable=item.get("quarantine") is not True,
    )


def _fullname(item: dict[str, Any], prefix: str) -> str:
    name = item.get("name")
    if isinstance(name, str) and name.startswith(prefix):
        return identifier(name)
    remote_id = identifier(item.get("id"))
    return remote_id if remote_id.startswith(prefix) else prefix + remote_id


def _text(item: dict[str, Any], *, is_comment: bool) -> str:
    if item.get("removed_by_category"):
        raise ValueError("the text is [removed]")
    said = item.get("body") if is_comment else item.get("selftext")
    if isinstance(said, str) and said.strip() in _GONE:
        raise ValueError(f"the text is {said.strip()}")
    if not is_comment:
        title = item.get("title")
        parts = [part for part in (title, said) if isinstance(part, str) and part.strip()]
        said = "\n\n".join(parts) if parts else title
    text = body(said)
    html = item.get("body_html") or item.get("selftext_html")
    escaped = not (isinstance(html, str) and html.lstrip().startswith("<"))
    return unescape(text) if escaped else text


def _permalink(item: dict[str, Any], remote_id: str, *, is_comment: bool) -> str | None:
    path = item.get("permalink")
    told = https(f"https://www.reddit.com{path}") if isinstance(path, str) and path.startswith("/") else None
    if told is not None:
        return told
    short = quote(remote_id[3:], safe="")
    if not is_comment:
        return f"https://www.reddit.com/comments/{short}/"
    thread = item.get("link_id")
    if not isinstance(thread, str) or not thread.startswith("t3_"):
        return None
    return f"https://www.reddit.com/comments/{quote(thread[3:], safe='')}/_/{short}/"


def _ref(item: dict[str, Any], *, is_comment: bool) -> Ref | None:
    if is_comment:
        parent = optional_identifier(item.get("parent_id"))
        return None if parent is None else Ref("replied_to", parent)
    crossposted = optional_identifier(item.get("crosspost_parent"))
    return None if crossposted is None else Ref("quoted", crossposted)


def _media(item: dict[str, Any]) -> tuple[Media, ...]:
    video = mapping(mapping(item.get("media")).get("reddit_video")).get("fallback_url")
    if isinstance(video, str):
        return _one("video", video)
    pictures = mapping(item.get("media_metadata"))
    if item.get("is_gallery") is True and pictures:
        captions = {
            one.get("media_id"): paragraph(one.get("caption"))
            for one in objects(
                mapping(item.get("gallery_data")).get("items")
            )  # null in some recorded answers
        }
        found = []
        for media_id, picture in list(pictures.items())[:100]:
            source = mapping(mapping(picture).get("s"))
            url = source.get("u") or source.get("mp4")
            safe = https(unescape(url)) if isinstance(url, str) else None
            if safe is not None:
                found.append(Media("image", safe, captions.get(media_id)))
        return tuple(found)
    link = item.get("url_overridden_by_dest") or item.get("url")
    return _one("image", link) if item.get("post_hint") == "image" and isinstance(link, str) else ()


def _one(kind: str, url: str) -> tuple[Media, ...]:
    safe = https(unescape(url))
    return () if safe is None else (Media(kind, safe),)
