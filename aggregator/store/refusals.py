"""How many posts of an hour were refused, or erased, as somebody was forgotten.

The network counts them all the same: without this number it would look as if we had missed them. Of each post
a keyed hash and its hour are kept, for as long as hours are compared with the network's counts and no longer.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from aggregator.store.columns import to_micros
from aggregator.store.sql import Sql, insert_into
from aggregator.store.tables import RefusedRow
from aggregator.store.tombstones import Graveyard

KEPT = timedelta(days=2)
HOUR = 3_600_000_000  # in microseconds

INSERT = f"{insert_into(RefusedRow, ('hash', 'source', 'hour'))} ON CONFLICT DO NOTHING"
COUNT = "SELECT count(*) FROM refused WHERE source = ? AND hour >= ? AND hour < ?"


def note(sql: Sql, source: str, posts: Iterable[tuple[str, int]], at: int) -> None:
    """Remembers these posts (id, written at) of a network, each once, if they are new enough at `at`."""
    grave = Graveyard(sql)
    since = at - KEPT // timedelta(microseconds=1)
    marks = {grave.mark(source, one): written - written % HOUR for one, written in posts if written >= since}
    sql.many(INSERT, sorted((mark, source, hour) for mark, hour in marks.items() if mark is not None))


def number(s: Session, source: str, low: datetime, high: datetime) -> int:
    """How many of [low, high), begun hours counted whole."""
    start = to_micros(low)
    return int(Sql(s).rows(COUNT, source, start - start % HOUR, to_micros(high))[0][0])


def drop_older(s: Session, now: datetime) -> None:
    """Forgets them once nobody compares their hour any more."""
    Sql(s).run("DELETE FROM refused WHERE hour < ?", to_micros(now - KEPT))
