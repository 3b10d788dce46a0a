"""A story in the form that a destination takes. Pure: the same version gives the same bytes."""

import re

import orjson

from aggregator import render
from aggregator.model import Digest
from aggregator.model.digest_json import to_bytes
from aggregator.render.wordpress import attributes, wordpress_post

MARK = "fansreact"
_FIRST_BLOCK = re.compile(r"<!-- wp:([a-z0-9/-]+)(?: (\{.*?\}))? -->")


def form(takes: str, digest: Digest, body: bytes | None = None) -> bytes:
    """The digest in that form: "wordpress" (the fields of a post, JSON), "json" (its digest.json; `body`,
    where it is at hand, byte for byte), or the name of a format.

    Raises ConfigError for an unknown format.
    """
    if takes == "wordpress":
        return _fields_of_a_post(digest)
    if takes == "json":
        return body if body is not None else to_bytes(digest)
    return render.render(digest, takes)


def _fields_of_a_post(digest: Digest) -> bytes:
    """Title, slug, excerpt and content of render.wordpress, with the mark that tells the post."""
    post = wordpress_post(digest)
    mark = f"{MARK} {digest.id}"
    return orjson.dumps(
        {
            "title": post.title,
            "slug": post.slug,
            "excerpt": post.excerpt,
            "content": _marked(post.content, mark),
            "mark": mark,
            "film": digest.film.title,
            "meta": {"fansreact_digest": digest.id, "fansreact_version": str(digest.version)},
        }
    )


def _marked(content: str, mark: str) -> str:
    """The content with the mark as the name of its first block: editors see it in the list of blocks."""
    named = _FIRST_BLOCK.match(content)
    if named is None:
        raise ValueError("the content of a post begins with a block")
    given = {**(orjson.loads(named[2]) if named[2] else {}), "metadata": {"name": mark}}
    return f"<!-- wp:{named[1]} {attributes(given)} -->{content[named.end() :]}"
