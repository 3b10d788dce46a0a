"""The colours of a chart that stands alone: the page's, written out, as some readers of SVG know no var()."""

import re
from functools import cache

from markupsafe import Markup

from aggregator.render.page import source

_NAMED = re.compile(r"--([\w-]+):\s*([^;]+);")
_USED = re.compile(r"var\(--([\w-]+)\)")


@cache
def style() -> Markup:
    """The rules of the charts in light, and again for dark."""
    palette, rules = source("palette.css"), source("charts.css") + source("alone.css")
    light, dark = (dict(_NAMED.findall(part)) for part in palette.split(":root {")[1:3])
    made = f"{_with(rules, light)}@media (prefers-color-scheme: dark) {{\n{_with(rules, light | dark)}}}\n"
    return Markup(made)  # noqa: S704 - files of this package, no text of others


def _with(rules: str, colours: dict[str, str]) -> str:
    named = colours | {"ground": colours["paper"]}
    return _USED.sub(lambda found: named[found[1]], rules).replace('"', "'")
