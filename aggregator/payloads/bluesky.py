"""Bluesky's postView -> Post.

Source: lexicons app.bsky.feed.defs and app.bsky.feed.post, https://github.com/bluesky-social/atproto
(d6296a1, 2026-08-20), and answers of a running network (2026-11-22).
- `record.createdAt` is what the writer's program says (back-dated, in the future); the network sorts by the
  earlier of it and `indexedAt`, and so do we.
- Handles change (and may be "handle.invalid"); the DID stays: links are built from it.
- `record.text` is plain; facets mark hashtags in it by UTF-8 byte offsets, `record.tags` holds more of them.
- An author's label "!no-unauthenticated" asks not to show their posts to people who are not logged in.
  The API gives them all the same.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.payloads.fields import (
    count,
    https,
    kind,
    language,
    line,
    mapping,
    objects,
    optional_identifier,
    optional_utc,
    paragraph,
)
from aggregator.text import MAX_TEXT, clean, hashtag_list

SOURCE = "bluesky"
POSTS_AT_ONCE = 25
"""getPosts and getProfiles take no more."""

_URI = re.compile(
    r"at://(did:[a-z]+:[A-Za-z0-9._:%-]{1,256})/app\.bsky\.feed\.post/([A-Za-z0-9._:~-]{1,512})"
)
_HIDING = frozenset({"!hide", "!no-unauthenticated", "!takedown", "!suspend"})
_SENSITIVE = frozenset(
    {"!warn", "porn", "sexual", "nudity", "graphic-media", "gore", "nsfl", "corpse", "self-harm"}
)
_TAG = "app.bsky.richtext.facet#tag"


def parse_post_view(item: Any) -> Post:
    """One post as the network shows it (hydrated: with author and counts).

    Raises:
        ValueError: no at:// address of a post, or no zoned time.
    """
    if not isinstance(item, dict):
        raise ValueError(f"a post is {kind(item)}, not an object")  # noqa: TRY004 - callers reject by ValueError
    uri = item.get("uri")
    match = _URI.fullmatch(uri) if isinstance(uri, str) else None
    if not isinstance(uri, str) or match is None:
        raise ValueError("no at:// address of a post")
    record, author, embed = (mapping(item.get(name)) for name in ("record", "author", "embed"))
    said = (optional_utc(record.get("createdAt")), optional_utc(item.get("indexedAt")))
    times = [time for time in said if time is not None]
    if not times:
        raise ValueError("no zoned time (createdAt, indexedAt)")
    text, languages = record.get("text"), record.get("langs")
    on_post = _labels(item.get("labels")) | _labels(mapping(record.get("labels")).get("values"))
    return Post(
        source=SOURCE,
        remote_id=uri,
        url=f"https://bsky.app/profile/{match[1]}/post/{match[2]}",
        text=clean(text[:MAX_TEXT]) if isinstance(text, str) else "",
        author=_author(author, match[1]),
        created_at=min(times),
        language=language(languages[0]) if isinstance(languages, list) and languages else None,
        hashtags=_hashtags(record),
        media=tuple(_media(embed)),
        counts=Counts(
            likes=count(item.get("likeCount")),
            reposts=count(item.get("repostCount")),
            replies=count(item.get("replyCount")),
            quotes=count(item.get("quoteCount")),
        ),
        ref=_ref(record, embed),
        sensitive=bool(on_post & _SENSITIVE),
        quotable=not (on_post | _labels(author.get("labels"))) & _HIDING,
    )


def views_of(body: Any) -> dict[str, object]:
    """The views of a getPosts answer, by their addresses: a post that is not shown is missing.

    Raises:
        ValueError: there is no list of posts.
    """
    views = mapping(body).get("posts")
    if not isinstance(views, list):
        raise ValueError("answered without a list of posts")  # noqa: TRY004 - callers reject by ValueError
    return {view["uri"]: view for view in objects(views) if isinstance(view.get("uri"), str)}


def followers_of(body: Any) -> dict[str, int | None]:
    """The followers in a getProfiles answer, by DID; nothing where it is no list of profiles."""
    profiles = objects(mapping(body).get("profiles"))
    return {
        profile["did"]: count(profile.get("followersCount"))
        for profile in profiles
        if isinstance(profile.get("did"), str)
    }


def standing_of(post: Post, view: object) -> Literal["alive", "edited", "gone", "hidden"] | None:
    """How a post stands by its view of now; no view: it is gone. None: the view can't be read."""
    if view is None:
        return "gone"
    try:
        now = parse_post_view(view)
    except ValueError:
        return None
    if not now.quotable:
        return "hidden"
    return "alive" if now.content_hash == post.content_hash else "edited"


def _author(author: Mapping[str, Any], did: str) -> Author:
    verification = mapping(author.get("verification")).get("verifiedStatus")
    return Author(
        id=did,
        handle=_handle(author.get("handle")),
        name=line(author.get("displayName")),
        verified=verification == "valid" if isinstance(verification, str) else None,
        followers=count(author.get("followersCount")),
        created_at=optional_utc(author.get("createdAt")),
    )


def _handle(value: object) -> str | None:
    try:
        handle = optional_identifier(value, "handle")
    except ValueError:
        return None
    return None if handle == "handle.invalid" else handle


def _labels(value: Any) -> set[str]:
    """Labels that stand; one with `neg` takes an earlier one back."""
    standing: set[str] = set()
    for label in objects(value):
        name = label.get("val")
        if isinstance(name, str):
            (standing.discard if label.get("neg") is True else standing.add)(name)
    return standing


def _hashtags(record: Mapping[str, Any]) -> tuple[str, ...]:
    beside = record.get("tags")  # not in the text
    found: list[Any] = list(beside) if isinstance(beside, list) else []
    for facet in objects(record.get("facets")):
        found += [part.get("tag") for part in objects(facet.get("features")) if part.get("$type") == _TAG]
    return hashtag_list(tag for tag in found if isinstance(tag, str))


def _media(embed: Mapping[str, Any]) -> Iterator[Media]:
    what = str(embed.get("$type", "")).removesuffix("#view").removeprefix("app.bsky.embed.")
    if what == "recordWithMedia":
        inner = mapping(embed.get("media"))
        if inner.get("$type") != embed.get("$type"):  # a hostile nest ends here
            yield from _media(inner)
    elif what in {"images", "gallery"}:
        for image in objects(embed.get("images")) or objects(embed.get("items")):
            url = https(image.get("fullsize")) or https(image.get("thumb"))
            if url is not None:
                yield Media("image", url, paragraph(image.get("alt")))
    elif what == "video":
        url = https(embed.get("playlist")) or https(embed.get("thumbnail"))
        if url is not None:
            yield Media("video", url, paragraph(embed.get("alt")))


def _ref(record: Mapping[str, Any], embed: Mapping[str, Any]) -> Ref | None:
    shown = mapping(embed.get("record"))
    # A quoted post may be gone, blocked or detached: then only its address is left, and that is enough.
    for quoted in (shown.get("uri"), mapping(shown.get("record")).get("uri")):
        if isinstance(quoted, str) and _URI.fullmatch(quoted):
            return Ref("quoted", quoted)
    parent = mapping(mapping(record.get("reply")).get("parent")).get("uri")
    return Ref("replied_to", parent) if isinstance(parent, str) and _URI.fullmatch(parent) else None
