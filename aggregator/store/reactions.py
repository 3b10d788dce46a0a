"""Reactions: posts of a film with what we think of them, and those that nobody has judged yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import orjson
from sqlalchemy.orm import Session

from aggregator.model import NOT_JUDGED, PICKED, WITHDRAWN, Flag, Post, Reaction, Score, Signals
from aggregator.model.quick import quick
from aggregator.store import evidence, films, rollups
from aggregator.store.columns import from_micros, to_micros
from aggregator.store.released import OF_FILM
from aggregator.store.rows import AWAY, POST_COLUMNS, POST_WIDTH, PostReader, instant
from aggregator.store.sql import AMONG, Row, Sql

STANDING, SEEN_AT = 14, 21  # where POST_COLUMNS holds p.standing and c.seen_at
JOINED = (
    "reaction r JOIN post p ON p.id = r.post_id JOIN post_counts c ON c.post_id = p.id"
    " LEFT JOIN author a ON a.id = p.author_id"
)
REACTION = (
    f"SELECT {POST_COLUMNS}, r.text_key, r.repost, r.excluded, r.author_class, r.language, r.flags,"
    " r.scorer, r.label, r.negative, r.neutral, r.positive, r.polarity, r.evidence, r.abstained"
    f" FROM {JOINED} WHERE r.film_id = ?"
)
ORDER = " ORDER BY r.created_at, r.post_id"
WINDOW = f"{REACTION} AND r.created_at >= ? AND r.created_at < ?{ORDER}"
# A reaction's only key begins with film and time: the post knows the time. CROSS: from posts to reactions,
# else SQLite reads all of the film's.
OF_POSTS = REACTION.replace("reaction r JOIN post p ON p.id = r.post_id", "post p CROSS JOIN reaction r") + (
    f" AND r.post_id = p.id AND r.created_at = p.created_at AND p.id {AMONG}"
)
BATCH = 5_000
HOUR_MICROS = 3_600_000_000
HOURLY = (
    f"SELECT p.source, r.created_at / {HOUR_MICROS}, count(*) FROM reaction r JOIN post p ON p.id = r.post_id"
    " WHERE r.film_id = ? AND r.created_at >= ? AND r.created_at < ? AND r.excluded IS NULL"
    f" AND r.text_key IS NOT NULL GROUP BY p.source, r.created_at / {HOUR_MICROS} ORDER BY 1, 2"
)
MINUTE_MICROS = 60_000_000
MINUTELY = (
    f"SELECT p.source, r.created_at / {MINUTE_MICROS}, count(*) FROM reaction r"
    " JOIN post p ON p.id = r.post_id LEFT JOIN pick k ON k.film_id = r.film_id AND k.post_id = r.post_id"
    " WHERE r.film_id = ? AND r.created_at >= ? AND r.created_at < ? AND r.excluded IS NULL"
    f" AND k.post_id IS NULL GROUP BY p.source, r.created_at / {MINUTE_MICROS} ORDER BY 1, 2"
)

STALE = "(r.scorer IS NULL OR r.scorer <> ?)"
TODO = f"SELECT {POST_COLUMNS}, r.post_id FROM {JOINED} WHERE r.film_id = ?"

# What a score of a film may be about, as it stands, with what rollups count.
PRESENT = (
    "SELECT p.id, p.created_at, p.content_hash, p.source, r.repost, r.excluded FROM post p JOIN reaction r"
    " ON r.film_id = ? AND r.created_at = p.created_at AND r.post_id = p.id"
    f" WHERE p.id {AMONG}"
)
SAVE = (
    "UPDATE reaction SET content_hash = ?, text_key = ?, repost = ?, excluded = ?, author_class = ?,"
    " language = ?, flags = ?, scorer = ?, label = ?, negative = ?, neutral = ?, positive = ?,"
    " polarity = ?, evidence = ?, abstained = ?, scored_at = ?"
    " WHERE film_id = ? AND created_at = ? AND post_id = ?"
)


_make_reaction, _make_score, _make_signals = quick(Reaction), quick(Score), quick(Signals)


class Unscored(NamedTuple):
    """A post to be judged and scored for a film.

    `again`: it has a score, but by another scorer or too old a one.
    """

    film: str
    post_id: int
    post: Post
    again: bool


class Scored(NamedTuple):
    """What we think of the text with this hash."""

    film: str
    post_id: int
    content_hash: str
    score: Score
    signals: Signals


def window(
    s: Session, film: str, since: datetime, until: datetime, *, limit: int | None = None
) -> list[Reaction]:
    """All reactions of [since, until), oldest first; an edited text has lost its score and signals.

    `limit`: only so many, the earliest. Of a post that does not stand any more the signals say so: it is
    excluded as WITHDRAWN has it.
    """
    film_id = films.ids(s, [film])[film]
    # Row by row: ten thousand rows of forty values would all have to be looked at by the garbage collector.
    most = "" if limit is None else f" LIMIT {limit:d}"
    rows = Sql(s).stream(WINDOW + most, film_id, to_micros(since), to_micros(until))
    return list(_reactions(film, rows, PostReader()))


def of_posts(s: Session, film: str, post_ids: Sequence[int]) -> list[Reaction]:
    """The reactions of these posts to a film, in no order of note."""
    sql, film_id, reader = Sql(s), films.ids(s, [film])[film], PostReader()
    found: list[Reaction] = []
    for low in range(0, len(post_ids), BATCH):
        some = sql.values(post_ids[low : low + BATCH])
        found += _reactions(film, sql.rows(OF_POSTS, film_id, some), reader)
    return found


def hourly(s: Session, film: str, since: datetime, until: datetime) -> dict[str, dict[datetime, int]]:
    """For each network how many posts of [since, until) are on topic, reposts with them, by full hour (UTC).

    Networks and hours without any are left out.
    """
    film_id = films.ids(s, [film])[film]
    found: dict[str, dict[datetime, int]] = {}
    for source, hour, posts in Sql(s).rows(HOURLY, film_id, to_micros(since), to_micros(until)):
        found.setdefault(source, {})[from_micros(int(hour) * HOUR_MICROS)] = int(posts)
    return found


def by_minute(s: Session, film: str, since: datetime, until: datetime) -> dict[str, dict[datetime, int]]:
    """For each network how many posts of [since, until) there are by full minute (UTC): on topic or not yet
    judged, reposts with them, none that an editor picked by hand.

    Networks and minutes without any are left out.
    """
    film_id = films.ids(s, [film])[film]
    found: dict[str, dict[datetime, int]] = {}
    for source, minute, posts in Sql(s).rows(MINUTELY, film_id, to_micros(since), to_micros(until)):
        found.setdefault(source, {})[from_micros(int(minute) * MINUTE_MICROS)] = int(posts)
    return found


def each(s: Session, film: str) -> Iterator[Reaction]:
    """Streams all reactions of a film, oldest first; the session has to stay open meanwhile."""
    film_id = films.ids(s, [film])[film]
    return _reactions(film, Sql(s).stream(REACTION + ORDER, film_id), PostReader(remember=1000))


def unscored(
    s: Session,
    scorer: str,
    *,
    film: str | None = None,
    limit: int = 1000,
    again_before: datetime | None = None,
    after: Unscored | None = None,
) -> list[Unscored]:
    """What has no score by this scorer for its present text, at most `limit`.

    Film by film: first what has no score at all, then what another scorer scored, each oldest first.
    `again_before`: also everything that was scored before that instant. `after` goes on behind the last one
    of the batch before, without looking again at what lies before it.
    """
    found: list[Unscored] = []
    sql = Sql(s)
    numbers = films.ids(s, films.known(s) if film is None else [film])
    for slug, film_id in numbers.items():
        for again in (False, True):
            place = None
            if after is not None:
                if (slug, again) < (after.film, after.again):
                    continue
                if (slug, again) == (after.film, after.again):
                    place = (to_micros(after.post.created_at), after.post_id)
            statement, values = _todo(scorer, again_before, again=again, place=place)
            rows = sql.rows(statement, film_id, *values, limit - len(found))
            reader = PostReader()
            found += [Unscored(slug, row[POST_WIDTH], reader.post(row), again) for row in rows]
            if len(found) >= limit:
                return found
    return found


def save_scores(s: Session, scored: Iterable[Scored], *, at: datetime) -> int:
    """Keeps scores and signals; how many. Those for a text that changed meanwhile are dropped."""
    by_film: dict[str, list[Scored]] = {}
    for one in scored:
        by_film.setdefault(one.film, []).append(one)
    if not by_film:
        return 0
    sql = Sql(s)
    moment = to_micros(at)
    rows: list[Row] = []
    recount: dict[str, list[tuple[int, int]]] = {}
    for film, film_id in films.ids(s, by_film).items():
        ids = sql.values(one.post_id for one in by_film[film])
        present = {row[0]: row for row in sql.rows(PRESENT, film_id, ids)}
        picked = {row[0] for row in sql.rows(OF_FILM, film_id)}
        for one in by_film[film]:
            held = present.get(one.post_id)
            if held is None or held[2] != one.content_hash:
                continue  # still unscored
            _, written, words, source, repost, excluded = held
            signals = replace(one.signals, excluded=PICKED) if one.post_id in picked else one.signals
            rows.append((
                words, signals.text_key, signals.repost, signals.excluded, signals.author_class,
                signals.language, _flags_json(signals.flags), *_score_row(one.score), moment,
                film_id, written, one.post_id,
            ))  # fmt: skip
            if (bool(repost), excluded is None) != (signals.repost, signals.excluded is None):
                recount.setdefault(source, []).append((film_id, written))
    sql.many(SAVE, rows)
    for source, places in sorted(recount.items()):
        rollups.mark(sql, source, places)
    return len(rows)


def count_unscored(s: Session, scorer: str, *, film: str | None = None) -> int:
    """How many reactions have no score by this scorer for their present text."""
    sql = Sql(s)
    numbers = films.ids(s, films.known(s) if film is None else [film])
    statement = f"SELECT count(*) FROM reaction r WHERE r.film_id = ? AND {STALE}"
    return sum(int(sql.rows(statement, film_id, scorer)[0][0]) for film_id in numbers.values())


def bounds(s: Session, film: str) -> tuple[datetime | None, datetime | None]:
    """The instants of a film's oldest and newest post, None where it has none."""
    ends = "SELECT created_at FROM reaction WHERE film_id = f.id ORDER BY created_at"
    found = Sql(s).rows(f"SELECT ({ends} LIMIT 1), ({ends} DESC LIMIT 1) FROM film f WHERE f.slug = ?", film)
    return (instant(found[0][0]), instant(found[0][1])) if found else (None, None)


