"""What a chart is drawn from: places from left to right in per cent of its width, down it in pixels.

So one drawing fits a phone and a desk alike, and its words keep their size. Colours are the style sheet's
(templates/charts.css), by the `kind` of a shape; patterns say the same without colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from aggregator.text import clean

Anchor = Literal["start", "middle", "end"]
Pattern = Literal["", "stripes", "dots", "unread", "partly"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; with a pattern, that is laid over its colour."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    pattern: Pattern = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: its baseline, and how many pixels it stands off its place."""

    x: float
    y: float
    text: str
    kind: str = "tick"
    anchor: Anchor = "start"
    off: float = 0


@dataclass(frozen=True, slots=True)
class Dot:
    """The point of a share: round where posts were pleased, a square where they were critical."""

    x: float
    y: float
    kind: Literal["positive", "negative"]
    reach: float = 5.0


@dataclass(frozen=True, slots=True)
class Badge:
    """A short text in a pill around its place: the number of an event."""

    x: float
    y: float
    text: str


Shape = Box | Stroke | Words | Dot | Badge


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: its height, its shapes from the back to the front, and the same in words."""

    height: float
    shapes: tuple[Shape, ...]
    title: str
    description: str = ""


def moved(shape: Shape, down: float) -> Shape:
    """The shape, so many pixels further down."""
    if isinstance(shape, Stroke):
        return replace(shape, y1=shape.y1 + down, y2=shape.y2 + down)
    return replace(shape, y=shape.y + down)


def inline(drawing: Drawing, name: str = "") -> Markup:
    """The drawing as an element of a page. `name` makes the ids of its title and description; without one it
    is a picture of few words, whose title is its label.
    """
    shapes = drawn(drawing.shapes)
    if not name:
        return Markup(
            '<svg class="chart" role="img" paint-order="stroke" width="100%" height="{}" '
            'aria-label="{}">{}</svg>'
        ).format(number(drawing.height), visible(drawing.title), shapes)
    return Markup(
        '<svg class="chart" role="img" paint-order="stroke" width="100%" height="{height}" '
        'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{title}</title>'
        '<desc id="{name}-desc">{said}</desc>{shapes}</svg>'
    ).format(
        height=number(drawing.height),
        name=name,
        title=visible(drawing.title),
        said=visible(drawing.description),
        shapes=shapes,
    )


def drawn(shapes: Sequence[Shape]) -> Markup:
    """The shapes as SVG elements."""
    return Markup().join(_drawn(shape) for shape in shapes)


def _drawn(shape: Shape) -> Markup:
    match shape:
        case Box():
            return _box(shape)
        case Stroke(x1, y1, x2, y2, kind):
            return Markup('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(
                kind, number(x1), number(y1), number(x2), number(y2)
            )
        case Words(x, y, text, kind, anchor, off):
            aside = Markup(' dx="{}"').format(number(off)) if off else Markup()
            return Markup('<text class="{}" x="{}%" y="{}" text-anchor="{}"{}>{}</text>').format(
                kind, number(x), number(y), anchor, aside, visible(text)
            )
        case Dot(x, y, "positive", reach):
            return Markup('<circle class="point positive" cx="{}%" cy="{}" r="{}"/>').format(
                number(x), number(y), number(reach)
            )
        case Dot(x, y, _, reach):
            return Markup(
                '<svg x="{}%" y="{}" overflow="visible"><rect class="point negative" x="{corner}" '
                'y="{corner}" width="{side}" height="{side}"/></svg>'
            ).format(number(x), number(y), corner=number(0.5 - reach), side=number(2 * reach - 1))
        case Badge(x, y, text):
            reach = 4.5 + 3.5 * len(text)
            return Markup(
                '<svg x="{}%" y="{}" overflow="visible"><rect class="badge-ground" x="{}" y="-8" width="{}" '
                'height="16" rx="8"/><text class="badge-text" y="4" text-anchor="middle">{}</text></svg>'
            ).format(number(x), number(y), number(-reach), number(2 * reach), visible(text))


def _box(box: Box) -> Markup:
    place = Markup('x="{}%" y="{}" width="{}%" height="{}"').format(
        number(box.x), number(box.y), number(box.width), number(box.height)
    )
    made = Markup('<rect class="{}" {}/>').format(box.kind, place) if box.kind else Markup()
    if box.pattern:
        made += Markup('<rect class="over" {} fill="url(#{})"/>').format(place, box.pattern)
    return made


PATTERNS = Markup(
    "<defs>"
    '<pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="stripe" x1="1.5" y1="0" x2="1.5" y2="6"/></pattern>'
    '<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<circle class="speck" cx="2.5" cy="2.5" r="1"/></pattern>'
    '<pattern id="unread" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(-45)"><line class="hatch" x1="1" y1="0" x2="1" y2="6"/></pattern>'
    '<pattern id="partly" width="12" height="12" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(-45)"><line class="hatch" x1="1" y1="0" x2="1" y2="12"/></pattern>'
    "</defs>"
)
"""The patterns that boxes name. They stand once in a document, in an element that takes no room."""


def number(value: float) -> str:
    """A coordinate with at most two decimals: "12.5", "40"."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def visible(text: str) -> str:
    """Words on one line, without what only machines see; escaped when they are put in."""
    return " ".join(clean(text).split())
