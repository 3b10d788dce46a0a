"""The list of a film's posts, newest first, by what is asked for: one index range, read in bounded pieces.

Nothing is counted and no page is counted off: a page goes on at the place where the one before ended. What is
asked for may be rare, so that at most SEARCHED posts are looked through at a time, and the answer says so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy.orm import Session

from aggregator.model.decisions import Key
from aggregator.model.post_filters import COUNTED, LEFT_OUT, UNKNOWN, Place, PostFilter
from aggregator.store import films
from aggregator.store.columns import from_micros, to_micros
from aggregator.store.sql import Row, Sql
from aggregator.text import word_pattern

SEARCHED = 20_000
"""Posts that are looked through at a time."""

_OF_FILM = "r.film_id = ?"
_BEHIND = "(r.created_at, r.post_id) < (?, ?)"
_DOWN_TO = "(r.created_at, r.post_id) >= (?, ?)"
_ORDER = "ORDER BY r.created_at DESC, r.post_id DESC"
_SELECT = "SELECT r.created_at, r.post_id, p.source, p.remote_id, p.author_id, p.text FROM"
# CROSS: in this order. Of the few posts that somebody decided about their reactions are looked up.
_ALL = "reaction r CROSS JOIN post p"
_FEW = "post p CROSS JOIN reaction r"
_SAME = "p.id = r.post_id"
_SAME_TIME = "r.created_at = p.created_at"
_DECIDED = "p.id IN (SELECT d.post_id FROM decision d WHERE d.film_id = ? AND d.undone_at IS NULL"
_CALLED = "SELECT author_id FROM decision WHERE film_id = ? AND kind = 'author_class' AND undone_at IS NULL"
_LANGUAGES = (
    "SELECT DISTINCT language FROM (SELECT language FROM reaction r WHERE film_id = ?"
    f" {_ORDER} LIMIT 5000) newest WHERE language IS NOT NULL ORDER BY language"
)
_NETWORKS = "SELECT source, sum(posts) FROM rollup WHERE film_id = ? GROUP BY source ORDER BY source"


@dataclass(frozen=True, slots=True)
class Listed:
    """A post of the list: its place, its key, its author's number."""

    place: Place
    key: Key
    author_id: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of the list. `next` is where it goes on, None at its end. `searched_to`: how far back the last
    SEARCHED posts reach, where there may be more behind them; None: all were looked through, or it is full.
    """

    posts: tuple[Listed, ...]
    next: Place | None
    searched_to: datetime | None


def page(s: Session, film: str, wanted: PostFilter, *, after: Place | None = None, limit: int = 50) -> Found:
    """Up to `limit` posts of a film that have what is asked for, newest first, from behind `after`."""
    sql, film_id = Sql(s), films.ids(s, [film])[film]
    bounds = _bounds(film_id, wanted, after)
    conditions = _conditions(sql, film_id, wanted)
    floor = None
    if conditions and wanted.decided is None:
        floor = _floor(sql, bounds)
    if floor is not None:
        bounds = [*bounds, (_DOWN_TO, (floor.at, floor.post_id))]
    few = wanted.decided is not None
    parts = [*bounds, (_SAME, ()), *conditions, *([(_SAME_TIME, ())] if few else [])]
    where = " AND ".join(condition for condition, _ in parts)
    values = [value for _, some in parts for value in some]
    statement = f"{_SELECT} {_FEW if few else _ALL} WHERE {where} {_ORDER}"
    if wanted.words or not wanted.text.isascii():
        held = _first(_matching(sql.stream(statement, *values, size=4 * limit), wanted), limit + 1)
    else:  # SQL itself decides
        held = list(sql.rows(f"{statement} LIMIT {limit + 1:d}", *values))
    posts = tuple(Listed(Place(at, number), (source, one), who) for at, number, source, one, who, _ in held)
    if len(posts) > limit:
        return Found(posts[:limit], posts[limit - 1].place, None)
    return Found(posts, floor, from_micros(floor.at) if floor is not None else None)


def newer(s: Session, film: str, than: Place | None, most: int) -> int:
    """How many posts of a film stand above a place (None: at all), up to `most`."""
    above = ("", ()) if than is None else (" AND (r.created_at, r.post_id) > (?, ?)", (than.at, than.post_id))
    inner = f"SELECT 1 FROM reaction r WHERE {_OF_FILM}{above[0]} LIMIT {most:d}"
    film_id = films.ids(s, [film])[film]
    return int(Sql(s).rows(f"SELECT count(*) FROM ({inner}) found", film_id, *above[1])[0][0])


def networks(s: Session, film: str) -> dict[str, int]:
    """The networks that a film has posts on, with how many there were when they were last counted."""
    return dict(map(tuple, Sql(s).rows(_NETWORKS, films.ids(s, [film])[film])))


def languages(s: Session, film: str) -> list[str]:
    """The languages of the film's newest posts."""
    return [row[0] for row in Sql(s).rows(_LANGUAGES, films.ids(s, [film])[film])]


