"""A window's posts: read as columns, and whole where they are looked at closely.

Of more than model.frozen_columns.LARGE posts a sample is looked at. One session reads all of it, so that
columns, texts and whole posts are of one moment.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from aggregator.digest import turnout, verify
from aggregator.digest.material import ReadTexts, Sampled, Whole, WindowColumns
from aggregator.digest.sampling import sample
from aggregator.digest.spikes import MOST_READ
from aggregator.errors import Failure
from aggregator.model import Film, Reaction, Signals
from aggregator.model.columns import Coder, Named, Numbers
from aggregator.model.digests import DigestKind, Window
from aggregator.model.frozen_columns import LARGE, FrozenColumns
from aggregator.model.glimpses import Words
from aggregator.pipeline import deciding
from aggregator.signals.bursts import Spike
from aggregator.signals.triggers import BEFORE
from aggregator.store import digests, edits, posts, reaction_columns, reactions


@dataclass(frozen=True, slots=True)
class Found:
    """The posts of a window, their numbers in the database, and by place what editors decided of some.

    `words`: None of a large window.
    """

    window: WindowColumns
    post_ids: Numbers
    words: Words | None = None
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
    found = reaction_columns.window(session, slug, window.since, window.until, words_up_to=LARGE)
    return Found(WindowColumns(found.frozen, found.new, found.scorer), found.post_ids, found.words)


def laid_over(session: Any, film: Film, found: Found) -> Found:
    """The posts as editors decided: as pipeline.deciding.laid_over, over columns."""
    decided = deciding.of_film(session, film)
    frozen, standing = found.frozen, decided.standing
    places = {*frozen.places(standing.posts), *frozen.places(standing.authors, "author")} if decided else ()
    if not places:
        return found
    read = by_place(session, film.slug, found, sorted(places))
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
) -> Whole | Sampled:
    """What a story of that kind is made from: of a large window the sample and the picked posts are read
    whole, of others what the story asks for.

    `thaw` makes of these posts what they were when an earlier version was made.
    """
    counted = replace(found.window, frozen=turnout.heard_columns(found.frozen, kind))

    def read_whole(places: Sequence[int]) -> dict[int, Reaction]:
        whole = by_place(session, film.slug, found, places)
        if thaw is not None:
            whole = thaw(whole)
        whole = {
            place: replace(one, signals=found.decided[place]) if place in found.decided else one
            for place, one in whole.items()
        }
        return dict(zip(whole, turnout.heard(list(whole.values()), kind), strict=True))

    if found.words is not None:
        return Whole(counted, found.words, film, lambda places: list(read_whole(places).values()))
    sampled = sample(counted.frozen)
    return Sampled(
        counted,
        sampled,
        read_whole([*sampled.tolist(), *counted.picks().tolist()]),
        film,
        texts=texts_of(session, film.slug, window, found.post_ids),
        earliest=earliest(session, film, kind),
    )


def by_place(session: Any, slug: str, found: Found, places: Sequence[int]) -> dict[int, Reaction]:
    """The posts of some places."""
    frozen = found.frozen.take(places)
    names = frozen.source.values
    sources, ids = frozen.source.codes.tolist(), frozen.remote_id.some(0, len(frozen))
    keys = [(names[code], one) for code, one in zip(sources, ids, strict=True)]
    made = reactions.of_posts(session, slug, found.post_ids[places].tolist())
    by_key = {one.post.key: one for one in made}
    return {place: by_key[key] for place, key in zip(places, keys, strict=True) if key in by_key}


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
