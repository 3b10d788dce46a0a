"""Who comes next: for each quote the posts that could take its place, on the same theme and side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.digest.quotes import Candidate, Pool
from aggregator.digest.story import Block
from aggregator.digest.themes import FoundTheme
from aggregator.model.scoring import Label

MOST_RUNNERS_UP = 3

Key = tuple[str, str]


def runners_up(
    pool: Pool, blocks: Sequence[Block], themes: Sequence[FoundTheme]
) -> Mapping[Key, tuple[Key, ...]]:
    """For each quote up to three posts, the best first, that are quoted nowhere else in the story.

    Quotes of one block and side share theirs. A block of no theme takes them from all themes. Posts that an
    editor picked by hand have none: nobody else chose them.
    """
    found: dict[Key, tuple[Key, ...]] = {}
    for block in blocks:
        about = [] if block.theme is None else [themes[block.theme]]
        of_side: dict[Label, tuple[Key, ...]] = {}
        for quote in block.quotes:
            side = quote.passed.stance
            if side not in of_side:
                of_side[side] = tuple(one.key for one in _next(pool, side, about))
            found[quote.key] = of_side[side]
    return found


def _next(pool: Pool, side: Label, about: Sequence[FoundTheme]) -> list[Candidate]:
    """What the pool would give next; it is left as it was."""
    trial = replace(pool, taken=[*pool.taken], authors={*pool.authors}, shown=[*pool.shown])
    return trial.take(side, about, MOST_RUNNERS_UP)
