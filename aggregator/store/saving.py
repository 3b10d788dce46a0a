"""How posts get in: one call is one batch, each post once, whoever reads it and how often.

Copies of one post are one post. Which copy's words stand: the one from the author's own server, then the one
edited last, then the first seen; so the order of reading does not matter. Of counts the newest stand, and an
unknown count never overwrites a known one. What did not change is not written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from aggregator.model import Post, content_hash
from aggregator.store import authors, films, refusals, rollups
from aggregator.store.authors import LONGEST_KEY
from aggregator.store.changes import Changes, Known, find_known
from aggregator.store.columns import to_micros
from aggregator.store.released import release
from aggregator.store.rows import (
    LARGEST,
    are_keys_storable,
    hashtags_json,
    is_storable,
    media_json,
    micros,
    number,
    storable,
)
from aggregator.store.sql import Sql
from aggregator.store.tables import PostCountsRow, PostRow, ReactionRow
from aggregator.store.tombstones import Graveyard


@dataclass(frozen=True, slots=True)
class Sighting:
    """A post as a network showed it, and the slugs of the films for which it stands."""

    post: Post
    films: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a batch: new + known + refused are the sightings given; the edited are known ones."""

    new: int = 0
    known: int = 0
    edited: int = 0
    refused: int = 0


def save(
    s: Session, sightings: Sequence[Sighting], *, seen_at: datetime | None, picked: bool = False
) -> Saved:
    """Saves up to 1,000 sightings, any networks and films among them, also several of one post.

    `seen_at` is when the network showed them, None for an archive's. Erased posts, and those of erased
    authors, are refused. `picked`: an editor brought them (picks.py); else those that were picked before
    count from now on.

    Raises:
        StoreError: a film that was never synced.
    """
    if not are_keys_storable([sighting.post for sighting in sightings]):
        sightings = [_storable_sighting(sighting) for sighting in sightings]
    numbers = films.ids(s, {slug for slugs in {sighting.films for sighting in sightings} for slug in slugs})
    sql = Sql(s)
    erased = Graveyard(sql)
    new = known = edits = refused = 0
    rest: Sequence[Sighting] = sightings
    while rest:  # each turn saves every post of the batch once; a second copy meets the first as a known post
        first: dict[str, dict[str, Sighting]] = {}
        again: list[Sighting] = []
        for sighting in rest:
            post = sighting.post
            source = post.source
            if source not in first:
                first[source] = {}
            held = first[source].setdefault(post.remote_id, sighting)
            if held is not sighting:
                if held == sighting:
                    known += 1
                else:
                    again.append(sighting)
        for source, by_id in sorted(first.items()):
            batch = _Batch(sql, source, numbers, erased, micros(seen_at))
            saved = batch.save([by_id[remote_id] for remote_id in sorted(by_id)])
            new += saved.new
            known += saved.known
            edits += saved.edited
            refused += saved.refused
        rest = again
    if not picked:
        release(sql, sightings, numbers)
    return Saved(new, known, edits, refused)


