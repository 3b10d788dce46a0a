"""How templates are filled: everything that comes in is text, escaped and cleaned of what only machines
see.
"""

import base64
import hashlib
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
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["href"] = safe_url
    return made


def page_of(template: str, sheets: tuple[str, ...], **values: Any) -> bytes:
    """A page of that template with our style sheets in it, allowed by its own policy to load nothing."""
    style, policy = _style(sheets)
    page = environment().get_template(template).render(style=style, policy=policy, **values)
    return page.encode("utf-8")


@cache
def _style(sheets: tuple[str, ...]) -> tuple[Markup, str]:
    """Our own style sheets as one, and the policy that allows it alone, by its hash."""
    rules = "".join(map(source, sheets))
    digest = base64.b64encode(hashlib.sha256(rules.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Markup(rules), policy  # noqa: S704 - files of this package, no text of others


def source(name: str) -> str:
    """A file of the templates as it stands there."""
    made = environment()
    assert made.loader is not None  # noqa: S101 - set when it is made; tells mypy
    return made.loader.get_source(made, name)[0]


def visible(value: Any) -> Any:
    """A text without control characters, lone surrogates and signs that turn text round."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return clean(value)
