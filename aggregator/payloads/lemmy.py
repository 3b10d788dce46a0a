"""Lemmy's PostView and CommentView -> Post, of API v3 (0.18, 0.19) and, where they differ, of 1.0.

Sources: https://github.com/LemmyNet/lemmy 439734d, https://github.com/LemmyNet/lemmy-js-client 0d795f1
(types), both of 2026-08; read 2026-11-22. What to know:
- `ap_id` is a post's id on every instance, and its address at home; `id` is the reading instance's own.
- v3 keeps counts in `counts`, 1.0 in the post itself; `published` and `actor_id` are `published_at` and
  `ap_id` there. 0.18 writes times without a zone; its documentation says that they are UTC.
- Bodies are Markdown, kept as they were written: quotes are verbatim. `::: spoiler TITLE` folds what follows.
- `language_id` is a number of the instance's own list: no language is known by it.
- What was deleted (by its author) or removed (by a moderator) is flagged, and may still be listed.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from aggregator.model import Author, Counts, Media, Post, Ref
from aggregator.payloads.fields import (
    body,
    count,
    flag,
    handle,
    https,
    identifier,
    items_of,
    kind,
    line,
    mapping,
    objects,
    optional_utc,
    paragraph,
    utc,
)
from aggregator.text import hashtags_in

SOURCE = "lemmy"
NOT_FOUND = frozenset({"couldnt_find_post", "couldnt_find_comment", "couldnt_find_object", "not_found"})
PRIVATE = frozenset({"instance_is_private", "incorrect_login", "not_logged_in"})
_AT_HOME = re.compile(r"/(post|comment)/([0-9]{1,19})")
_SPOILER = re.compile(r"^\s*:{3,}\s*spoiler\b[ \t]*(.*)$", re.MULTILINE)
_IMAGE = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)", re.IGNORECASE)


def split(record: dict[str, Any]) -> list[Any] | None:
    """The posts and comments in a record, for `parse`: one view, or a page of them; None: not Lemmy's."""
    if is_view(record):
        return [record]
    for name in ("post_view", "comment_view"):
        if is_view(record.get(name)):
            return [record[name]]
    listed = [*items_of(record.get("posts")), *items_of(record.get("comments"))]
    return listed if any(map(is_view, objects(listed))) else None


def is_view(value: object) -> bool:
    """Whether this is a post or comment with its creator, as Lemmy's API gives it."""
    view = mapping(value)
    said = mapping(view.get("comment")) or mapping(view.get("post"))
    return "ap_id" in said and "creator" in view


def parse(view: Any, instance: str = "", *, now: datetime | None = None) -> Post:
    """One view as `instance` ("https://lemmy.world") gave it; "": an archive, which does not say.

    Raises:
        ValueError: neither post nor comment, no ap_id, or no time.
    """
    if not isinstance(view, dict):
        raise ValueError(f"a view is {kind(view)}, not an object")  # noqa: TRY004 - callers reject by ValueError
    comment, post = mapping(view.get("comment")), mapping(view.get("post"))
    said = comment or post
    if not said:
        raise ValueError("neither a post nor a comment")
    remote_id = identifier(said.get("ap_id"), "ap_id")
    text = body(_text(comment, post))
    counts = mapping(view.get("counts")) or said
    spoiler = _SPOILER.search(text)
    return Post(
        source=SOURCE,
        remote_id=remote_id,
        url=https(remote_id),
        text=text,
        author=_author(mapping(view.get("creator"))),
        created_at=utc(_zoned(said.get("published_at") or said.get("published")), now=now),
        edited_at=optional_utc(_zoned(said.get("updated_at") or said.get("updated"))),
        hashtags=hashtags_in(text),
        media=() if comment else _media(post),
        counts=Counts(
            likes=count(counts.get("upvotes")),
            replies=count(counts.get("child_count" if comment else "comments")),
        ),
        ref=_ref(comment, post) if comment else None,
        sensitive=flag(post.get("nsfw")),
        spoiler_text=(line(spoiler[1]) or "spoiler") if spoiler else None,
        quotable=standing(view) == "alive"
        and mapping(view.get("community")).get("visibility") != "LocalOnly",
        at_home=not instance or host_of(remote_id) == host_of(instance),
    )


def standing(view: Any) -> Literal["alive", "gone", "hidden"]:
    """How a post or comment stands: deleted by its author, removed by a moderator (with its post, too)."""
    parts = [mapping(mapping(view).get(name)) for name in ("comment", "post")]
    if any(part.get("deleted") is True for part in parts):
        return "gone"
    return "hidden" if any(part.get("removed") is True for part in parts) else "alive"


def at_home(address: str) -> tuple[str, str] | None:
    """What a post's own instance is asked for it: ("post" or "comment", its number there), as its address
    tells them; None: it doesn't.
    """
    try:
        match = _AT_HOME.fullmatch(urlsplit(address).path)
    except ValueError:
        return None
    return None if match is None else (match[1], match[2])


def viewed(body: Any) -> Any:
    """The view in an answer about a single post or comment."""
    told = mapping(body)
    return told.get("comment_view") or told.get("post_view")


def error_of(body: Any) -> str:
    """The name of the error in an answer, "" where there is none."""
    error = mapping(body).get("error")
    return error if isinstance(error, str) else ""


def host_of(address: str) -> str:
    """The host (and port) of an address in lower case; "" for what is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _zoned(moment: object) -> object:
    """0.18 leaves the zone out: all its times are UTC."""
    if isinstance(moment, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?", moment):
        return f"{moment}Z"
    return moment


def _text(comment: Mapping[str, Any], post: Mapping[str, Any]) -> str:
    """A comment's words; a post's title, an empty line and its body, as Reddit's submissions are kept."""
    if comment:
        said = comment.get("content")
        return said if isinstance(said, str) else ""
    parts = (post.get("name"), post.get("body"))
    return "\n\n".join(part for part in parts if isinstance(part, str) and part.strip())


def _author(creator: Mapping[str, Any]) -> Author | None:
    own = https(creator.get("ap_id") or creator.get("actor_id"))
    try:
        name = handle(creator.get("name"))
    except ValueError:
        return None
    if own is None or name is None or creator.get("deleted") is True:
        return None
    return Author(
        id=own,
        handle=f"{name}@{host_of(own)}",
        name=line(creator.get("display_name")),
        created_at=optional_utc(_zoned(creator.get("published_at") or creator.get("published"))),
        bot=flag(creator.get("bot_account")),
    )


def _media(post: Mapping[str, Any]) -> tuple[Media, ...]:
    url, sort = https(post.get("url")), post.get("url_content_type")
    if url is None:
        return ()
    pictured = isinstance(sort, str) and sort.startswith("image/")
    if not pictured and _IMAGE.search(urlsplit(url).path[-5:]) is None:
        return ()
    return (Media("image", url, paragraph(post.get("alt_text"))),)


def _ref(comment: Mapping[str, Any], post: Mapping[str, Any]) -> Ref:
    """What a comment answers: the post, if its path has no other comment; of those only numbers are told."""
    path, above = comment.get("path"), post.get("ap_id")
    direct = isinstance(path, str) and path.count(".") == 1
    return Ref("replied_to", above if direct and isinstance(above, str) and above.isprintable() else "")
