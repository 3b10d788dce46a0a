"""Threads API: media objects, alone and in answer pages (keyword search, one's own threads).

Source: https://developers.facebook.com/documentation/threads/keyword-search (updated 2026-01-21), its
retrieve-posts, and an excerpt of real answers of 2026; read 2026-11-22. What to know: times are written
+0000; `text` is missing where a post is a picture only; `permalink` is missing where a copyright claim was
made; nobody's likes, replies or views are told; the account's id is not told either, its name is all there
is; one topic tag a post, without "#", perhaps of several words; media_type is TEXT in one document, TEXT_POST
in another.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aggregator.model import Author, Media, Post, Ref
from aggregator.model.posts import RefType
from aggregator.payloads.fields import (
    body,
    flag,
    handle,
    https,
    identifier,
    items_of,
    kind,
    mapping,
    objects,
    paragraph,
    utc,
)
from aggregator.text import hashtag_list, hashtags_in

SOURCE = "threads"
_MEDIA = {"IMAGE": "image", "VIDEO": "video", "AUDIO": "audio"}
_LINK = re.compile(
    r"https://(?:www\.)?threads\.(?:net|com)/@([A-Za-z0-9._]{1,60})/post/([A-Za-z0-9_-]{1,60})/?(?:\?.*)?"
)


def split(record: dict[str, Any]) -> list[Any] | None:
    """The posts in a record, for `parse`: one, or a page of them; None: not of Threads."""
    if _is_one(record):
        return [record]
    listed = record.get("data")
    if isinstance(listed, list) and any(_is_one(item) for item in objects(listed)):
        return items_of(listed)
    return None


def _is_one(record: Mapping[str, Any]) -> bool:
    if "timestamp" not in record or "id" not in record:
        return False
    link = record.get("permalink")
    return record.get("media_product_type") == "THREADS" or (
        isinstance(link, str) and link.startswith(("https://www.threads.", "https://threads."))
    )


def parse(item: Any, *, now: datetime | None = None) -> Post:
    """One post.

    Raises:
        ValueError: no id, or no zoned time.
    """
    if not isinstance(item, dict):
        raise ValueError(f"a post is {kind(item)}, not an object")  # noqa: TRY004 - callers reject by ValueError
    remote_id = identifier(item.get("id"))
    said = item.get("text")
    text = body(said) if isinstance(said, str) else ""
    url = _permalink(item.get("permalink"))
    return Post(
        source=SOURCE,
        remote_id=remote_id,
        url=url,
        text=text,
        author=_author(item),
        created_at=utc(item.get("timestamp"), now=now),
        hashtags=_hashtags(text, item.get("topic_tag")),
        media=_media(item),
        ref=_ref(item),
        sensitive=True if flag(item.get("is_spoiler_media")) else None,
        quotable=url is not None,  # a post that the network gives no link to is not shown
    )


def _permalink(link: object) -> str | None:
    """The post's address, made anew of the name and code in it, whichever of the two hosts it names."""
    match = _LINK.fullmatch(link) if isinstance(link, str) else None
    return None if match is None else f"https://www.threads.com/@{match[1]}/post/{match[2]}"


def _author(item: Mapping[str, Any]) -> Author | None:
    try:
        name = handle(item.get("username"))
    except ValueError:
        return None
    return None if name is None else Author(handle=name, verified=flag(item.get("is_verified")))


def _hashtags(text: str, topic: object) -> tuple[str, ...]:
    """Those of the text, and the topic tag, whose words are put together as in other networks' hashtags."""
    topics = ("".join(topic.split()),) if isinstance(topic, str) else ()
    return hashtag_list((*hashtags_in(text), *topics))


def _media(item: Mapping[str, Any]) -> tuple[Media, ...]:
    parts = objects(mapping(item.get("children")).get("data")) or [dict(item)]
    found = []
    for part in parts:
        url, sort = https(part.get("media_url")), part.get("media_type")
        if url is not None and isinstance(sort, str) and sort in _MEDIA:
            found.append(Media(_MEDIA[sort], url, paragraph(part.get("alt_text"))))
    return tuple(found)


def _ref(item: Mapping[str, Any]) -> Ref | None:
    if item.get("media_type") == "REPOST_FACADE" or mapping(item.get("reposted_post")):
        return _to("retweeted", item.get("reposted_post"))
    if item.get("is_quote_post") is True:
        return _to("quoted", item.get("quoted_post"))
    if item.get("is_reply") is True:
        return _to("replied_to", item.get("replied_to"))
    return None


def _to(how: RefType, other: object) -> Ref:
    number = mapping(other).get("id")
    return Ref(how, number if isinstance(number, str) and number.isalnum() else "")
