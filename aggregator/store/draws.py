"""The random sample of a film whose posts an editor labels: drawn once, kept in its order, longer on demand.

Chance is a keyed hash of a post's network and id: whoever draws gets the same posts, and nobody chooses them.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from aggregator.model.columns import hashed
from aggregator.model.decisions import Key
from aggregator.store import films
from aggregator.store.columns import to_micros
from aggregator.store.decision_tables import DrawnRow
from aggregator.store.sql import Sql, insert_into

_KEY = b"fansreact.desk labels 1"
# What counts in shares: judged, labelled, no repost, not left out. Oldest first: of copies the first counts.
COUNTED = (
    "SELECT r.post_id, p.source, p.remote_id, r.text_key FROM reaction r JOIN post p ON p.id = r.post_id"
    " WHERE r.film_id = ? AND r.excluded IS NULL AND NOT r.repost AND r.scorer = ? AND NOT r.abstained"
    " AND p.standing IS NULL ORDER BY r.created_at, r.post_id"
)
NEWEST = (
    "SELECT scorer FROM reaction WHERE film_id = ? AND scorer IS NOT NULL"
    " ORDER BY created_at DESC, post_id DESC LIMIT 1"
)
INSERT = insert_into(DrawnRow, ("film_id", "number", "post_id", "at", "passed_at"))
LABELLED = (
    "SELECT n.number, n.post_id, n.passed_at, d.value, d.editor, r.scorer, r.abstained,"
    " r.negative, r.neutral, r.positive FROM drawn n JOIN post p ON p.id = n.post_id"
    " JOIN reaction r ON r.film_id = n.film_id AND r.created_at = p.created_at AND r.post_id = n.post_id"
    " LEFT JOIN decision d ON d.film_id = n.film_id AND d.post_id = n.post_id AND d.kind = 'label'"
    " AND d.drawn AND d.undone_at IS NULL WHERE n.film_id = ? ORDER BY n.number"
)
SKIP = "UPDATE drawn SET passed_at = ? WHERE film_id = ? AND post_id = ?"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A post of the sample: its place, its number, whether it was passed over, the label it was given in its
    turn and by whom (None: none yet), and what the scorer says today: (negative, neutral, positive), None
    where it was not asked, or can't tell.
    """

    number: int
    post_id: int
    passed: bool
    label: str | None
    editor: str | None
    scorer: str | None
    probabilities: tuple[float, float, float] | None


def scorer(s: Session, film: str) -> str | None:
    """Who judged the film's newest post that is judged; None where none is."""
    rows = Sql(s).rows(NEWEST, films.ids(s, [film])[film])
    return rows[0][0] if rows else None


def lowest(s: Session, film: str, scorer: str, size: int) -> list[int]:
    """The numbers of up to `size` posts, not drawn yet, whose hashes are the lowest of those that this scorer
    judged and that count; lowest first. It reads all of the film's posts.
    """
    sql, film_id = Sql(s), films.ids(s, [film])[film]
    held = {row[0] for row in sql.rows("SELECT post_id FROM drawn WHERE film_id = ?", film_id)}
    fresh = (one for one in _hashes(sql, film_id, scorer) if one[1] not in held)
    return [post_id for _, post_id in heapq.nsmallest(size, fresh)]


def add(s: Session, film: str, post_ids: Sequence[int], at: datetime) -> int:
    """Makes the sample longer by these posts, in their order; by how many that were not in it."""
    sql, film_id = Sql(s), films.ids(s, [film])[film]
    before = sql.rows("SELECT number, post_id FROM drawn WHERE film_id = ?", film_id)
    held = {row[1] for row in before}
    last = max((row[0] for row in before), default=0)
    fresh = [post_id for post_id in post_ids if post_id not in held]
    rows = [(film_id, last + place, post, to_micros(at), None) for place, post in enumerate(fresh, 1)]
    sql.many(INSERT, rows)
    return len(rows)


def drawn(s: Session, film: str) -> list[Drawn]:
    """The sample of a film, in its order."""
    found = []
    rows = Sql(s).rows(LABELLED, films.ids(s, [film])[film])
    for number, post_id, passed, label, editor, scorer, abstained, *odds in rows:
        judged = None if scorer is None or abstained else (odds[0], odds[1], odds[2])
        found.append(Drawn(number, post_id, passed is not None, label, editor, scorer, judged))
    return found


def holds(s: Session, film: str, post_id: int) -> bool:
    """Whether a post is in the sample."""
    found = "SELECT 1 FROM drawn WHERE film_id = ? AND post_id = ?"
    return bool(Sql(s).rows(found, films.ids(s, [film])[film], post_id))


def pass_over(s: Session, film: str, post_id: int, at: datetime | None) -> bool:
    """Notes that an editor could not label a drawn post (None: takes it back); whether it is one."""
    moment = None if at is None else to_micros(at)
    return Sql(s).run(SKIP, moment, films.ids(s, [film])[film], post_id) > 0


def _hashes(sql: Sql, film_id: int, scorer: str) -> Iterator[tuple[bytes, int]]:
    """The hash and the number of each post that counts, of copies the first."""
    texts: set[str] = set()
    for rows in sql.chunks(COUNTED, film_id, scorer, size=5_000):
        kept = []
        for post_id, source, remote_id, text_key in rows:
            if text_key not in texts:
                texts.add(text_key)
                kept.append((post_id, _bytes((source, remote_id))))
        found = hashed((key for _, key in kept), 8, _KEY)
        for place, (post_id, _) in enumerate(kept):
            yield bytes(found[8 * place : 8 * place + 8]), post_id


def _bytes(key: Key) -> bytes:
    return f"{key[0]}\0{key[1]}".encode("utf-8", "surrogatepass")
