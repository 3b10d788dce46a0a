"""The stage "collect": what the films ask of one account of a network, read under that account's lease."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from aggregator.collectors import Collector
from aggregator.errors import AggregatorError, LeaseLost, StoreError
from aggregator.fetcher import unforeseen
from aggregator.model import Film, Gap, Query, RunError, RunReport
from aggregator.model.quotas import Quota
from aggregator.pipeline import lease
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.linking import link_stored
from aggregator.pipeline.together import read_together
from aggregator.pipeline.walk import read_query
from aggregator.store import breakers, leases, raw_pages, refusals, rejects, runs, spans

log = structlog.get_logger(__name__)

TASK = "collect"
RAW_PAGES_KEPT = timedelta(days=14)
REPORTS_KEPT = timedelta(days=90)
NOT_ASKED = "not asked: the account failed before"
OF_ONE_QUERY = frozenset({"payload"})
ASKED_TO_WAIT = frozenset({"rate_limited", "budget"})
"""What a network or our own budget says: no failure, and not asked again before."""
LASTING = frozenset({"unavailable", "credentials"})
"""Failures that will probably be met again: they count for the account's breaker."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One account of a network, ready to be read: its collector and how deep it is read.

    `pages` limits the pages that one run reads, all its queries together (None: no limit). `begin` is called
    when a run begins: its quotas are whole then. `key_mark` changes with the account's keys; `quotas` are
    what may be spent of them.
    """

    collector: Collector
    depths: Depths
    pages: int | None = None
    begin: Callable[[], None] = lambda: None
    key_mark: str = ""
    quotas: tuple[Quota, ...] = ()

    @property
    def key(self) -> str:
        """The lease's key: one process at a time reads an account."""
        return f"{self.collector.source} {self.collector.account}".strip()


def queries(
    reading: Reading, films: Sequence[Film], everyone: Sequence[Film] = ()
) -> list[tuple[Query, Sequence[Film]]]:
    """What these films ask of this account, each query once, sorted by target; with every film that asks it.

    `everyone` are the other films that are watched: what is read of a hashtag that two films share belongs to
    both, whoever asked.
    """
    collector = reading.collector
    asked: dict[str, list[Film]] = {}
    for film in {one.slug: one for one in (*films, *everyone)}.values():
        for target in collector.targets(film):
            asked.setdefault(target, []).append(film)
    wanted = {target for film in films for target in collector.targets(film)}
    return [
        (Query(collector.source, collector.account, target), asking)
        for target, asking in sorted(asked.items())
        if target in wanted
    ]


