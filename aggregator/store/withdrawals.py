"""What a network takes back: posts that a page tells are gone or hidden, and time that it no longer holds.

Both are written in the page's own transaction: what was read and what was taken back are never apart.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from aggregator.model import Page, Span
from aggregator.store import posts, spans


def apply(s: Session, source: str, page: Page, at: datetime) -> int:
    """Hides what the page says is gone or hidden, and shows again what it says stands again.

    Returns how many of our posts that concerned.
    """
    held = posts.seen(s, [(source, remote_id) for remote_id in page.deleted])
    posts.set_standing(s, dict.fromkeys(held, "gone"), at)
    changed = posts.set_standing_of_authors(
        s, source, hidden=page.hidden_authors, shown=page.shown_authors, at=at
    )
    return len(held) + changed


def name_gap(s: Session, span: Span, page: Page) -> None:
    """What of the span the network lost becomes a gap of its own, which is never asked for again."""
    if page.gap is None:
        return
    low, high = max(span.low, page.gap.low), min(span.high, page.gap.high)
    if low < high:
        lost = spans.open(s, span.query, low, high)
        spans.leave(s, lost.id, why=page.gap.why, gap=True)
