"""What a person asks first: is it running, how far behind is it, what is missing?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.model import Film, Query, RunReport
from aggregator.model.quotas import MICROS, MONEY, Quota, Spent
from aggregator.pipeline import spikes
from aggregator.pipeline.context import Context
from aggregator.pipeline.upkeep import publication_document
from aggregator.store import (
    alerts,
    breakers,
    budgets,
    digests,
    films,
    leases,
    posts,
    publications,
    reactions,
    rollups,
    runs,
    spans,
)
from aggregator.store import spikes as noticed

COVERAGE_TOLD = timedelta(days=2)
HOURS = 24


def status(
    ctx: Context,
    asked: Sequence[tuple[Film, Query]],
    scorer: str,
    quotas: Mapping[tuple[str, str], Sequence[Quota]],
    zones: Mapping[str, str],
) -> dict[str, Any]:
    """The state of everything, as `status --json` prints it.

    `database{posts, reactions, unscored, films}`, `films[{slug, posts_by_hour, spikes}]` (24 numbers; spikes
    of the last seven days, see pipeline.spikes), `noticed[{film, began_at, noticed_at, seen_until, ended_at,
    posts, expected, times, why, draft, later_draft}]` (spikes of these days as `watch` noticed them, newest
    first, with the ids of their drafts, and why one has none),
    `queries[{source, account, target, top, complete_to, lag_s, never_read, unread[{from, to, why, gap,
    next_try}], complete_last_days}]`, `tasks[...]`, `runs[...]` (the last 20), `digests[...]` (the last 10),
    `publications[{id, version, to, event, state, remote_id, where, at, by, why}]` (the last 20 sendings),
    `alerts[{to, day, sent, held_back}]` (those of today, UTC; held back is what was above its daily number),
    `limits[...]` (requests of today, and what the network said is left), `quotas[{source, account, bucket,
    per, spent, limit, resets_at, forecast, runs_out_at}]` (forecast: spent at the period's
    end, going on like this) and `breakers[{source, account, kind, failures, message, open_until}]` (accounts
    that failed last time).
    `quotas` are those of each account, by (source, account), `zones` the films' time zones, by slug.
    """
    now = ctx.clock()
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with ctx.store.write() as session:
        rollups.refresh(session)
    with ctx.store.read() as session:
        stored = spans.list_all(session)
        states = {state.query: state for state in spans.queries(session)}
        wanted = sorted({query for _, query in asked}, key=lambda one: (one.source, one.account, one.target))
        return {
            "database": {
                "posts": posts.count(session),
                "reactions": reactions.count(session),
                "unscored": reactions.count_unscored(session, scorer),
                "films": films.known(session),
            },
            "films": [
                {
                    "slug": slug,
                    "posts_by_hour": _by_hour(session, slug, now),
                    "spikes": spikes.lately(
                        session,
                        slug,
                        zones.get(slug, "UTC"),
                        [query for film, query in asked if film.slug == slug],
                        now,
                    ),
                }
                for slug in films.known(session)
            ],
            "noticed": [noticed_document(one) for one in noticed.begun_since(session, now - spikes.LATELY)],
            "queries": [query_document(session, query, states.get(query), stored, now) for query in wanted],
            "tasks": [task_document(task, now) for task in leases.tasks(session)],
            "runs": [run_document(report) for report in runs.latest(session, 20)],
            "digests": [
                {
                    "id": row.id,
                    "version": row.version,
                    "film": row.film,
                    "kind": row.kind,
                    "since": row.since,
                    "until": row.until,
                    "made_at": row.made_at,
                    "slot": row.slot,
                }
                for row in digests.list_digests(session, limit=10)
            ],
            "publications": [publication_document(one) for one in publications.latest(session, 20)],
            "alerts": [
                {"to": one.destination, "day": today.date(), "sent": one.sent, "held_back": one.held_back}
                for one in alerts.counted(session, today)
            ],
            "limits": [
                {
                    "source": limit.source,
                    "account": limit.account,
                    "spent": limit.spent,
                    "remaining": limit.remaining,
                    "resets_at": limit.resets_at,
                }
                for limit in budgets.limits(session)
            ],
            "quotas": [
                quota_document(source, account, spent, now)
                for (source, account), own in sorted(quotas.items())
                for spent in budgets.spent(session, source, account, own, now)
            ],
            "breakers": [
                {
                    "source": source,
                    "account": account,
                    "kind": broken.kind,
                    "failures": broken.failures,
                    "message": broken.message,
                    "open_until": broken.open_until,
                }
                for (source, account), broken in breakers.list_all(session).items()
            ],
        }


def noticed_document(spike: noticed.NoticedSpike) -> dict[str, Any]:
    """A spike as it was noticed while posts came in, as `--json` prints it."""
    return {**asdict(spike), "times": round(spike.times, 1)}


def quota_document(source: str, account: str, spent: Spent, now: datetime) -> dict[str, Any]:
    """How far a quota of an account is used; money in US dollars."""
    unit = MICROS if spent.quota.bucket == MONEY else 1

    def told(amount: int | None) -> float | None:
        return amount if amount is None or unit == 1 else round(amount / unit, 6)

    return {
        "source": source,
        "account": account,
        "bucket": "usd" if unit != 1 else spent.quota.bucket,
        "per": spent.quota.per,
        "spent": told(spent.amount),
        "limit": told(spent.quota.amount),
        "resets_at": spent.end,
        "forecast": told(spent.forecast(now)),
        "runs_out_at": spent.runs_out_at(now),
    }


def query_document(
    session: Any,
    query: Query,
    state: spans.QueryState | None,
    stored: Sequence[spans.StoredSpan],
    now: datetime,
) -> dict[str, Any]:
    """How far a query is read. `complete_to`: everything older is here, or is a gap that was given up.

    It is null while nothing is: never asked, never answered (`never_read`), or in the first run's middle.
    """
    unread = [one for one in stored if one.span.query == query]
    complete_to = read_up_to(state, unread)
    return {
        "source": query.source,
        "account": query.account,
        "target": query.target,
        "top": None if state is None else state.top,
        "complete_to": complete_to,
        "lag_s": None if complete_to is None else _seconds(now - complete_to),
        "never_read": state is None or _is_unread(state, unread),
        "unread": [
            {
                "from": one.span.low,
                "to": one.span.high,
                "why": one.why or "not yet read",
                "gap": one.state == "gap",
                "next_try": one.next_try,
            }
            for one in unread
        ],
        "complete_last_days": not spans.coverage(session, query, now - COVERAGE_TOLD, now),
    }


def read_up_to(state: spans.QueryState | None, unread: Sequence[spans.StoredSpan]) -> datetime | None:
    """`complete_to` of a query that stands so, and of which this is unread."""
    if state is None or _is_unread(state, unread):
        return None
    complete_to = min([state.top, *(one.span.low for one in unread if one.state == "open")])
    return None if complete_to == state.bottom else complete_to


def _is_unread(state: spans.QueryState, unread: Sequence[spans.StoredSpan]) -> bool:
    """Whether its spans and gaps cover all that was ever claimed: asked, and not once answered."""
    reached = state.bottom
    for low, high in sorted((one.span.low, one.span.high) for one in unread):
        if low > reached:
            break
        reached = max(reached, high)
    return reached >= state.top


def _by_hour(session: Any, slug: str, now: datetime) -> list[int]:
    """Posts of the last 24 hours, oldest hour first, as they came: copies and reposts with them."""
    hours = [0] * HOURS
    start = now - timedelta(hours=HOURS)
    for bucket in rollups.volume(session, slug, start, now):
        hours[min(HOURS - 1, int((bucket.at - start) / timedelta(hours=1)))] += bucket.posts
    return hours


def run_document(report: RunReport) -> dict[str, Any]:
    """A run as `--json` prints it."""
    return {
        "stage": report.stage,
        "source": report.source,
        "account": report.account,
        "film": report.film,
        "target": report.target,
        "fetched": report.fetched,
        "new": report.new,
        "known": report.known,
        "rejected": report.rejected,
        "gaps": [{"from": gap.low, "to": gap.high, "why": gap.why} for gap in report.gaps],
        "joined": report.joined,
        "error": None
        if report.error is None
        else {"kind": report.error.kind, "message": report.error.message, "hint": report.error.hint},
        "took_s": report.took_s,
        "started_at": report.started_at,
        "note": report.note,
    }


def task_document(task: leases.Task, now: datetime) -> dict[str, Any]:
    """A scheduled task: when it is due, who holds it, how often it failed in a row."""
    held = task.lease_until is not None and task.lease_until > now
    return {
        "name": task.name,
        "key": task.key,
        "due_at": task.due_at,
        "late_s": max(0, _seconds(now - task.due_at)),
        "held_by": task.holder if held else None,
        "failures": task.failures,
        "last_error": task.last_error,
        "finished_at": task.finished_at,
    }


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
