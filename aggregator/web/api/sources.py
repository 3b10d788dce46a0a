"""Sources: the networks that are read, with their keys, budgets, failures, next runs, and what is unread."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path, Response
from pydantic import Field

from aggregator.web.pages.sources import begin_collect, sources_told
from aggregator.web.routes import begun, router_of
from aggregator.web.shapes import Shape, TaskTold
from aggregator.web.views import EditorView, ReaderView

router = router_of("sources")
SourcePath = Annotated[str, Path(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]


class QuotaTold(Shape):
    """How far a budget is used; money in US dollars. `forecast`: at the period's end, going on like this."""

    bucket: str
    per: str
    spent: float
    limit: float | None
    resets_at: datetime | None
    forecast: float | None
    runs_out_at: datetime | None


class UnreadTold(Shape):
    """A piece of time that is not read. `gap`: it was given up, until `next_try` where that may help."""

    low: Annotated[datetime, Field(validation_alias="from", serialization_alias="from")]
    high: Annotated[datetime, Field(validation_alias="to", serialization_alias="to")]
    why: str
    gap: bool
    next_try: datetime | None


class QueryTold(Shape):
    """How far a query is read."""

    target: str
    complete_to: datetime | None
    lag_s: int | None
    never_read: bool
    complete_last_days: bool
    unread: list[UnreadTold]


class AccountTold(Shape):
    """An account of a network. `remaining` and `resets_at` are what the network said last."""

    account: str
    requests: int
    remaining: int | None
    resets_at: datetime | None
    quotas: list[QuotaTold]
    failing: str | None
    open_until: datetime | None
    due_at: datetime | None
    held: bool
    queries: list[QueryTold]


class SourceTold(Shape):
    """A network or a provider of facts. `needs` are the variables that would bring its key."""

    name: str
    state: Literal["on", "off", "needs key"]
    gives: Literal["posts", "facts"]
    needs: list[str]
    accounts: list[AccountTold]


class Sources(Shape):
    """Every source, those that are on first."""

    sources: list[SourceTold]


@router.get("/sources")
def list_sources(view: ReaderView) -> Sources:
    """Where we read, and what each network still allows."""
    return Sources(sources=[SourceTold.model_validate(one) for one in sources_told(view.desk)])


@router.post("/sources/{name}/collect", status_code=202)
def collect_source(view: EditorView, response: Response, name: SourcePath) -> TaskTold:
    """Read a network now, for all films.

    The answer is a task.
    """
    return begun(view, response, begin_collect(view, name))
