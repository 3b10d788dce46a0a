"""What the posts that mention a theme say of it: critical ones left of a line, pleased ones right of it."""

from collections.abc import Iterable, Sequence

from aggregator.model import Digest
from aggregator.model.digests import Theme
from aggregator.render import words
from aggregator.render.charts.scene import Box, Drawing, Shape, Stroke, Words
from aggregator.text import plural

MIDDLE = 50.0
REACH = 39.0
"""Per cent of the width for the longest bar to either side; the rest is for its number."""
HEIGHT = 16.0
_ITSELF = {"film": "The film itself", "series": "The series itself", "franchise": "The franchise itself"}


def itself(digest: Digest) -> str:
    """The heading of the general themes."""
    return _ITSELF.get(digest.film.kind, "In general")


def told(digest: Digest) -> list[Theme]:
    """What is spoken of, without the film itself, most mentioned first."""
    return _ranked(theme for theme in digest.themes if not theme.general)


def general(digest: Digest) -> list[Theme]:
    """The film itself: set apart, since most posts are about it."""
    return _ranked(theme for theme in digest.themes if theme.general)


def _ranked(themes: Iterable[Theme]) -> list[Theme]:
    """A digest holds them by the weight of those that took a side; a reader looks for the numbers' order."""
    return sorted(themes, key=lambda one: -one.posts)


def longest(themes: Sequence[Theme]) -> int:
    """The posts that the longest bar of these stands for."""
    return max((max(one.positive, one.negative) for one in themes), default=0)


def bar(theme: Theme, most: int) -> Drawing:
    """A theme's row. `most` posts make the longest bar of its group."""
    unit = REACH / max(1, most)
    pleased, critical = unit * min(theme.positive, most), unit * min(theme.negative, most)
    shapes: list[Shape] = []
    if critical:
        shapes.append(Box(MIDDLE - critical, 0, critical, HEIGHT, "negative", "stripes"))
    if pleased:
        shapes.append(Box(MIDDLE, 0, pleased, HEIGHT, "positive"))
    shapes += [
        Stroke(MIDDLE, -2, MIDDLE, HEIGHT + 2, "zero"),
        Words(MIDDLE - critical, 12.5, words.number(theme.negative), anchor="end", off=-5),
        Words(MIDDLE + pleased, 12.5, words.number(theme.positive), off=5),
    ]
    return Drawing(HEIGHT, tuple(shapes), said(theme))


def said(theme: Theme) -> str:
    """A theme's row in words."""
    rest = max(0, theme.posts - theme.positive - theme.negative)
    parts = [f"{words.number(theme.negative)} negative", f"{words.number(theme.positive)} positive"]
    return ", ".join([*parts, f"{words.number(rest)} neither"] if rest else parts)


def total(theme: Theme) -> str:
    """How many posts mention it."""
    share = f", {words.percent(theme.share)}" if theme.share is not None else ""
    return f"{plural(theme.posts, 'post')}{share}"
