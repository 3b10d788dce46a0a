"""The charts of a digest: volume, mood, trend and themes, on the page and as pictures of their own.

All are static SVG and pure functions of digest.json; each says in words what it shows.
"""

from aggregator.render.charts import mood, themes, timeline
from aggregator.render.charts.alone import chart, drawable, names
from aggregator.render.charts.mood import Segment, segments
from aggregator.render.charts.scene import PATTERNS, inline

__all__ = [
    "PATTERNS",
    "Segment",
    "chart",
    "drawable",
    "inline",
    "mood",
    "names",
    "segments",
    "themes",
    "timeline",
]
