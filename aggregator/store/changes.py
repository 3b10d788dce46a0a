"""What a second copy of a known post changes: as little as it must, and nothing where nothing changed."""

from collections.abc import Sequence
from typing import NamedTuple

from aggregator.model import Post
from aggregator.store.rows import counts_row, hashtags_json, media_json, micros
from aggregator.store.sql import AMONG, Row, Sql

EARLIEST = -(2**63)
NO_TIME_OF_EDITS = frozenset({"bluesky"})


class Known(NamedTuple):
    """What is stored of a post, as far as a copy may change it; flags may be 0 and 1.

    `film` is one film that it belongs to, of those that were asked for.
    """

    remote_id: str
    id: int
    created_at: int
    edited_at: int | None
    at_home: bool
    quotable: bool
    standing_at: int | None
    author_id: int | None
    has_url: bool
    has_language: bool
    content_hash: str
    seen_at: int | None
    likes: int | None
    reposts: int | None
    replies: int | None
    quotes: int | None
    views: int | None
    film: int | None
    # Of the author; all null where none is known.
    as_of: int | None
    remote_author: str | None
    handle: str | None
    name: str | None
    followers: int | None
    verified: bool | None
    joined_at: int | None
    bot: bool | None
    rating: float | None

    def is_settled(self, post: Post, written: int, seen_at: int | None) -> bool:
        """Whether this copy plainly tells nothing new: the usual end when an archive is read again.

        False says nothing: the copy has to be looked at. Films are not looked at here.
        """
        counts, author = post.counts, post.author
        if author is None:
            if self.author_id is not None:
                return False
        elif not (
            self.handle == author.handle
            and self.as_of is not None
            and self.as_of >= written
            and self.remote_author == author.id
            and self.name == author.name
            and self.followers == author.followers
            and self.verified == author.verified
            and self.bot == author.bot
            and self.joined_at == (None if author.created_at is None else micros(author.created_at))
        ):
            return False
        return (
            self.likes == counts.likes
            and self.reposts == counts.reposts
            and self.replies == counts.replies
            and self.quotes == counts.quotes
            and self.views == counts.views
            and self.seen_at == seen_at
            and post.edited_at is None
            and post.at_home <= self.at_home
            and post.quotable == self.quotable
            and self.standing_at is None
            and (self.has_url or post.url is None)
            and (self.has_language or post.language is None)
            and (post.rating is None or post.rating == self.rating)
        )


# {} chooses the films. One row for each of the films that a post belongs to, at least one for each post.
FIND = (
    "SELECT p.remote_id, p.id, p.created_at, p.edited_at, p.at_home, p.quotable, p.standing_at, p.author_id,"
    " p.url IS NOT NULL, p.language IS NOT NULL, p.content_hash, c.seen_at,"
    " c.likes, c.reposts, c.replies, c.quotes, c.views, r.film_id,"
    " a.as_of, a.remote_id, a.handle, a.name, a.followers, a.verified, a.created_at, a.bot, p.rating"
    " FROM post p JOIN post_counts c ON c.post_id = p.id LEFT JOIN author a ON a.id = p.author_id"
    " LEFT JOIN reaction r"
    " ON r.film_id {} AND r.created_at = p.created_at AND r.post_id = p.id"
    f" WHERE p.source = ? AND p.remote_id {AMONG}"
)
FIND_OF_ONE, FIND_OF_SOME = FIND.format("= ?"), FIND.format(AMONG)
KEEP_TEXT = (
    "INSERT INTO post_text (post_id, number, text, spoiler_text, content_hash, replaced_at)"
    " SELECT p.id, (SELECT count(*) FROM post_text t WHERE t.post_id = p.id), p.text, p.spoiler_text,"
    " p.content_hash, CAST(? AS BIGINT) FROM post p WHERE p.id = ?"
)
REPLACE = (
    "UPDATE post SET url = coalesce(?, url), text = ?, spoiler_text = ?, content_hash = ?,"
    " author_id = coalesce(?, author_id), edited_at = ?, language = coalesce(?, language), hashtags = ?,"
    " media = ?,"
    " ref_type = ?, ref_id = ?, sensitive = ?, at_home = ?, rating = coalesce(?, rating) WHERE id = ?"
)
FILL = (
    "UPDATE post SET url = coalesce(url, ?), author_id = coalesce(author_id, ?),"
    " language = coalesce(language, ?)"
    " WHERE id = ?"
)
RATING = "UPDATE post SET rating = ? WHERE id = ?"
QUOTABLE = "UPDATE post SET quotable = ? WHERE id = ?"
STANDS_AGAIN = "UPDATE post SET standing = NULL, standing_at = NULL WHERE id = ?"
COUNTS = (
    "UPDATE post_counts SET likes = ?, reposts = ?, replies = ?, quotes = ?, views = ?, seen_at = ?"
    " WHERE post_id = ?"
)
# Every film's reaction to the post.
ALL = " WHERE film_id IN (SELECT id FROM film) AND created_at = ? AND post_id = ?"
AUTHOR = f"UPDATE reaction SET author_id = ?{ALL}"
FILMS = f"SELECT film_id, created_at FROM reaction{ALL}"
UNSCORE = f"UPDATE reaction SET scorer = NULL, text_key = NULL, repost = NULL, excluded = NULL{ALL}"


