"""What pictures look like, as 64 bits each, and which still have to be looked at.

A picture is known by what its addresses have in common (signals.picture_mark), hashed once more here: the
table holds neither pictures nor addresses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import orjson
from sqlalchemy.orm import Session

from aggregator.model import Media
from aggregator.signals.shared_pictures import picture_mark
from aggregator.store import films
from aggregator.store.columns import to_micros
from aggregator.store.sql import AMONG, Sql, insert_into
from aggregator.store.tables import PictureHashRow

# On topic (whoever wrote it), or not judged yet; what author or network asks not to show is left alone.
HOLDING = (
    "SELECT p.id, p.media FROM reaction r JOIN post p ON p.id = r.post_id"
    " WHERE r.film_id = ? AND r.created_at >= ? AND p.media <> '[]'"
    f" AND (r.excluded IS NULL OR r.excluded {AMONG})"
    " AND p.quotable AND p.standing IS NULL AND (p.sensitive IS NULL OR NOT p.sensitive)"
    " ORDER BY r.created_at DESC, r.post_id"
)
KNOWN = f"SELECT mark, next_try FROM picture_hash WHERE mark {AMONG}"
BITS = f"SELECT mark, bits FROM picture_hash WHERE bits IS NOT NULL AND mark {AMONG}"
COLUMNS = ("mark", "bits", "why", "next_try", "tries")
SAVE = (
    f"{insert_into(PictureHashRow, COLUMNS)} ON CONFLICT (mark) DO UPDATE SET bits = excluded.bits,"
    " why = excluded.why, next_try = excluded.next_try, tries = picture_hash.tries + 1"
)
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Held:
    """An image or clip of a stored post; `mark` is what its addresses have in common."""

    post_id: int
    media: Media
    mark: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of looking at one: its 64 bits, or why there are none and when to try again (None: never)."""

    held: Held
    bits: int | None
    why: str = ""
    next_try: datetime | None = None


def each(s: Session, film: str, since: datetime, excluded: Iterable[str]) -> Iterator[Held]:
    """Streams the media of a film's posts, newest first; the session has to stay open meanwhile.

    `excluded`: what may keep a post out of the count and leaves its pictures in it.
    """
    film_id = films.ids(s, [film])[film]
    sql = Sql(s)
    for post_id, media in sql.stream(HOLDING, film_id, to_micros(since), sql.values(sorted(excluded))):
        for item in (Media(*one) for one in orjson.loads(media)):
            mark = picture_mark(item.url)
            if mark is not None:
                yield Held(post_id, item, mark)


def unseen(s: Session, held: Sequence[Held], now: datetime) -> list[Held]:
    """Of these the ones that nothing is known of, or that may be tried again, each picture once."""
    first: dict[str, Held] = {}
    for one in held:
        first.setdefault(_key(one.mark), one)
    sql = Sql(s)
    for mark, next_try in sql.rows(KNOWN, sql.values(sorted(first))):
        if next_try is None or next_try > to_micros(now):
            del first[mark]
    return list(first.values())


def tries(s: Session, held: Held) -> int:
    """How often a picture was tried in vain."""
    rows = Sql(s).rows("SELECT tries FROM picture_hash WHERE mark = ?", _key(held.mark))
    return int(rows[0][0]) if rows else 0


def save(s: Session, seen: Iterable[Seen]) -> int:
    """Keeps what was seen; how many. What belongs to a post that was erased meanwhile is dropped."""
    sql = Sql(s)
    listed = list(seen)
    there = {row[0] for row in sql.rows(f"SELECT id FROM post WHERE id {AMONG}", sql.values(_ids(listed)))}
    rows = {
        _key(one.held.mark): (
            _key(one.held.mark),
            None if one.bits is None else f"{one.bits:016x}",
            one.why,
            None if one.next_try is None else to_micros(one.next_try),
            1,
        )
        for one in listed
        if one.held.post_id in there
    }
    sql.many(SAVE, [rows[mark] for mark in sorted(rows)])
    return len(rows)


def prints(s: Session, marks: Iterable[str]) -> dict[str, int]:
    """The 64 bits of these pictures, by mark, where they are known."""
    wanted = {_key(mark): mark for mark in marks}
    sql = Sql(s)
    keys = sorted(wanted)
    return {
        wanted[key]: int(bits, 16)
        for at in range(0, len(keys), AT_ONCE)
        for key, bits in sql.rows(BITS, sql.values(keys[at : at + AT_ONCE]))
    }


def forget(sql: Sql, posts: Sequence[int]) -> None:
    """Takes out what is known of these posts' pictures, whoever else passed them on."""
    rows = sql.rows(f"SELECT media FROM post WHERE media <> '[]' AND id {AMONG}", sql.values(sorted(posts)))
    marks = {picture_mark(Media(*one).url) for row in rows for one in orjson.loads(row[0])} - {None}
    sql.many("DELETE FROM picture_hash WHERE mark = ?", sorted((_key(mark),) for mark in marks if mark))


def _ids(seen: Iterable[Seen]) -> list[int]:
    return sorted({one.held.post_id for one in seen})


def _key(mark: str) -> str:
    return blake2b(mark.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
