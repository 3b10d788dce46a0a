"""X: posts of API v2, in both vocabularies (tweet; since August 2026 also post), alone or in a page.

Sources: github.com/xdevplatform/docs openapi.json v2.159 and v2.167 (read 2026-11-22), recorded answers of
2021 to 2023, twarc-csv's test data. What to know: `text` is HTML-escaped, and cut where `note_tweet` (or
`note_post`) holds the whole; a retweet's text is cut ("RT @...: ..."), so text and media are the referenced
post's where the page includes it; includes are incomplete (deleted or protected posts, suspended authors),
and `errors` inside a 200 say so. A video has no `url`, only a preview and variants.

Each version of an edited post has an id of its own; the list of them, oldest first, stands in each. All are
one post here, known by the first id, as it was before anybody edited it: so it counts once, however often it
is read; the newest version's words stand (`edited_at` is when it was made), and its link leads to it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
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
    items_of,
    language,
    line,
    mapping,
    medium,
    objects,
    optional_identifier,
    optional_utc,
    paragraph,
    unescape,
    utc,
)
from aggregator.payloads.x_v1 import best_clip, permalink
from aggregator.text import hashtag_list, hashtags_in

_REF_ORDER = ("retweeted", "quoted", "replied_to")
_FIRST_MS = 1_288_834_974_657  # ids hold the milliseconds since then, above 22 bits of others
_MOST_VERSIONS = 100  # X allows five edits; a list longer than this is none


def split_page(page: Mapping[str, Any]) -> list[Any]:
    """The posts of a page, each with its author, media and references put into it (as `twarc flatten`)."""
    includes = mapping(page.get("includes"))
    users = {item.get("id"): item for item in objects(includes.get("users"))}
    media = {item.get("media_key"): item for item in objects(includes.get("media"))}
    others = {item.get("id"): item for item in objects(includes.get("tweets") or includes.get("posts"))}
    data = page.get("data")
    listed = [data] if isinstance(data, dict) else items_of(data)
    return [_joined(item, users, media, others) if isinstance(item, dict) else item for item in listed]


def _joined(
    item: dict[str, Any], users: dict[Any, Any], media: dict[Any, Any], others: dict[Any, Any]
) -> dict[str, Any]:
    made = dict(item)
    author = users.get(_key(item.get("author_id")))
    if author is not None:
        made["author"] = author
    keys = mapping(item.get("attachments")).get("media_keys")
    if isinstance(keys, list):
        made["attachments"] = {"media": [media[key] for key in map(_key, keys) if key in media]}
    refs = []
    for ref in _references(item):
        whole = others.get(_key(ref.get("id")))
        refs.append(ref if whole is None else {**_joined(whole, {}, media, {}), "type": ref.get("type")})
    made["referenced_tweets"] = refs
    return made


def _key(value: object) -> object:
    return value if isinstance(value, str | int) else None


def _references(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    return objects(item.get("referenced_tweets") or item.get("referenced_posts"))


def parse_tweet(item: dict[str, Any], *, now: datetime | None = None) -> Post:
    """One post of v2 with its includes put into it. Raises ValueError with the reason."""
    version = identifier(item.get("id"))
    listed = versions(item)
    remote_id, edited = (listed[0], True) if len(listed) > 1 else (version, False)
    created_at = utc(item.get("created_at"), now=now)
    user = mapping(item.get("author"))
    author = _author(user, item.get("author_id"))
    references = _references(item)
    ref = _ref(references)
    spoken = item
    if ref is not None and ref.type == "retweeted":
        found = next(one for one in references if one.get("type") == "retweeted")
        spoken = found if isinstance(found.get("text"), str) else item
    note = mapping(spoken.get("note_tweet") or spoken.get("note_post"))
    text = unescape(body(note.get("text") or spoken.get("text")))
    entities = mapping(note.get("entities")) if note.get("text") else mapping(spoken.get("entities"))
    return Post(
        source="x",
        remote_id=remote_id,
        url=permalink(author, version),
        text=text,
        author=author,
        created_at=created_at,
        edited_at=_made(version, created_at) if edited else None,
        language=language(item.get("lang")),
        hashtags=_hashtags(entities, text),
        media=_media(spoken),
        counts=NO_COUNTS if ref is not None and ref.type == "retweeted" else _counts(item),
        ref=ref,
        sensitive=flag(item.get("possibly_sensitive")),
        quotable=user.get("protected") is not True and not item.get("withheld"),
    )


def versions(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of all versions of a post, oldest first; its own alone where no list of them can be read."""
    own = item.get("id")
    listed = items_of(item.get("edit_history_tweet_ids") or item.get("edit_history_post_ids"))
    readable = len(listed) <= _MOST_VERSIONS and all(
        isinstance(one, str) and one.isdecimal() for one in listed
    )
    return tuple(listed) if readable and own in listed else (str(own),)


def version_of(post: Post) -> str:
    """The id of the version that a post of X was read in: the last piece of its link."""
    last = (post.url or "").rsplit("/", 1)[-1]
    return last if last.isascii() and last.isdecimal() else post.remote_id


def _made(version: str, created_at: datetime) -> datetime:
    """When a version was made: its id tells."""
    try:
        made = in_range(datetime.fromtimestamp(((int(version) >> 22) + _FIRST_MS) / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        return created_at
    return max(made, created_at)


def _author(user: Mapping[str, Any], author_id: object) -> Author | None:
    try:
        known = optional_identifier(user.get("id") or author_id, "author_id")
        login = handle(user.get("username"))
    except ValueError:  # who wrote it is then unknown, as where an author is missing from the includes
        return None
    if known is None and login is None:
        return None
    return Author(
        id=known,
        handle=login,
        name=line(user.get("name")),
        followers=count(mapping(user.get("public_metrics")).get("followers_count")),
        verified=flag(user.get("verified")),
        created_at=optional_utc(user.get("created_at")),
    )


def _counts(item: dict[str, Any]) -> Counts:
    metrics = mapping(item.get("public_metrics"))
    reposts = metrics.get("retweet_count")
    return Counts(
        likes=count(metrics.get("like_count")),
        reposts=count(metrics.get("repost_count") if reposts is None else reposts),
        replies=count(metrics.get("reply_count")),
        quotes=count(metrics.get("quote_count")),
        views=count(metrics.get("impression_count")),
    )


def _ref(references: list[dict[str, Any]]) -> Ref | None:
    """The one that says most: a repost, else a quote, else an answer (a post can be both of the latter)."""
    for how in _REF_ORDER:
        for item in references:
            if item.get("type") == how:
                target = optional_identifier(item.get("id")) or ""
                return Ref(
                    "retweeted" if how == "retweeted" else "quoted" if how == "quoted" else "replied_to",
                    target,
                )
    return None


def _hashtags(entities: Mapping[str, Any], text: str) -> tuple[str, ...]:
    listed = entities.get("hashtags")
    if not isinstance(listed, list):
        return hashtags_in(text)
    return hashtag_list(tag for tag in (item.get("tag") for item in objects(listed)) if isinstance(tag, str))


def _media(item: Mapping[str, Any]) -> tuple[Media, ...]:
    found = []
    for one in objects(mapping(item.get("attachments")).get("media")):
        url = https(
            one.get("url") or best_clip(one.get("variants"), "bit_rate") or one.get("preview_image_url")
        )
        found.append(Media(medium(one.get("type")), url, paragraph(one.get("alt_text"))))
    return tuple(found)
