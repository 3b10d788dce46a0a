"""The mood as a bar, network by network, and over time: shares of the judged posts with their intervals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aggregator.model import Digest
from aggregator.model.scoring import Label
from aggregator.model.shares import Sentiment, Share, Shares
from aggregator.render import words
from aggregator.render.charts import timeline
from aggregator.render.charts.scene import Box, Dot, Drawing, Pattern, Shape, Stroke, Words
from aggregator.render.words import CAMPS, percent
from aggregator.text import plural

ROOM_FOR_A_LABEL = 0.09
"""Share from which a segment is wide enough for its percentage, in an e-mail."""
ROOM_FOR_A_LETTER = 4.2
"""Per cent of the width that a letter of it takes on a phone."""

PATTERNS: dict[Label, Pattern] = {"positive": "", "neutral": "dots", "negative": "stripes"}
BAR = 38.0
ROW = 56.0
LEFT, RIGHT = 1.5, 98.5
"""Where a share of 0 and of 1 stand: a point on either edge is whole."""
Side = Literal["positive", "negative"]
_SIDES: tuple[tuple[Side, float], ...] = (("positive", 29.0), ("negative", 43.0))
INTERVALS = "Lines with a dot (positive) or a square (negative) are 95% intervals."


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


def segments(shares: Sentiment | Shares) -> list[Segment]:
    """The three camps side by side: pleased from the left edge, critical from the right one."""
    made, x = [], 0.0
    for camp in CAMPS:
        share = getattr(shares, camp).share
        label = percent(share) if share >= ROOM_FOR_A_LABEL else ""
        made.append(Segment(camp, round(x, 2), round(share * 100, 2), label))
        x += share * 100
    return made


def bar(shares: Sentiment) -> Drawing:
    """The three shares side by side, and how far the borders of the outer two may lie to either side."""
    pieces = segments(shares)
    shapes: list[Shape] = [
        Box(one.x, 0, one.width, BAR, one.camp, PATTERNS[one.camp]) for one in pieces if one.width
    ]
    shapes += [Stroke(one.x, 0, one.x, BAR, "parting") for one in pieces[1:] if one.width]
    shapes += [
        Words(one.middle, 25, one.label, "share", "middle")
        for one in pieces
        if one.width >= ROOM_FOR_A_LETTER * len(one.label) > 0
    ]
    positive, negative = shares.positive, shares.negative
    shapes += _reach(positive.low, positive.share, positive.high, BAR + 11, "positive")
    shapes += _reach(1 - negative.high, 1 - negative.share, 1 - negative.low, BAR + 24, "negative")
    said = ", ".join(f"{camp} {_said(getattr(shares, camp))}" for camp in CAMPS)
    title = "Share of positive, neutral and negative posts"
    return Drawing(BAR + 30, tuple(shapes), title, f"{words.capital(said)}.")


def key() -> Iterator[Shape]:
    """Which colour and pattern is which camp, on one line."""
    for x, camp in zip((0, 19, 37), CAMPS, strict=True):
        yield Box(x, 0, 2.4, 11, camp, PATTERNS[camp])
        yield Words(x + 2.4, 10, camp, off=6)


def _reach(low: float, at: float, high: float, y: float, camp: Side) -> Iterator[Shape]:
    """Where the border of a camp lies, and how far it may lie to either side."""
    yield Stroke(100 * low, y, 100 * high, y, f"reach {camp}")
    yield Dot(100 * at, y, camp)


def _said(share: Share) -> str:
    return f"{percent(share.share)} (95% interval {words.interval(share)})"


@dataclass(frozen=True, slots=True)
class Row:
    """A network with its shares, or why it has none; `posts` are those it rests on."""

    name: str
    posts: int
    shares: Sentiment | Shares | None


def rows(digest: Digest) -> list[Row]:
    """The networks; none where there is but one, or no shares at all."""
    mood = digest.sentiment
    if mood is None or len({*mood.by_network, *digest.counted.networks}) < 2:
        return []
    made = []
    for source in sorted({*mood.by_network, *digest.counted.networks}):
        shares = mood.by_network.get(source)
        posts = judged(shares) if shares else digest.counted.networks[source]
        made.append(Row(words.network(source), posts, shares))
    return made


def judged(shares: Sentiment | Shares) -> int:
    """How many judged posts shares are of."""
    return shares.positive.posts + shares.neutral.posts + shares.negative.posts


def by_network(digest: Digest) -> Drawing | None:
    """The pleased and the critical share of each network with their intervals; None for but one network."""
    found = rows(digest)
    if not found:
        return None
    shapes: list[Shape] = []
    y = 0.0
    said = []
    for row in found:
        if row.shares is None:
            few = f"{plural(row.posts, 'post')}: too few for shares"
            shapes += [Words(0, y + 14, row.name, "name"), Words(100, y + 14, few, anchor="end")]
            said.append(f"{row.name}: {few}.")
            y += 26
            continue
        shapes += [
            Words(0, y + 14, row.name, "name"),
            Words(100, y + 14, plural(row.posts, "judged post"), anchor="end"),
        ]
        for camp, down in _SIDES:
            share: Share = getattr(row.shares, camp)
            shapes.append(Stroke(LEFT, y + down, RIGHT, y + down, "grid"))
            shapes.append(Stroke(at(share.low), y + down, at(share.high), y + down, f"reach {camp}"))
            shapes.append(Dot(at(share.share), y + down, camp))
        sides = ", ".join(f"{camp} {_said(getattr(row.shares, camp))}" for camp, _ in _SIDES)
        said.append(f"{row.name}, {plural(row.posts, 'judged post')}: {sides}.")
        y += ROW
    foot = y + 2
    shapes = [*(Stroke(at(part), 0, at(part), foot, "grid") for part in (0, 0.25, 0.5, 0.75, 1)), *shapes]
    shapes += percents(foot)
    return Drawing(foot + 20, tuple(shapes), "Positive and negative share by network", " ".join(said))


def at(share: float) -> float:
    """Where a share stands from left to right."""
    return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, share))


def percents(foot: float) -> Iterator[Shape]:
    """The axis from 0 to 100 % below a chart."""
    yield Stroke(LEFT, foot, RIGHT, foot, "axis")
    for part in (0, 0.25, 0.5, 0.75, 1):
        yield Stroke(at(part), foot, at(part), foot + 4, "axis")
        if part in {0, 1}:
            yield Words(100 * part, foot + 17, f"{part:.0%}", anchor="end" if part else "start")
        else:
            yield Words(at(part), foot + 17, f"{part:.0%}", anchor="middle")


def notes(digest: Digest) -> list[str]:
    """What a reader must know of the shares, line by line."""
    assert digest.sentiment is not None  # noqa: S101 - only asked where there are shares; tells mypy
    return [INTERVALS, words.sentence(digest.sentiment.method)]


TREND_TOP = 8.0
KEY = "Dots are the positive share, squares the negative one; the bands around them are 95% intervals."


def steps(digest: Digest) -> list[tuple[datetime, Shares | None]]:
    """The start of each step over time, and its shares if it has enough posts; none where nothing is told."""
    found = digest.trend
    if found is None or digest.sentiment is None:
        return []
    if not timeline.fits(found.step_minutes, found.since, len(found.shares), digest.window):
        return []
    times = timeline.steps(found.step_minutes, found.since, len(found.shares), digest.window)
    return [(low, shares) for (low, _), shares in zip(times, found.shares, strict=True)]


def over_time(digest: Digest) -> Drawing | None:
    """The pleased and the critical share of each step with its interval; None where nothing is told."""
    found, window = steps(digest), digest.window
    if not found or digest.trend is None:
        return None
    height, foot = timeline.HEIGHT, TREND_TOP + timeline.HEIGHT
    shapes: list[Shape] = []
    for part in (0.25, 0.5, 0.75):
        y = foot - height * part
        shapes.append(Stroke(timeline.LEFT, y, 100, y, "grid"))
        shapes.append(Words(timeline.LEFT, y + 4, f"{part:.0%}", anchor="end", off=-6))
    points: list[Shape] = []
    said = []
    before: dict[Side, tuple[float, float]] = {}
    ends = [low for low, _ in found[1:]] + [window.until]
    for (low, shares), high in zip(found, ends, strict=True):
        if shares is None:
            before = {}
            continue
        x, end = timeline.place(low, window), timeline.place(high, window)
        for camp, _ in _SIDES:
            share: Share = getattr(shares, camp)
            top, y = foot - height * share.high, foot - height * share.share
            shapes.append(Box(x, top, end - x, height * (share.high - share.low), f"band {camp}"))
            if camp in before:
                points.append(Stroke(*before[camp], (x + end) / 2, y, f"level {camp}"))
            before[camp] = (x + end) / 2, y
            points.append(Dot((x + end) / 2, y, camp, 3.5))
        said.append(
            f"From {words.minute(low, digest.language)}: positive {percent(shares.positive.share)}, "
            f"negative {percent(shares.negative.share)}."
        )
    shapes += points
    shapes.append(Stroke(timeline.LEFT, foot, 100, foot, "axis"))
    shapes += timeline.time_axis(window, foot, digest.language)
    return Drawing(
        foot + timeline.FOOT,
        tuple(shapes),
        f"Positive and negative share over time, each step {timeline.step_words(digest.trend.step_minutes)}",
        " ".join(said),
    )
