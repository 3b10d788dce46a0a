"""Editors' decisions about posts: kept, found, undone. What stands of them is what stories are made by.

Whoever writes holds `lock`, so that of each slot of a post at most one stands.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from aggregator.model.decisions import Decision, Key, Standing, slot_of
from aggregator.store import films
from aggregator.store.columns import to_micros
from aggregator.store.decision_tables import DecisionRow
from aggregator.store.rows import instant
from aggregator.store.sql import AMONG, Row, Sql, insert_into

_FOUND = (
    "SELECT d.id, f.slug, p.source, p.remote_id, a.source, a.key, d.kind, d.value, d.reason, d.editor, d.at,"
    " d.drawn, d.undone_at, d.undone_by FROM decision d JOIN film f ON f.id = d.film_id"
    " LEFT JOIN post p ON p.id = d.post_id LEFT JOIN author a ON a.id = d.author_id"
)
STANDING = f"{_FOUND} WHERE d.film_id = ? AND d.undone_at IS NULL ORDER BY d.id"
OF_POSTS = f"{_FOUND} WHERE d.film_id = ? AND d.undone_at IS NULL AND d.post_id {AMONG} ORDER BY d.id"
OF_AUTHORS = f"{_FOUND} WHERE d.film_id = ? AND d.undone_at IS NULL AND d.author_id {AMONG} ORDER BY d.id"
BY_NUMBER = f"{_FOUND} WHERE d.film_id = ? AND d.id = ?"
OF_POST = f"{_FOUND} WHERE d.film_id = ? AND (d.post_id = ? OR d.author_id = ?) ORDER BY d.id"
BESIDE = (
    f"{_FOUND} JOIN decision x ON x.film_id = d.film_id"
    " AND (x.post_id = d.post_id OR x.author_id = d.author_id) WHERE x.id = ? ORDER BY d.id"
)
SUBJECT = (
    "SELECT p.id, p.author_id FROM post p JOIN reaction r ON r.film_id = ? AND r.created_at = p.created_at"
    " AND r.post_id = p.id WHERE p.source = ? AND p.remote_id = ?"
)
INSERT = insert_into(
    DecisionRow,
    ("id", "film_id", "post_id", "author_id", "kind", "value", "reason", "editor", "at", "drawn"),
)
UNDO = "UPDATE decision SET undone_at = ?, undone_by = ? WHERE id = ? AND undone_at IS NULL"
REVIVE = "UPDATE decision SET undone_at = NULL, undone_by = NULL WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Subject:
    """A post of a film and its author, by their numbers."""

    film_id: int
    post_id: int
    author_id: int | None


def lock(s: Session, film: str) -> None:
    """Nobody else decides of this film's posts until the transaction ends."""
    Sql(s).lock(f"decisions of {film}")


def subject(s: Session, film: str, post: Key) -> Subject | None:
    """What a decision about a post is about; None where the film has no such post."""
    film_id = films.ids(s, [film])[film]
    rows = Sql(s).rows(SUBJECT, film_id, *post)
    return Subject(film_id, *rows[0]) if rows else None


def add(s: Session, about: Subject, made: Decision) -> int:
    """Keeps a decision; its number. One of author_class is about the author, every other about the post."""
    sql = Sql(s)
    [number] = sql.new_ids("decision", 1)
    of_author = made.kind == "author_class"
    row = (
        number, about.film_id, None if of_author else about.post_id, about.author_id if of_author else None,
        made.kind, made.value, made.reason, made.editor, to_micros(made.at), made.drawn,
    )  # fmt: skip
    sql.many(INSERT, [row])
    return number


def of_post(s: Session, about: Subject) -> list[Decision]:
    """Every decision about a post and its author, those that were undone too, as they were made."""
    return _read(Sql(s).rows(OF_POST, about.film_id, about.post_id, about.author_id))


def find(s: Session, film: str, number: int) -> Decision | None:
    """The decision of that number, if it is one of that film."""
    found = _read(Sql(s).rows(BY_NUMBER, films.ids(s, [film])[film], number))
    return found[0] if found else None


def beside(s: Session, number: int) -> list[Decision]:
    """Every decision about the post, or author, that the one of this number is about."""
    return _read(Sql(s).rows(BESIDE, number))


def undo(s: Session, number: int, at: datetime, who: str) -> bool:
    """Ends a decision; whether it stood."""
    return Sql(s).run(UNDO, to_micros(at), who, number) > 0


def revive(s: Session, number: int) -> None:
    """Lets a decision stand again, as what took its place was undone."""
    Sql(s).run(REVIVE, number)


def standing(s: Session, film: str) -> Standing:
    """All decisions of a film that stand; none of a film that was never stored."""
    sql = Sql(s)
    ids = {slug: number for number, slug in films.slugs(s).items()}
    return _standing(_read(sql.rows(STANDING, ids[film]))) if film in ids else Standing({}, {})


def about(s: Session, film: str, posts: Collection[int], authors: Collection[int]) -> Standing:
    """Those that stand of these posts and authors, by their numbers."""
    sql, film_id = Sql(s), films.ids(s, [film])[film]
    found = _read(sql.rows(OF_POSTS, film_id, sql.values(sorted(posts))))
    return _standing(found + _read(sql.rows(OF_AUTHORS, film_id, sql.values(sorted(authors)))))


def erase(sql: Sql, posts: Iterable[int]) -> None:
    """Deletes what was decided of these posts, and that they were drawn."""
    ids = [(number,) for number in posts]
    sql.many("DELETE FROM decision WHERE post_id = ?", ids)
    sql.many("DELETE FROM drawn WHERE post_id = ?", ids)


def erase_author(sql: Sql, source: str, key: str) -> None:
    """Deletes what was decided of an author."""
    who = "SELECT id FROM author WHERE source = ? AND key = ?"
    sql.run(f"DELETE FROM decision WHERE author_id IN ({who})", source, key)


def _standing(found: Iterable[Decision]) -> Standing:
    posts: dict[Key, dict[str, Decision]] = {}
    authors: dict[Key, Decision] = {}
    for one in found:
        if one.author is not None:
            authors[one.author] = one
        elif one.post is not None:
            posts.setdefault(one.post, {})[slot_of(one.kind)] = one
    return Standing({key: tuple(slots.values()) for key, slots in posts.items()}, authors)


def _read(rows: Iterable[Row]) -> list[Decision]:
    made = []
    for (
        number,
        film,
        source,
        remote_id,
        network,
        key,
        kind,
        value,
        reason,
        editor,
        at,
        drawn,
        gone,
        by,
    ) in rows:
        when = instant(at)
        assert when is not None  # noqa: S101 - a column that is never null; tells mypy
        post = None if source is None else (source, remote_id)
        author = None if network is None else (network, key)
        made.append(
            Decision(
                number, film, post, author, kind, value, reason, editor, when, bool(drawn), instant(gone), by
            )
        )
    return made
