"""How templates are filled: everything that comes in is text, escaped and cleaned of what only machines
see.
"""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aggregator.text import clean, safe_url


@cache
def environment() -> Environment:
    """The templates of this package. `x | href` is the address if a reader may be sent there, else None."""
    made = Environment(
        loader=PackageLoader("aggregator.render", "templates"),
        autoescape=True,  # Jinja2's own select_autoescape is off for names such as digest.html.j2
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["href"] = safe_url
    return made


def source(name: str) -> str:
    """A file of the templates' folder as it stands there."""
    made = environment()
    assert made.loader is not None  # noqa: S101 - set just above; tells mypy
    return made.loader.get_source(made, name)[0]


def _visible(value: Any) -> Any:
    """A text without control characters, lone surrogates and signs that turn text round."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return clean(value)
