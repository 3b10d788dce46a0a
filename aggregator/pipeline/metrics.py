"""What a monitoring system asks for: how far behind we are, what budgets are left, what failed, how long."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aggregator.model import Query
from aggregator.model.quotas import MICROS, MONEY, Quota
from aggregator.pipeline.context import Context
from aggregator.pipeline.status import read_up_to
from aggregator.store import breakers, budgets, heads, leases, moods, posts, runs, spans

TOLD = timedelta(days=1)
"""Of how long ago runs are told."""
QUANTILES = (0.5, 0.9, 0.99)


@dataclass(frozen=True, slots=True)
class QueryMeasured:
    """How far a query is read: `lag_s` None: not at all yet. `unread_s` is the time that open spans and gaps
    cover, in seconds.
    """

    query: Query
    lag_s: float | None
    gaps: int
    unread_s: float


@dataclass(frozen=True, slots=True)
class BudgetMeasured:
    """A budget of an account in its running period; money in US dollars."""

    source: str
    account: str
    bucket: str
    per: str
    spent: float
    limit: float


@dataclass(frozen=True, slots=True)
class StageMeasured:
    """The runs of a stage within the last day; `seconds` at QUANTILES."""

    stage: str
    runs: int
    took_s: float
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """All of it at one instant. `errors` are runs of the last day that failed, by (stage, source, kind)."""

    queries: tuple[QueryMeasured, ...]
    budgets: tuple[BudgetMeasured, ...]
    stages: tuple[StageMeasured, ...]
    errors: Mapping[tuple[str, str, str], int]
    failing_accounts: Mapping[tuple[str, str], int]
    late_s: Mapping[str, float]
    posts: int
    unscored: Mapping[str, int]
    digests: Mapping[str, int]


def measure(
    ctx: Context,
    asked: Sequence[Query],
    quotas: Mapping[tuple[str, str], Sequence[Quota]],
    films: Sequence[str],
) -> Measured:
    """Look at everything once. `asked` are the queries of all films, `films` their slugs.

    Raises:
        StoreError: the database refused.
    """
    now = ctx.clock()
    with ctx.store.read() as session:
        states = {state.query: state for state in spans.queries(session)}
        unread: dict[Query, list[spans.StoredSpan]] = {}
        for one in spans.list_all(session):
            unread.setdefault(one.span.query, []).append(one)
        spent = [
            (source, account, one)
            for (source, account), own in sorted(quotas.items())
            for one in budgets.spent(session, source, account, own, now)
        ]
        ended = runs.outcomes(session, now - TOLD)
        broken = breakers.list_all(session)
        late: dict[str, float] = {}
        for task in leases.tasks(session):
            late[task.name] = max(late.get(task.name, 0.0), (now - task.due_at).total_seconds(), 0.0)
        waiting = moods.waiting(session)
        number, by_state = posts.count(session), heads.states(session)
    queries = []
    for query in sorted(set(asked), key=lambda one: (one.source, one.account, one.target)):
        held = unread.get(query, [])
        reached = read_up_to(states.get(query), held)
        queries.append(
            QueryMeasured(
                query,
                None if reached is None else (now - reached).total_seconds(),
                sum(one.state == "gap" for one in held),
                sum(((one.span.high - one.span.low) for one in held), timedelta(0)).total_seconds(),
            )
        )
    return Measured(
        queries=tuple(queries),
        budgets=tuple(
            BudgetMeasured(
                source,
                account,
                "usd" if one.quota.bucket == MONEY else one.quota.bucket,
                one.quota.per,
                one.amount / _unit(one.quota),
                one.quota.amount / _unit(one.quota),
            )
            for source, account, one in spent
        ),
        stages=_stages(ended),
        errors=Counter(
            (one.stage, one.source or "", one.error_kind) for one in ended if one.error_kind is not None
        ),
        failing_accounts={key: one.failures for key, one in sorted(broken.items())},
        late_s=dict(sorted(late.items())),
        posts=number,
        unscored={slug: waiting.get(slug, 0) for slug in films},
        digests=by_state,
    )


def _stages(ended: Sequence[runs.Outcome]) -> tuple[StageMeasured, ...]:
    took: dict[str, list[float]] = {}
    for one in ended:
        took.setdefault(one.stage, []).append(one.took_s)
    return tuple(
        StageMeasured(
            stage,
            len(seconds),
            sum(seconds),
            tuple(sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * q))] for q in QUANTILES),
        )
        for stage, seconds in sorted(took.items())
    )


def _unit(quota: Quota) -> int:
    return MICROS if quota.bucket == MONEY else 1