def collect_account(
    ctx: Context,
    reading: Reading,
    films: Sequence[Film],
    everyone: Sequence[Film],
    *,
    claim: leases.Claim,
    since: datetime | None = None,
    by_hand: bool = False,
) -> list[RunReport]:
    """Read every query of an account whose lease we hold, the one that was read longest ago first.

    An answer that can't be understood ends its own query; any other failure of the network ends the account's
    run, and the rest is reported as not asked. An account whose breaker is open is not asked at all, unless a
    person wants it (`by_hand`).

    Raises:
        LeaseLost: another process took the account over.
        StoreError: the database refused.
    """
    reports: list[RunReport] = []
    asked = _longest_unread_first(ctx, queries(reading, films, everyone))
    left = reading.pages
    failed = None if by_hand else _left_in_peace(ctx, reading)
    spared = failed is not None
    reading.begin()
    for film in films:
        link_stored(ctx, film)
    if failed is None and reading.collector.reads_together:
        reports, asked = _read_together(ctx, reading, asked, claim=claim, since=since), []
        errors = (report.error for report in reports)
        failed = next((error for error in errors if error and error.kind not in OF_ONE_QUERY), None)
    for place, (query, asking) in enumerate(asked):
        if ctx.stopping.is_set():
            break
        if failed is not None:
            report = _not_asked(ctx, reading, query, asking, failed, since=since)
        else:
            # What one query leaves of its part goes to those after it.
            part = None if left is None else -(-left // (len(asked) - place))
            report = _read(ctx, reading, query, asking, claim=claim, since=since, pages=part)
            left = None if left is None else left - report.pages
            if report.error is not None and report.error.kind not in OF_ONE_QUERY:
                failed = report.error
        with ctx.store.write() as session:
            runs.record(session, report)
        reports.append(report)
    if not spared:
        _note_outcome(ctx, reading, reports, failed)
    with ctx.store.write() as session:
        raw_pages.drop_older(session, ctx.clock() - RAW_PAGES_KEPT)
        refusals.drop_older(session, ctx.clock())
        rejects.drop_older(session, ctx.clock() - REPORTS_KEPT)
        runs.drop_older(session, ctx.clock() - REPORTS_KEPT)
    return reports


def _left_in_peace(ctx: Context, reading: Reading) -> RunError | None:
    """Why the account is not to be asked now, if its breaker is open."""
    with ctx.store.read() as session:
        broken = breakers.find(session, reading.collector.source, reading.collector.account)
    if broken is None or not broken.is_open(ctx.clock(), reading.key_mark):
        return None
    if broken.open_until is None:
        why = f"{broken.message}; it is not asked until the key changes"
    else:
        why = f"{broken.message}; it failed {broken.failures} times in a row and is left in peace until "
        why += f"{broken.open_until:%Y-%m-%dT%H:%M:%SZ}"
    hint = f"{broken.hint}; fansreact collect asks it all the same".removeprefix("; ")
    return RunError(broken.kind, why, hint, broken.open_until)


def _note_outcome(
    ctx: Context, reading: Reading, reports: Sequence[RunReport], failed: RunError | None
) -> None:
    """Counts a failure that may last; a run that asked and was answered closes the breaker."""
    source, account = reading.collector.source, reading.collector.account
    answered = any(report.error is None and report.pages for report in reports)
    with ctx.store.write() as session:
        if failed is not None and failed.kind in LASTING:
            breakers.fail(
                session,
                source,
                account,
                kind=failed.kind,
                message=failed.message,
                hint=failed.hint,
                at=ctx.clock(),
                key_mark=reading.key_mark,
                chance=ctx.chance(),
            )
        elif answered:
            breakers.close(session, source, account)


def _longest_unread_first(
    ctx: Context, asked: list[tuple[Query, Sequence[Film]]]
) -> list[tuple[Query, Sequence[Film]]]:
    """By how far each is complete, never read first: where a limit ends every run, none starves."""
    now = ctx.clock()

    def complete_to(query: Query) -> datetime:
        state = spans.query_state(session, query)
        if state is None:
            return datetime.min.replace(tzinfo=UTC)
        unread = [one.span.low for one in spans.todo(session, query, now) if one.state == "open"]
        return min([state.top, *unread])

    with ctx.store.read() as session:
        return sorted(asked, key=lambda item: (complete_to(item[0]), item[0].target))


def _read_together(
    ctx: Context, reading: Reading, asked: list[tuple[Query, Sequence[Film]]], **rest: Any
) -> list[RunReport]:
    """Read all queries in one walk; what it meets costs all of them, as they share it."""
    try:
        reports = read_together(
            ctx, reading.collector, asked, depths=reading.depths, pages=reading.pages, **rest
        )
    except (LeaseLost, StoreError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this account's run alone
        fault = _fault(reading, error)
        since = rest.get("since")
        reports = [
            replace(_not_asked(ctx, reading, query, films, fault, since=since), note="")
            for query, films in asked
        ]
    with ctx.store.write() as session:
        for report in reports:
            runs.record(session, report)
    return reports


def _fault(reading: Reading, error: Exception) -> RunError:
    """A failure that no network's answer explains."""
    if isinstance(error, AggregatorError):  # such as a folder for sessions that can't be written
        return RunError(error.kind, error.message, error.hint)
    # What a network sends is hostile, and our parsers have faults.
    log.error("a collector failed", source=reading.key, **unforeseen(error))
    return RunError(
        "unexpected",
        f"{reading.collector.source}: its answer could not be read: {type(error).__name__}",
        "this is a fault of fansreact: run it with -v and report what it prints",
    )


def _read(ctx: Context, reading: Reading, query: Query, films: Sequence[Film], **rest: Any) -> RunReport:
    """Read a query; whatever its collector meets costs this account's run, not the others'."""
    started, clock_start = ctx.clock(), time.monotonic()
    try:
        return read_query(ctx, reading.collector, query, films, depths=reading.depths, **rest)
    except (LeaseLost, StoreError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this account's run alone
        fault = _fault(reading, error)
    report = _not_asked(ctx, reading, query, films, fault, since=rest.get("since"))
    return replace(report, started_at=started, took_s=round(time.monotonic() - clock_start, 3), note="")


def collect_now(
    ctx: Context,
    reading: Reading,
    films: Sequence[Film],
    everyone: Sequence[Film],
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
            replace(_not_asked(ctx, reading, query, asking, busy, since=since), joined=True, took_s=took)
            for query, asking in queries(reading, films, everyone)
        ]
    reports: list[RunReport] = []
    with keeper.keeping(claim):
        try:
            if waited and since is None:
                joined = _joined(ctx, reading, films, begun)
                if joined is not None:
                    reports = joined  # what failed there has not passed for us
                    return reports
            reports = collect_account(ctx, reading, films, everyone, claim=claim, since=since, by_hand=True)
            return reports
        finally:
            failures = failures_of(reports)
            lease.give_back(ctx, claim, next_due=None, error=failures[0].message if failures else None)


def failures_of(reports: Sequence[RunReport]) -> list[RunError]:
    """What went wrong in a run, without what is only to be waited for."""
    return [one.error for one in reports if one.error is not None and one.error.kind not in ASKED_TO_WAIT]


def _not_asked(
    ctx: Context,
    reading: Reading,
    query: Query,
    films: Sequence[Film],
    error: RunError,
    *,
    since: datetime | None,
) -> RunReport:
    return RunReport(
        stage=TASK,
        source=query.source,
        account=query.account,
        film=", ".join(film.slug for film in films) or None,
        target=query.target,
        started_at=ctx.clock(),
        took_s=0.0,
        gaps=_behind(ctx, query, since, reading.depths.first),
        error=error,
        note=NOT_ASKED,
    )


def _behind(ctx: Context, query: Query, since: datetime | None, first: timedelta) -> tuple[Gap, ...]:
    """What of this query is unread by now: all since the newest instant that was claimed, and its spans.

    Of one that was never asked: all that its first run would have asked for.
    """
    now = ctx.clock()
    with ctx.store.read() as session:
        state = spans.query_state(session, query)
        if state is None:
            low = now - first if since is None else since
        else:
            lows = (state.clean_top, state.top, since)
            low = min(one for one in lows if one is not None)
        return spans.coverage(session, query, low, now)


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
