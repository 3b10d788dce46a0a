"""The schema and the door: migrations up and down, old and new databases, and words for what goes wrong."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from aggregator.errors import ConfigError, SchemaOutOfDate, StoreError
from aggregator.store import Store, check_schema, films, open_store, schema, schema_revision, upgrade_schema
from aggregator.store.columns import Base
from aggregator.store.door import explain, shown
from aggregator.store.engine import address, connect


def tables(url):
    engine = connect(address(url))
    with engine.connect() as connection:
        query = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if url.startswith("sqlite")
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        found = {row[0] for row in connection.execute(text(query))}
    engine.dispose()
    return found - {"alembic_version"}


def test_an_empty_database_gets_the_tables_that_the_models_describe(empty_url):
    assert schema_revision(empty_url) == (None, schema.HEAD)
    open_store(empty_url).close()
    assert schema_revision(empty_url) == (schema.HEAD, schema.HEAD)
    assert check_schema(empty_url) == []
    assert set(Base.metadata.tables) == tables(empty_url)


@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_each_migration_goes_up_and_down_and_up_again(empty_url, revision):
    def migrate(target, *, down):
        engine = connect(address(empty_url))
        with engine.execution_options(fansreact_write=True).begin() as connection:
            schema.run_migrations(connection, target, down=down)
        engine.dispose()

    migrate(revision, down=False)
    before = tables(empty_url)
    position = schema.REVISIONS.index(revision)
    migrate(schema.REVISIONS[position - 1] if position else "base", down=True)
    assert position > 0 or set() == tables(empty_url)
    migrate(revision, down=False)
    assert before == tables(empty_url)
    assert upgrade_schema(empty_url) == schema.HEAD
    assert check_schema(empty_url) == []


def test_a_post_stays_through_the_migration_that_gives_it_a_rating_and_back(empty_url):
    engine = connect(address(empty_url))

    def migrate(target, *, down=False):
        with engine.execution_options(fansreact_write=True).begin() as connection:
            schema.run_migrations(connection, target, down=down)

    def held(columns):
        with engine.connect() as connection:
            query = f"SELECT {columns} FROM post p JOIN post_counts c ON c.post_id = p.id"  # noqa: S608 (our own names)
            return tuple(connection.execute(text(query)).one())

    migrate("0002")
    with engine.execution_options(fansreact_write=True).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO post (id, source, remote_id, text, content_hash, created_at, hashtags, media,"
                " quotable, at_home)"
                " VALUES (7, 'letterboxd', 'one', 'Lovely', 'h', 1, '[]', '[]', true, true)"
            )
        )
        connection.execute(text("INSERT INTO post_counts (post_id, likes) VALUES (7, 3)"))
    migrate("0003")
    assert held("p.text, c.likes, p.rating") == ("Lovely", 3, None)
    with engine.execution_options(fansreact_write=True).begin() as connection:
        connection.execute(text("UPDATE post SET rating = 0.9"))
    migrate("0002", down=True)
    assert held("p.text, c.likes") == ("Lovely", 3)
    engine.dispose()
    assert upgrade_schema(empty_url) == schema.HEAD
    assert check_schema(empty_url) == []


def test_the_list_of_revisions_is_that_of_the_files():
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(schema.alembic_config())
    assert tuple(script.revision for script in reversed([*scripts.walk_revisions()])) == schema.REVISIONS
    assert scripts.get_heads() == [schema.HEAD]


def test_a_column_that_is_missing_is_named(url):
    engine = create_engine(address(url))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE run ADD COLUMN surplus INTEGER"))
    engine.dispose()
    try:
        assert any("surplus" in line for line in check_schema(url))
    finally:
        engine = create_engine(address(url))
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE run DROP COLUMN surplus"))
        engine.dispose()


@pytest.mark.parametrize("revision", ["9999", "0000"])
def test_a_database_of_another_version_is_not_touched(empty_url, revision, monkeypatch):
    open_store(empty_url).close()
    if revision == "0000":
        monkeypatch.setattr(schema, "REVISIONS", ("0000", *schema.REVISIONS))
    engine = create_engine(address(empty_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()
    for create in (True, False):
        with pytest.raises(SchemaOutOfDate) as refused:
            open_store(empty_url, create=create)
        newer = "upgrade fansreact: pip install --upgrade fansreact"
        assert (newer if revision == "9999" else "run: fansreact db upgrade") == refused.value.hint


def test_a_database_of_something_else_is_not_touched(empty_url):
    engine = create_engine(address(empty_url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE customers (id INTEGER)"))
    engine.dispose()
    with pytest.raises(StoreError, match="holds other tables"):
        open_store(empty_url)


def test_two_processes_open_an_empty_database_at_the_same_moment(empty_url):
    code = "import sys; from aggregator.store import open_store; open_store(sys.argv[1]).close()"
    started = [
        subprocess.Popen([sys.executable, "-c", code, empty_url], stderr=subprocess.PIPE) for _ in range(4)
    ]
    ended = [(process.communicate()[1].decode()[-500:], process.returncode) for process in started]
    assert ended == [("", 0)] * 4
    assert check_schema(empty_url) == []


def test_a_reading_session_can_not_write(store):
    with pytest.raises(StoreError, match="can only be read"), store.read() as s:
        s.execute(text("DELETE FROM film"))
    with store.write() as s:
        assert len(films.known(s)) == 2


def test_a_reading_session_sees_one_moment(store):
    with store.read() as s:
        before = films.known(s)
        with store.write() as other:
            other.execute(text("DELETE FROM film"))
        assert before == films.known(s)
    with store.read() as s:
        assert films.known(s) == []


def test_what_fails_midway_leaves_nothing(store):
    def fail():
        with store.write() as s:
            s.execute(text("DELETE FROM film"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.read() as s:
        assert len(films.known(s)) == 2


def test_a_file_that_is_no_database_is_told_in_words(tmp_path):
    (tmp_path / "notes.db").write_bytes(b"dear diary, " * 500)
    with pytest.raises(StoreError, match="is not a database of fansreact") as told:
        open_store(f"sqlite:///{tmp_path}/notes.db")
    assert "\n" not in str(told.value)
    assert "check [store] url" in told.value.hint


def test_a_missing_folder_and_a_missing_database_are_told_in_words(tmp_path):
    with pytest.raises(StoreError, match=f"there is no folder {tmp_path}/no"):
        open_store(f"sqlite:///{tmp_path}/no/fans.db")
    with pytest.raises(StoreError, match="does not exist"):
        open_store(f"sqlite:///{tmp_path}/fans.db", create=False)
    assert not (tmp_path / "fans.db").exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("attempt to write a readonly database", "can only be read"),
        ("unable to open database file", "can't be opened"),
        ("disk I/O error", "could not be read or written by the system"),
        ("database disk image is malformed", "is damaged, or its disk is failing"),
        ("deadlock detected\nDETAIL: Process 1 waits", "two processes stood in each other's way"),
        ('FATAL: password authentication failed for user "ed"', "does not let us in"),
        ('FATAL: database "fans" does not exist', "does not exist on that server"),
        ("server closed the connection unexpectedly", "does not answer"),
        ("no such column: colour\nsecond line", ": no such column: colour"),
    ],
)
def test_what_the_driver_says_becomes_one_line_and_a_hint(said, told):
    error = explain(ValueError(said), address("sqlite:///fans.db"))
    assert str(error).endswith(told)
    assert error.hint


def test_a_full_disk_is_told_in_words_and_leaves_the_database_whole(tmp_path):
    url = f"sqlite:///{tmp_path}/fans.db"
    with open_store(url) as store:

        def fill():
            with store.write() as s:
                s.execute(text("PRAGMA max_page_count = 1"))
                s.execute(text("CREATE TABLE big AS SELECT zeroblob(900000) AS b"))

        with pytest.raises(StoreError, match="the disk is full") as told:
            fill()
        assert "free some space" in told.value.hint
    assert check_schema(url) == []


def test_a_locked_database_is_told_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr("aggregator.store.engine.BUSY_S", 0.05)
    url = f"sqlite:///{tmp_path}/fans.db"
    with open_store(url) as store:
        other = sqlite3.connect(tmp_path / "fans.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="held by another process"), store.write() as s:
            films.known(s)
        other.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ed:hunter2@127.0.0.1:1/fans",
        "postgresql://ed@127.0.0.1:1/fans?password=hunter2",
        "mysql://ed:hunter2@host/fans",
        "postgresql://ed:hunter2@127.0.0.1:nine/fans",
        "ed:hunter2@host",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_no_address_shows_its_password_in_an_error(url):
    with pytest.raises((StoreError, ConfigError)) as told:
        open_store(url)
    import traceback

    shown_to_people = "".join(traceback.format_exception(told.value)) + told.value.hint + repr(told.value)
    assert "hunter2" not in shown_to_people
    assert told.value.hint


def test_the_drivers_words_lose_the_password():
    url = address("postgresql://ed:hunter2@host/fans")
    assert shown(url) == "postgresql://ed:***@host/fans"
    assert "hunter2" not in str(explain(ValueError("odd: hunter2"), url))


def test_postgresql_without_its_driver_names_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigError) as told:
        open_store("postgresql://ed@127.0.0.1/fans")
    assert told.value.hint == 'pip install "fansreact[cluster]"'


def test_values_of_a_failed_statement_stay_out_of_the_error(store):
    with pytest.raises(StoreError) as told, store.write() as s:
        s.execute(
            text("INSERT INTO film (id, slug, title, kind, colour) VALUES (9, :secret, '', '', '')"),
            {"secret": "s3cret"},
        )
    assert "s3cret" not in str(told.value)


def test_a_store_ends_with_its_block(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/fans.db") as store:
        assert isinstance(store, Store)
        assert f"sqlite:///{tmp_path}/fans.db" == store.url
    assert sorted(path.name for path in Path(tmp_path).iterdir()) == [
        "fans.db"
    ]  # the last one out folds the WAL in


@pytest.mark.parametrize("url", ["sqlite:///a\0b.db", "sqlite:////x.db?timeout=abc"])
def test_an_address_that_no_driver_takes_is_a_mistake_of_the_command(url):
    with pytest.raises(ConfigError, match="database url"):
        address(url)
