"""Authors of the posts that are being saved: found or made, and kept as new as what we read.

Which of two copies is newer is told by `as_of`: when the network showed it, for an archive when its post was
written. So an archive read twice, in any order, ends in the same row and writes nothing the second time.
"""

from collections.abc import Mapping
from datetime import datetime

from aggregator.model import Author
from aggregator.store.columns import to_micros
from aggregator.store.rows import LARGEST, micros, number
from aggregator.store.sql import AMONG, Row, Sql, insert_into
from aggregator.store.tables import AuthorRow

VALUES = ("handle", "name", "followers", "verified", "created_at", "bot")
INSERT = insert_into(AuthorRow, ("id", "source", "key", "remote_id", *VALUES, "as_of"))
FIND = f"SELECT key, id, as_of, {', '.join(VALUES)} FROM author WHERE source = ? AND key {AMONG}"
UPDATE = f"UPDATE author SET {', '.join(f'{name} = ?' for name in VALUES)}, as_of = ? WHERE id = ?"
MOVE = "UPDATE author SET as_of = ? WHERE id = ?"

# An index holds no more of a text than this on PostgreSQL; no network has such keys.
LONGEST_KEY = 600


class Crowd:
    """The authors of one network in one batch: each once, with the newest of their copies."""

    def __init__(self, source: str, seen_at: datetime | None) -> None:
        self._source = source
        self._seen_at = None if seen_at is None else to_micros(seen_at)
        self._newest: dict[str, tuple[int, Author]] = {}

    def add(self, author: Author | None, written_at: int) -> str | None:
        """Takes an author in; their key, None for one who can't be known."""
        key = None if author is None else author.key
        if author is None or key is None or len(key) > LONGEST_KEY:
            return None
        as_of = written_at if self._seen_at is None else self._seen_at
        held = self._newest.get(key)
        if held is None or as_of > held[0]:
            self._newest[key] = (as_of, author)
        return key

    def save(self, sql: Sql) -> Mapping[str, int]:
        """Writes what is new or newer. The number of each author by key."""
        if not self._newest:
            return {}
        keys = sorted(self._newest)
        found = {row[0]: row for row in sql.rows(FIND, self._source, sql.values(keys))}
        fresh = [key for key in keys if key not in found]
        numbers = dict(zip(fresh, sql.new_ids("author", len(fresh)), strict=True))
        sql.many(INSERT, [self._insert(numbers[key], key) for key in fresh])
        changes, moves = [], []
        for key, row in found.items():
            numbers[key] = row[1]
            as_of, author = self._newest[key]
            # For an archive `as_of` moves even when nothing else does, so that its order does not matter.
            moved = as_of > row[2] and self._seen_at is None
            merged = self._merged(_values(author), row[3:], newer=as_of > row[2])
            if merged is not None:
                changes.append((*merged, max(as_of, row[2]), row[1]))
            elif moved:
                moves.append((as_of, row[1]))
        sql.many(UPDATE, changes)
        sql.many(MOVE, moves)
        return numbers

    def _insert(self, new: int, key: str) -> Row:
        as_of, author = self._newest[key]
        return (new, self._source, key, author.id or None, *_values(author), as_of)

    @staticmethod
    def _merged(shown: tuple[object, ...], stored: Row, *, newer: bool) -> list[object] | None:
        """What the author's values become, None where nothing changes."""
        if shown == stored:
            return None
        first, second = (shown, stored) if newer else (stored, shown)
        merged = [a if a is not None else b for a, b in zip(first, second, strict=True)]
        if merged == list(stored):
            return None
        return [_plain(value, at) for at, value in enumerate(merged)]


def _values(author: Author) -> tuple[object, ...]:
    followers = author.followers
    if followers is not None and not -LARGEST <= followers <= LARGEST:
        followers = number(followers)
    return (author.handle, author.name, followers, author.verified, micros(author.created_at), author.bot)


def _plain(value: object, place: int) -> object:
    """SQLite gives flags back as 0 and 1; PostgreSQL takes nothing but booleans for them."""
    return bool(value) if value is not None and VALUES[place] in ("verified", "bot") else value
