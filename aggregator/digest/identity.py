"""How a story is known: its id, the same for all its versions, and the hash of all that it was made from."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from aggregator.model.digest_json import plain
from aggregator.model.digests import (
    LATER_OF_FACTS,
    LATER_OF_WINDOWS,
    Coverage,
    DigestFact,
    DigestFilm,
    DigestKind,
    Window,
)
from aggregator.model.films import Film


def digest_id(film: Film, kind: DigestKind, window: Window) -> str:
    """Stable for a film, kind, window and event: "the-glass-harbour-trailer-20310504-1a2b3c4d"."""
    short = short_hash(film.slug, kind, window)
    return f"{film.slug}-{kind.replace('_', '-')}-{window.since:%Y%m%d}-{short}"


def short_hash(slug: str, kind: DigestKind, window: Window) -> str:
    """Eight hex digits that tell a story from all others, whatever an editor says of its event."""
    return hash_of([slug, kind, _known(window, LATER_OF_WINDOWS, empty=False)])[:8]


def inputs_hash(
    film: DigestFilm,
    window: Window,
    coverage: Sequence[Coverage],
    facts: Sequence[DigestFact],
    frozen: Iterable[bytes],
) -> str:
    """32 hex digits over all that a digest was made from: it stands in digest.json or is frozen with it.

    `frozen` are the pieces of the inputs (model.frozen_columns.frozen_pieces).
    """
    digest = hashlib.blake2b(digest_size=16)
    told = [_known(fact, LATER_OF_FACTS) for fact in facts]
    when = _known(window, LATER_OF_WINDOWS)
    digest.update(_canonical([plain(film), when, plain(coverage), told]))
    for piece in frozen:
        digest.update(piece)
    return digest.hexdigest()


def hash_of(value: object) -> str:
    """32 hex digits over plain JSON values."""
    return hashlib.blake2b(_canonical(value), digest_size=16).hexdigest()


def _known(value: DigestFact | Window, later: Sequence[str], *, empty: bool = True) -> dict[str, Any]:
    """A value as digests of earlier versions were hashed: without what those could not say.

    `empty`: only where it says nothing there; else whatever it says.
    """
    found = plain(value)
    return {name: found[name] for name in found if name not in later or (empty and found[name])}


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
