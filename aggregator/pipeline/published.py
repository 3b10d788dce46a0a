"""What is out: of each digest that was published the version that readers have, or that it was withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from aggregator.model import Digest
from aggregator.model.digest_json import from_json
from aggregator.pipeline.context import Context
from aggregator.render.shown import shown
from aggregator.store import digests, heads
from aggregator.store.heads import Asked, Head

MOST = 50
LOOKED_AT = 200  # of drafts, the last made: is one of them the next version of what is out?


@dataclass(frozen=True, slots=True)
class Out:
    """Stories as readers may see them, the last published first, and those that were withdrawn since."""

    stories: tuple[Digest, ...]
    withdrawn: tuple[Digest, ...]


def published(ctx: Context, *, most: int = MOST) -> Out:
    """What is out. A published story that is edited stays as it went out until the next version does.

    Raises:
        StoreError: the database refused.
    """
    with ctx.store.read() as session:
        stories = [*_of_state(session, "published", most)]
        for state in ("draft", "approved"):
            stories += _went_out(session, state)
        withdrawn = [one for one in _of_state(session, "withdrawn", most) if one.published_at is not None]
    stories.sort(key=lambda one: (one.published_at or one.made_at, one.id), reverse=True)
    return Out(tuple(shown(one) for one in stories[:most]), tuple(withdrawn))


def _of_state(session: Any, state: str, most: int) -> Iterator[Digest]:
    for head in heads.listed(session, Asked(state=state), limit=most):
        yield from _told(session, head.id, head.version)


def _went_out(session: Any, state: str) -> Iterator[Digest]:
    """Of digests whose newest version is not out: the last version that is."""
    for head in heads.listed(session, Asked(state=state), limit=LOOKED_AT):
        newest = _told(session, head.id, head.version) if head.version > 1 else ()
        if any(one.published_at is not None for one in newest):
            yield from _last_out(session, head)


def _last_out(session: Any, head: Head) -> Iterator[Digest]:
    for version in heads.versions(session, head.id):
        for story in _told(session, head.id, version):
            if story.state == "published":
                yield story
                return


def _told(session: Any, digest_id: str, version: int) -> Iterator[Digest]:
    body = digests.body(session, digest_id, version)
    if body is not None:
        yield from_json(orjson.loads(body))
