"""Authors of the posts that are being saved: found or made, and kept as new as what we read.

Which of two copies is newer is told by `as_of`: when the network showed it, for an archive when its post was
written. So an archive read twice, in any order, ends in the same row and writes nothing the second time.
"""

from collections.abc import Sequence

from aggregator.model import Author, Post
from aggregator.store.rows import LARGEST, micros, number
from aggregator.store.sql import AMONG, Row, Sql
from aggregator.store.tables import AuthorRow

VALUES = ("handle", "name", "followers", "verified", "created_at", "bot")
FIND = f"SELECT key, id, as_of, {', '.join(VALUES)} FROM author WHERE source = ? AND key {AMONG}"
UPDATE = f"UPDATE author SET {', '.join(f'{name} = ?' for name in VALUES)}, as_of = ? WHERE id = ?"
MOVE = "UPDATE author SET as_of = ? WHERE id = ?"

# An index holds no more of a text than this on PostgreSQL; no network has such keys.
LONGEST_KEY = 600


def save(
    sql: Sql, source: str, posts: Sequence[Post], written: Sequence[int], seen_at: int | None
) -> list[int | None]:
    """Writes what is new or newer of the authors of some posts of a network, each author once.

    `written` are the posts' instants. The number of each post's author, None for one who can't be known.
    """
    keys: list[str | None] = []
    newest: dict[str, tuple[int, Author]] = {}
    for post, at in zip(posts, written, strict=True):
        author = post.author
        key = None if author is None else author.id or author.key
        if author is None or key is None or len(key) > LONGEST_KEY:
            keys.append(None)
            continue
        keys.append(key)
        as_of = at if seen_at is None else seen_at
        held = newest.get(key)
        if held is None or as_of > held[0]:
            newest[key] = (as_of, author)
    numbers = _write(sql, source, newest, seen_at) if newest else {}
    return [None if key is None else numbers[key] for key in keys]


def _write(
    sql: Sql, source: str, newest: dict[str, tuple[int, Author]], seen_at: int | None
) -> dict[str, int]:
    wanted = sorted(newest)
    numbers: dict[str, int] = {}
    changes: list[Row] = []
    moves: list[Row] = []
    for key, known, as_of, *stored in sql.rows(FIND, source, sql.values(wanted)):
        numbers[key] = known
        shown_at, author = newest[key]
        shown = _values(author)
        merged = None if shown == stored else _merged(shown, stored, newer=shown_at > as_of)
        if merged is not None:
            changes.append((*merged, max(shown_at, as_of), known))
        elif shown_at > as_of and seen_at is None:
            # For an archive `as_of` moves even when nothing else does, so that its order does not matter.
            moves.append((shown_at, known))
    fresh = [key for key in wanted if key not in numbers] if numbers else wanted
    if fresh:
        ids = sql.new_ids("author", len(fresh))
        numbers.update(zip(fresh, ids, strict=True))
        _insert(sql, source, fresh, ids, [newest[key] for key in fresh])
    sql.many(UPDATE, changes)
    sql.many(MOVE, moves)
    return numbers


def _insert(sql: Sql, source: str, keys: list[str], ids: list[int], shown: list[tuple[int, Author]]) -> None:
    authors = [author for _, author in shown]
    followers = [author.followers for author in authors]
    sql.insert(
        AuthorRow,
        {
            "id": ids,
            "source": [source] * len(ids),
            "key": keys,
            "remote_id": [author.id or None for author in authors],
            "handle": [author.handle for author in authors],
            "name": [author.name for author in authors],
            "followers": [None if value is None else number(value) for value in followers],
            "verified": [author.verified for author in authors],
            "created_at": [micros(author.created_at) for author in authors],
            "bot": [author.bot for author in authors],
            "as_of": [as_of for as_of, _ in shown],
        },
    )


def _merged(shown: list[object], stored: list[object], *, newer: bool) -> list[object] | None:
    """What the author's values become, None where nothing changes."""
    first, second = (shown, stored) if newer else (stored, shown)
    merged = [a if a is not None else b for a, b in zip(first, second, strict=True)]
    if merged == stored:
        return None
    return [_plain(value, at) for at, value in enumerate(merged)]


def _values(author: Author) -> list[object]:
    followers = author.followers
    if followers is not None and not -LARGEST <= followers <= LARGEST:
        followers = number(followers)
    return [author.handle, author.name, followers, author.verified, micros(author.created_at), author.bot]


def _plain(value: object, place: int) -> object:
    """SQLite gives flags back as 0 and 1; PostgreSQL takes nothing but booleans for them."""
    return bool(value) if value is not None and VALUES[place] in ("verified", "bot") else value