def find_known(
    sql: Sql, source: str, remote_ids: list[str], films: Sequence[int]
) -> tuple[dict[str, Known], set[tuple[int, int]]]:
    """What is stored of these posts of a network, by id; (post, film) of what belongs to several films."""
    found: dict[str, Known] = {}
    more: set[tuple[int, int]] = set()
    # One film, the usual case, is looked up faster than a list of one.
    statement, asked = (FIND_OF_ONE, films[0]) if len(films) == 1 else (FIND_OF_SOME, sql.values(films))
    for row in map(Known._make, sql.rows(statement, asked, source, sql.values(remote_ids))):
        held = found.setdefault(row.remote_id, row)
        if held is not row:
            more |= {(held.id, held.film or 0), (held.id, row.film or 0)}
    return found, more


class Changes:
    """Gathers what has to be written, then writes it, each kind at once."""

    def __init__(self, sql: Sql, more: set[tuple[int, int]], seen_at: int | None) -> None:
        self._sql = sql
        self._more = more  # (post, film), as find_known tells it
        self._seen_at = seen_at
        self._work: dict[str, list[Row]] = {
            # In this order: the old text is kept before it goes.
            statement: []
            for statement in (
                KEEP_TEXT,
                REPLACE,
                FILL,
                RATING,
                QUOTABLE,
                STANDS_AGAIN,
                COUNTS,
                AUTHOR,
                UNSCORE,
            )
        }
        self._unscored: list[tuple[int, int]] = []
        self.joined: list[tuple[int, int, int, int | None]] = []  # film, created_at, post, author
        self.edited = 0

    def compare(self, held: Known, post: Post, films: tuple[int, ...], author_id: int | None) -> None:
        """Notes what this copy changes."""
        self._counts(held, post)
        self._words(held, post, author_id)
        self._notices(held, post)
        for film in films:
            if film != held.film and (held.id, film) not in self._more:
                self.joined.append((film, held.created_at, held.id, author_id or held.author_id))

    def write(self) -> set[tuple[int, int]]:
        """Writes all of it; (film, created_at) of what must be counted again."""
        for statement, rows in self._work.items():
            self._sql.many(statement, rows)
        found = [row for place in self._unscored for row in self._sql.rows(FILMS, *place)]
        return {(film, written) for film, written in found}

    def _words(self, held: Known, post: Post, author_id: int | None) -> None:
        """Replaces the post's content if this copy is the better one."""
        edited_at = micros(post.edited_at)
        better = (post.at_home, EARLIEST if edited_at is None else edited_at) > (
            bool(held.at_home),
            EARLIEST if held.edited_at is None else held.edited_at,
        )
        untimed = not better and self._is_later(held, post)
        better = better or untimed
        place = (held.created_at, held.id)
        if author_id is not None and author_id != held.author_id and (better or held.author_id is None):
            self._work[AUTHOR].append((author_id, *place))
        if not better:
            late_author = author_id is not None and held.author_id is None
            fills = (post.url and not held.has_url) or (post.language and not held.has_language)
            if late_author or fills:
                self._work[FILL].append((post.url, author_id, post.language, held.id))
            return
        words = post.content_hash
        if words != held.content_hash:
            self.edited += 1
            self._work[KEEP_TEXT].append((edited_at, held.id))
            self._work[UNSCORE].append(place)
            self._unscored.append(place)
        ref = post.ref
        self._work[REPLACE].append((
            post.url, post.text, post.spoiler_text, words, author_id,
            held.edited_at if untimed else edited_at, post.language,
            hashtags_json(post.hashtags), media_json(post.media), ref and ref.type, ref and ref.id,
            post.sensitive, post.at_home, post.rating, held.id,
        ))  # fmt: skip

    def _is_later(self, held: Known, post: Post) -> bool:
        """Whether it is a later look at a network that tells no time of edits, and says other words."""
        return (
            post.source in NO_TIME_OF_EDITS
            and post.at_home
            and post.edited_at is None
            and post.content_hash != held.content_hash
            and self._seen_at is not None
            and (held.seen_at is None or self._seen_at > held.seen_at)
        )

    def _notices(self, held: Known, post: Post) -> None:
        """Whether it may be quoted: "no" counts from any copy, "yes again" only from a later look at home.

        So does another rating: it changes without a time of edit, and no word with it.
        """
        later = self._seen_at is not None and (held.seen_at is None or self._seen_at > held.seen_at)
        later = later and post.at_home >= bool(held.at_home)
        if post.quotable != bool(held.quotable) and (not post.quotable or later):
            self._work[QUOTABLE].append((post.quotable, held.id))
        if post.rating not in (None, held.rating) and (later or held.rating is None):
            self._work[RATING].append((post.rating, held.id))
        if held.standing_at is not None and self._seen_at is not None and self._seen_at > held.standing_at:
            self._work[STANDS_AGAIN].append((held.id,))

    def _counts(self, held: Known, post: Post) -> None:
        stored, shown = held[12:17], counts_row(post.counts)
        seen_at = held.seen_at
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


def _unknown_first(value: int | None) -> int:
    return EARLIEST if value is None else value


__all__ = ["Changes", "Known", "find_known"]
