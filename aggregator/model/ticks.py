"""What a person vouches for in a story: each quote that was read, the points that no command can tell."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from aggregator.model.digests import Digest, Quote

TickKind = Literal["quote", "point", "approval"]

BY_QUOTES = 8
"""The point of the checklist that holds once every quote was read."""
BY_HAND = (23, 24, 26)
"""The points that a person ticks: 24 is theirs alone, of the others a command tells one half."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Tick:
    """`who` vouches for what has that mark, as version `version` said it. `reason` is an approval's."""

    what: TickKind
    mark: str
    version: int
    who: str
    at: datetime
    reason: str = ""


def quote_mark(digest: Digest, quote: Quote) -> str:
    """A mark of a quote as a reader of the story meets it: its whole post, what is shown of it, on which side
    and theme, and what its lead-in says. 32 hex digits.

    A later version in which all this is the same has the same mark. Numbers in the lead-in count as the same,
    since they are checked by a command; and sentences that speak of other quotes alone are none of it.
    """
    said = [
        f"{section.heading or ''}\0{_DIGITS.sub('0', sentence.text)}"
        for section in digest.sections
        if quote.id in section.quotes
        for sentence in section.sentences
        if _may_speak_of(quote.id, [one.post_ids for one in sentence.claims if one.kind == "quote"])
    ]
    own = (quote.source, quote.id, quote.content_hash, quote.display, quote.stance or "", quote.theme or "")
    return _mark("quote", *own, *said)


def point_mark(digest: Digest, number: int) -> str:
    """A mark of what a person looks at for a point: whom the story quotes; for images their rights too."""
    parts = sorted(f"{one.source}\0{one.id}\0{one.content_hash}" for one in digest.quotes)
    if number == 26:
        parts += sorted(f"{one.post_id}\0{one.url}\0{one.rights}" for one in digest.media)
    return _mark(f"point {number}", *parts)


def approval_mark(version: int, who: str) -> str:
    """A mark of one person's approval of a version."""
    return _mark("approval", str(version), who)


def _may_speak_of(quote_id: str, claimed: list[tuple[str, ...]]) -> bool:
    named = {one for ids in claimed for one in ids}
    return not named or quote_id in named


def _mark(*parts: str) -> str:
    return blake2b("\0\0".join(parts).encode("utf-8"), digest_size=16, person=b"fansreact-tick").hexdigest()
