"""Cursors of lists: the place where a page ended, as a word that only we read.

A cursor holds for the very list that it came from: the same noun, the same filters.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b

from aggregator.errors import NoSuchPage
from aggregator.web.catalogue import text

_MARK = 6  # bytes: enough to tell lists apart and find a slip of the pen; a place is no secret


def cursor_of(place: str, *listed: object) -> str:
    """The cursor of a place in a list; `listed` is what tells that list from others."""
    told = place.encode("utf-8")
    return urlsafe_b64encode(_mark(told, listed) + told).decode().rstrip("=")


def place_of(cursor: str | None, *listed: object) -> str | None:
    """The place that a cursor stands for; None where there is no cursor.

    Raises:
        NoSuchPage: it is none of ours, or another list's.
    """
    if cursor is None:
        return None
    try:
        held = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        mark, told = held[:_MARK], held[_MARK:]
        if mark == _mark(told, listed):
            return told.decode("utf-8")
    except ValueError:  # also of what is no base64, no ASCII or no UTF-8
        pass
    raise NoSuchPage(text("api.no_such_page"), hint=text("api.no_such_page_hint"))


def _mark(told: bytes, listed: Sequence[object]) -> bytes:
    what = "\0".join("" if one is None else str(one) for one in listed).encode("utf-8", "surrogatepass")
    return blake2b(told + b"\0" + what, digest_size=_MARK, person=b"fansreact-cursor").digest()
