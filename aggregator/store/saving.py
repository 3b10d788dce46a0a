"""How posts get in: one call is one batch, each post once, whoever reads it and how often.

Copies of one post are one post. Which copy's words stand: the one from the author's own server, then the one
edited last, then the first seen; so the order of reading does not matter. Of counts the newest stand, and an
unknown count never overwrites a known one. What did not change is not written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from aggregator.model import Post, Signals
from aggregator.store import films, rollups
from aggregator.store.authors import LONGEST_KEY, Crowd
from aggregator.store.changes import Changes, Known, find_known
from aggregator.store.columns import to_micros
from aggregator.store.rows import counts_row, hashtags_json, is_storable, media_json, micros, storable
from aggregator.store.sql import Row, Sql, insert_into
from aggregator.store.tables import PostCountsRow, PostRow, ReactionRow
from aggregator.store.tombstones import Graveyard

INSERT_POST = insert_into(
    PostRow,
    (
        "id", "source", "remote_id", "url", "text", "spoiler_text", "content_hash", "author_id", "created_at",
        "edited_at", "language", "hashtags", "media", "ref_type", "ref_id", "sensitive",
        "quotable", "at_home",
    ),
)  # fmt: skip
INSERT_COUNTS = insert_into(
    PostCountsRow, ("post_id", "likes", "reposts", "replies", "quotes", "views", "seen_at")
)
INSERT_REACTION = insert_into(
    ReactionRow,
    ("film_id", "created_at", "post_id", "author_id", "content_hash", "text_key", "repost", "excluded"),
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A post as a network showed it, and for which films it stands, with its signals for each."""

    post: Post
    films: tuple[tuple[str, Signals], ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a batch: new + known + refused are the sightings given; the edited are known ones."""

    new: int = 0
    known: int = 0
    edited: int = 0
    refused: int = 0


def save(s: Session, sightings: Sequence[Sighting], *, seen_at: datetime | None) -> Saved:
    """Saves up to 1,000 sightings, any networks and films among them, also several of one post.

    `seen_at` is when the network showed them, None for an archive's. Erased posts, and those of erased
    authors, are refused.

    Raises:
        StoreError: a film that was never synced.
    """
    if not is_storable(sighting.post for sighting in sightings):
        sightings = [Sighting(storable(sighting.post), sighting.films) for sighting in sightings]
    numbers = films.ids(s, {slug for sighting in sightings for slug, _ in sighting.films})
    sql = Sql(s)
    erased = Graveyard(sql)
    new = known = edits = refused = 0
    rest: Sequence[Sighting] = sightings
    while rest:  # each turn saves every post of the batch once; a second copy meets the first as a known post
        first: dict[tuple[str, str], Sighting] = {}
        again: list[Sighting] = []
        for sighting in rest:
            post = sighting.post
            held = first.setdefault((post.source, post.remote_id), sighting)
            if held is not sighting:
                if held == sighting:
                    known += 1
                else:
                    again.append(sighting)
        for source, group in groupby(sorted(first), key=lambda key: key[0]):
            saved = _Batch(sql, source, numbers, erased, seen_at).save([first[key] for key in group])
            new += saved.new
            known += saved.known
            edits += saved.edited
            refused += saved.refused
        rest = again
    return Saved(new, known, edits, refused)


class _Batch:
    """Posts of one network, each once, in the order of their ids."""

    def __init__(
        self, sql: Sql, source: str, film_ids: dict[str, int], erased: Graveyard, seen_at: datetime | None
    ) -> None:
        self._sql = sql
        self._erased = erased
        self._source = source
        self._films = film_ids
        self._seen_at = seen_at
        self._changed: set[tuple[int, int]] = set()  # (film, created_at) whose bucket must be counted again

    def save(self, sightings: list[Sighting]) -> Saved:
        sql, source = self._sql, self._source
        sql.lock(f"posts of {source}")
        found = find_known(sql, source, [sighting.post.remote_id for sighting in sightings])
        accepted = self._accepted(sightings, found)
        crowd = Crowd(source, self._seen_at)
        written = [to_micros(sighting.post.created_at) for sighting in accepted]
        keys = [crowd.add(each.post.author, at) for each, at in zip(accepted, written, strict=True)]
        authors = crowd.save(sql)
        fresh: list[tuple[Sighting, int, int | None]] = []
        changes = Changes(sql, self._films, self._seen_at)
        for sighting, at, key in zip(accepted, written, keys, strict=True):
            author_id = None if key is None else authors[key]
            held = found.get(sighting.post.remote_id)
            if held is None:
                fresh.append((sighting, at, author_id))
            else:
                changes.compare(held, sighting.post, sighting.films, author_id)
        self._insert(fresh)
        self._changed |= changes.write()
        rollups.mark(sql, source, self._changed)
        return Saved(len(fresh), len(accepted) - len(fresh), changes.edited, len(sightings) - len(accepted))

    def _accepted(self, sightings: list[Sighting], found: dict[str, Known]) -> list[Sighting]:
        """Without the erased ones, and without ids that no index holds."""
        out = {each.post.remote_id for each in sightings if len(each.post.remote_id) > LONGEST_KEY}
        if not self._erased.empty:
            posts = [each.post for each in sightings if each.post.remote_id not in found]
            out |= self._erased.holds("post", self._source, (post.remote_id for post in posts))
            keys = {post.author.key for post in posts if post.author is not None}
            gone = self._erased.holds("author", self._source, sorted(key for key in keys if key))
            out |= {post.remote_id for post in posts if post.author is not None and post.author.key in gone}
        return [each for each in sightings if each.post.remote_id not in out] if out else sightings

    def _insert(self, fresh: list[tuple[Sighting, int, int | None]]) -> None:
        ids = self._sql.new_ids("post", len(fresh))
        seen_at = micros(self._seen_at)
        films = self._films
        posts: list[Row] = []
        counts: list[Row] = []
        reactions: list[tuple[Any, ...]] = []
        for post_id, (sighting, at, author_id) in zip(ids, fresh, strict=True):
            post = sighting.post
            words = post.content_hash
            ref = post.ref
            posts.append((
                post_id, post.source, post.remote_id, post.url, post.text, post.spoiler_text, words,
                author_id, at,
                None if post.edited_at is None else to_micros(post.edited_at), post.language,
                hashtags_json(post.hashtags) if post.hashtags else "[]", media_json(post.media),
                None if ref is None else ref.type, None if ref is None else ref.id,
                post.sensitive, post.quotable, post.at_home,
            ))  # fmt: skip
            counts.append((post_id, *counts_row(post.counts), seen_at))
            for slug, signals in sighting.films:
                film_id = films[slug]
                reactions.append((
                    film_id, at, post_id, author_id, words,
                    signals.text_key, signals.repost, signals.excluded,
                ))  # fmt: skip
                self._changed.add((film_id, at))
        self._sql.many(INSERT_POST, posts)
        self._sql.many(INSERT_COUNTS, counts)
        reactions.sort(key=lambda row: row[:3])
        self._sql.many(INSERT_REACTION, reactions)
