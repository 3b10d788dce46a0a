"""Builders of invented values for tests: name what matters, the rest is filled in."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.model import Author, Counts, Film, Post

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)  # a day on which nothing real happened yet

_numbers = itertools.count(1)


def author(handle: str = "", **fields: Any) -> Author:
    """An author with an id of their own, unless told otherwise."""
    number = next(_numbers)
    handle = handle or f"fan{number}"
    return Author(**{"id": f"author-{handle}", "handle": handle, "name": handle.title(), **fields})


def post(text: str = "The Glass Harbour trailer is lovely", **fields: Any) -> Post:
    """A post on the invented network "x" by an author of its own, at NOON plus a second each."""
    number = next(_numbers)
    remote_id = fields.pop("remote_id", None) or str(10_000_000_000_000_000 + number)
    made = {
        "source": "x",
        "remote_id": remote_id,
        "url": f"https://x.com/i/status/{remote_id}",
        "text": text,
        "author": fields.pop("author", None) or author(),
        "created_at": NOON + timedelta(seconds=number % 3600),
        "counts": Counts(likes=number % 7, reposts=0, replies=0),
        **fields,
    }
    return Post(**made)


def film(**fields: Any) -> Film:
    """The invented film of the tests."""
    return Film(
        **{
            "slug": "the-glass-harbour",
            "kind": "film",
            "title": "The Glass Harbour",
            "hashtags": ("GlassHarbour",),
            "phrases": ("the glass harbour",),
            "invented": True,
            **fields,
        }
    )
