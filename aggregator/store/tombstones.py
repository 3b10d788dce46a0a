"""What was erased stays out: keyed hashes of what must not come back.

The hash of an id without a key could be guessed by hashing all ids; with this database's own key it can't be
matched against another database.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from aggregator.store.columns import to_micros
from aggregator.store.sql import AMONG, Sql

Kind = Literal["post", "author"]


class Graveyard:
    """Which of some ids were erased. Asks nothing while nothing ever was."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._key = _key(sql)

    @property
    def empty(self) -> bool:
        """Whether nothing was ever erased here."""
        return self._key is None

    def holds(self, kind: Kind, source: str, ids: Iterable[str]) -> set[str]:
        """Those of the ids that were erased."""
        if self._key is None:
            return set()
        by_hash = {_hash(self._key, kind, source, one): one for one in ids}
        rows = self._sql.rows(f"SELECT hash FROM tombstone WHERE hash {AMONG}", self._sql.values(by_hash))
        return {by_hash[row[0]] for row in rows}

    def mark(self, source: str, one: str) -> str | None:
        """The keyed hash of a post; None while nothing ever was erased."""
        return None if self._key is None else _hash(self._key, "post", source, one)


def put_up(sql: Sql, things: Sequence[tuple[Kind, str, str]], *, at: datetime, new_key: bytes) -> None:
    """Remembers (kind, source, id) as erased. `new_key` becomes the database's own if it has none yet."""
    sql.run(
        "INSERT INTO secret (name, value) VALUES ('tombstone', ?) ON CONFLICT DO NOTHING",
        new_key.hex(),
    )
    key = _key(sql) or new_key
    rows = sorted((_hash(key, *thing), to_micros(at)) for thing in set(things))
    sql.many("INSERT INTO tombstone (hash, at) VALUES (?, ?) ON CONFLICT DO NOTHING", rows)


def _key(sql: Sql) -> bytes | None:
    rows = sql.rows("SELECT value FROM secret WHERE name = 'tombstone'")
    return bytes.fromhex(rows[0][0]) if rows else None


def _hash(key: bytes, kind: Kind, source: str, one: str) -> str:
    words = f"{kind}\0{source}\0{one}".encode()
    return hashlib.blake2b(words, key=key, digest_size=16).hexdigest()
