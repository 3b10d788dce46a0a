"""Where we read, as it stands now: which networks are on, what they still allow, how far each is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from aggregator import facts
from aggregator.app import App
from aggregator.model import Query
from aggregator.pipeline import collect
from aggregator.pipeline.status import query_document, quota_document
from aggregator.store import breakers, budgets, leases, spans

SourceState: TypeAlias = Literal["on", "off", "needs key"]


@dataclass(frozen=True, slots=True)
class AccountNow:
    """An account of a network. `remaining` and `resets_at` are what the network said last, None if it does
    not say; `quotas` as `status --json` prints them; `failing` what it failed by last, None if it did not.
    `due_at` is its next run, None where nothing plans one.
    """

    account: str
    requests: int
    remaining: int | None
    resets_at: datetime | None
    quotas: tuple[dict[str, Any], ...]
    failing: str | None
    open_until: datetime | None
    due_at: datetime | None
    held: bool
    queries: tuple[dict[str, Any], ...]

    @property
    def unread(self) -> int:
        """How many stretches of time are not read."""
        return sum(len(query["unread"]) for query in self.queries)

    @property
    def never_read(self) -> int:
        """How many queries were never answered."""
        return sum(query["never_read"] for query in self.queries)


@dataclass(frozen=True, slots=True)
class SourceNow:
    """A network or a provider of facts. `needs` are the variables that would bring its key."""

    name: str
    state: SourceState
    gives: Literal["posts", "facts"]
    needs: tuple[str, ...]
    accounts: tuple[AccountNow, ...]


def sources_now(app: App, *, whole: bool = True) -> list[SourceNow]:
    """Every source, in the order of the documentation. `whole`: with what each is asked, how far that is
    read, and its next run.

    Raises:
        StoreError: the database refused.
    """
    asked = sorted({query for film in app.films for query in app.asked(film)} if whole else (), key=_order)
    missing = {**app.without_key, **app.providers_without_key}
    with app.ctx.store.read() as session:
        told = _Told(
            {(one.source, one.account): one for one in budgets.limits(session)},
            breakers.list_all(session),
            {task.key: task for task in leases.tasks(session) if whole and task.name == collect.TASK},
            _queries(session, asked, app.ctx.clock()),
        )
        return [
            SourceNow(
                name,
                state := "off" if not source.on else "needs key" if name in missing else "on",
                "facts" if facts.is_provider(name) else "posts",
                missing.get(name, ()),
                tuple(_accounts(app, session, name, told)) if state == "on" else (),
            )
            for name, source in app.settings.sources.items()
        ]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the database says of all accounts, by (source, account); tasks by a reading's key."""

    limits: Mapping[tuple[str, str], budgets.Limit]
    broken: Mapping[tuple[str, str], breakers.Breaker]
    tasks: Mapping[str, leases.Task]
    queries: Mapping[tuple[str, str], list[dict[str, Any]]]


def _accounts(app: App, session: Any, name: str, told: _Told) -> Iterator[AccountNow]:
    now = app.ctx.clock()
    for reading_key, reading in sorted(app.readings.items()):
        if reading.collector.name != name:
            continue
        key = (reading.collector.source, reading.collector.account)
        limit, failed, task = told.limits.get(key), told.broken.get(key), told.tasks.get(reading_key)
        quotas = budgets.spent(session, *key, reading.quotas, now)
        yield AccountNow(
            key[1],
            limit.spent if limit else 0,
            limit.remaining if limit else None,
            limit.resets_at if limit else None,
            tuple(quota_document(*key, spent, now) for spent in quotas),
            failed.message if failed else None,
            failed.open_until if failed else None,
            task.due_at if task else None,
            task is not None and task.lease_until is not None and task.lease_until > now,
            tuple(told.queries.get(key, ())),
        )


def _queries(
    session: Any, asked: Sequence[Query], now: datetime
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    if not asked:
        return found
    stored = spans.list_all(session)
    states = {state.query: state for state in spans.queries(session)}
    for query in asked:
        document = query_document(session, query, states.get(query), stored, now)
        found.setdefault((query.source, query.account), []).append(document)
    return found


def _order(query: Query) -> tuple[str, str, str]:
    return query.source, query.account, query.target
