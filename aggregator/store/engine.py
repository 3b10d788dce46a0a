"""Addresses and engines: how this project wants its connections, on either database."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from aggregator.errors import ConfigError, StoreError
from aggregator.store.door import shown

BUSY_S = 30.0
SQLITE = ("sqlite", "sqlite+pysqlite")
POSTGRES = ("postgresql", "postgresql+psycopg", "postgres")
HOW = "write sqlite:///fansreact.db or postgresql://user@host/database"


def address(url: str) -> URL:
    """The parsed address.

    Raises:
        ConfigError: it is none, of another kind of database, or a database in memory (every process and
            thread would have its own).
    """
    try:
        made = make_url(url)
        if made.drivername in SQLITE:
            made.get_dialect()().create_connect_args(made)  # reads its parameters: "timeout=abc"
    except (ArgumentError, ValueError, TypeError):
        # The words of the parser repeat the address, password included.
        raise ConfigError("database url: not understood", hint=HOW) from None
    if "\0" in url:
        raise ConfigError("database url: holds a NUL", hint=HOW)
    if made.drivername in POSTGRES:
        return made.set(drivername="postgresql+psycopg")
    if made.drivername not in SQLITE:
        raise ConfigError(f"database url: {made.drivername} is not supported", hint=HOW)
    if not made.database or made.database == ":memory:" or "mode=memory" in made.database:
        raise ConfigError("database url: a database in memory can't be shared by threads", hint=HOW)
    return made


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite address, None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def connect(url: URL) -> Engine:
    """An engine whose transactions begin as their connection's `fansreact_write` option says.

    Raises:
        ConfigError: PostgreSQL is asked for and its driver is not installed.
        StoreError: the folder of the SQLite file does not exist.
    """
    file = sqlite_file(url)
    if file is None:
        try:
            return create_engine(url, hide_parameters=True, pool_pre_ping=True, max_overflow=20)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise ConfigError(
                "database url: PostgreSQL needs a driver that is not installed",
                hint='pip install "fansreact[cluster]"',
            ) from error
    if not file.resolve().parent.is_dir():
        raise StoreError(
            f"database {shown(url)}: there is no folder {file.resolve().parent}",
            hint="make the folder, or use another --db",
        )
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=5,
        max_overflow=-1,  # 20 threads wait for the database's own lock, not for the pool
        connect_args={"timeout": BUSY_S, "isolation_level": None},  # None: we say BEGIN ourselves
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(
        "PRAGMA synchronous = NORMAL"
    )  # with WAL: whole after a crash, at most the last commits lost
    # 64 MB each, taken only when used: authors come in no order, so an import touches pages all over the file
    # and would write the hot ones again at every checkpoint.
    connection.execute("PRAGMA cache_size = -64000")
    connection.execute("PRAGMA wal_autocheckpoint = 16000")


def _begin_sqlite(connection: Connection) -> None:
    # A read that turns into a write fails at once when another process wrote meanwhile, whatever the timeout:
    # so a write takes the lock with its first statement, and a read is not allowed to write.
    if connection.get_execution_options().get("fansreact_write"):
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")


def use_wal(engine: Engine) -> None:
    """Puts an SQLite file into WAL mode, for good: readers and the writer don't wait for each other.

    Changing the mode does not honour the busy timeout, so a second process has to try again.
    """
    raw = engine.raw_connection()
    try:
        deadline = time.monotonic() + BUSY_S
        while True:
            try:
                mode = raw.cursor().execute("PRAGMA journal_mode").fetchone()
                if mode and mode[0] == "wal":
                    return
                raw.cursor().execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
    finally:
        raw.close()
