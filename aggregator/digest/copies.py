"""Which posts of a window are counted once, and how many others said much the same as a quote."""

from collections.abc import Sequence

import numpy as np

from aggregator.model.films import Film
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.signals.near_duplicates import Forms, counted_once
from aggregator.signals.wording import names_of


class Copies:
    """The texts of a window (no reposts, nothing excluded), each different one looked at once.

    `keys` holds for every post of the window what is equal for those of which one counts: its text_key, or
    the text_key of the earliest of its near-duplicates (signals.near_duplicates). It is frozen with the
    digest, so that `verify` counts by it again.
    """

    def __init__(self, frozen: FrozenColumns, texts: Sequence[str], film: Film) -> None:
        counted: list[int] = np.flatnonzero(frozen.is_countable).tolist()
        self._forms = Forms(texts[place] for place in counted)
        keys = frozen.text_key.some(0, len(frozen))
        known: list[int] = frozen.authors[counted].tolist()
        firsts = counted_once(
            self._forms,
            [None if one < 0 else one for one in known],
            names_of((film.title, *film.former_titles, *film.phrases, *film.hashtags)),
            [keys[place] for place in counted],
        )
        for place, first in zip(counted, firsts, strict=True):
            keys[place] = keys[counted[first]]
        self.keys = tuple(keys)

    def of(self, text: str, *, itself: bool = True) -> int:
        """How many other texts a reader would take for this one. `itself`: it is one of the window's."""
        found = len(self._forms.like(text))
        return max(0, found - 1) if itself else found
