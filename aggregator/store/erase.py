"""The one way out: a post, or all of a person's, gone from every table, digests included, for good.

What is left of it is a tombstone, from which nothing can be read and by which it is refused
when it comes again.
"""

import secrets
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import orjson
from sqlalchemy.orm import Session

from aggregator.model.digest_json import document_bytes
from aggregator.model.edits import said_anyway
from aggregator.store import decisions, edits, heads, pictures, publications, refusals, rollups, ticks
from aggregator.store.asides import blank_aside, pack_aside, unpack_aside
from aggregator.store.blanking import blank_document, blank_frozen
from aggregator.store.columns import to_micros
from aggregator.store.digests import pack, unpack, unpack_beside
from aggregator.store.sql import AMONG, Row, Sql
from aggregator.store.tombstones import Kind, put_up

Key = tuple[str, str]

HELD = (
    "SELECT p.id, p.source, p.remote_id, p.created_at, p.author_id, a.key FROM post p"
    " LEFT JOIN author a ON a.id = p.author_id WHERE"
)
OF_AUTHOR = f"{HELD} a.source = ? AND a.key {AMONG}"
BY_KEY = f"{HELD} p.source = ? AND p.remote_id {AMONG}"
# Another's account, but this person's words.
REPOSTS = f"{HELD} p.source = ? AND p.ref_type = 'retweeted' AND p.ref_id {AMONG}"
FIND_AUTHORS = (
    "SELECT source, key FROM author WHERE remote_id = ? OR key = ?"
    " OR lower(handle) = lower(?) OR lower(handle) = lower(?)"
)
WHO = f"SELECT source, key, remote_id, handle, name FROM author WHERE source = ? AND key {AMONG}"
FIND_POSTS = "SELECT source, remote_id FROM post WHERE remote_id = ? OR url = ?"
DIGESTS = (
    "SELECT id, version, body, frozen, aside FROM digest d WHERE EXISTS (SELECT 1 FROM digest_quote q WHERE"
    f" q.digest_id = d.id AND q.version = d.version AND q.source = ? AND q.remote_id {AMONG})"
    " OR EXISTS (SELECT 1 FROM reaction r WHERE r.film_id = d.film_id AND r.created_at >= d.since"
    f" AND r.created_at < d.until AND r.post_id {AMONG})"
)
BLANK = "UPDATE digest SET body = ?, frozen = ?, aside = ?, erased_at = ? WHERE id = ? AND version = ?"
OLD_QUOTES = f"DELETE FROM digest_quote WHERE source = ? AND remote_id {AMONG}"


