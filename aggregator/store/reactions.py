"""Reactions: posts of a film with what we think of them, and those that nobody has judged yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy.orm import Session

from aggregator.model import Evidence, Post, Reaction, Score, Signals
from aggregator.store import films, rollups
from aggregator.store.columns import to_micros
from aggregator.store.rows import POST_COLUMNS, POST_WIDTH, PostReader, instant
from aggregator.store.sql import AMONG, Row, Sql

SEEN_AT = 21  # where POST_COLUMNS holds c.seen_at
JOINED = (
    "reaction r JOIN post p ON p.id = r.post_id JOIN post_counts c ON c.post_id = p.id"
    " LEFT JOIN author a ON a.id = p.author_id"
)
REACTION = (
    f"SELECT {POST_COLUMNS}, r.text_key, r.repost, r.excluded, r.scorer, r.label, r.negative,"
    f" r.neutral, r.positive, r.polarity, r.evidence, r.abstained FROM {JOINED} WHERE r.film_id = ?"
)
ORDER = " ORDER BY r.created_at, r.post_id"
WINDOW = f"{REACTION} AND r.created_at >= ? AND r.created_at < ?{ORDER}"

STALE = "(r.scorer IS NULL OR r.scorer <> ?)"
TODO = f"SELECT {POST_COLUMNS}, r.post_id, p.content_hash <> r.content_hash FROM {JOINED} WHERE r.film_id = ?"

SAVE = (
    "UPDATE reaction SET content_hash = ?, scorer = ?, label = ?, negative = ?, neutral = ?, positive = ?,"
    " polarity = ?, evidence = ?, abstained = ?, scored_at = ?"
    " WHERE film_id = ? AND created_at = ? AND post_id = ?"
)
SIGNALS = (
    "UPDATE reaction SET text_key = ?, repost = ?, excluded = ?"
    " WHERE film_id = ? AND created_at = ? AND post_id = ?"
)


class Unscored(NamedTuple):
    """A post to be scored for a film.

    `edited`: its signals are of an earlier text, new ones are due too. `again`: it has a score, but by
    another scorer or too old a one.
    """

    film: str
    post_id: int
    post: Post
    edited: bool
    again: bool


class Scored(NamedTuple):
    """A score for the text with this hash, with new signals where they are due."""

    film: str
    post_id: int
    content_hash: str
    score: Score
    signals: Signals | None = None


def window(s: Session, film: str, since: datetime, until: datetime) -> list[Reaction]:
    """All reactions of [since, until), oldest first; no score where the text changed since it was scored."""
    film_id = films.ids(s, [film])[film]
    rows = Sql(s).rows(WINDOW, film_id, to_micros(since), to_micros(until))
    return list(_reactions(film, rows, PostReader()))


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
            found += [
                Unscored(slug, row[POST_WIDTH], reader.post(row), bool(row[POST_WIDTH + 1]), again)
                for row in rows
            ]
            if len(found) >= limit:
                return found
    return found


def save_scores(s: Session, scored: Iterable[Scored | tuple[str, int, str, Score]], *, at: datetime) -> int:
    """Keeps scores; how many. One for a text that changed meanwhile is dropped: it is still unscored."""
    every = [Scored(*one) for one in scored]
    if not every:
        return 0
    sql = Sql(s)
    numbers = films.ids(s, {one.film for one in every})
    stored = _hashes(sql, sorted({one.post_id for one in every}))
    current = [one for one in every if stored.get(one.post_id, (0, "", ""))[1] == one.content_hash]
    moment = to_micros(at)
    places = [(numbers[one.film], stored[one.post_id][0], one.post_id) for one in current]
    sql.many(
        SAVE,
        [
            (one.content_hash, *_score_row(one.score), moment, *at)
            for one, at in zip(current, places, strict=True)
        ],
    )
    judged = [
        (one.signals, stored[one.post_id][2], at)
        for one, at in zip(current, places, strict=True)
        if one.signals
    ]
    sql.many(
        SIGNALS, [(signals.text_key, signals.repost, signals.excluded, *at) for signals, _, at in judged]
    )
    for source in sorted({source for _, source, _ in judged}):
        rollups.mark(sql, source, [at[:2] for _, name, at in judged if name == source])
    return len(current)


def count_unscored(s: Session, scorer: str, *, film: str | None = None) -> int:
    """How many reactions have no score by this scorer for their present text."""
    sql = Sql(s)
    numbers = films.ids(s, films.known(s) if film is None else [film])
    statement = f"SELECT count(*) FROM reaction r WHERE r.film_id = ? AND {STALE}"
    return sum(int(sql.rows(statement, film_id, scorer)[0][0]) for film_id in numbers.values())


def count(s: Session, film: str | None = None) -> int:
    """How many reactions are stored, of one film or of all."""
    if film is None:
        return int(Sql(s).rows("SELECT count(*) FROM reaction")[0][0])
    film_id = films.ids(s, [film])[film]
    return int(Sql(s).rows("SELECT count(*) FROM reaction WHERE film_id = ?", film_id)[0][0])


def _reactions(film: str, rows: Iterable[Row], reader: PostReader) -> Iterator[Reaction]:
    for row in rows:
        (
            text_key, repost, excluded,
            scorer, label, negative, neutral, positive, polarity, evidence, abstained,
        ) = row[POST_WIDTH:]  # fmt: skip
        score = None
        if scorer is not None:
            signs = () if evidence == "[]" else tuple(Evidence(*sign) for sign in orjson.loads(evidence))
            score = Score(scorer, label, (negative, neutral, positive), polarity, signs, bool(abstained))
        yield Reaction(
            film, reader.post(row), score, Signals(text_key, bool(repost), excluded), instant(row[SEEN_AT])
        )


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


def _hashes(sql: Sql, post_ids: list[int]) -> dict[int, tuple[int, str, str]]:
    """(created_at, content_hash, source) of the posts as they stand."""
    rows = sql.rows(
        f"SELECT id, created_at, content_hash, source FROM post WHERE id {AMONG}",
        sql.values(post_ids),
    )
    return {post_id: (created_at, words, source) for post_id, created_at, words, source in rows}


def _score_row(score: Score) -> Row:
    evidence = (
        orjson.dumps([(sign.words, sign.weight) for sign in score.evidence]).decode()
        if score.evidence
        else "[]"
    )
    return (score.scorer, score.label, *score.probabilities, score.polarity, evidence, score.abstained)
