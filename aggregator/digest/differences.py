"""Shares of posts that hang together by author: how far each may be off, and whether two truly differ.

The interval of a difference is Newcombe's (method 10 of "Interval estimation for the difference between
independent proportions", Statistics in Medicine 17, 1998): Wilson's limits of both shares put together. It
allows for chance and for people who post more than once. What a scorer mistakes it mistakes in both moments:
that shrinks a difference, and can't feign one as long as fans speak of the film in the same ways.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

from aggregator.model.comparisons import Difference

CERTAINTY = 0.95


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share, and how many independent posts its posts are worth (0: there are none)."""

    share: float
    worth: float


def together(many: int) -> float:
    """Standard deviations for `many` intervals that hold all at once at 95 % (Bonferroni)."""
    return NormalDist().inv_cdf(1 - (1 - CERTAINTY) / (2 * max(1, many)))


def proportion(alike: Iterable[tuple[float, float, int]]) -> Proportion:
    """The share of hits among posts, from (hits, posts, how many authors have just these).

    Posts of one author hang together: the design effect is the ratio of the linearised variance between
    authors to that of as many independent posts (Cochran, Sampling Techniques, 3rd ed., 11.2), at least 1:
    it never makes an interval narrower.
    """
    rows = list(alike)
    total = math.fsum(posts * authors for _, posts, authors in rows)
    if not total:
        return Proportion(0.0, 0.0)
    share = math.fsum(hits * authors for hits, _, authors in rows) / total
    alone = share * (1 - share) / total
    effect = 1.0
    if alone > 0 and sum(authors for _, _, authors in rows) > 1:
        spread = math.fsum((hits - share * posts) ** 2 * authors for hits, posts, authors in rows)
        effect = max(1.0, spread / total**2 / alone)
    return Proportion(share, total / effect)


def difference(before: Proportion, after: Proportion, z: float) -> Difference:
    """How a share moved, with an interval of `z` standard deviations to either side."""
    low_before, high_before = wilson(before, z)
    low_after, high_after = wilson(after, z)
    change = after.share - before.share
    low = change - math.hypot(after.share - low_after, high_before - before.share)
    high = change + math.hypot(high_after - after.share, before.share - low_before)
    return Difference(
        before=round(before.share, 4),
        after=round(after.share, 4),
        change=round(change, 4),
        low=round(max(-1.0, low), 4),
        high=round(min(1.0, high), 4),
        differs=low > 0 or high < 0,
    )


def wilson(one: Proportion, z: float) -> tuple[float, float]:
    """Wilson's limits of a share, `z` standard deviations to either side; 0 and 1 of no posts."""
    if not one.worth:
        return 0.0, 1.0
    middle = (one.share + z**2 / (2 * one.worth)) / (1 + z**2 / one.worth)
    half = (
        z
        / (1 + z**2 / one.worth)
        * math.sqrt(one.share * (1 - one.share) / one.worth + z**2 / (4 * one.worth**2))
    )
    return max(0.0, min(middle - half, one.share)), min(1.0, max(middle + half, one.share))
