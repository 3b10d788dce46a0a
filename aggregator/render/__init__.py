"""A digest as a file that people or programs read: one file in this package for each format.

All are pure functions of the canonical digest; docs/formats.md shows what each holds.
"""

import importlib
from collections.abc import Iterable

from aggregator.errors import ConfigError, did_you_mean
from aggregator.model import Digest
from aggregator.render.atom import Atom
from aggregator.render.base import Renderer
from aggregator.render.charts import chart
from aggregator.render.charts import names as charts_of
from aggregator.render.email import Email
from aggregator.render.html import Html
from aggregator.render.json import Json
from aggregator.render.markdown import Markdown
from aggregator.render.shown import shown
from aggregator.render.slack import Slack
from aggregator.render.wordpress import Wordpress

__all__ = ["Renderer", "chart", "charts_of", "find", "formats", "render", "suffixes"]

_RENDERERS: dict[str, Renderer] = {
    one.name: one for one in (Atom(), Email(), Html(), Json(), Markdown(), Slack(), Wordpress())
}


def formats() -> dict[str, str]:
    """The formats that ship with fansreact: name to file suffix, sorted by name."""
    return {name: _RENDERERS[name].suffix for name in sorted(_RENDERERS)}


def suffixes(names: Iterable[str]) -> dict[str, str]:
    """The file suffix of each of these formats, also of somebody's own. Raises ConfigError as `find` does."""
    return {name: find(name).suffix for name in names}


def find(name: str) -> Renderer:
    """The renderer of that name, or somebody's own as `package.module:Class`.

    Raises ConfigError for an unknown name, with the nearest known ones.
    """
    if name in _RENDERERS:
        return _RENDERERS[name]
    if ":" in name:
        return _own(name)
    hint = did_you_mean(name, _RENDERERS) or f"the formats are {', '.join(sorted(_RENDERERS))}"
    raise ConfigError(f"no such format: {name!r}; {hint}")


def render(digest: Digest, format: str) -> bytes:  # noqa: A002 - the word that the command line has for it
    """The digest in that format, without what was withdrawn. Raises ConfigError for an unknown one."""
    renderer = find(format)
    return renderer.render(digest if renderer.canonical else shown(digest))


def _own(path: str) -> Renderer:
    module, _, name = path.partition(":")
    try:
        made = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as e:
        raise ConfigError(f"format {path!r}: {e}", hint="write it as package.module:Class") from e
    if not (isinstance(made, type) and issubclass(made, Renderer)):
        raise ConfigError(
            f"format {path!r}: is no aggregator.render.Renderer", hint="derive the class from it"
        )
    return made()
