"""Mastodon's Status -> Post; also what compatible servers (GoToSocial, Pleroma) send.

Source: https://docs.joinmastodon.org/entities/Status/ and recorded answers of Mastodon 4.6 (2026-11-22).
- `id` is the reading instance's own; the same post has another one elsewhere. `uri` is its id everywhere.
- `content` is HTML, without the content warning (`spoiler_text`) that stands before it.
- `account.acct` lacks the host for the instance's own people; `account.id` is the instance's own too.
- Counts are those that the reading instance knows of.
- `tags[].name` comes normalised; the display case stands in the text only.
- Pleroma and Akkoma add `pleroma.content["text/plain"]`, and visibilities of their own ("local", "list").
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.payloads.fields import (
    body,
    count,
    flag,
    handle,
    https,
    identifier,
    kind,
    language,
    line,
    mapping,
    objects,
    optional_utc,
    paragraph,
    utc,
)
from aggregator.text import hashtag_list, html_to_text, safe_url

SOURCE = "mastodon"
_MEDIA = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}
_QUOTE_INLINE = '<p class="quote-inline">'  # the link that older servers show instead of the quoted post


_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def parse_status(item: Any, instance: str) -> Post:
    """One status as `instance` ("https://mastodon.social") gave it.

    Raises:
        ValueError: no uri, or no zoned time.
    """
    if not isinstance(item, dict):
        raise ValueError(f"a status is {kind(item)}, not an object")  # noqa: TRY004 - callers reject by ValueError
    uri = identifier(item.get("uri"), "uri")
    boosted = mapping(item.get("reblog"))
    said = boosted or item  # a boost is empty itself
    return Post(
        source=SOURCE,
        remote_id=uri,
        url=_permalink(item, instance),
        text=_text(said),
        author=_author(mapping(item.get("account")), instance),
        created_at=utc(item.get("created_at")),
        edited_at=optional_utc(item.get("edited_at")),
        language=language(said.get("language")),
        hashtags=hashtag_list(str(tag["name"]) for tag in objects(said.get("tags")) if tag.get("name")),
        media=_media(said),
        counts=Counts(
            likes=count(item.get("favourites_count")),
            reposts=count(item.get("reblogs_count")),
            replies=count(item.get("replies_count")),
            quotes=count(item.get("quotes_count")),
        ),
        ref=_ref(item, boosted),
        sensitive=flag(said.get("sensitive")),
        spoiler_text=paragraph(said.get("spoiler_text")),
        quotable=_quotable(item),
        at_home=home_of(uri) == home_of(instance),
    )


def _permalink(item: Mapping[str, Any], instance: str) -> str | None:
    for value in (item.get("url"), item.get("uri")):
        url = https(value)
        if url is not None:
            return url
        # An instance that is itself asked over plain http is a test on this machine: its own links are fine.
        if isinstance(value, str) and instance.startswith("http://") and home_of(value) == home_of(instance):
            return safe_url(value)
    return None


def _text(said: Mapping[str, Any]) -> str:
    content = said.get("content")
    if not isinstance(content, str):
        plain = mapping(mapping(said.get("pleroma")).get("content")).get("text/plain")
        return body(plain) if isinstance(plain, str) else ""
    start = content.find(_QUOTE_INLINE) if said.get("quote") else -1
    end = content.find("</p>", start) if start >= 0 else -1
    if end >= 0:
        content = content[:start] + content[end + len("</p>") :]
    return body(html_to_text(content))


def _author(account: Mapping[str, Any], instance: str) -> Author | None:
    try:
        known_as = handle(account.get("acct"))
    except ValueError:
        return None
    if known_as is None:
        return None
    name = line(account.get("display_name"))
    for emoji in objects(account.get("emojis")):
        shortcode = emoji.get("shortcode")
        if name and isinstance(shortcode, str) and shortcode:
            name = line(name.replace(f":{shortcode}:", ""))
    return Author(
        id=https(account.get("url")),  # the one name of an account that all instances share
        handle=known_as if "@" in known_as else f"{known_as}@{home_of(instance)}",
        name=name,
        followers=count(account.get("followers_count")),
        created_at=optional_utc(account.get("created_at")),
        bot=flag(account.get("bot")),
    )


def _media(said: Mapping[str, Any]) -> tuple[Media, ...]:
    found = []
    for attachment in objects(said.get("media_attachments")):
        url = https(attachment.get("url"))  # null while the instance has not fetched it ("unknown")
        if url is not None:
            found.append(
                Media(_MEDIA.get(str(attachment.get("type"))), url, paragraph(attachment.get("description")))
            )
    return tuple(found)


def _ref(item: Mapping[str, Any], boosted: Mapping[str, Any]) -> Ref | None:
    if boosted:
        return Ref("retweeted", str(boosted.get("uri") or boosted.get("id") or ""))
    quote = mapping(item.get("quote"))
    quoted = mapping(quote.get("quoted_status")).get("uri") or quote.get("quoted_status_id")
    if quote:
        return Ref("quoted", str(quoted or ""))
    answered = item.get("in_reply_to_id")  # the instance's own id: no other is given
    return Ref("replied_to", str(answered)) if answered else None


def _quotable(item: Mapping[str, Any]) -> bool:
    """Public, by an account that does not ask search engines to leave it out and is under no sanction."""
    account = mapping(item.get("account"))
    barred = any(account.get(name) is True for name in ("noindex", "suspended", "limited"))
    return item.get("visibility") == "public" and not barred


def home_of(url: str) -> str:
    """The host of an address, in lower case, with its port if any; "" where there is none.

    The names of this machine are one host: a test server may be asked under one and call itself another.
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    return f"{'localhost' if host in _THIS_MACHINE else host}{port}"
