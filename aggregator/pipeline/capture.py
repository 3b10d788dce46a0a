"""How much of what a network says it holds was captured, hour by hour: "captured about 62 % of that hour".

Only whole hours that are read are compared, and each once: an hour that is unread has a name already, and
asking for counts may cost money.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from aggregator.collectors import Collector
from aggregator.errors import AggregatorError, StoreError, UnexpectedPayload
from aggregator.fetcher import unforeseen
from aggregator.model import Counted, Film, Query
from aggregator.pipeline.context import Context
from aggregator.store import captured, leases, spans

log = structlog.get_logger(__name__)

HOUR = timedelta(hours=1)
FARTHEST = timedelta(days=1)  # further back nothing is compared: it would be asked in every first run
KEPT = timedelta(days=90)


def compare(
    ctx: Context,
    collector: Collector,
    query: Query,
    films: Sequence[Film],
    *,
    claim: leases.Claim,
    counted: Sequence[Counted] | None = None,
) -> str:
    """Compares what came since the last comparison; a note where the network could not be asked, else "".

    `counted` is what this run was told already; None: the network is asked.

    Raises:
        LeaseLost: another process took this account over; nothing was written.
        StoreError: the database refused.
    """
    if type(collector).counted is Collector.counted:
        return ""
    with ctx.store.read() as session:
        state = spans.query_state(session, query)
        if state is None:
            return ""
        high = _whole_hour(state.top)
        before = captured.compared_to(session, query)
        start = max(state.bottom, high - FARTHEST) if before is None else max(before, high - FARTHEST)
    _renew(ctx, query, films, high - FARTHEST, high, claim=claim)
    low = _whole_hour(start + HOUR - timedelta(microseconds=1))
    if low >= high:
        return ""
    try:
        counts = ask(collector, query, low, high) if counted is None else counted
    except StoreError:
        raise
    except AggregatorError as error:  # a network's, or a folder of sessions that can't be written
        log.info("counts could not be asked", source=query.source, target=query.target, error=str(error))
        return f"not compared with the network's own counts: {error.message}"
    with ctx.store.write() as session:
        leases.check(session, claim)
        pieces = spans.coverage(session, query, low, high)
        whole = [
            one
            for one in _by_hour(counts)
            if low <= one.low < one.high <= high
            and all(piece.high <= one.low or one.high <= piece.low for piece in pieces)
        ]
        slugs = [film.slug for film in films]
        compared = [
            captured.of(one, captured.held(session, query, slugs, one.low, one.high)) for one in whole
        ]
        captured.keep(session, query, compared)
        captured.drop_older(session, ctx.clock() - KEPT)
    return ""


def ask(collector: Collector, query: Query, low: datetime, high: datetime) -> tuple[Counted, ...]:
    """What the network counts in [low, high).

    Raises:
        SourceError: it could not be asked, or what it answered can't be read, whatever that was.
        AggregatorError: another failure that has words of its own.
    """
    try:
        counts = tuple(collector.counted(query, low, high))
        if not all(one.low.tzinfo and one.low < one.high and one.posts >= 0 for one in counts):
            raise ValueError("no pieces of time")  # noqa: TRY301 - told as any other
    except AggregatorError:
        raise
    except Exception as error:  # what a network sends is hostile, and collectors have faults
        told = unforeseen(error)
        log.error("a collector failed", source=collector.source, account=collector.account, **told)
        raise UnexpectedPayload(
            collector.source,
            f"its counts could not be read: {type(error).__name__}",
            hint="this is a fault of fansreact: run it with -v and report what it prints",
        ) from error
    return counts


def _by_hour(counts: Sequence[Counted]) -> list[Counted]:
    """Pieces shorter than an hour put together: a minute says too little, sixty gaps too much."""
    hours: dict[datetime, list[Counted]] = {}
    for one in counts:
        hours.setdefault(_whole_hour(one.low), []).append(one)
    return [
        Counted(
            min(each.low for each in pieces),
            max(each.high for each in pieces),
            sum(each.posts for each in pieces),
        )
        for _, pieces in sorted(hours.items())
    ]


def _renew(
    ctx: Context,
    query: Query,
    films: Sequence[Film],
    low: datetime,
    high: datetime,
    *,
    claim: leases.Claim,
) -> None:
    """What was short may have been filled since, by late posts or another reading."""
    slugs = [film.slug for film in films]
    with ctx.store.read() as session:
        short = captured.short(session, query, low, high)
        now = [replace(one, held=captured.held(session, query, slugs, one.low, one.high)) for one in short]
    if now != short:
        with ctx.store.write() as session:
            leases.check(session, claim)
            captured.keep(session, query, now)


def _whole_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
