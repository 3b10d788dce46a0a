"""Who comes next: for each quote the posts that could take its place, on the same theme and side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.digest.quotes import Candidate, Pool
from aggregator.digest.story import Block
from aggregator.digest.themes import FoundTheme

MOST_RUNNERS_UP = 3

Key = tuple[str, str]


def runners_up(
    pool: Pool, blocks: Sequence[Block], themes: Sequence[FoundTheme]
) -> Mapping[Key, tuple[Key, ...]]:
    """For each quote up to three posts, the best first, of its block's theme and its side, that could stand
    there if it did not. A block of no theme takes them from all posts.

    Posts that an editor picked by hand have none: nobody else chose them.
    """
    return {
        quote.key: tuple(
            one.key for one in _next(pool, quote, [] if block.theme is None else [themes[block.theme]])
        )
        for block in blocks
        for quote in block.quotes
    }


def _next(pool: Pool, quote: Candidate, about: Sequence[FoundTheme]) -> list[Candidate]:
    """What the pool would have given in a quote's place; it is left as it was.

    They may be alike: one is enough, and the next one is for when that is gone too.
    """
    taken = [one for one in pool.taken if pool.candidates[one].key != quote.key]
    # Not another post of the same author: whom we lost as a source is not asked again.
    authors = {*pool.authors}
    found: list[Candidate] = []
    for _ in range(MOST_RUNNERS_UP):
        trial = replace(pool, taken=[*taken], authors={*authors})
        found += trial.take(quote.passed.stance, about, 1)
        authors = trial.authors
    return found
