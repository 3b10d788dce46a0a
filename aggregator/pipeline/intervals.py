"""Which piece of time a run asks for: a pure decision, so that it can be read and tested by itself.

The naive way (newest first, move a cursor after the last page) never finishes a burst whose run dies on the
way. Here a run first claims an interval, in the database; what of it is unread stays there as a span, named,
until it is read. Three instants are kept for each query:

    bottom      the oldest instant ever claimed
    top         the newest instant ever claimed
    clean_top   the top that was claimed by the last run that found nothing left unread before it

A run re-reads `overlap` before clean_top, because networks show some posts late (back-dated, federated
slowly). While older spans are unread, a run claims only what is new: re-reading then would buy the same pages
again and again. Because clean_top stays where it was, the first run after the backlog re-reads all of it, and
no late post slips through.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Depths:
    """How far a source is read: `settle` is the time it needs to index a post, `overlap` how late posts may
    appear and still be seen, `first` how far back the first run looks.
    """

    overlap: timedelta
    settle: timedelta
    first: timedelta


@dataclass(frozen=True, slots=True)
class Claimed:
    """What has been claimed of a query so far; see the module's docstring."""

    bottom: datetime
    top: datetime
    clean_top: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """The intervals [low, high) to open, oldest last, and what is claimed once they are open.

    `extends` says that the first interval continues an unread span that ends at the old top: that span is
    raised to the new high instead of opening another, so that a long outage leaves one span, not hundreds.
    """

    intervals: tuple[tuple[datetime, datetime], ...]
    claimed: Claimed
    extends: bool = False


def plan_run(
    claimed: Claimed | None,
    *,
    now: datetime,
    depths: Depths,
    unread_highs: tuple[datetime, ...] = (),
    since: datetime | None = None,
) -> Plan:
    """Decide what a run at `now` claims.

    `unread_highs` are the upper ends of the query's spans that are still open (gaps do not count: nobody
    expects to read them soon). `since` is what a person asked for; older than anything claimed, it deepens
    the coverage.
    """
    high = now - depths.settle
    if claimed is None:
        low = since if since is not None else high - depths.first
        low = min(low, high)
        opened = ((low, high),) if low < high else ()
        return Plan(opened, Claimed(bottom=low, top=high, clean_top=high))

    backlog = bool(unread_highs)
    low = claimed.top if backlog else max(claimed.bottom, claimed.clean_top - depths.overlap)
    top = max(claimed.top, high)
    intervals = [(low, high)] if low < high else []
    bottom = claimed.bottom
    if since is not None and since < claimed.bottom:
        intervals.append((since, claimed.bottom))
        bottom = since
    return Plan(
        tuple(intervals),
        # Not `top`: where the clock was set back, what lies above `high` is not read again by this run.
        Claimed(bottom, top, claimed.clean_top if backlog else max(claimed.clean_top, high)),
        extends=bool(intervals) and low == claimed.top and claimed.top in unread_highs,
    )


def page_shares(budget: int | None, spans: int) -> list[int | None]:
    """How many pages each span may take at first, newest first: half for the newest, half for all older.

    What the older ones leave over goes back to the newest in a second round. A single page goes to the older
    ones: each run brings a newest span, and one that always came first would let them wait for ever. None: no
    limit.
    """
    if budget is None or spans == 0:
        return [None] * spans
    if spans == 1:
        return [budget]
    older = max(1, budget // 2)
    return [budget - older, *([older] * (spans - 1))]
