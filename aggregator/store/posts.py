"""Posts: saved, found, listed, and what a network said of them later."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from sqlalchemy.orm import Session

from aggregator.model import Post
from aggregator.store import films
from aggregator.store.columns import to_micros
from aggregator.store.rows import AWAY, POST_COLUMNS, POST_TABLES, POST_WIDTH, PostReader, instant
from aggregator.store.saving import Saved, Sighting, save
from aggregator.store.sql import AMONG, Row, Sql

Key = tuple[str, str]
Standing = Literal["alive", "edited", "gone", "hidden"]

IN_SOURCE = f"p.source = ? AND p.remote_id {AMONG}"
FIND = f"SELECT {POST_COLUMNS} FROM {POST_TABLES} WHERE {IN_SOURCE}"
EVERY = (
    f"SELECT {POST_COLUMNS}, r.film_id FROM {POST_TABLES}"
    " LEFT JOIN reaction r ON r.film_id IN (SELECT id FROM film) AND r.created_at = p.created_at"
    " AND r.post_id = p.id"
    " ORDER BY p.id, r.film_id"
)
OF_FILM = (
    f"SELECT {POST_COLUMNS}, r.film_id FROM reaction r JOIN post p ON p.id = r.post_id"
    " JOIN post_counts c ON c.post_id = p.id LEFT JOIN author a ON a.id = p.author_id"
    " WHERE r.film_id = ? ORDER BY r.created_at, r.post_id"
)
NEWEST = (
    f"SELECT {POST_COLUMNS} FROM reaction r JOIN post p ON p.id = r.post_id"
    " JOIN post_counts c ON c.post_id = p.id LEFT JOIN author a ON a.id = p.author_id"
    " WHERE r.film_id = ? AND p.source = ? ORDER BY r.created_at DESC, r.post_id DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class EarlierText:
    """What an edited post said before. `replaced_at` is the edit's time by the network's word, if it said."""

    text: str
    spoiler_text: str | None
    content_hash: str
    replaced_at: datetime | None


def find(s: Session, keys: Iterable[Key]) -> dict[Key, Post]:
    """The posts of these keys, with authors and counts; a key that is not stored is left out."""
    reader = PostReader()
    return {(row[0], row[1]): reader.post(row) for row in _rows(Sql(s), FIND, keys)}


def texts(s: Session, keys: Iterable[Key]) -> dict[Key, str]:
    """What each of these posts says now."""
    statement = f"SELECT p.source, p.remote_id, p.text FROM post p WHERE {IN_SOURCE}"
    return {(source, remote_id): text for source, remote_id, text in _rows(Sql(s), statement, keys)}


def earlier_texts(s: Session, key: Key) -> list[EarlierText]:
    """What a post said before its edits, oldest first."""
    rows = Sql(s).rows(
        "SELECT t.text, t.spoiler_text, t.content_hash, t.replaced_at"
        " FROM post p JOIN post_text t ON t.post_id = p.id"
        " WHERE p.source = ? AND p.remote_id = ? ORDER BY t.number",
        *key,
    )
    return [EarlierText(text, spoiler, words, instant(at)) for text, spoiler, words, at in rows]


def each(s: Session, film: str | None = None) -> Iterator[tuple[Post, str | None]]:
    """Streams (post, film): of one film in the order of time; else every post, once for each of its films.

    Constant memory: the session has to stay open meanwhile.
    """
    slugs = films.slugs(s)
    reader = PostReader(remember=1000)
    sql = Sql(s)
    rows = sql.stream(EVERY) if film is None else sql.stream(OF_FILM, films.ids(s, [film])[film])
    for row in rows:
        film_id = row[POST_WIDTH]
        yield reader.post(row), None if film_id is None else slugs[film_id]


def newest(s: Session, film: str, source: str, limit: int) -> list[Post]:
    """The film's newest posts on a network, newest first."""
    reader = PostReader()
    rows = Sql(s).rows(NEWEST, films.ids(s, [film])[film], source, limit)
    return [reader.post(row) for row in rows]


