"""Tumblr: posts of its API in the legacy form and in NPF (blocks), alone and in answer pages.

Sources: https://github.com/tumblr/docs 708be10 (api.md, npf-spec.md, 2024-10-18), real answers copied into a
public repository; read 2026-11-22. What to know:
- `id` exceeds 2^53: `id_string` where there is one. `post_url` may lie on the blog's own domain; the address
  https://www.tumblr.com/BLOG/ID always leads there.
- Legacy posts differ by `type`; with npf=true, `content` is a list of blocks, and `trail` what was reblogged.
  A page may hold both. /tagged answers a list, /posts an object with `posts`; both may hold texts on errors.
- A reblog's own words are `reblog.comment` (legacy) or `content` (NPF); without any it repeats another post.
- Tags may have blanks; they are not part of the text, though people write in them.
- `note_count` sums likes, reblogs and replies: none of the three is known by it. No language is told.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from aggregator.model import Author, Media, Post, Ref
from aggregator.payloads.fields import (
    body,
    epoch,
    flag,
    https,
    identifier,
    items_of,
    kind,
    line,
    mapping,
    objects,
    paragraph,
)
from aggregator.text import clean, hashtag_list, html_to_text

SOURCE = "tumblr"
_BLOG = re.compile(r"[A-Za-z0-9-]{1,64}")
_ID_IN_URL = re.compile(r"/(?:post/)?([0-9]{1,20})(?:/|$)")
_WORDS = {  # what of a legacy post are its writer's words, in their order
    "text": ("title", "body"),
    "photo": ("caption",),
    "video": ("caption",),
    "audio": ("caption",),
    "quote": ("text", "source"),
    "link": ("title", "description"),
    "answer": ("answer",),
    "chat": ("title", "body"),
}
_BLOCK_MEDIA = ("image", "video", "audio")


def split(record: dict[str, Any]) -> list[Any] | None:
    """The posts in a record, for `parse`: one, or a page of them, as it came or as pytumblr gives it (without
    `meta`); None: not Tumblr's.
    """
    if _is_one(record):
        return [record]
    answer = record.get("response") if "meta" in record else record
    listed = answer.get("posts") if isinstance(answer, dict) else answer
    ours = isinstance(listed, list) and ("meta" in record or any(map(_is_one, objects(listed))))
    return items_of(listed) if ours else None


def _is_one(record: Mapping[str, Any]) -> bool:
    return "blog_name" in record and "timestamp" in record and ("id" in record or "id_string" in record)


def parse(item: Any, *, now: datetime | None = None) -> Post:
    """One post.

    Raises:
        ValueError: no id, no timestamp, or a text longer than a post's.
    """
    if not isinstance(item, dict):
        raise ValueError(f"a post is {kind(item)}, not an object")  # noqa: TRY004 - callers reject by ValueError
    remote_id = identifier(item.get("id_string") or item.get("id"))
    author = _author(item)
    own = _own_words(item)
    ref = _ref(item, own)
    state = item.get("state")
    return Post(
        source=SOURCE,
        remote_id=remote_id,
        url=_permalink(author, remote_id, item.get("post_url")),
        text=body(own or (_repeated_words(item) if ref else "")),
        author=author,
        created_at=epoch(item.get("timestamp"), now=now),
        hashtags=_hashtags(item.get("tags")),
        media=tuple(_media(item)),
        ref=ref,
        sensitive=_sensitive(item),
        quotable=state is None or state == "published",
    )


def placed_at(item: Mapping[str, Any]) -> datetime | None:
    """Where a post stands in a tag's order: by when it was featured there, else written."""
    for name in ("featured_timestamp", "timestamp"):
        with suppress(ValueError):
            return epoch(item.get(name))
    return None


def _author(item: Mapping[str, Any]) -> Author | None:
    blog = mapping(item.get("blog"))
    name = blog.get("name") or item.get("blog_name")
    name = name if isinstance(name, str) and _BLOG.fullmatch(name) else None
    number = blog.get("uuid")
    own = number if isinstance(number, str) and re.fullmatch(r"t:[A-Za-z0-9_-]{1,64}", number) else None
    return Author(id=own, handle=name, name=line(blog.get("title"))) if own or name else None


