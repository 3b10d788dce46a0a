"""Shapes of the charts as percentages of their width: the template only draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.model.digests import Sentiment, Shares, Theme
from aggregator.model.scoring import Label
from aggregator.render.words import CAMPS, percent

ROOM_FOR_A_LABEL = 0.09
"""Share from which a segment is wide enough for its percentage, also on a phone."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: where it starts and how wide it is, 0 to 100, and the label inside it, if it fits."""

    camp: Label
    x: float
    width: float
    label: str

    @property
    def middle(self) -> float:
        """Where its label is centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Bracket:
    """The 95 % interval of the border between two segments, 0 to 100."""

    camp: Label
    low: float
    high: float


def segments(shares: Sentiment | Shares) -> list[Segment]:
    """The three camps side by side: pleased from the left edge, critical from the right one."""
    made, x = [], 0.0
    for camp in CAMPS:
        share = getattr(shares, camp).share
        label = percent(share) if share >= ROOM_FOR_A_LABEL else ""
        made.append(Segment(camp, round(x, 2), round(share * 100, 2), label))
        x += share * 100
    return made


def brackets(shares: Sentiment) -> list[Bracket]:
    """How far the borders of the outer camps may lie to either side."""
    return [
        Bracket("positive", round(shares.positive.low * 100, 2), round(shares.positive.high * 100, 2)),
        Bracket(
            "negative", round(100 - shares.negative.high * 100, 2), round(100 - shares.negative.low * 100, 2)
        ),
    ]


def theme_bar(theme: Theme, themes: Sequence[Theme]) -> list[Segment]:
    """A theme's mentions: its camps side by side, as wide as its posts beside the most mentioned theme's."""
    most = max(one.posts for one in themes) or 1
    counts = {"positive": theme.positive, "negative": theme.negative}
    counts["neutral"] = max(0, theme.posts - theme.positive - theme.negative)
    made, x = [], 0.0
    for camp in CAMPS:
        width = counts[camp] / most * 100
        made.append(Segment(camp, round(x, 2), round(width, 2), ""))
        x += width
    return made
