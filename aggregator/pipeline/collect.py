"""The stage "collect": what the films ask of one account of a network, read under that account's lease."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from aggregator.collectors import Collector
from aggregator.errors import AggregatorError
from aggregator.model import Film, Query, RunError, RunReport
from aggregator.pipeline import lease
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.walk import read_query
from aggregator.store import leases, raw_pages, rejects, runs

log = structlog.get_logger(__name__)

TASK = "collect"
RAW_PAGES_KEPT = timedelta(days=14)
REPORTS_KEPT = timedelta(days=90)
NOT_ASKED = "not asked: the account failed before"


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
        report = _read(ctx, reading, query, asking, claim=claim, since=since, pages=part)
        left = None if left is None else left - report.pages
        reports.append(report)
    with ctx.store.write() as session:
        for report in reports:
            runs.record(session, report)
        raw_pages.drop_older(session, ctx.clock() - RAW_PAGES_KEPT)
        rejects.drop_older(session, ctx.clock() - REPORTS_KEPT)
        runs.drop_older(session, ctx.clock() - REPORTS_KEPT)
    return reports


def _read(ctx: Context, reading: Reading, query: Query, films: Sequence[Film], **rest: Any) -> RunReport:
    """Read a query; an error that nobody foresaw costs this account's run, not the others'."""
    started, clock_start = ctx.clock(), time.monotonic()
    try:
        return read_query(ctx, reading.collector, query, films, depths=reading.depths, **rest)
    except AggregatorError:
        raise
    except Exception as error:
        log.exception("a collector failed", source=query.source, target=query.target)
        fault = RunError(
            "unexpected",
            f"{query.source}: its answer could not be read: {type(error).__name__}",
            "this is a fault of fansreact: run it with -v and report what it prints",
        )
        report = _not_asked(ctx, query, films, fault)
        return replace(report, started_at=started, took_s=round(time.monotonic() - clock_start, 3), note="")


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
        account=query.account,
        film=", ".join(film.slug for film in films) or None,
        target=query.target,
        started_at=ctx.clock(),
        took_s=0.0,
        error=error,
        note=NOT_ASKED,
    )


def _joined(ctx: Context, reading: Reading, films: Sequence[Film], begun: datetime) -> list[RunReport] | None:
    """The reports of the run that we waited for, if it asked everything that we were about to ask."""
    wanted = [query.target for query, _ in queries(reading, films)]
    with ctx.store.read() as session:
        done = {
            report.target: report
            for report in runs.ended_since(session, begun, TASK)
            if (report.source, report.account) == (reading.collector.source, reading.collector.account)
        }
    if any(target not in done for target in wanted):
        return None
    return [replace(done[target], joined=True) for target in wanted]
