"""Answers as they came, compressed, for some days: a parser's bug can be mended after the fact."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from aggregator.model import Query
from aggregator.store.work_tables import RawPageRow


@dataclass(frozen=True, slots=True)
class RawPage:
    """The answer's body as it came, to which query, and when."""

    query: Query
    at: datetime
    body: bytes


def keep(s: Session, query: Query, body: bytes, at: datetime) -> None:
    """Keeps an answer; an empty one (a collector that gives none) leaves no row."""
    if body:
        packed = zlib.compress(body, 6)
        s.execute(
            insert(RawPageRow).values(
                source=query.source, account=query.account, target=query.target, at=at, body=packed
            )
        )


def each(s: Session, source: str) -> Iterator[RawPage]:
    """Streams a source's answers, oldest first; the session has to stay open meanwhile."""
    wanted = select(RawPageRow.account, RawPageRow.target, RawPageRow.at, RawPageRow.body)
    order = (RawPageRow.at, RawPageRow.id)
    rows = s.execute(
        wanted.where(RawPageRow.source == source).order_by(*order).execution_options(yield_per=20)
    )
    for account, target, at, body in rows:
        yield RawPage(Query(source, account, target), at, zlib.decompress(body))


def drop_older(s: Session, at: datetime) -> int:
    """Forgets the answers from before `at`; how many."""
    return len(s.execute(delete(RawPageRow).where(RawPageRow.at < at).returning(RawPageRow.id)).all())
