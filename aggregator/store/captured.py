"""What networks say they hold, hour by hour, beside what we hold: how much of it was captured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from aggregator.model import Counted, Gap, Query
from aggregator.store import films, refusals
from aggregator.store.columns import to_micros
from aggregator.store.linking import likes
from aggregator.store.rows import LARGEST
from aggregator.store.sql import Sql
from aggregator.store.work_tables import CapturedRow, QueryRow

ENOUGH = 0.9  # of what is counted: networks round, and count what they do not serve
FEW = 5  # posts: fewer missing say nothing

HELD = (
    "SELECT count(DISTINCT r.post_id) FROM reaction r JOIN post p ON p.id = r.post_id"
    " WHERE r.film_id = ? AND r.created_at >= ? AND r.created_at < ? AND p.source = ? AND {}"
)


@dataclass(frozen=True, slots=True)
class Captured:
    """Of [low, high): how many posts the network counts, and how many of them are stored."""

    low: datetime
    high: datetime
    counted: int
    held: int

    @property
    def is_short(self) -> bool:
        """Whether so many are missing that a reader should know."""
        return self.counted - self.held >= FEW and self.held < ENOUGH * self.counted

    @property
    def gap(self) -> Gap:
        """What is missing, in words: "captured about 62 % of it (310 of 500 that the network counts)"."""
        share = 100 * self.held // self.counted
        why = f"captured about {share} % of it ({self.held:,} of {self.counted:,} that the network counts)"
        return Gap(self.low, self.high, why)


def compared_to(s: Session, query: Query) -> datetime | None:
    """Up to when the query was compared; None: never."""
    return s.scalar(
        select(func.max(CapturedRow.high))
        .join(QueryRow, QueryRow.id == CapturedRow.query_id)
        .where(*_is(query))
    )


def held(s: Session, query: Query, slugs: Iterable[str], low: datetime, high: datetime) -> int:
    """How many posts of the query's network and target are stored in [low, high) for these films.

    With those that were refused as somebody was forgotten: they were not missed.
    Films that ask the same have the same posts of it: the one with the most counts.
    """
    sql = Sql(s)
    bounds = (to_micros(low), to_micros(high))
    numbers = sorted(films.ids(s, slugs).values())
    said, values = likes([query.target], postgres=sql.postgres) if query.hashtag else ("1 = 1", [])
    statement = HELD.format(said)
    counts = [sql.rows(statement, number, *bounds, query.source, *values)[0][0] for number in numbers]
    return max(counts, default=0) + refusals.number(s, query.source, low, high)


def keep(s: Session, query: Query, compared: Sequence[Captured]) -> None:
    """Keeps what was compared; the same piece again takes the place of the first."""
    number = s.scalar(select(QueryRow.id).where(*_is(query)))
    if number is None:
        return
    for one in compared:
        s.merge(
            CapturedRow(
                query_id=number,
                low=one.low,
                high=one.high,
                counted=min(one.counted, LARGEST),
                held=one.held,
            )
        )
    s.flush()


def short(s: Session, query: Query, since: datetime, until: datetime) -> list[Captured]:
    """The pieces of [since, until) of which too little was captured, oldest first."""
    rows = s.scalars(
        select(CapturedRow)
        .join(QueryRow, QueryRow.id == CapturedRow.query_id)
        .where(*_is(query), CapturedRow.low < until, CapturedRow.high > since)
        .order_by(CapturedRow.low)
    )
    found = [Captured(row.low, row.high, row.counted, row.held) for row in rows]
    return [one for one in found if one.is_short]


def all_short(s: Session, since: datetime, until: datetime) -> dict[Query, list[Captured]]:
    """The same of every query that has any."""
    rows = s.execute(
        select(QueryRow.source, QueryRow.account, QueryRow.target, CapturedRow)
        .join(QueryRow, QueryRow.id == CapturedRow.query_id)
        .where(CapturedRow.low < until, CapturedRow.high > since)
        .order_by(CapturedRow.low)
    )
    found: dict[Query, list[Captured]] = {}
    for source, account, target, row in rows:
        one = Captured(row.low, row.high, row.counted, row.held)
        if one.is_short:
            found.setdefault(Query(source, account, target), []).append(one)
    return found


def drop_older(s: Session, before: datetime) -> None:
    """Forgets comparisons of that long ago."""
    s.execute(delete(CapturedRow).where(CapturedRow.high < before))


def of(counted: Counted, held_posts: int) -> Captured:
    """The network's count beside ours."""
    return Captured(counted.low, counted.high, counted.posts, held_posts)


def _is(query: Query) -> tuple[ColumnElement[bool], ...]:
    return (
        QueryRow.source == query.source,
        QueryRow.account == query.account,
        QueryRow.target == query.target,
    )