def seen(s: Session, keys: Iterable[Key]) -> dict[Key, datetime | None]:
    """When a network last showed us each post; None for an archive's, which nobody asked it for."""
    statement = (
        "SELECT p.source, p.remote_id, c.seen_at FROM post p JOIN post_counts c ON c.post_id = p.id"
        f" WHERE {IN_SOURCE}"
    )
    return {(source, remote_id): instant(at) for source, remote_id, at in _rows(Sql(s), statement, keys)}


def set_standing(s: Session, standing: Mapping[Key, Standing], at: datetime) -> None:
    """Keeps what a recheck found.

    Alive and edited posts count as seen at `at`. Gone, hidden and edited ones are not quotable until a
    network shows them again. What an edited post says now comes in by `save`; then it stands: call it alive.
    """
    sql = Sql(s)
    moment = to_micros(at)
    shown = sorted(key for key, found in standing.items() if found in ("alive", "edited"))
    sql.many(
        "UPDATE post_counts SET seen_at = ?"
        " WHERE post_id = (SELECT id FROM post WHERE source = ? AND remote_id = ?)"
        " AND (seen_at IS NULL OR seen_at < ?)",
        [(moment, *key, moment) for key in shown],
    )
    sql.many(
        "UPDATE post SET standing = NULL, standing_at = NULL"
        " WHERE source = ? AND remote_id = ? AND standing IS NOT NULL",
        [key for key in shown if standing[key] == "alive"],
    )
    sql.many(
        "UPDATE post SET standing = ?, standing_at = ? WHERE source = ? AND remote_id = ?",
        [(found, moment, *key) for key, found in sorted(standing.items()) if found != "alive"],
    )


def withdrawn(s: Session, keys: Iterable[Key]) -> dict[Key, Standing]:
    """Which of these posts are known to be gone, hidden or edited; of the others nothing is known."""
    statement = (
        f"SELECT p.source, p.remote_id, p.standing FROM post p WHERE {IN_SOURCE} AND p.standing IS NOT NULL"
    )
    return {
        (source, remote_id): "hidden" if standing == AWAY else standing
        for source, remote_id, standing in _rows(Sql(s), statement, keys)
    }


def set_standing_of_authors(
    s: Session, source: str, *, hidden: Iterable[str] = (), shown: Iterable[str] = (), at: datetime
) -> int:
    """Hides everything by these authors (by their keys) of a network, and shows what was so hidden before.

    Only that: a post that a recheck found hidden by itself stays so, as what is gone stays gone, and what an
    author or network asked not to show stays unquotable. Returns how many posts changed.
    """
    sql = Sql(s)
    changed = 0
    # First whom we know at all: posts have no index of their authors, and a stream tells of everyone's.
    if known := _authors(sql, source, hidden):
        changed += sql.run(
            f"UPDATE post SET standing = ?, standing_at = ? WHERE standing IS NULL AND author_id {AMONG}",
            AWAY,
            to_micros(at),
            sql.values(known),
        )
    if known := _authors(sql, source, shown):
        changed += sql.run(
            f"UPDATE post SET standing = NULL, standing_at = NULL WHERE standing = ? AND author_id {AMONG}",
            AWAY,
            sql.values(known),
        )
    return changed


def count(s: Session) -> int:
    """How many posts are stored."""
    return int(Sql(s).rows("SELECT count(*) FROM post")[0][0])


def _authors(sql: Sql, source: str, keys: Iterable[str]) -> list[int]:
    """The numbers of those authors whom we know."""
    wanted = sorted(set(keys))
    found = f"SELECT id FROM author WHERE source = ? AND key {AMONG}"
    return [row[0] for row in sql.rows(found, source, sql.values(wanted))] if wanted else []


def _rows(sql: Sql, statement: str, keys: Iterable[Key]) -> Iterator[Row]:
    """The rows of a statement that asks for IN_SOURCE, one query a network."""
    for source, group in groupby(sorted(set(keys)), key=lambda key: key[0]):
        yield from sql.rows(statement, source, sql.values(remote_id for _, remote_id in group))


__all__ = [
    "EarlierText",
    "Key",
    "Saved",
    "Sighting",
    "Standing",
    "count",
    "each",
    "earlier_texts",
    "find",
    "newest",
    "save",
    "seen",
    "set_standing",
    "set_standing_of_authors",
    "texts",
    "withdrawn",
]
