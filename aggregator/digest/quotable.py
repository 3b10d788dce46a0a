"""The eligible posts, as far as it takes to see which are worth the gate's while: those are read whole."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from aggregator.digest.material import Material
from aggregator.model.columns import Bools, Coder, Named, Numbers
from aggregator.model.scoring import LABELS, Label, Reaction
from aggregator.signals.flags import PINNED

KEPT = 10.0
"""More than any other worth: what a story quoted before stays in it, and what an editor pinned comes in."""

READ_AT_ONCE = 200

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Quotable:
    """Eligible posts, a row each; `read` gives those of some places whole, in that order.

    `label` is the label's place in LABELS, -1 for none; `likes` are NaN where the network does not say;
    `pinned` is what an editor wants quoted. What stands at the places `never` counts and is not quoted.
    """

    texts: Sequence[str]
    source: Named
    label: NDArray[np.int8]
    probabilities: Floats
    likes: Floats
    pinned: Bools
    read: Callable[[Sequence[int]], Sequence[Reaction]]
    never: Collection[int] = ()

    @classmethod
    def of(cls, reactions: Sequence[Reaction]) -> "Quotable":
        """These posts, which may all be quoted."""
        sources = Coder()
        scores = [
            one.score if one.score is not None and not one.score.abstained else None for one in reactions
        ]
        return cls(
            texts=[one.post.text for one in reactions],
            source=sources.named(sources.codes([one.post.source for one in reactions])),
            label=np.array([-1 if one is None else LABELS.index(one.label) for one in scores], np.int8),
            probabilities=np.array(
                [(np.nan,) * len(LABELS) if one is None else one.probabilities for one in scores], np.float64
            ).reshape(len(scores), len(LABELS)),
            likes=_as_numbers([one.post.counts.likes for one in reactions]),
            pinned=np.array([bool(one.signals.flagged((PINNED,))) for one in reactions], np.bool_),
            read=lambda places: [reactions[place] for place in places],
        )

    @classmethod
    def among(
        cls,
        material: Material,
        places: Sequence[int],
        texts: Sequence[str],
        never: Collection[int],
        barred: Collection[tuple[str, str]],
    ) -> "Quotable":
        """The posts of some places that are looked at. `never` are never quoted, by their places in `texts`;
        `barred` neither: the keys of what an editor rejected.
        """
        frozen = material.frozen.take(places)
        return cls(
            texts,
            frozen.source,
            frozen.label,
            frozen.probabilities,
            _as_numbers(material.likes(places)),
            frozen.flagged((PINNED,)),
            lambda some: material.read([places[number] for number in some]),
            {*never, *(frozen.places(barred) if barred else ())},
        )

    def __len__(self) -> int:
        return len(self.texts)

    def reception(self) -> Floats:
        """For each post the share of its network's posts that have fewer likes, 0 where likes are unknown."""
        shares = np.zeros(len(self))
        for code in range(len(self.source.values)):
            at = np.flatnonzero((self.source.codes == code) & ~np.isnan(self.likes))
            _, level, numbers = np.unique(self.likes[at], return_inverse=True, return_counts=True)
            shares[at] = ((np.cumsum(numbers) - numbers) / max(1, len(at)))[level]
        return shares

    def ranked(self, stance: Label, floor: float, about: Collection[int], engaged: Floats) -> list[int]:
        """The places of a camp's posts whose label is so probable, the most promising first.

        Their promise is a cheap guess of a post's worth, so that the gate is not asked about all.
        """
        sure = self.probabilities[:, LABELS.index(stance)]
        wanted = (self.label == LABELS.index(stance)) & (sure >= floor)
        wanted[list(self.never)] = False
        at: Numbers = np.flatnonzero(wanted)
        texts = [self.texts[place] for place in at.tolist()]
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        promise = sure[at] + 0.3 * engaged[at]
        promise[self.pinned[at]] += KEPT
        promise[np.isin(at, list(about))] += 0.4
        promise[(lengths >= 60) & (lengths <= 200)] += 0.3
        promise[np.array([text[:1] == "@" for text in texts], np.bool_)] -= 0.3
        promise[np.array(["http" in text for text in texts], np.bool_)] -= 0.5
        ranked: list[int] = at[np.argsort(-promise, kind="stable")].tolist()
        return ranked

    def blocks(self, places: Iterable[int]) -> Iterator[tuple[list[int], Sequence[Reaction]]]:
        """The posts of these places, read some at a time as they are asked for."""
        wanted = iter(places)
        while some := list(islice(wanted, READ_AT_ONCE)):
            yield some, self.read(some)

    def each(self, places: Iterable[int]) -> Iterator[tuple[int, Reaction]]:
        """The same, one by one."""
        for some, reactions in self.blocks(places):
            yield from zip(some, reactions, strict=True)


def _as_numbers(likes: Sequence[int | None]) -> Floats:
    """As numbers, NaN where the network does not say."""
    return np.array([np.nan if one is None else one for one in likes], np.float64)
