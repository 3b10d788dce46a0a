"""The store: one database, opened once, from which stages take sessions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from aggregator.errors import StoreError
from aggregator.store.door import door, explain, shown
from aggregator.store.engine import address, connect, sqlite_file
from aggregator.store.schema import bring_up, require_made


class Store:
    """An open database. Threads may share it; each takes its own sessions.

    Never wait for a network inside a session: a write keeps every other writer of an SQLite file waiting.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader: Engine = engine
        self._writer = engine.execution_options(fansreact_write=True)
        if engine.dialect.name == "postgresql":
            self._reader = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @property
    def url(self) -> str:
        """The address for people, its password hidden."""
        return shown(self._engine.url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees the database as it was at its first statement, and can't write.

        Raises:
            StoreError: the database refused.
        """
        with (
            door(self._engine.url),
            Session(self._reader, autoflush=False, expire_on_commit=False) as session,
        ):
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that may write from its first statement on; committed at the end, rolled back if
        anything goes wrong.

        Raises:
            StoreError: the database refused; nothing was written.
        """
        with (
            door(self._engine.url),
            Session(self._writer, autoflush=False, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def sweep(self) -> None:
        """After `erase`: takes the freed bytes out of an SQLite file too. It takes a while.

        PostgreSQL's own vacuum does this by itself.

        Raises:
            StoreError: the database refused; the posts are erased all the same.
        """
        if sqlite_file(self._engine.url) is None:
            return
        with door(self._engine.url), closing(self._engine.raw_connection()) as raw:
            # The pool's connection begins nothing by itself; VACUUM must stand outside a transaction.
            try:
                for statement in ("query_only = OFF", "VACUUM", "wal_checkpoint(TRUNCATE)"):
                    raw.cursor().execute(statement if statement == "VACUUM" else f"PRAGMA {statement}")
            except sqlite3.Error as error:
                raise explain(error, self._engine.url) from error

    def close(self) -> None:
        """Gives all connections back. The store can't be used after."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str, *, create: bool = True) -> Store:
    """Opens the database at `url`, making its tables if it has none and `create` says so.

    Raises:
        ConfigError: the address is none, or PostgreSQL is asked for without its driver.
        SchemaOutOfDate: it was made by an older fansreact (`fansreact db upgrade`) or a newer one.
        StoreError: it can't be opened, or there is none and `create` is False.
    """
    made = address(url)
    file = sqlite_file(made)
    if not create and file is not None and not file.exists():
        raise StoreError(f"database {shown(made)} does not exist", hint="run: fansreact db upgrade")
    engine = connect(made)
    try:
        if create:
            bring_up(engine, upgrade=False)
        else:
            require_made(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)
