"""The charts as tables, each with a sentence: for WordPress and e-mail, which show no drawing.

WordPress takes SVG out of what an author saves (`wp_kses`), and mail programs show none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aggregator.model import Digest
from aggregator.model.shares import Share, Shares
from aggregator.render import words
from aggregator.render.charts import alone, mood, themes, timeline
from aggregator.text import plural

MOST_ROWS = 14
"""Rows of the table of posts over time: as many bars go into a row as that takes."""
_TOGETHER = (1, 2, 3, 4, 6, 8, 12, 24)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A chart's numbers: a sentence, what the table holds, its columns, rows and bars (0 to 1)."""

    said: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float, ...]


def tables(digest: Digest) -> list[Numbers]:
    """Those of the charts that the digest has, in the order of the page; none for a death."""
    return list(_tables(digest)) if alone.drawable(digest) else []


def _tables(digest: Digest) -> Iterator[Numbers]:
    trend = mood.steps(digest)
    told = [(low, shares.positive.share) for low, shares in trend if shares is not None]
    if told:
        rows = [(timeline.short(low), *_trend(shares)) for low, shares in trend]
        sizes = [shares.positive.share if shares is not None else 0.0 for _, shares in trend]
        yield Numbers(
            _moved(told),
            "The mood over time, with 95% intervals",
            ("From (UTC)", "Judged", "Positive", "Negative"),
            tuple(rows),
            tuple(sizes),
        )
    found = _by_row(digest)
    if found:
        most = max(posts for _, posts in found)
        total = sum(posts for _, posts in found)
        peak = next(low for low, posts in found if posts == most)
        marked = [f"{event.name}: {words.minute(event.at)}" for _, event in timeline.numbered(digest)]
        peak_said = f"Most of the {plural(total, 'post')} came from {words.minute(peak)} on: {most:,}."
        yield Numbers(
            " ".join((peak_said, *map(words.sentence, marked))),
            "Posts over time",
            ("From (UTC)", "Posts"),
            tuple((timeline.short(low), words.number(posts)) for low, posts in found),
            tuple(posts / most if most else 0.0 for _, posts in found),
        )
    told_of = [*themes.told(digest), *themes.general(digest)]
    if told_of:
        most = max(theme.posts for theme in told_of)
        first = told_of[0]
        yield Numbers(
            f"A post may speak of several themes. {words.capital(first.label)}: {themes.said(first)}.",
            "What the posts speak of",
            ("Theme", "Posts", "Positive", "Negative"),
            tuple(
                (
                    words.capital(theme.label),
                    words.number(theme.posts),
                    words.number(theme.positive),
                    words.number(theme.negative),
                )
                for theme in told_of
            ),
            tuple(theme.posts / most if most else 0.0 for theme in told_of),
        )


def _by_row(digest: Digest) -> list[tuple[datetime, int]]:
    """Start and posts of each row: several bars together, where there are many."""
    bars = timeline.bars(digest)
    fits = (number for number in _TOGETHER if -(-len(bars) // number) <= MOST_ROWS)
    number = next(fits, -(-len(bars) // MOST_ROWS))
    pieces = (bars[at : at + number] for at in range(0, len(bars), number))
    return [(piece[0].start, sum(one.posts for one in piece)) for piece in pieces]


def _trend(shares: Shares | None) -> tuple[str, str, str]:
    if shares is None:
        return "too few", "–", "–"
    return words.number(mood.judged(shares)), _share(shares.positive), _share(shares.negative)


def _share(share: Share) -> str:
    return f"{words.percent(share.share)} ({words.interval(share)})"


def _moved(told: list[tuple[datetime, float]]) -> str:
    """From where to where the positive share went, over the steps with enough posts."""
    (first, before), (last, after) = told[0], told[-1]
    return (
        f"The positive share was {words.percent(before)} from {words.minute(first)} on and "
        f"{words.percent(after)} from {words.minute(last)} on."
    )
