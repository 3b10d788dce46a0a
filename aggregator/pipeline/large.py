"""A window of more posts than are looked at one by one: read as columns, with a sample of whole posts.

`digest` and `verify` use it above model.frozen_columns.LARGE posts. One session reads all of it, so that
columns, sample and texts are of one moment.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from aggregator.digest import turnout, verify
from aggregator.digest.material import LargeWindow, ReadTexts, Sampled
from aggregator.digest.sampling import sample
from aggregator.digest.spikes import MOST_READ
from aggregator.errors import Failure
from aggregator.model import PICKED, Film, Reaction, Signals
from aggregator.model.columns import Coder, Named, Numbers
from aggregator.model.digests import DigestKind, Window
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.pipeline import deciding
from aggregator.signals.bursts import Spike
from aggregator.signals.triggers import BEFORE
from aggregator.store import digests, edits, posts, reaction_columns, reactions


@dataclass(frozen=True, slots=True)
class Found:
    """The posts of a window, their numbers in the database, and by place what editors decided of some."""

    window: LargeWindow
    post_ids: Numbers
    decided: Mapping[int, Signals] = field(default_factory=dict)

    @property
    def frozen(self) -> FrozenColumns:
        """All posts."""
        return self.window.frozen

    @property
    def scorers(self) -> list[str]:
        """Who judged any of them."""
        return sorted(name for name in self.window.scorer.values if name is not None)


def read(session: Any, slug: str, window: Window) -> Found:
    """All posts of a window, as columns."""
    found = reaction_columns.window(session, slug, window.since, window.until)
    return Found(LargeWindow(found.frozen, found.new, found.scorer), found.post_ids)


def laid_over(session: Any, film: Film, found: Found) -> Found:
    """The posts as editors decided: as pipeline.deciding.laid_over, over columns."""
    decided = deciding.of_film(session, film)
    frozen, standing = found.frozen, decided.standing
    places = {*frozen.places(standing.posts), *frozen.places(standing.authors, "author")} if decided else ()
    if not places:
        return found
    read = by_place(session, film.slug, found, np.array(sorted(places), dtype=np.int64))
    made: dict[int, Signals] = {}
    for place, one in read.items():
        then = frozen[place]
        held = Signals(
            then.text_key, then.repost, then.excluded, then.author_class, then.language, then.flags
        )
        made[place] = decided.signals(held, one.post, then.label)
    columns: dict[str, dict[int, object]] = {
        "excluded": {place: one.excluded for place, one in made.items()},
        "author_class": {place: one.author_class for place, one in made.items()},
        "flags": {place: one.flags for place, one in made.items()},
    }
    changed = {name: _put(getattr(frozen, name), values) for name, values in columns.items()}
    return replace(found, window=replace(found.window, frozen=frozen.replace(**changed)), decided=made)


def _put(column: Named, values: Mapping[int, object]) -> Named:
    """A column with other values in some places."""
    coder, codes = Coder((value, code) for code, value in enumerate(column.values)), column.codes.copy()
    for place, value in values.items():
        codes[place] = coder[value]
    return coder.named(codes)


def material(
    session: Any,
    film: Film,
    window: Window,
    found: Found,
    kind: DigestKind,
    *,
    thaw: Callable[[dict[int, Reaction]], dict[int, Reaction]] | None = None,
) -> Sampled:
    """What a story of that kind is made from: the sample and the picked posts are read whole.

    `thaw` makes of these posts what they were when an earlier version was made.
    """
    counted = replace(found.window, frozen=turnout.heard_columns(found.frozen, kind))
    sampled = sample(counted.frozen)
    places = np.concatenate([sampled, counted.picks(PICKED)])
    whole = by_place(session, film.slug, found, places)
    if thaw is not None:
        whole = thaw(whole)
    whole = {
        place: replace(one, signals=found.decided[place]) if place in found.decided else one
        for place, one in whole.items()
    }
    return Sampled(
        counted,
        sampled,
        dict(zip(whole, turnout.heard(list(whole.values()), kind), strict=True)),
        film,
        texts=texts_of(session, film.slug, window, found.post_ids),
        earliest=earliest(session, film, kind),
    )


def by_place(session: Any, slug: str, found: Found, places: Numbers) -> dict[int, Reaction]:
    """The posts of some places."""
    frozen = found.frozen
    names = frozen.source.values
    place_of = {
        (names[frozen.source.codes[place]], frozen.remote_id[place]): place for place in places.tolist()
    }
    made = reactions.of_posts(session, slug, found.post_ids[places].tolist())
    by_key = {one.post.key: one for one in made}
    return {place: by_key[key] for key, place in place_of.items() if key in by_key}


def texts_of(session: Any, slug: str, window: Window, post_ids: Numbers) -> ReadTexts:
    """Reads texts of a window's places in one stream over all of them."""
    order = np.argsort(post_ids)
    ordered = post_ids[order]

    def read_texts(places: Numbers) -> Iterator[tuple[Numbers, list[str]]]:
        wanted = np.zeros(len(post_ids), dtype=np.bool_)
        wanted[places] = True
        for ids, words in reaction_columns.texts(session, slug, window.since, window.until):
            near = np.searchsorted(ordered, ids)
            at = order[np.minimum(near, len(order) - 1)]
            asked = np.flatnonzero((post_ids[at] == ids) & wanted[at])
            yield at[asked], [words[row] for row in asked.tolist()]

    return read_texts


def earliest(session: Any, film: Film, kind: DigestKind) -> Callable[[Spike], Sequence[Reaction]]:
    """Reads the earliest posts of a spike, and of shortly before, as a story of that kind counts them."""
    decided = deciding.of_film(session, film)
    return lambda spike: turnout.heard(
        decided.reactions(
            reactions.window(session, film.slug, spike.start - BEFORE, spike.end, limit=MOST_READ)
        ),
        kind,
    )


def verify_digest(
    session: Any, document: dict[str, Any], stored: digests.StoredDigest, frozen: FrozenColumns
) -> list[Failure]:
    """As pipeline.digest.verify_digest: texts are read as they are needed."""

    def read_keys(places: Numbers) -> Mapping[tuple[str, str], str]:
        some = frozen.take(places)
        names = some.source.values
        keys = [
            (names[code], remote_id)
            for code, remote_id in zip(
                some.source.codes.tolist(), some.remote_id.some(0, len(some)), strict=True
            )
        ]
        return posts.texts(session, keys)

    return verify(
        document,
        stored=stored.body,
        frozen=frozen,
        texts=read_keys,
        yardstick=stored.yardstick,
        history=stored.history,
        generated=stored.aside.generated,
        edits=edits.of_version(session, stored.about.id, stored.about.version),
    )
