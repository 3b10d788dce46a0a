"""The stage "collect": what the films ask of one account of a network, read under that account's lease."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.collectors import Collector
from aggregator.model import Film, Query, RunError, RunReport
from aggregator.pipeline import lease
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.walk import read_query
from aggregator.store import leases, raw_pages, runs, spans

TASK = "collect"
RAW_PAGES_KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reading:
    """One account of a network, ready to be read: its collector and how deep it is read.

    `pages` limits the pages that one run reads, all its queries together (None: no limit).
    """

    collector: Collector
    depths: Depths
    pages: int | None = None

    @property
    def key(self) -> str:
        """The lease's key: one process at a time reads an account."""
        return f"{self.collector.source} {self.collector.account}".strip()


def queries(reading: Reading, films: Sequence[Film]) -> list[tuple[Query, Sequence[Film]]]:
    """What is asked of this account, each query once, with the films that ask it; sorted by target."""
    asked: dict[str, list[Film]] = {}
    for film in films:
        for target in reading.collector.targets(film):
            asked.setdefault(target, []).append(film)
    collector = reading.collector
    return [
        (Query(collector.source, collector.account, target), asking)
        for target, asking in sorted(asked.items())
    ]


def collect_account(
    ctx: Context,
    reading: Reading,
    films: Sequence[Film],
    *,
    claim: leases.Claim,
    since: datetime | None = None,
) -> list[RunReport]:
    """Read every query of an account whose lease we hold. A network's failure ends this account's run.

    Raises:
        LeaseLost: another process took the account over.
        StoreError: the database refused.
    """
    reports: list[RunReport] = []
    asked = queries(reading, films)
    left = reading.pages
    for place, (query, asking) in enumerate(asked):
        failed = reports[-1].error if reports else None
        if failed is not None:
            reports.append(_not_asked(ctx, query, asking, failed))
            continue
        if ctx.stopping.is_set():
            break
        # What one query leaves of its part goes to those after it.
        part = None if left is None else -(-left // (len(asked) - place))
        report = read_query(
            ctx,
            reading.collector,
            query,
            asking,
            claim=claim,
            depths=reading.depths,
            since=since,
            pages=part,
        )
        left = None if left is None else left - report.pages
        reports.append(report)
    with ctx.store.write() as session:
        for report in reports:
            runs.record(session, report)
        raw_pages.drop_older(session, ctx.clock() - RAW_PAGES_KEPT)
    return reports


def collect_now(
    ctx: Context,
    reading: Reading,
    films: Sequence[Film],
    *,
    keeper: lease.LeaseKeeper,
    duration: timedelta,
    longest_wait: timedelta,
    since: datetime | None = None,
) -> list[RunReport]:
    """Read an account on demand. While another process holds it we wait; what that run covered is joined."""
    begun, clock_start = ctx.clock(), time.monotonic()
    claim, waited = lease.wait_for(ctx, TASK, reading.key, lease=duration, longest=longest_wait)
    if claim is None:
        busy = RunError(
            "busy",
            f"{reading.key}: another process is still reading it after {longest_wait.total_seconds():g} s",
            "wait longer with --wait, or let the other run finish",
        )
        took = round(time.monotonic() - clock_start, 3)
        return [
            replace(_not_asked(ctx, query, asking, busy), joined=True, took_s=took)
            for query, asking in queries(reading, films)
        ]
    with keeper.keeping(claim):
        try:
            if waited and since is None:
                joined = _joined(ctx, reading, films, begun)
                if joined is not None:
                    return joined
            return collect_account(ctx, reading, films, claim=claim, since=since)
        finally:
            lease.give_back(ctx, claim, next_due=None)


def _not_asked(ctx: Context, query: Query, films: Sequence[Film], error: RunError) -> RunReport:
    return RunReport(
        stage=TASK,
        source=query.source,
        film=", ".join(film.slug for film in films) or None,
        target=query.target,
        started_at=ctx.clock(),
        took_s=0.0,
        error=error,
        note="not asked",
    )


def _joined(ctx: Context, reading: Reading, films: Sequence[Film], begun: datetime) -> list[RunReport] | None:
    """Reports of the run we waited for, if it covered every query that we were about to ask."""
    wanted = [query for query, _ in queries(reading, films)]
    with ctx.store.read() as session:
        for query in wanted:
            state = spans.query_state(session, query)
            if state is None or state.top < begun - reading.depths.settle:
                return None
        done = {
            report.target: report
            for report in runs.since(session, begun, TASK)
            if report.source == reading.collector.source
        }
    if any(query.target not in done for query in wanted):
        return None
    return [replace(done[query.target], joined=True) for query in wanted]
