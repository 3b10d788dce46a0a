"""Plain SQL for the hot paths: tuples in, tuples out, one text for both databases.

SQLAlchemy's own statements cost two to four times as much a row; they serve everywhere else.
Texts are written for SQLite (`?`, and `AMONG` for a list of values) and turned into PostgreSQL's form once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from aggregator.store.columns import Base, table_of

# The list travels as one value: the statement's text stays the same, so that the driver keeps it prepared.
AMONG = "IN (SELECT value FROM json_each(?))"
Row = Sequence[Any]
_LITERALS = {None: "NULL", True: "true", False: "false"}


class Sql:
    """The connection of a session, for plain statements."""

    def __init__(self, s: Session) -> None:
        self._connection = s.connection()
        self.postgres = self._connection.dialect.name == "postgresql"

    def rows(self, text: str, *values: object) -> Sequence[Row]:
        """All rows of a query, as the driver gives them: SQLAlchemy's own Row around each costs more."""
        result = self._connection.exec_driver_sql(self._text(text), values)
        found: Sequence[Row] = result.cursor.fetchall()
        result.close()
        return found

    def stream(self, text: str, *values: object, size: int | None = None) -> Iterator[Row]:
        """The rows of a query, `size` at a time: constant memory.

        None: of SQLite a hundred, which stay in the processor's cache until they are used (a tenth of the
        reading's time); PostgreSQL is asked over a network.
        """
        for some in self.chunks(text, *values, size=size or (1000 if self.postgres else 100)):
            yield from some

    def chunks(self, text: str, *values: object, size: int = 1000) -> Iterator[Sequence[Row]]:
        """The same, `size` rows at a time. `partitions` without a size would ask the driver for each row."""
        options = {"yield_per": size}
        result = self._connection.exec_driver_sql(self._text(text), values, execution_options=options)
        if self.postgres:
            yield from result.partitions(size)
            return
        while some := result.cursor.fetchmany(size):  # as `rows`: without SQLAlchemy's own Row around each
            yield some
        result.close()

    def run(self, text: str, *values: object) -> int:
        """One statement; the number of rows it touched."""
        return self._connection.exec_driver_sql(self._text(text), values).rowcount

    def many(self, text: str, rows: list[Any]) -> None:
        """One statement for each row (a tuple); nothing for none."""
        if rows:
            self._connection.exec_driver_sql(self._text(text), rows)

    def insert(self, model: type[Base], columns: Mapping[str, list[Any]]) -> None:
        """New rows of a table, given column by column, all equally long.

        A column that holds nothing, or one flag, in every row is written into the statement: to bind a None
        or a flag takes SQLite's driver more than twice as long as a text, and most columns of an archive are
        empty (measured for a row of eight: 2.8 us for None or flags, 1.1 for texts, 0.6 for integers).
        """
        some = next(iter(columns.values()))
        if not some:
            return
        fixed = {name: _literal(values) for name, values in columns.items()}
        bound = [values for name, values in columns.items() if fixed[name] is None]
        text = _insert(model, tuple(columns), tuple(fixed.values()))
        self.many(text, list(zip(*bound, strict=True)))

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
    return _insert(model, tuple(columns), (None,) * len(columns))


@lru_cache(maxsize=256)
def _insert(model: type[Base], columns: tuple[str, ...], fixed: tuple[str | None, ...]) -> str:
    """The INSERT of these columns, each with its fixed value or a `?`."""
    table = table_of(model)
    unknown = set(columns) - set(table.columns.keys())
    if unknown:
        raise ValueError(f"{table.name} has no column {sorted(unknown)}")
    values = ", ".join(value or "?" for value in fixed)
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values})"


def _literal(values: list[Any]) -> str | None:
    """How SQL writes what all of these are, if that is nothing or a flag."""
    first = values[0]
    if first is None or type(first) is bool:
        return _LITERALS[first] if values.count(first) == len(values) else None
    return None


def insert_new(s: Session, model: type[Base], **values: object) -> bool:
    """One row, unless one with its key stands there already; whether it is new."""
    insert = postgresql.insert if s.get_bind().dialect.name == "postgresql" else sqlite.insert
    table = table_of(model)
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return s.execute(statement).first() is not None
