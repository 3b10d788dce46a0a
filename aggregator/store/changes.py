"""What a second copy of a known post changes: as little as it must, and nothing where nothing changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from aggregator.model import Post, Signals
from aggregator.store.rows import counts_row, hashtags_json, media_json, micros
from aggregator.store.sql import AMONG, Row, Sql
from aggregator.store.tables import ReactionRow

EARLIEST = -(2**63)


class Known(NamedTuple):
    """What is stored of a post, as far as a copy may change it; counts are (likes, ... views)."""

    id: int
    created_at: int
    edited_at: int | None
    at_home: bool
    content_hash: str
    quotable: bool
    standing_at: int | None
    author_id: int | None
    url: str | None
    language: str | None
    seen_at: int | None
    counts: tuple[int | None, ...]
    films: dict[int, tuple[str, str, bool, str | None]]  # film: (content_hash, text_key, repost, excluded)


# One row for each film of a post, at least one for each post.
FIND = (
    "SELECT p.remote_id, p.id, p.created_at, p.edited_at, p.at_home, p.content_hash, p.quotable,"
    " p.standing_at,"
    " p.author_id, p.url, p.language, c.seen_at, c.likes, c.reposts, c.replies, c.quotes, c.views,"
    " r.film_id, r.content_hash, r.text_key, r.repost, r.excluded"
    " FROM post p JOIN post_counts c ON c.post_id = p.id LEFT JOIN reaction r"
    " ON r.film_id IN (SELECT id FROM film) AND r.created_at = p.created_at AND r.post_id = p.id"
    f" WHERE p.source = ? AND p.remote_id {AMONG}"
)
KEEP_TEXT = (
    "INSERT INTO post_text (post_id, number, text, spoiler_text, content_hash, replaced_at)"
    " SELECT p.id, (SELECT count(*) FROM post_text t WHERE t.post_id = p.id), p.text, p.spoiler_text,"
    " p.content_hash, CAST(? AS BIGINT) FROM post p WHERE p.id = ?"
)
REPLACE = (
    "UPDATE post SET url = coalesce(?, url), text = ?, spoiler_text = ?, content_hash = ?,"
    " author_id = coalesce(?, author_id), edited_at = ?, language = coalesce(?, language), hashtags = ?,"
    " media = ?,"
    " ref_type = ?, ref_id = ?, sensitive = ?, at_home = ? WHERE id = ?"
)
FILL = (
    "UPDATE post SET url = coalesce(url, ?), author_id = coalesce(author_id, ?),"
    " language = coalesce(language, ?)"
    " WHERE id = ?"
)
QUOTABLE = "UPDATE post SET quotable = ? WHERE id = ?"
STANDS_AGAIN = "UPDATE post SET standing = NULL, standing_at = NULL WHERE id = ?"
COUNTS = (
    "UPDATE post_counts SET likes = ?, reposts = ?, replies = ?, quotes = ?, views = ?, seen_at = ?"
    " WHERE post_id = ?"
)
AT = " WHERE film_id = ? AND created_at = ? AND post_id = ?"
AUTHOR = f"UPDATE reaction SET author_id = ?{AT}"
UNSCORE = f"UPDATE reaction SET scorer = NULL{AT}"
SIGNALS = f"UPDATE reaction SET content_hash = ?, text_key = ?, repost = ?, excluded = ?{AT}"
JOIN_FILM = (
    f"INSERT INTO {ReactionRow.__tablename__} (film_id, created_at, post_id, author_id, content_hash,"
    " text_key,"
    " repost, excluded) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def find_known(sql: Sql, source: str, remote_ids: list[str]) -> dict[str, Known]:
    """What is stored of these posts of a network, by id."""
    found: dict[str, Known] = {}
    for row in sql.rows(FIND, source, sql.values(remote_ids)):
        remote_id = row[0]
        if remote_id not in found:
            found[remote_id] = Known._make((*row[1:12], row[12:17], {}))
        if row[17] is not None:
            found[remote_id].films[row[17]] = (row[18], row[19], row[20], row[21])
    return found


class Changes:
    """Gathers what has to be written, then writes it, each kind at once."""

    def __init__(self, sql: Sql, films: Mapping[str, int], seen_at: datetime | None) -> None:
        self._sql = sql
        self._films = films
        self._seen_at = micros(seen_at)
        self._work: dict[str, list[Row]] = {
            # In this order: the old text is kept before it goes.
            statement: []
            for statement in (
                KEEP_TEXT, REPLACE, FILL, QUOTABLE, STANDS_AGAIN, COUNTS, AUTHOR, UNSCORE, SIGNALS, JOIN_FILM,
            )
        }  # fmt: skip
        self._buckets: set[tuple[int, int]] = set()
        self.edited = 0

    def compare(
        self, held: Known, post: Post, films: tuple[tuple[str, Signals], ...], author_id: int | None
    ) -> None:
        """Notes what this copy changes."""
        words = self._words(held, post, author_id)
        self._notices(held, post)
        self._counts(held, post)
        for slug, signals in films:
            self._film(held, self._films[slug], signals, words=words, post=post, author_id=author_id)

    def write(self) -> set[tuple[int, int]]:
        """Writes all of it; (film, created_at) of what must be counted again."""
        for statement, rows in self._work.items():
            self._sql.many(statement, rows)
        return self._buckets

    def _words(self, held: Known, post: Post, author_id: int | None) -> str:
        """Replaces the post's content if this copy is the better one; the hash of what stands then."""
        edited_at = micros(post.edited_at)
        better = (post.at_home, EARLIEST if edited_at is None else edited_at) > (
            bool(held.at_home),
            EARLIEST if held.edited_at is None else held.edited_at,
        )
        late_author = author_id is not None and held.author_id is None
        if late_author:
            self._work[AUTHOR] += [(author_id, film, held.created_at, held.id) for film in held.films]
        if not better:
            fills = (post.url and held.url is None) or (post.language and held.language is None)
            if late_author or fills:
                self._work[FILL].append((post.url, author_id, post.language, held.id))
            return held.content_hash
        words = post.content_hash
        if words != held.content_hash:
            self.edited += 1
            self._work[KEEP_TEXT].append((edited_at, held.id))
            self._work[UNSCORE] += [(film, held.created_at, held.id) for film in held.films]
        ref = post.ref
        self._work[REPLACE].append((
            post.url, post.text, post.spoiler_text, words, author_id, edited_at, post.language,
            hashtags_json(post.hashtags), media_json(post.media), ref and ref.type, ref and ref.id,
            post.sensitive, post.at_home, held.id,
        ))  # fmt: skip
        if author_id not in (None, held.author_id) and not late_author:
            self._work[AUTHOR] += [(author_id, film, held.created_at, held.id) for film in held.films]
        return words

    def _notices(self, held: Known, post: Post) -> None:
        """Whether it may be quoted: "no" counts from any copy, "yes again" only from a later look at home."""
        later = self._seen_at is not None and (held.seen_at is None or self._seen_at > held.seen_at)
        if post.quotable != bool(held.quotable) and (
            not post.quotable or (later and post.at_home >= bool(held.at_home))
        ):
            self._work[QUOTABLE].append((post.quotable, held.id))
        if held.standing_at is not None and self._seen_at is not None and self._seen_at > held.standing_at:
            self._work[STANDS_AGAIN].append((held.id,))

    def _counts(self, held: Known, post: Post) -> None:
        stored, shown = held.counts, counts_row(post.counts)
        seen_at = held.seen_at
        if shown == stored and (self._seen_at is None or self._seen_at == seen_at):
            return
        if self._seen_at is None and seen_at is None:
            # Two archives: neither says when it counted, and counts mostly grow.
            merged = tuple(max(a, b, key=_unknown_first) for a, b in zip(stored, shown, strict=True))
        elif self._seen_at is not None and (seen_at is None or self._seen_at >= seen_at):
            seen_at = self._seen_at
            merged = tuple(a if b is None else b for a, b in zip(stored, shown, strict=True))
        else:
            merged = tuple(b if a is None else a for a, b in zip(stored, shown, strict=True))
        if merged != stored or seen_at != held.seen_at:
            self._work[COUNTS].append((*merged, seen_at, held.id))

    def _film(
        self, held: Known, film: int, signals: Signals, *, words: str, post: Post, author_id: int | None
    ) -> None:
        """Adds the post to a film, or gives its reaction the signals of the words that stand now."""
        stored = held.films.get(film)
        judgement = (signals.text_key, signals.repost, signals.excluded)
        if stored is not None and stored[0] == words and tuple(stored[1:]) == judgement:
            return
        place = (film, held.created_at, held.id)
        judged = post.content_hash
        if stored is None:
            # Signals of a copy whose words did not win belong to other words: marked as stale by their hash.
            self._work[JOIN_FILM].append((*place, author_id or held.author_id, judged, *judgement))
        elif judged == words:
            self._work[SIGNALS].append((judged, *judgement, *place))
        else:
            return
        self._buckets.add((film, held.created_at))


def _unknown_first(value: int | None) -> int:
    return EARLIEST if value is None else value


__all__ = ["Changes", "Known", "find_known"]