@dataclass(frozen=True, slots=True)
class Found:
    """Whom or what a word means: posts as (source, id), authors as (source, key)."""

    posts: tuple[Key, ...]
    authors: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """An author as stored: whom a word may mean. `remote_id` is None for one known by handle alone."""

    source: str
    key: str
    remote_id: str | None
    handle: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out, and of which digests (id, version), how many rejected records and raw pages."""

    posts: int
    authors: int
    digests: tuple[tuple[str, int], ...]
    rejected: int
    raw_pages: int


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    source: str
    remote_id: str
    created_at: int
    author_id: int | None
    author: str | None

    @property
    def key(self) -> Key:
        return (self.source, self.remote_id)


def find(s: Session, who: str) -> Found:
    """What `who` means: a handle (with "@" or without), an author's id, a post's id or its link."""
    sql = Sql(s)
    word = who.strip()
    handle = word.removeprefix("@")
    authors = sorted((row[0], row[1]) for row in sql.rows(FIND_AUTHORS, word, word, handle, f"@{handle}"))
    posts = sorted((row[0], row[1]) for row in sql.rows(FIND_POSTS, word, word))
    return Found(tuple(posts), tuple(authors))


def people(s: Session, authors: Iterable[Key]) -> list[Person]:
    """Who these authors are, sorted by source and key; one that is not stored is left out."""
    sql = Sql(s)
    rows = [
        row
        for source, group in groupby(sorted(set(authors)), key=lambda key: key[0])
        for row in sql.rows(WHO, source, sql.values(key for _, key in group))
    ]
    return [Person(*row) for row in sorted(rows, key=lambda row: (row[0], row[1]))]


def erase(s: Session, keys: Iterable[Key], *, at: datetime, authors: Iterable[Key] = ()) -> Erased:
    """Takes these posts out of every table, and refuses them from now on; also those that are not stored.

    `authors` are (source, author key): all of theirs goes, and whatever they write later is refused. An
    author of whom no post is left goes too, so do plain reposts of the posts. Whoever is known by id is
    refused by handle as well: archives may know no more of them. Call `Store.sweep` afterwards: until then
    SQLite's file still holds the freed bytes.
    """
    sql = Sql(s)
    persons, wanted = sorted(set(authors)), sorted(set(keys))
    for source in sorted({source for source, _ in (*wanted, *persons)}):
        sql.lock(f"posts of {source}")
    sql.lock("digests")  # none that was read before is written after
    held = {one.id: one for one in _held(sql, OF_AUTHOR, persons)}
    held |= {one.id: one for one in _held(sql, BY_KEY, wanted)}
    held |= {
        one.id: one for one in _held(sql, REPOSTS, sorted({*wanted, *(one.key for one in held.values())}))
    }
    gone = sorted({*wanted, *(one.key for one in held.values())})
    handles = {(one.source, f"@{one.handle.casefold()}") for one in people(s, persons) if one.handle}
    left_over = _authors_without_posts(sql, list(held.values()), persons)
    rejected, pages = _traces(sql, gone, persons)
    digests = _blank_digests(s, gone, held, left_over, to_micros(at))
    publications.blank(sql, (digest_id for digest_id, _ in digests))
    _delete(sql, list(held.values()))
    for source, key in left_over:
        decisions.erase_author(sql, source, key)
        sql.run("DELETE FROM author WHERE source = ? AND key = ?", source, key)
    tombs: list[tuple[Kind, str, str]] = [("post", *key) for key in gone]
    tombs += [("author", *person) for person in {*persons, *handles}]
    put_up(sql, tombs, at=at, new_key=secrets.token_bytes(32))
    for source in sorted({one.source for one in held.values()}):
        here = ((one.remote_id, one.created_at) for one in held.values() if one.source == source)
        refusals.note(sql, source, here, to_micros(at))
    sql.run("DELETE FROM stretch")  # no archive is known by its lines any more: its posts may be refused now
    return Erased(len(held), len(left_over), digests, rejected, pages)


def _held(sql: Sql, statement: str, keys: Iterable[Key]) -> Iterator[_Held]:
    for source, group in groupby(sorted(keys), key=lambda key: key[0]):
        for row in sql.rows(statement, source, sql.values(one for _, one in group)):
            yield _Held(*row)


def _authors_without_posts(sql: Sql, held: list[_Held], people: list[Key]) -> list[Key]:
    """Those given, and those whose last post goes."""
    going = {one.id for one in held}
    gone = set(people)
    for author_id, source, author in sorted(
        {(one.author_id, one.source, one.author) for one in held if one.author_id is not None and one.author}
    ):
        theirs = {row[0] for row in sql.rows("SELECT id FROM post WHERE author_id = ?", author_id)}
        if theirs <= going:
            gone.add((source, str(author)))
    return sorted(gone)


def _traces(sql: Sql, gone: list[Key], people: list[Key]) -> tuple[int, int]:
    """Deletes rejected records and raw pages of the networks that hold one of the ids; how many of each."""
    rejected: list[Row] = []
    pages: list[Row] = []
    # A key that stands for a handle is written without its "@" in answers.
    # A stream's frames hold an at:// address in parts: its last one is the post's alone.
    keys = {one.removeprefix("@") for _, one in {*gone, *people}}
    words = sorted((keys | {one.rsplit("/", 1)[1] for one in keys if one.startswith("at://")}) - {""})
    marks = [word.encode() for word in words]
    if words:  # of every network: a feed brings the posts of others
        for number, place, sample in sql.rows("SELECT id, place, sample FROM rejected"):
            if any(word in sample or word in place for word in words):
                rejected.append((number,))
        for number, body in sql.stream("SELECT id, body FROM raw_page", size=20):
            plain = zlib.decompress(body).replace(b"\\/", b"/")  # JSON may write a slash either way
            if any(mark in plain for mark in marks):
                pages.append((number,))
    sql.many("DELETE FROM rejected WHERE id = ?", rejected)
    sql.many("DELETE FROM raw_page WHERE id = ?", pages)
    return len(rejected), len(pages)


def _blank_digests(
    s: Session, gone: list[Key], held: dict[int, _Held], authors: list[Key], at: int
) -> tuple[tuple[str, int], ...]:
    """Takes them out of every version that quotes or counts them; (id, version) of those that changed."""
    sql = Sql(s)
    found: dict[tuple[str, int], Row] = {}
    for source, group in groupby(gone, key=lambda key: key[0]):
        ids = [one.id for one in held.values() if one.source == source]
        rows = sql.rows(DIGESTS, source, sql.values(one for _, one in group), sql.values(ids))
        found |= {(row[0], row[1]): row for row in rows}
    erased, people = frozenset(gone), frozenset(authors)
    changed = []
    quotes: dict[str, list[dict[str, object]]] = {}
    anyway: dict[str, str] = {}
    for digest_id, version, body, packed, beside in found.values():
        document = orjson.loads(body)
        blanked = blank_document(document, erased)
        aside = blank_aside(unpack_aside(beside), erased)
        # By what was generated and holds none of their words; an edited headline may be about them.
        generated = orjson.loads(aside.generated) if aside.generated is not None else blanked
        anyway[digest_id] = f"{anyway.get(digest_id, '')} / {said_anyway(generated)}"
        quotes.setdefault(digest_id, []).extend(
            one for one in document.get("quotes", ()) if (one.get("source"), one.get("id")) in erased
        )
        inputs = unpack(packed)
        fewer = blank_frozen(inputs, erased, people)
        if blanked != document or fewer != inputs:
            packed = pack(fewer, *unpack_beside(packed))  # noqa: PLW2901 (one row, cleaned in two steps)
            changed.append((document_bytes(blanked), packed, pack_aside(aside), at, digest_id, version))
    sql.many(
        "UPDATE digest SET body = ?, frozen = ?, aside = ?, erased_at = ? WHERE id = ? AND version = ?",
        changed,
    )
    for digest_id in sorted({row[4] for row in changed}):
        heads.renew(s, digest_id)
    for digest_id, gone_quotes in quotes.items():
        edits.erase(sql, digest_id, erased, gone_quotes, anyway[digest_id])
    ticks.erase(sql, (digest_id for digest_id, gone_quotes in quotes.items() if gone_quotes))
    for source, group in groupby(gone, key=lambda key: key[0]):
        sql.run(OLD_QUOTES, source, sql.values(one for _, one in group))
    return tuple(sorted((row[4], row[5]) for row in changed))


def _delete(sql: Sql, held: list[_Held]) -> None:
    """The rows of the posts themselves."""
    films = [row[0] for row in sql.rows("SELECT id FROM film ORDER BY id")]
    places = sorted((film, one.created_at, one.id) for film in films for one in held)
    for source in sorted({one.source for one in held}):
        here = {one.id for one in held if one.source == source}
        counted = sql.rows(
            "SELECT r.film_id, r.created_at FROM post p JOIN reaction r ON r.film_id IN (SELECT id FROM film)"
            f" AND r.created_at = p.created_at AND r.post_id = p.id WHERE p.id {AMONG}",
            sql.values(sorted(here)),
        )
        rollups.mark(sql, source, [(row[0], row[1]) for row in counted])
    sql.many("DELETE FROM reaction WHERE film_id = ? AND created_at = ? AND post_id = ?", places)
    pictures.forget(sql, [one.id for one in held])
    decisions.erase(sql, [one.id for one in held])
    ids = sorted((one.id,) for one in held)
    for table, column in (
        ("pick", "post_id"),
        ("post_text", "post_id"),
        ("post_counts", "post_id"),
        ("post", "id"),
    ):
        sql.many(f"DELETE FROM {table} WHERE {column} = ?", ids)
