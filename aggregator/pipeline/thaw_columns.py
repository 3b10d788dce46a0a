"""Frozen inputs that are held as columns, as they stand now: pipeline.versions.thaw for so many at once."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregator.digest.material import WindowColumns
from aggregator.digest.verify_large import places_of
from aggregator.model import PICKED, WITHDRAWN
from aggregator.model.columns import Coder, Named, Numbers, grouped
from aggregator.model.frozen_columns import FrozenColumns, no_pictures
from aggregator.pipeline.window_posts import Found
from aggregator.signals.decided import is_marked

Key = tuple[str, str]


def thaw(frozen: FrozenColumns, now: Found, *, scorers: Sequence[str], withdrawn: Mapping[Key, str]) -> Found:
    """The inputs as they stand now: labels and signals of then; an erased post is not among them.

    A post that says something else now, or that is withdrawn, is excluded. What another scorer thinks of it
    today is passed over.
    """
    at = _found_again(frozen, now.frozen)
    kept = np.flatnonzero(at >= 0)
    at, then, present = at[kept], frozen.take(kept), now.frozen.take(at[kept])
    then = _undecided(then, present)
    new = np.where(then.new_account >= 0, now.window.new[at], -1).astype(np.int8)
    frozen_now = then.replace(
        content_hash=present.content_hash,
        author=present.author,
        has_author=present.has_author,
        excluded=_excluded(then, present, withdrawn),
        new_account=np.full(len(kept), -1, np.int8),
        weight=np.ones(len(kept)),
        pictures=no_pictures(len(kept)),
    )
    scorer = _scorers(then, present, now.window.scorer.take(at), scorers)
    return Found(WindowColumns(frozen_now, new, scorer), now.post_ids[at])


def _undecided(then: FrozenColumns, now: FrozenColumns) -> FrozenColumns:
    """Without what editors had decided: as the signals judge these posts today, as pipeline.versions.thaw."""
    marked = np.array([is_marked(flags) for flags in then.flags.values], np.bool_)[then.flags.codes]
    if not marked.any():
        return then
    made: dict[str, Named] = {}
    for name in ("excluded", "author_class", "flags"):
        before, after = getattr(then, name), getattr(now, name)
        coder = Coder((value, code) for code, value in enumerate(before.values))
        today = coder.codes(after.values)[after.codes]
        made[name] = coder.named(np.where(marked, today, before.codes).astype(np.int32))
    return then.replace(**made)


def _found_again(frozen: FrozenColumns, now: FrozenColumns) -> Numbers:
    """For each input the place of its post now, -1 where it is gone."""
    groups = grouped(chain(_keys(frozen), _keys(now)))
    place = np.full(int(groups.max(initial=-1)) + 1, -1, np.int64)
    place[groups[len(frozen) :]] = np.arange(len(now))
    found: Numbers = place[groups[: len(frozen)]]
    return found


def _keys(frozen: FrozenColumns) -> Any:
    names = [f"{name}\0".encode("utf-8", "surrogatepass") for name in frozen.source.values]
    sources = frozen.source.codes.tolist()
    return (names[source] + one for source, one in zip(sources, frozen.remote_id.as_bytes(), strict=True))


def _excluded(then: FrozenColumns, now: FrozenColumns, withdrawn: Mapping[Key, str]) -> Named:
    """Why each is excluded now: that it is withdrawn goes before that an editor picked it, and no further."""
    hashes = zip(then.content_hash.as_bytes(), now.content_hash.as_bytes(), strict=True)
    edited = np.fromiter((one != other for one, other in hashes), np.bool_, len(then))
    codes: NDArray[np.int32] = then.excluded.codes.copy()
    coder = Coder((value, code) for code, value in enumerate(then.excluded.values))
    open_to = (codes == then.excluded.code(None)) | (codes == then.excluded.code(PICKED))
    why = np.full(len(then), -1, np.int32)
    for key, place in places_of(then, withdrawn).items():
        if withdrawn[key] in WITHDRAWN:
            why[place] = coder[WITHDRAWN[withdrawn[key]]]
    for reason in sorted(set(WITHDRAWN.values()) & set(now.excluded.values)):
        why[now.excluded.codes == now.excluded.code(reason)] = coder[reason]
    why[edited] = coder[WITHDRAWN["edited"]]
    changed = open_to & (why >= 0)
    codes[changed] = why[changed]
    return Named(codes, tuple(coder))


def _scorers(then: FrozenColumns, now: FrozenColumns, today: Named, scorers: Sequence[str]) -> Named:
    """Who judged each: of those that judged it then the one of today, if its label is that of then."""
    coder = Coder()
    of = np.array([coder[name] if name in scorers else -1 for name in today.values], np.int32)[today.codes]
    first, nobody = coder[scorers[0] if scorers else None], coder[None]
    labelled = np.where((now.label == then.label) & (of >= 0), of, first)
    silent = np.where((now.label < 0) & (of >= 0), of, nobody)
    return coder.named(np.where(then.label >= 0, labelled, silent).astype(np.int32))
