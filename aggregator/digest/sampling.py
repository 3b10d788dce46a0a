"""Of a large window's posts, those that are looked at closely: themes and quotes are sought among them.

A pure function of the frozen inputs, so that `verify` finds the same sample: of the posts that are neither
reposts nor excluded, those whose keys have the lowest hashes. No chance is in it, and nobody who posts can
tell beforehand whether a post will be in it without knowing its id. What an editor pinned is looked at too.
"""

import numpy as np
from numpy.typing import NDArray

from aggregator.model.columns import Numbers, hashed
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.signals.flags import PINNED

SAMPLE = 20_000
"""Posts of a sample."""

_KEY = b"fansreact.digest sample 1"


def hashes(frozen: FrozenColumns) -> NDArray[np.uint64]:
    """64 bits of the keyed hash of each post's source and id."""
    names = [f"{name}\0".encode("utf-8", "surrogatepass") for name in frozen.source.values]
    sources = frozen.source.codes.tolist()
    keys = (names[source] + one for source, one in zip(sources, frozen.remote_id.as_bytes(), strict=True))
    return np.frombuffer(hashed(keys, 8, _KEY), dtype=">u8").astype(np.uint64)


def sample(frozen: FrozenColumns, more: int = 0) -> Numbers:
    """The places of the sample, ascending: all countable posts, where there are no more of them.

    `more`: a sample larger by so many.
    """
    size = SAMPLE + more
    at = np.flatnonzero(frozen.is_countable)
    if len(at) <= size:
        return at
    found = hashes(frozen)[at]
    # Of equal hashes (which nobody has seen yet) the earlier post.
    drawn = at[np.lexsort((at, found))[:size]]
    return np.union1d(drawn, at[frozen.flagged([PINNED])[at]])