def count(s: Session, film: str | None = None) -> int:
    """How many reactions are stored, of one film or of all."""
    if film is None:
        return int(Sql(s).rows("SELECT count(*) FROM reaction")[0][0])
    film_id = films.ids(s, [film])[film]
    return int(Sql(s).rows("SELECT count(*) FROM reaction WHERE film_id = ?", film_id)[0][0])


def _reactions(film: str, rows: Iterable[Row], reader: PostReader) -> Iterator[Reaction]:
    for row in rows:
        (
            text_key, repost, excluded, author_class, language, flags,
            scorer, label, negative, neutral, positive, polarity, weighed, abstained,
        ) = row[POST_WIDTH:]  # fmt: skip
        score = None
        if scorer is not None:
            odds = (negative, neutral, positive)
            signs = evidence.read(weighed)
            score = _make_score(scorer, label, odds, polarity, signs, bool(abstained))
        if excluded in (None, PICKED) and row[STANDING] is not None:
            excluded = WITHDRAWN.get("hidden" if row[STANDING] == AWAY else row[STANDING])
        signals = NOT_JUDGED
        if text_key is not None:
            told = () if flags is None else _read_flags(flags)
            signals = _make_signals(
                text_key, bool(repost), excluded, author_class or "unknown", language, told
            )
        yield _make_reaction(film, reader.post(row), score, signals, instant(row[SEEN_AT]))


