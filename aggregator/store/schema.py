"""The schema of a database: made, checked and brought up to date by the migrations inside this package."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, inspect, text

from aggregator.errors import SchemaOutOfDate, StoreError
from aggregator.store import (
    decision_tables,
    desk_tables,
    film_tables,
    publishing_tables,
    story_tables,
    tables,
    work_tables,
)
from aggregator.store.columns import Base
from aggregator.store.door import door, shown
from aggregator.store.engine import address, connect, sqlite_file, use_wal

if TYPE_CHECKING:
    from alembic.config import Config

# All revisions, oldest first: known without loading Alembic, which takes longer than most commands.
REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
)
HEAD = REVISIONS[-1]
# Any number that no other program takes on the same server.
SCHEMA_LOCK = 7_306_115_280_137_400
TABLES = (
    *tables.__all__,
    *work_tables.__all__,
    *publishing_tables.__all__,
    *desk_tables.__all__,
    *film_tables.__all__,
    *decision_tables.__all__,
    *story_tables.__all__,
)


def upgrade_schema(url: str) -> str:
    """Brings the database at `url` to this version's schema, making it where there is none.

    Returns:
        The revision that it now has.

    Raises:
        SchemaOutOfDate: it was made by a newer fansreact.
        StoreError: it is not ours, or the database refused.
    """
    with _engine(address(url)) as engine:
        return bring_up(engine, upgrade=True)


def schema_revision(url: str) -> tuple[str | None, str]:
    """(revision of the database, None if it has no tables yet; revision that this version wants)."""
    made = address(url)
    file = sqlite_file(made)
    if file is not None and not file.exists():
        return None, HEAD
    with _engine(made) as engine, door(engine.url), engine.connect() as connection:
        return current(connection), HEAD


def check_schema(url: str) -> list[str]:
    """What differs between the tables of the database and those that this version expects, a line each."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 (Alembic is slow to load)
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    with _engine(address(url)) as engine, door(engine.url), engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "target_metadata": Base.metadata}
        )
        return [_words(found) for found in compare_metadata(context, Base.metadata)]


def bring_up(engine: Engine, *, upgrade: bool) -> str:
    """Makes the tables of an empty database; moves an older one up only if told to.

    Looks first without a lock. The lock is taken before anything is made: two processes that open an empty
    database at the same moment both succeed, the second one finds it made.
    """
    with door(engine.url):
        with engine.connect() as connection:
            found = current(connection)
        if found == HEAD:
            return HEAD
        if found is None or upgrade:
            _require_ours(found, engine.url)
            if sqlite_file(engine.url) is not None:
                use_wal(engine)
            return _migrate(engine, upgrade=upgrade)
        _require_current(found, engine.url)
    return found


def require_made(engine: Engine) -> None:
    """Makes sure that the tables are there and of this version.

    Raises:
        StoreError: there are none.
        SchemaOutOfDate: they are of another version.
    """
    with door(engine.url), engine.connect() as connection:
        found = current(connection)
    if found is None:
        raise StoreError(f"database {shown(engine.url)} has no tables yet", hint="run: fansreact db upgrade")
    _require_current(found, engine.url)


def current(connection: Connection) -> str | None:
    """The database's revision, None if it is empty.

    Raises:
        StoreError: it holds tables of something else.
    """
    names = inspect(connection).get_table_names()
    if "alembic_version" in names:
        rows = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        if rows:
            return str(rows[0])
    if not set(names) - {"alembic_version"}:
        return None
    raise StoreError(
        f"database {shown(connection.engine.url)} holds other tables, not those of fansreact",
        hint="use a database of its own: check [store] url or --db",
    )


def _migrate(engine: Engine, *, upgrade: bool) -> str:
    with engine.execution_options(fansreact_write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": SCHEMA_LOCK})
        found = current(connection)  # again: another process may have been here before us
        if found != HEAD:
            if not upgrade and found is not None:
                _require_current(found, engine.url)
            run_migrations(connection, HEAD)
    return HEAD


def run_migrations(connection: Connection, target: str, *, down: bool = False) -> None:
    """Runs the migrations up (or down) to `target` inside the connection's own transaction."""
    from alembic import command  # noqa: PLC0415 (Alembic is slow to load)

    config = alembic_config()
    config.attributes["connection"] = connection
    if down:
        command.downgrade(config, target)
    else:
        command.upgrade(config, target)


def alembic_config() -> "Config":
    """Where the migrations stand: inside the package, so that an installed fansreact can migrate."""
    from alembic.config import Config  # noqa: PLC0415 (Alembic is slow to load)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _require_ours(found: str | None, url: URL) -> None:
    if found is not None and found not in REVISIONS:
        raise SchemaOutOfDate(
            f"database {shown(url)} was made by a newer fansreact (schema {found}, this one knows {HEAD})",
            hint="upgrade fansreact: pip install --upgrade fansreact",
        )


def _require_current(found: str, url: URL) -> None:
    _require_ours(found, url)
    if found != HEAD:
        raise SchemaOutOfDate(
            f"database {shown(url)} was made by an older fansreact (schema {found}, this one needs {HEAD})",
            hint="run: fansreact db upgrade",
        )


def _words(difference: object) -> str:
    return " ".join(str(part) for part in difference) if isinstance(difference, tuple) else str(difference)


@contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    engine = connect(url)
    try:
        with door(url):
            yield engine
    finally:
        engine.dispose()


__all__ = [
    "HEAD",
    "REVISIONS",
    "bring_up",
    "check_schema",
    "require_made",
    "schema_revision",
    "upgrade_schema",
]
