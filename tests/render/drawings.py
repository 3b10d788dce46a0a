"""What the tests of charts share: shapes of a drawing, and that all of them stand within it."""

from datetime import timedelta

from sample_digest import SINCE, full, shares

from aggregator.model.digests import Window
from aggregator.model.shares import MoodOverTime, Shares
from aggregator.render.charts.scene import Badge, Box, Dot, Stroke, Words

HOUR = timedelta(hours=1)


def shapes(drawing, kind):
    return [one for one in drawing.shapes if getattr(one, "kind", None) == kind]


def words_in(drawing):
    return [one.text for one in drawing.shapes if isinstance(one, Words)]


def spike(start, end, times=6.0):
    stamps = {name: at.isoformat() for name, at in (("start", start), ("end", end))}
    return {"kind": "spike", **stamps, "first_minute": None, "posts": 90, "expected": 15.0, "times": times, "trigger": None}  # fmt: skip


def assert_within(drawing):
    """No shape leaves the drawing; words may stand off it by what their anchor says."""
    for one in drawing.shapes:
        match one:
            case Box(x, y, width, height):
                assert 0 <= x <= x + width <= 100.001
                assert -0.001 <= y <= y + height <= drawing.height
            case Stroke(x1, y1, x2, y2):
                assert all(0 <= x <= 100 for x in (x1, x2))
                assert all(-2 <= y <= drawing.height + 2 for y in (y1, y2))
            case Dot(x, y) | Badge(x, y) | Words(x, y):
                assert 0 <= x <= 100
                assert 0 <= y <= drawing.height


LONG = Window(SINCE, SINCE + timedelta(days=5))


def moved(*found):
    made = tuple(Shares(**shares(*one)) if one else None for one in found)
    trend = MoodOverTime(1440, SINCE.replace(hour=0), made, "each step has an interval of its own")
    return full(window=LONG, trend=trend)
