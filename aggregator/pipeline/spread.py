"""Where pages are bought when they cost money: here and there over the whole time. Pure decisions.

Walking newest first, a budget that ends early has bought the last minutes only. So the network is asked first
how many posts it holds, the unread time is cut into slices of about equally many posts, and one page of each
is bought in turn, the turns spread over the whole time. Whenever the money ends, what was read is a sample of
all of it in proportion to how much was written; the rest of each slice stays a span with a name.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from aggregator.model import Counted, Span

MOST_SLICES = 24
SHORTEST = timedelta(minutes=1)
"""No slice is cut shorter: networks count by the minute at best."""

COUNTED_FROM = timedelta(hours=1)
_ROUNDING = timedelta(seconds=2)

Interval = tuple[datetime, datetime]


def is_worth_counting(unread: Sequence[Span]) -> bool:
    """Whether counting may change what is bought. A usual run's single short span is read as it is: it seldom
    fills a page, an empty page costs nothing and counting does. If it is too much after all, its rest is
    counted in the next run.
    """
    return len(unread) > 1 or any(span.high - span.low > COUNTED_FROM for span in unread)


def cut(spans: Sequence[Span], counted: Sequence[Counted], page_size: int) -> list[tuple[Interval, ...]]:
    """For each span its slices, newest first; none for a span in which the network counts no post at all.

    A span that was not counted from end to end is never taken for an empty one.
    """
    held = [_within(span, counted) for span in spans]
    total = sum(piece.posts for pieces in held for piece in pieces)
    posts_a_slice = max(page_size, ceil(total / MOST_SLICES))
    return [_slices(span, pieces, posts_a_slice) for span, pieces in zip(spans, held, strict=True)]


def turns(many: int) -> list[int]:
    """The order in which to visit places 0 to many - 1 so that those visited lie evenly apart whenever it
    ends: 0, then the middle, then the quarters, and so on (van der Corput's).
    """
    width = max(many - 1, 0).bit_length()
    reversed_bits = (int(f"{step:0{width}b}"[::-1], 2) if width else 0 for step in range(1 << width))
    return list(dict.fromkeys(bits * many >> width for bits in reversed_bits))[:many]


def _within(span: Span, counted: Sequence[Counted]) -> list[Counted]:
    """What of the counted pieces lies in the span, their posts by their share of it; oldest first."""
    found = []
    for piece in sorted(counted, key=lambda piece: piece.low):
        low, high = max(piece.low, span.low), min(piece.high, span.high)
        if low < high:
            share = (high - low) / (piece.high - piece.low)
            found.append(Counted(low, high, ceil(piece.posts * share)))
    return found


def _slices(span: Span, pieces: Sequence[Counted], posts_a_slice: int) -> tuple[Interval, ...]:
    posts = sum(piece.posts for piece in pieces)
    if posts == 0:
        known = sum((piece.high - piece.low for piece in pieces), timedelta(0))
        return () if known >= span.high - span.low - _ROUNDING else ((span.low, span.high),)
    many = max(1, min(round(posts / posts_a_slice), int((span.high - span.low) / SHORTEST)))
    edges = [span.low, *(_reached(pieces, posts * place / many) for place in range(1, many)), span.high]
    kept = [span.low]
    for edge in edges[1:-1]:
        if kept[-1] + SHORTEST / 2 <= edge <= span.high - SHORTEST / 2:
            kept.append(edge)
    kept.append(span.high)
    return tuple(pairwise(kept))[::-1]


def _reached(pieces: Sequence[Counted], posts: float) -> datetime:
    """By when so many posts were written, in whole seconds, taking those of a piece for evenly spread."""
    for piece in pieces:
        if posts <= piece.posts:
            moment = piece.low + (piece.high - piece.low) * (posts / max(piece.posts, 1))
            return moment.replace(microsecond=0)
        posts -= piece.posts
    return pieces[-1].high
