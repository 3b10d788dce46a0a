"""Plain SQL for the hot paths: tuples in, tuples out, one text for both databases.

SQLAlchemy's own statements cost two to four times as much a row; they serve everywhere else.
Texts are written for SQLite (`?`, and `AMONG` for a list of values) and turned into PostgreSQL's form once.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from aggregator.store.columns import Base, table_of

# The list travels as one value: the statement's text stays the same, so that the driver keeps it prepared.
AMONG = "IN (SELECT value FROM json_each(?))"
Row = Sequence[Any]


class Sql:
    """The connection of a session, for plain statements."""

    def __init__(self, s: Session) -> None:
        self._connection = s.connection()
        self.postgres = self._connection.dialect.name == "postgresql"

    def rows(self, text: str, *values: object) -> Sequence[Row]:
        """All rows of a query."""
        return self._connection.exec_driver_sql(self._text(text), values).fetchall()

    def stream(self, text: str, *values: object, size: int = 1000) -> Iterator[Row]:
        """The rows of a query, `size` at a time: constant memory."""
        options = {"yield_per": size}
        result = self._connection.exec_driver_sql(self._text(text), values, execution_options=options)
        for some in result.partitions():
            yield from some

    def run(self, text: str, *values: object) -> int:
        """One statement; the number of rows it touched."""
        return self._connection.exec_driver_sql(self._text(text), values).rowcount

    def many(self, text: str, rows: list[Any]) -> None:
        """One statement for each row (a tuple); nothing for none."""
        if rows:
            self._connection.exec_driver_sql(self._text(text), rows)

    def values(self, some: Iterable[object]) -> object:
        """A list of values as the one parameter of AMONG."""
        listed = list(some)
        return listed if self.postgres else orjson.dumps(listed).decode()

    def new_ids(self, table: str, number: int) -> list[int]:
        """A block of ids that nobody else gets.

        On SQLite the write lock makes max(id) ours; on PostgreSQL they come from the table's sequence.
        """
        if number == 0:
            return []
        if self.postgres:
            found = self.rows(
                "SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)", table, number
            )
            return [row[0] for row in found]
        first = self.rows(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")[0][0]
        return list(range(first, first + number))

    def lock(self, name: str) -> None:
        """Waits until no other transaction holds `name`. SQLite has one writer anyway."""
        if self.postgres:
            self.run("SELECT pg_advisory_xact_lock(hashtextextended(?, 7306))", name)

    def _text(self, text: str) -> str:
        return _for_postgres(text) if self.postgres else text


@lru_cache(maxsize=256)
def _for_postgres(text: str) -> str:
    return text.replace(AMONG, "= ANY(?)").replace("?", "%s")


def insert_into(model: type[Base], columns: Sequence[str]) -> str:
    """The INSERT of these columns of a table, one `?` each."""
    table = table_of(model)
    unknown = set(columns) - set(table.columns.keys())
    if unknown:
        raise ValueError(f"{table.name} has no column {sorted(unknown)}")
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"


def insert_new(s: Session, model: type[Base], **values: object) -> bool:
    """One row, unless one with its key stands there already; whether it is new."""
    insert = postgresql.insert if s.get_bind().dialect.name == "postgresql" else sqlite.insert
    table = table_of(model)
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return s.execute(statement).first() is not None
