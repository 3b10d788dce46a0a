"""X: objects of API v1.1 (REST and stream) and of the search API before it (v1.0, until 2013).

Sources: the object model of v1.1 (developer.x.com/en/docs/x-api/v1/data-dictionary, read 2026-11), recorded
streams of 2015 and 2019. What to know: `text` is HTML-escaped and cut where `truncated`; the whole text is
`extended_tweet.full_text` (stream) or `full_text` (REST). A retweet's own text is cut off ("RT @...: ..."),
so text and media are the original's, and its counts are the original's too: they are not this post's.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.payloads.fields import (
    NO_COUNTS,
    body,
    count,
    flag,
    handle,
    https,
    identifier,
    in_range,
    language,
    line,
    mail_date,
    mapping,
    medium,
    objects,
    optional_identifier,
    paragraph,
    shown,
    unescape,
    utc,
)
from aggregator.text import hashtag_list, hashtags_in

_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}")


def parse_status(item: dict[str, Any], *, now: datetime | None = None) -> Post:
    """One status of v1.1. Raises ValueError with the reason where it can't be read."""
    user = mapping(item.get("user"))
    remote_id = identifier(item.get("id_str") or item.get("id"))
    author = _author(user)
    original = item.get("retweeted_status")
    ref = _ref(item)
    spoken: dict[str, Any] = original if isinstance(original, dict) else item  # whose words these are
    extended = mapping(spoken.get("extended_tweet"))
    text = body(extended.get("full_text") or spoken.get("full_text") or spoken.get("text"))
    entities = mapping(extended.get("entities") or spoken.get("entities"))
    text = unescape(text)
    return Post(
        source="x",
        remote_id=remote_id,
        url=permalink(author, remote_id),
        text=text,
        author=author,
        created_at=v1_date(item.get("created_at"), now=now),
        language=language(item.get("lang")),
        hashtags=_hashtags(entities, text),
        media=_media(extended.get("extended_entities") or spoken.get("extended_entities") or entities),
        counts=NO_COUNTS if ref is not None and ref.type == "retweeted" else _counts(item),
        ref=ref,
        sensitive=flag(item.get("possibly_sensitive")),
        quotable=not (
            user.get("protected") is True
            or item.get("withheld_copyright") is True
            or item.get("withheld_in_countries")
            or user.get("withheld_in_countries")
        ),
    )


def parse_search_result(item: dict[str, Any], *, now: datetime | None = None) -> Post:
    """One result of the search API v1.0 ("from_user"). Raises ValueError with the reason."""
    remote_id = identifier(item.get("id_str") or item.get("id"))
    author_id, login = optional_identifier(item.get("from_user_id_str")), handle(item.get("from_user"))
    author = None
    if author_id is not None or login is not None:
        author = Author(id=author_id, handle=login, name=line(item.get("from_user_name")))
    text = unescape(body(item.get("text")))
    answered = optional_identifier(item.get("in_reply_to_status_id_str") or item.get("in_reply_to_status_id"))
    return Post(
        source="x",
        remote_id=remote_id,
        url=permalink(author, remote_id),
        text=text,
        author=author,
        created_at=mail_date(item.get("created_at"), now=now),
        language=language(item.get("iso_language_code")),
        hashtags=hashtags_in(text),
        ref=None if answered is None else Ref("replied_to", answered),
    )


def v1_date(value: object, *, now: datetime | None = None) -> datetime:
    """A time as "Wed Oct 10 20:19:24 +0000 2018" (or ISO 8601), in UTC. Raises ValueError as utc does."""
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return utc(value, now=now)
    name, day, hour, minute, second, sign, zone_hours, zone_minutes, year = found.groups()
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    try:
        zone = timezone(-offset if sign == "-" else offset)
        month = _MONTHS.index(name) + 1
        moment = datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except ValueError:
        raise ValueError(f"no zoned time: created_at is {shown(value)}") from None
    return in_range(moment, now=now).astimezone(UTC)


def permalink(author: Author | None, remote_id: str) -> str:
    """Where a post of X stands, built from its id (an unknown author's by "i", which X resolves itself)."""
    login = author.handle if author is not None and author.handle is not None else ""
    return f"https://x.com/{login if _HANDLE.fullmatch(login) else 'i'}/status/{remote_id}"


def _author(user: Any) -> Author | None:
    author_id = optional_identifier(user.get("id_str") or user.get("id"), "user.id")
    login = handle(user.get("screen_name"))
    if author_id is None and login is None:
        return None
    return Author(
        id=author_id,
        handle=login,
        name=line(user.get("name")),
        followers=count(user.get("followers_count")),
        verified=flag(user.get("verified")),
        created_at=_optional_date(user.get("created_at")),
    )


def _optional_date(value: object) -> datetime | None:
    try:
        return v1_date(value)
    except ValueError:
        return None


def _counts(item: dict[str, Any]) -> Counts:
    return Counts(
        likes=count(item.get("favorite_count")),
        reposts=count(item.get("retweet_count")),
        replies=count(item.get("reply_count")),
        quotes=count(item.get("quote_count")),
        views=count(mapping(item.get("views")).get("count")),
    )


def _ref(item: dict[str, Any]) -> Ref | None:
    original = item.get("retweeted_status")
    if isinstance(original, dict):
        return Ref("retweeted", optional_identifier(original.get("id_str") or original.get("id")) or "")
    quoted = optional_identifier(item.get("quoted_status_id_str") or item.get("quoted_status_id"))
    if quoted is not None:
        return Ref("quoted", quoted)
    answered = optional_identifier(item.get("in_reply_to_status_id_str") or item.get("in_reply_to_status_id"))
    return None if answered is None else Ref("replied_to", answered)


def _hashtags(entities: Any, text: str) -> tuple[str, ...]:
    listed = entities.get("hashtags")
    if not isinstance(listed, list):
        return hashtags_in(text)
    return hashtag_list(tag for tag in (item.get("text") for item in objects(listed)) if isinstance(tag, str))


def _media(entities: object) -> tuple[Media, ...]:
    found = []
    for item in objects(mapping(entities).get("media")):
        clip = best_clip(mapping(item.get("video_info")).get("variants"), "bitrate")
        url = https(clip or item.get("media_url_https") or item.get("media_url"))
        found.append(Media(medium(item.get("type")), url, paragraph(item.get("ext_alt_text"))))
    return tuple(found)


def best_clip(variants: object, rate: str) -> str | None:
    """The address of the mp4 with the highest bit rate (`rate` is its key), None where there is none."""
    clips = [
        (count(item.get(rate)) or 0, item["url"])
        for item in objects(variants)
        if item.get("content_type") == "video/mp4" and isinstance(item.get("url"), str)
    ]
    return max(clips)[1] if clips else None