class _Batch:
    """Posts of one network, each once, in the order of their ids."""

    def __init__(
        self, sql: Sql, source: str, film_ids: dict[str, int], erased: Graveyard, seen_at: int | None
    ) -> None:
        self._sql = sql
        self._erased = erased
        self._source = source
        self._film_ids = film_ids
        self._numbers: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._seen_at = seen_at

    def save(self, sightings: list[Sighting]) -> Saved:
        sql, source = self._sql, self._source
        sql.lock(f"posts of {source}")
        ids = [sighting.post.remote_id for sighting in sightings]
        found, more = find_known(sql, source, ids, sorted(self._film_ids.values()))
        rest = sightings
        if found:  # a settled post is that of a stored author: nobody erased either
            rest = [one for one in sightings if not self._is_settled(one, found, more)]
        settled = len(sightings) - len(rest)
        if not is_storable([sighting.post for sighting in rest]):
            rest = [_storable_sighting(sighting) for sighting in rest]
        accepted = self._accepted(rest, found)
        total = settled + len(accepted)
        posts = [sighting.post for sighting in accepted]
        written = [to_micros(post.created_at) for post in posts]
        writers = authors.save(sql, source, posts, written, self._seen_at)
        belongs = [self._films(sighting.films) for sighting in accepted]
        changes = Changes(sql, more, self._seen_at)
        fresh: list[int] = []  # places of the new posts
        for place, post in enumerate(posts):
            held = found.get(post.remote_id)
            if held is None:
                fresh.append(place)
            else:
                changes.compare(held, post, belongs[place], writers[place])
        reactions = changes.joined
        if fresh:
            new = self._insert(
                [posts[place] for place in fresh],
                [written[place] for place in fresh],
                [writers[place] for place in fresh],
            )
            reactions += [
                (film, written[place], post_id, writers[place])
                for place, post_id in zip(fresh, new, strict=True)
                for film in belongs[place]
            ]
        recount = changes.write() | self._react(reactions)
        rollups.mark(sql, source, recount)
        return Saved(len(fresh), total - len(fresh), changes.edited, len(sightings) - total)

    def _is_settled(self, sighting: Sighting, found: dict[str, Known], more: set[tuple[int, int]]) -> bool:
        """Whether nothing of it has to be written, seen at a glance."""
        post = sighting.post
        held = found.get(post.remote_id)
        if held is None or not held.is_settled(post, to_micros(post.created_at), self._seen_at):
            return False
        belongs = self._films(sighting.films)
        return belongs == (held.film,) or all(
            film == held.film or (held.id, film) in more for film in belongs
        )

    def _films(self, slugs: tuple[str, ...]) -> tuple[int, ...]:
        found = self._numbers.get(slugs)
        if found is None:
            found = self._numbers[slugs] = tuple(sorted({self._film_ids[slug] for slug in slugs}))
        return found

    def _accepted(self, sightings: list[Sighting], found: dict[str, Known]) -> list[Sighting]:
        """Without the erased ones, and without ids that no index holds."""
        out = {each.post.remote_id for each in sightings if len(each.post.remote_id) > LONGEST_KEY}
        if not self._erased.empty:
            posts = [each.post for each in sightings if each.post.remote_id not in found]
            out |= self._erased.holds("post", self._source, (post.remote_id for post in posts))
            again = {  # an erased post's words, passed on by others
                post.remote_id: post.ref.id
                for post in posts
                if post.ref is not None and post.ref.type == "retweeted"
            }
            told = self._erased.holds("post", self._source, sorted(set(again.values())))
            out |= {remote_id for remote_id, ref in again.items() if ref in told}
            # Also of known posts: one that was stored without its author would gain an erased one.
            names = {each.post.remote_id: _names(each.post) for each in sightings}
            gone = self._erased.holds("author", self._source, sorted(set().union(*names.values())))
            out |= {remote_id for remote_id, known_as in names.items() if not gone.isdisjoint(known_as)}
        if not out:
            return sightings
        if self._seen_at is not None:
            gone_posts = [each.post for each in sightings if each.post.remote_id in out]
            written = ((post.remote_id, to_micros(post.created_at)) for post in gone_posts)
            refusals.note(self._sql, self._source, written, self._seen_at)
        return [each for each in sightings if each.post.remote_id not in out]

    def _insert(self, posts: list[Post], written: list[int], writers: list[int | None]) -> list[int]:
        """The new posts and their counts; their numbers."""
        ids = self._sql.new_ids("post", len(posts))
        refs = [post.ref for post in posts]
        self._sql.insert(
            PostRow,
            {
                "id": ids,
                "source": [self._source] * len(ids),
                "remote_id": [post.remote_id for post in posts],
                "url": [post.url for post in posts],
                "text": [post.text for post in posts],
                "spoiler_text": [post.spoiler_text for post in posts],
                "content_hash": [content_hash(post.text, post.spoiler_text) for post in posts],
                "author_id": writers,
                "created_at": written,
                "edited_at": [micros(post.edited_at) for post in posts],
                "language": [post.language for post in posts],
                "hashtags": [hashtags_json(post.hashtags) if post.hashtags else "[]" for post in posts],
                "media": [media_json(post.media) if post.media else "[]" for post in posts],
                "ref_type": [None if ref is None else ref.type for ref in refs],
                "ref_id": [None if ref is None else ref.id for ref in refs],
                "sensitive": [post.sensitive for post in posts],
                "quotable": [post.quotable for post in posts],
                "at_home": [post.at_home for post in posts],
                "rating": [post.rating for post in posts],
            },
        )
        counts = [post.counts for post in posts]
        self._sql.insert(
            PostCountsRow,
            {
                "post_id": ids,
                "likes": _storable([count.likes for count in counts]),
                "reposts": _storable([count.reposts for count in counts]),
                "replies": _storable([count.replies for count in counts]),
                "quotes": _storable([count.quotes for count in counts]),
                "views": _storable([count.views for count in counts]),
                "seen_at": [self._seen_at] * len(ids),
            },
        )
        return ids

    def _react(self, rows: list[tuple[int, int, int, int | None]]) -> set[tuple[int, int]]:
        """New reactions, in the order of their table; (film, created_at) of each."""
        if not rows:
            return set()
        rows.sort(key=itemgetter(0, 1, 2))
        names = ("film_id", "created_at", "post_id", "author_id")
        columns: dict[str, list[Any]] = {
            name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
        }
        self._sql.insert(ReactionRow, columns)
        return set(zip(columns["film_id"], columns["created_at"], strict=True))


def _storable_sighting(sighting: Sighting) -> Sighting:
    return Sighting(storable(sighting.post), sighting.films)


def _names(post: Post) -> set[str]:
    """The keys under which a post's author may have been erased: by id, and by handle alone."""
    author = post.author
    if author is None:
        return set()
    return {key for key in (author.key, author.handle and f"@{author.handle.casefold()}") if key}


def _storable(values: list[int | None]) -> list[int | None]:
    """A number that no database holds is unknown."""
    known = [value for value in values if value is not None]
    if known and not -LARGEST <= min(known) <= max(known) <= LARGEST:
        return [number(value) for value in values]
    return values