def _permalink(author: Author | None, remote_id: str, post_url: object) -> str | None:
    if author is not None and author.handle and remote_id.isdecimal():
        return f"https://www.tumblr.com/{author.handle}/{remote_id}"
    return https(post_url)


def _hashtags(tags: object) -> tuple[str, ...]:
    """Without their blanks, as other networks' hashtags are written."""
    listed = tags if isinstance(tags, list) else []
    return hashtag_list("".join(tag.split()) for tag in listed if isinstance(tag, str))


def _is_reblog(item: Mapping[str, Any]) -> bool:
    return any(item.get(name) for name in ("parent_post_url", "reblogged_from_id", "reblogged_from_url"))


def _own_words(item: Mapping[str, Any]) -> str:
    """What the blog itself wrote."""
    if isinstance(item.get("content"), list):
        return _of_blocks(item["content"])
    if _is_reblog(item):
        return _html(mapping(item.get("reblog")).get("comment"))
    names = _WORDS.get(str(item.get("type")), ("title", "body", "caption"))
    return "\n\n".join(part for part in (_html(item.get(name)) for name in names) if part)


def _repeated_words(item: Mapping[str, Any]) -> str:
    """A reblog without words of its own shows those of the post it repeats: the first of the trail."""
    for part in objects(item.get("trail")):
        said = part.get("content")
        words = _of_blocks(said) if isinstance(said, list) else _html(part.get("content_raw") or said)
        if words:
            return words
    names = _WORDS.get(str(item.get("type")), ())
    return "\n\n".join(part for part in (_html(item.get(name)) for name in names) if part)


def _html(said: object) -> str:
    return html_to_text(said) if isinstance(said, str) else ""


def _of_blocks(blocks: list[Any]) -> str:
    """The text of NPF blocks, a paragraph each; a link shows its title where it has one."""
    found = []
    for block in objects(blocks):
        said = block.get("text") if block.get("type") == "text" else None
        if block.get("type") == "link":
            said = block.get("title") or block.get("display_url")
        if isinstance(said, str):
            found.append(clean(said))
    return "\n\n".join(part for part in found if part)


def _ref(item: Mapping[str, Any], own: str) -> Ref | None:
    if not _is_reblog(item):
        return None
    names = ("reblogged_from_id", "parent_post_id") if own else ("reblogged_root_id", "reblogged_from_id")
    for name in names:
        with suppress(ValueError):
            return Ref("quoted" if own else "retweeted", identifier(item.get(name)))
    url = item.get("parent_post_url") or item.get("reblogged_from_url")
    found = _ID_IN_URL.search(url) if isinstance(url, str) else None
    return Ref("quoted" if own else "retweeted", found[1] if found else "")


def _media(item: Mapping[str, Any]) -> Iterator[Media]:
    for block in objects(item.get("content")):
        sort, medium = block.get("type"), block.get("media")
        if sort in _BLOCK_MEDIA:
            first = objects(medium)[:1] if isinstance(medium, list) else [dict(mapping(medium))]
            url = https(first[0].get("url")) if first else None
            if url is not None:
                yield Media(str(sort), url, paragraph(block.get("alt_text")))
    for photo in objects(item.get("photos")):
        url = https(mapping(photo.get("original_size")).get("url"))
        if url is not None:
            yield Media("image", url, paragraph(photo.get("caption")))
    for sort in ("video", "audio"):
        url = https(item.get(f"{sort}_url"))
        if url is not None:
            yield Media(sort, url)


def _sensitive(item: Mapping[str, Any]) -> bool | None:
    labelled = flag(mapping(item.get("community_labels")).get("has_community_label"))
    marked = flag(item.get("is_nsfw"))
    return True if labelled or marked else (False if labelled is False or marked is False else None)
