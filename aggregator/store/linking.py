"""Which of a film's targets were matched with what was stored already, and the posts that this finds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy.orm import Session

from aggregator.store import films, rollups
from aggregator.store.sql import Row, Sql, insert_into
from aggregator.store.tables import ReactionRow
from aggregator.store.work_tables import FilmTargetRow
from aggregator.text import FOLDED_TO_ASCII

INSERT = insert_into(FilmTargetRow, ("film_id", "target"))
BATCH = 1_000
LONG_ENOUGH = 3  # letters of a word that narrows a search

# {} is what lets through all that may match and little else.
FIND = (
    "SELECT p.id, p.source, p.created_at, p.author_id, p.hashtags, p.text FROM post p"
    " LEFT JOIN reaction r ON r.film_id = ? AND r.created_at = p.created_at AND r.post_id = p.id"
    " WHERE p.id > ? AND r.post_id IS NULL AND ({}) ORDER BY p.id LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored post that may be the film's: its number, when it was written, and what it says."""

    id: int
    source: str
    created_at: int
    author_id: int | None
    hashtags: tuple[str, ...]
    text: str


def unmatched(s: Session, film: str, targets: Iterable[str]) -> list[str]:
    """Those of the targets that were never matched with what is stored, sorted."""
    film_id = films.ids(s, [film])[film]
    done = {row[0] for row in Sql(s).rows("SELECT target FROM film_target WHERE film_id = ?", film_id)}
    return sorted(set(targets) - done)


def matched(s: Session, film: str, targets: Iterable[str]) -> None:
    """Notes that these targets are matched: what comes later is linked as it comes."""
    film_id = films.ids(s, [film])[film]
    sql = Sql(s)
    rows = [(film_id, target) for target in sorted(set(targets))]
    sql.many(f"{INSERT} ON CONFLICT DO NOTHING", rows)


def candidates(s: Session, film: str, targets: Sequence[str], *, above: int) -> list[Candidate]:
    """Up to 1,000 stored posts with numbers above `above` that are not the film's yet and may match."""
    film_id = films.ids(s, [film])[film]
    sql = Sql(s)
    choice, values = likes(targets, postgres=sql.postgres)
    return [_candidate(row) for row in sql.rows(FIND.format(choice), film_id, above, *values, BATCH)]


def link(s: Session, film: str, found: Sequence[Candidate]) -> None:
    """Makes these posts the film's."""
    film_id = films.ids(s, [film])[film]
    sql = Sql(s)
    for source in sorted({each.source for each in found}):
        sql.lock(f"posts of {source}")
        here = sorted(
            (each for each in found if each.source == source), key=lambda one: (one.created_at, one.id)
        )
        rows = [(film_id, one.created_at, one.id, one.author_id) for one in here]
        names = ("film_id", "created_at", "post_id", "author_id")
        sql.many(f"{insert_into(ReactionRow, names)} ON CONFLICT DO NOTHING", rows)
        rollups.mark(sql, source, {(film_id, one.created_at) for one in here})


def _candidate(row: Row) -> Candidate:
    number, source, created_at, author_id, hashtags, text = row
    return Candidate(number, source, created_at, author_id, tuple(orjson.loads(hashtags)), text)


def likes(targets: Iterable[str], *, postgres: bool) -> tuple[str, list[str]]:
    """The condition on post `p` that lets through all that may say one of the targets, and its values.

    Whether it is really said is for the caller to see.
    """
    tags, words = set(), set()
    for target in targets:
        if target.startswith("#"):
            tags.add(_plain(orjson.dumps(target[1:]).decode()))
            continue
        fit = [word for word in target.strip('"').split() if word.isascii() and word.isalnum()]
        longest = max(fit, key=len, default="").lower()
        if len(longest) < LONG_ENOUGH:
            return "1 = 1", []
        # A letter that folds to others hides the word from LIKE: whatever has one is let through.
        hiding = [letter for letter, others in FOLDED_TO_ASCII.items() if others in longest]
        words |= {_plain(longest), *hiding}
    escaped = "ESCAPE '\\'"
    # SQLite's LIKE knows no case for ASCII letters. PostgreSQL has another word for that, and may be set to a
    # language in which "I" is no capital "i": in "C" it is.
    says = f'p.text COLLATE "C" ILIKE ? {escaped}' if postgres else f"p.text LIKE ? {escaped}"
    choice = [f"p.hashtags LIKE ? {escaped}"] * len(tags) + [says] * len(words)
    return " OR ".join(choice) or "1 = 0", [f"%{one}%" for one in (*sorted(tags), *sorted(words))]


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
