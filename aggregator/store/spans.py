"""What of a query was read and what was not: spans still open, gaps, and the coverage that follows."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Row, Select, delete, select, update
from sqlalchemy.orm import Session

from aggregator.errors import StoreError
from aggregator.model import Gap, Query, Span
from aggregator.store import captured
from aggregator.store.columns import to_micros
from aggregator.store.sql import Sql, insert_new
from aggregator.store.work_tables import QueryRow, SpanRow

State = Literal["open", "gap"]

NOT_READ = "not yet read"
BEFORE = "before the first read"
NOT_ASKED = "not asked yet"
ADVANCE = (
    "UPDATE span SET low = coalesce(?, low), high = coalesce(?, high), resume = ?, state = 'open', why = '',"
    " next_try = NULL WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class QueryState:
    """How far a query was ever claimed: [bottom, top). `clean_top`: below it nothing comes late any more."""

    id: int
    query: Query
    bottom: datetime
    top: datetime
    clean_top: datetime | None


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """A span with what became of it. A gap is not tried before `next_try`; None: never again."""

    span: Span
    state: State
    why: str
    next_try: datetime | None


def query_state(s: Session, query: Query) -> QueryState | None:
    """How far the query was claimed; None if it never was."""
    row = s.execute(_queries().where(*_is(query))).one_or_none()
    return None if row is None else _state(row)


def set_state(
    s: Session,
    query: Query,
    *,
    bottom: datetime | None = None,
    top: datetime | None = None,
    clean_top: datetime | None = None,
) -> QueryState:
    """Notes how far the query is claimed; None leaves a value as it is. Creates it, given bottom and top.

    Raises:
        StoreError: it is new, and bottom or top is missing.
    """
    given = {"bottom": bottom, "top": top, "clean_top": clean_top}
    values = {name: value for name, value in given.items() if value is not None}
    if bottom is not None and top is not None:
        insert_new(s, QueryRow, source=query.source, account=query.account, target=query.target, **values)
    if values:
        s.execute(update(QueryRow).where(*_is(query)).values(**values))
    state = query_state(s, query)
    if state is None:
        raise StoreError(
            f"query {query.source} {query.target}: not known yet",
            hint="a first state needs both bottom and top",
        )
    return state


def open(s: Session, query: Query, low: datetime, high: datetime) -> Span:  # noqa: A001 (called as spans.open)
    """Claims [low, high) for reading.

    Raises:
        StoreError: the query has no state yet, or the interval is empty.
    """
    if low >= high:
        raise StoreError(f"span of {query.source} {query.target}: ends before it begins", hint="")
    number = s.scalar(select(QueryRow.id).where(*_is(query)))
    if number is None:
        raise StoreError(f"query {query.source} {query.target}: not known yet", hint="set its state first")
    row = SpanRow(query_id=number, low=low, high=high, state="open", why="")
    s.add(row)
    s.flush()
    return Span(query, low, high, None, row.id)


def todo(s: Session, query: Query, now: datetime) -> list[StoredSpan]:
    """What is to be read at `now`, newest first: what stands open, and gaps whose next try has come."""
    return [
        each
        for each in _spans(s, *_is(query))
        if each.state == "open" or (each.next_try is not None and each.next_try <= now)
    ]


def advance(
    s: Session,
    span_id: int | None,
    *,
    low: datetime | None = None,
    high: datetime | None = None,
    resume: str | None,
) -> None:
    """Moves the end that a page has reached, and where the next walk goes on.

    Raises:
        StoreError: the span was closed meanwhile.
    """
    ends = [None if end is None else to_micros(end) for end in (low, high)]
    if Sql(s).run(ADVANCE, *ends, resume, span_id) != 1:  # in plain SQL: it is done with every page
        raise _closed(span_id)


def close(s: Session, span_id: int | None) -> None:
    """The span is read: nothing of it is missing any more."""
    s.execute(delete(SpanRow).where(SpanRow.id == span_id))


def leave(
    s: Session, span_id: int | None, *, why: str, next_try: datetime | None = None, gap: bool = False
) -> None:
    """Leaves what is still unread, in words for people.

    Open: the next run goes on there. A gap: the network would not give it; it is tried again at `next_try`,
    if that is given.

    Raises:
        StoreError: the span was closed meanwhile.
    """
    _change(s, span_id, why=why, next_try=next_try, state="gap" if gap else "open")


def coverage(s: Session, query: Query, since: datetime, until: datetime) -> tuple[Gap, ...]:
    """What of [since, until) was not read, oldest first, without overlaps, each piece with its reason.

    Also pieces of which the network counts more than it gave.
    """
    return unread(
        query_state(s, query),
        _spans(s, *_is(query), SpanRow.low < until, SpanRow.high > since),
        captured.short(s, query, since, until),
        since,
        until,
    )


def unread(
    state: QueryState | None,
    spans: Iterable[StoredSpan],
    short: Iterable[captured.Captured],
    since: datetime,
    until: datetime,
) -> tuple[Gap, ...]:
    """What `coverage` says of a query that stands so, has these spans, and was captured so short."""
    if state is None:
        return (Gap(since, until, NOT_ASKED),) if since < until else ()
    # The later an interval stands here, the more it says.
    pieces = [(max(piece.low, since), min(piece.high, until), piece.gap.why) for piece in short]
    pieces += [(since, min(state.bottom, until), BEFORE), (max(state.top, since), until, NOT_ASKED)]
    own = [each for each in spans if each.span.low < until and each.span.high > since]
    own.sort(key=lambda each: (each.state == "gap", each.why != "", each.span.low))
    pieces += [(max(each.span.low, since), min(each.span.high, until), each.why or NOT_READ) for each in own]
    return _merged([piece for piece in pieces if piece[0] < piece[1]])


def queries(s: Session) -> list[QueryState]:
    """Every query ever asked, by source, account and target."""
    rows = s.execute(_queries().order_by(QueryRow.source, QueryRow.account, QueryRow.target))
    return [_state(row) for row in rows]


def list_all(s: Session) -> list[StoredSpan]:
    """Everything unread, newest first."""
    return _spans(s)


def _merged(pieces: list[tuple[datetime, datetime, str]]) -> tuple[Gap, ...]:
    """Disjoint and sorted; where pieces overlap the last one speaks; neighbours with one reason are one."""
    cuts = sorted({edge for low, high, _ in pieces for edge in (low, high)})
    merged: list[Gap] = []
    for low, high in itertools.pairwise(cuts):
        reasons = [why for begin, end, why in pieces if begin <= low and high <= end]
        if not reasons:
            continue
        if merged and merged[-1].high == low and merged[-1].why == reasons[-1]:
            merged[-1] = Gap(merged[-1].low, high, reasons[-1])
        else:
            merged.append(Gap(low, high, reasons[-1]))
    return tuple(merged)


def _is(query: Query) -> tuple[ColumnElement[bool], ...]:
    return (
        QueryRow.source == query.source,
        QueryRow.account == query.account,
        QueryRow.target == query.target,
    )


def _queries() -> Select[*tuple[Any, ...]]:
    return select(
        QueryRow.id,
        QueryRow.source,
        QueryRow.account,
        QueryRow.target,
        QueryRow.bottom,
        QueryRow.top,
        QueryRow.clean_top,
    )


def _state(row: Row[*tuple[Any, ...]]) -> QueryState:
    number, source, account, target, bottom, top, clean_top = row
    return QueryState(number, Query(source, account, target), bottom, top, clean_top)


def _spans(s: Session, *wanted: ColumnElement[bool]) -> list[StoredSpan]:
    columns = (
        SpanRow.id,
        SpanRow.low,
        SpanRow.high,
        SpanRow.resume,
        SpanRow.state,
        SpanRow.why,
        SpanRow.next_try,
    )
    rows = s.execute(
        select(QueryRow.source, QueryRow.account, QueryRow.target, *columns)
        .join(QueryRow, QueryRow.id == SpanRow.query_id)
        .where(*wanted)
        .order_by(SpanRow.high.desc(), SpanRow.low.desc(), SpanRow.id)
    )
    return [
        StoredSpan(
            Span(Query(source, account, target), low, high, resume, number),
            cast("State", state),
            why,
            next_try,
        )
        for source, account, target, number, low, high, resume, state, why, next_try in rows
    ]


def _change(s: Session, span_id: int | None, **values: Any) -> None:
    done = s.execute(
        update(SpanRow).where(SpanRow.id == span_id).values(**values).returning(SpanRow.id)
    ).all()
    if not done:
        raise _closed(span_id)


def _closed(span_id: int | None) -> StoreError:
    return StoreError(
        f"span {span_id}: no longer open", hint="another run has read it; this page is rolled back"
    )
