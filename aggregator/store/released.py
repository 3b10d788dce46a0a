"""What an editor picked by hand counts as collected once a collector or an archive brings it too."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from aggregator.model import Post
from aggregator.store import rollups
from aggregator.store.sql import AMONG, Sql

OF_FILM = "SELECT post_id FROM pick WHERE film_id = ?"
PICKED = (
    "SELECT p.source, p.remote_id, p.created_at, k.film_id, k.post_id FROM pick k"
    f" JOIN post p ON p.id = k.post_id WHERE k.film_id {AMONG}"
)
RELEASE = "DELETE FROM pick WHERE film_id = ? AND post_id = ?"
# Judged again, as any collected post is: until then it counts as not yet judged.
UNSCORE = (
    "UPDATE reaction SET scorer = NULL, text_key = NULL, repost = NULL, excluded = NULL"
    " WHERE film_id = ? AND created_at = ? AND post_id = ?"
)


class _Sighting(Protocol):
    @property
    def post(self) -> Post: ...
    @property
    def films(self) -> tuple[str, ...]: ...


def release(sql: Sql, sightings: Iterable[_Sighting], film_ids: Mapping[str, int]) -> None:
    """Those of these sightings that were only picked so far count from now on. A film has few picks."""
    held = sql.rows(PICKED, sql.values(sorted(film_ids.values()))) if film_ids else ()
    if not held:
        return
    seen = {(one.post.source, one.post.remote_id, film_ids[slug]) for one in sightings for slug in one.films}
    for source, remote_id, written, film_id, post_id in held:
        if (source, remote_id, film_id) in seen:
            sql.run(RELEASE, film_id, post_id)
            sql.run(UNSCORE, film_id, written, post_id)
            rollups.mark(sql, source, [(film_id, written)])


__all__ = ["OF_FILM", "release"]
