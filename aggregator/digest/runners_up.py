"""Who comes next: for each quote the posts that could take its place, on the same theme and side."""

from collections.abc import Mapping, Sequence

from aggregator.digest.quotes import Pool
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
    found: dict[Key, tuple[Key, ...]] = {}
    for block in blocks:
        about = [] if block.theme is None else [themes[block.theme]]
        for quote in block.quotes:
            found[quote.key] = tuple(one.key for one in pool.instead_of(quote, about, MOST_RUNNERS_UP))
    return found