@lru_cache(maxsize=20_000)
def _read_flags(stored: str) -> tuple[Flag, ...]:
    """The column's JSON as signals hold it; the same few findings come again and again."""
    return tuple([Flag(*one) for one in orjson.loads(stored)])


@lru_cache(maxsize=20_000)
def _flags_json(flags: tuple[Flag, ...]) -> str | None:
    return orjson.dumps([(one.name, one.because) for one in flags]).decode() if flags else None


def _todo(
    scorer: str, again_before: datetime | None, *, again: bool, place: tuple[int, int] | None
) -> tuple[str, list[object]]:
    """The statement, and its values between the film and the limit."""
    values: list[object] = []
    if not again:
        wanted = "r.scorer IS NULL"  # these stand in a small index of their own
    elif again_before is None:
        wanted = "r.scorer <> ?"
        values = [scorer]
    else:
        wanted = "r.scorer IS NOT NULL AND (r.scorer <> ? OR r.scored_at < ?)"
        values = [scorer, to_micros(again_before)]
    behind = "" if place is None else " AND (r.created_at, r.post_id) > (?, ?)"
    values += () if place is None else place
    return f"{TODO} AND {wanted}{behind}{ORDER} LIMIT ?", values


def _score_row(score: Score) -> Row:
    odds = score.probabilities
    return (
        score.scorer, score.label, *odds, score.polarity, evidence.written(score.evidence), score.abstained,
    )  # fmt: skip
