"""The counting rules of eligible.py and campaigns.py over columns, for windows of a million posts.

The rules stand there, one post at a time; here they are the same sums over whole columns, and
tests/digest/test_large.py holds the two against each other.
"""

import math
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from aggregator.model.columns import Named, Numbers, micros
from aggregator.model.digests import HeldBack, Window
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.scoring import LABELS
from aggregator.signals.brigading import LEAST_COPIES, SINGLE_PURPOSE
from aggregator.signals.flags import HELD_BACK

_DAY = 86_400_000_000
_EPOCH = date(1970, 1, 1)


def first_of_each(frozen: FrozenColumns) -> tuple[Numbers, int]:
    """Places of the countable posts whose text comes first, ascending, and how many copies there are."""
    at = np.flatnonzero(frozen.is_countable)
    _, first = np.unique(frozen.copies[at], return_index=True)
    return at[np.sort(first)], len(at) - len(first)


def within_weight(frozen: FrozenColumns, kept: Numbers, most: int) -> tuple[Numbers, int]:
    """Those of some places that are among the first `most` of their author, and how many authors wrote."""
    authors = frozen.authors[kept]
    order = np.argsort(authors, kind="stable")
    ordered = authors[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-2) != 0)
    run = np.repeat(starts, np.diff(np.append(starts, len(ordered))))
    rank = np.empty(len(ordered), dtype=np.int64)
    rank[order] = np.arange(len(ordered)) - run
    return kept[(authors < 0) | (rank < most)], int((ordered[starts] >= 0).sum())


def excluded(frozen: FrozenColumns) -> Counter[str]:
    """How many posts that are no reposts are excluded, by reason."""
    return numbers_of(frozen.excluded.take(np.flatnonzero(~frozen.repost)))


def numbers_of(column: Named) -> Counter[str]:
    """How many posts hold each value of a column; None is none."""
    values = column.values
    numbers = np.bincount(column.codes, minlength=len(values)).tolist()
    return Counter({
        value: number for value, number in zip(values, numbers, strict=True) if number and value is not None
    })  # fmt: skip


def busiest(posts: FrozenColumns) -> tuple[date, int]:
    """The day (UTC) with most posts, and their number; of equals the last."""
    days, numbers = np.unique(posts.created_at // _DAY, return_counts=True)
    number = int(numbers.max())
    return _EPOCH + timedelta(days=int(days[numbers == number][-1])), number


def held_back(frozen: FrozenColumns, places: tuple[int, ...]) -> tuple[HeldBack, ...]:
    """As eligible.held_back."""
    at = np.array(places, dtype=np.int64)
    told = []
    for reason in HELD_BACK:
        found = at[frozen.flagged((reason,))[at]].tolist()
        if found:
            ids = tuple(sorted(frozen.remote_id[place] for place in found))
            told.append(HeldBack(reason, len(ids), ids))
    return tuple(told)


def steps(posts: FrozenColumns, start: datetime, step: timedelta) -> Numbers:
    """In which step from `start` on each post was written."""
    found: Numbers = (posts.created_at - micros(start)) // (step // timedelta(microseconds=1))
    return found


def outside(frozen: FrozenColumns, window: Window) -> list[int]:
    """Places of the posts that are not of the window."""
    instants = frozen.created_at
    low, high = (micros(at) for at in (window.since, window.until))
    found: list[int] = np.flatnonzero((instants < low) | (instants >= high)).tolist()
    return found


def suspects(frozen: FrozenColumns, new: Any) -> tuple[Numbers, int]:
    """The places that a finding may be made of, and of how many countable posts the account's age is known.

    Texts and authors that come seldom are no campaign: of a million posts few are left. New accounts are
    left where there are any.
    """
    at = np.flatnonzero(frozen.is_countable)
    copies, authors = frozen.copies[at], frozen.authors[at]
    wanted = np.bincount(copies)[copies] >= LEAST_COPIES
    wanted |= (authors >= 0) & (np.bincount(authors + 1)[authors + 1] >= SINGLE_PURPOSE)
    wanted |= new[at] == 1
    return at[wanted], int((new[at] >= 0).sum())


def labels(posts: FrozenColumns) -> dict[str, int]:
    """How many posts bear each label."""
    return {label: int((posts.label == code).sum()) for code, label in enumerate(LABELS)}


def lacking(posts: FrozenColumns) -> dict[str, float] | None:
    """By label what the labelled posts weigh less than 1 each; None where each weighs 1."""
    light = (posts.weight != 1.0) & (posts.label >= 0)
    if not light.any():
        return None
    return {
        label: math.fsum((1 - posts.weight[light & (posts.label == code)]).tolist())
        for code, label in enumerate(LABELS)
    }


def persons(posts: FrozenColumns) -> Numbers:
    """A number for whoever wrote each post; a post of nobody known stands alone."""
    authors = posts.authors.copy()
    nobody = authors < 0
    authors[nobody] = authors.max(initial=-1) + 1 + np.arange(int(nobody.sum()))
    _, numbers = np.unique(authors, return_inverse=True)
    return numbers


def alike(posts: FrozenColumns) -> list[tuple[tuple[float, float, float], int]]:
    """Weights of (positive, neutral, negative) posts of a person, and how many people have just these."""
    weighed = posts.weight > 0
    if not weighed.any():
        return []
    who = persons(posts)[weighed]
    place = np.array([2, 1, 0])[posts.label[weighed]]
    sums = np.bincount(who * 3 + place, weights=posts.weight[weighed], minlength=3 * (int(who.max()) + 1))
    rows = sums.reshape(-1, 3)
    rows = rows[rows.sum(axis=1) > 0]
    order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))
    rows = rows[order]
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    numbers = np.diff(np.append(starts, len(rows))).tolist()
    kinds = rows[starts].tolist()
    return [((one[0], one[1], one[2]), many) for one, many in zip(kinds, numbers, strict=True)]


def authors(posts: FrozenColumns) -> int:
    """How many people are known to have written these posts."""
    known: Numbers = posts.authors[posts.authors >= 0]
    return len(np.unique(known))


def odds(judged: FrozenColumns) -> tuple[Any, Numbers]:
    """Probabilities of the judged posts, and whose they are: people are numbered in the order of their names.

    Where some posts weigh half, all others stand there twice.
    """
    who = persons(judged)
    _, first = np.unique(who, return_index=True)
    names = judged.source.values
    known = [
        (
            names[judged.source.codes[place]],
            f"@{judged.author[place]}" if judged.has_author[place] else f"#{judged.remote_id[place]}",
        )
        for place in first.tolist()
    ]
    ranks = np.empty(len(known), dtype=np.int64)
    ranks[sorted(range(len(known)), key=known.__getitem__)] = np.arange(len(known))
    times = np.ones(len(judged), dtype=np.int64)
    if (judged.weight != 1).any():
        times = np.round(2 * judged.weight).astype(np.int64)
    owner = np.repeat(ranks[who], times)
    given = np.repeat(np.nan_to_num(judged.probabilities), times, axis=0)
    given[given.sum(axis=1) == 0] = (0.0, 1.0, 0.0)
    order = np.argsort(owner, kind="stable")
    _, numbered = np.unique(owner[order], return_inverse=True)
    return given[order], numbered