_Part = tuple[str, tuple[object, ...]]


def _bounds(film_id: int, wanted: PostFilter, after: Place | None) -> list[_Part]:
    parts: list[_Part] = [(_OF_FILM, (film_id,))]
    if after is not None:
        parts.append((_BEHIND, (after.at, after.post_id)))
    if wanted.since is not None:
        parts.append(("r.created_at >= ?", (to_micros(wanted.since),)))
    if wanted.until is not None:
        parts.append(("r.created_at < ?", (to_micros(wanted.until),)))
    return parts


def _floor(sql: Sql, bounds: Sequence[_Part]) -> Place | None:
    """The place of the last post that is looked through, None where there are not so many."""
    where = " AND ".join(condition for condition, _ in bounds)
    rows = sql.rows(
        f"SELECT r.created_at, r.post_id FROM reaction r WHERE {where} {_ORDER} LIMIT 1"
        f" OFFSET {SEARCHED - 1}",
        *(value for _, some in bounds for value in some),
    )
    return Place(*rows[0]) if rows else None


def _conditions(sql: Sql, film_id: int, wanted: PostFilter) -> list[_Part]:
    """What is asked of a post beside when it was written; what costs least to look at first."""
    return [
        *_of_score(wanted),
        *_of_signals(film_id, wanted),
        *([("p.source = ?", (wanted.network,))] if wanted.network is not None else []),
        *_of_decisions(film_id, wanted),
        *_of_text(wanted, "ILIKE ? ESCAPE '!'" if sql.postgres else _LIKE),
    ]


def _of_score(wanted: PostFilter) -> Iterator[_Part]:
    if wanted.stance == "unjudged":
        yield "(r.scorer IS NULL OR r.abstained)", ()
    elif wanted.stance is not None:
        yield "r.label = ? AND NOT r.abstained AND r.scorer IS NOT NULL", (wanted.stance,)


def _of_signals(film_id: int, wanted: PostFilter) -> Iterator[_Part]:
    if wanted.language == UNKNOWN:
        yield "r.language IS NULL", ()
    elif wanted.language is not None:
        yield "r.language = ?", (wanted.language,)
    if wanted.excluded == COUNTED:
        yield "r.excluded IS NULL AND r.text_key IS NOT NULL", ()
    elif wanted.excluded == LEFT_OUT:
        yield "r.excluded IS NOT NULL", ()
    elif wanted.excluded is not None:
        yield "r.excluded = ?", (wanted.excluded,)
    if wanted.flag is not None:
        yield f"r.flags {_LIKE}", (f"%[{_plain(orjson.dumps(wanted.flag).decode())},%",)
    if wanted.author_class is not None:
        yield _author_class(film_id, wanted.author_class)


def _of_decisions(film_id: int, wanted: PostFilter) -> Iterator[_Part]:
    if wanted.decided == "any":
        yield f"{_DECIDED})", (film_id,)
    elif wanted.decided is not None:
        yield f"{_DECIDED} AND d.kind = ?)", (film_id, wanted.decided)


def _of_text(wanted: PostFilter, like: str) -> Iterator[_Part]:
    if wanted.text:
        yield f"p.text {like}", (f"%{_loose(wanted.text)}%",)
    if wanted.words:
        either = " OR ".join(f"p.text {like}" for _ in wanted.words)
        yield f"({either})", tuple(f"%{_loose(word.split()[0])}%" for word in wanted.words)


def _author_class(film_id: int, wanted: str) -> _Part:
    """What an editor says of the author goes before what the signals said."""
    unjudged = " OR r.author_class IS NULL" if wanted == "unknown" else ""
    judged = f"(r.author_class = ?{unjudged})"
    by_signals = f"{judged} AND (r.author_id IS NULL OR r.author_id NOT IN ({_CALLED}))"
    condition = f"(r.author_id IN ({_CALLED} AND value = ?) OR ({by_signals}))"
    return condition, (film_id, wanted, wanted, film_id)


_LIKE = "LIKE ? ESCAPE '!'"


def _plain(words: str) -> str:
    """The words as LIKE takes them letter by letter."""
    return re.sub("([!%_])", r"!\1", words)


def _loose(words: str) -> str:
    """As `_plain`, with anything in place of what is not ASCII, of which SQLite knows no case. What is found
    so is looked at again.
    """
    return "".join(_plain(letter) if letter.isascii() else "%" for letter in words)


def _matching(rows: Iterable[Row], wanted: PostFilter) -> Iterator[Row]:
    """The rows whose text really has what the statement sought."""
    text = wanted.text.casefold()
    words = word_pattern(wanted.words) if wanted.words else None
    for row in rows:
        if text and text not in row[5].casefold():
            continue
        if words is None or words.search(row[5]) is not None:
            yield row


def _first(rows: Iterator[Row], most: int) -> list[Row]:
    return [row for row, _ in zip(rows, range(most), strict=False)]
