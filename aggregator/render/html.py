"""The digest as a page that an editor could take over: one file, no script, nothing loaded from elsewhere.

Everything that came from a network is text: Jinja2 escapes it, `text.clean` takes out what only machines see,
and a link is a link only if `text.safe_url` knows it for http or https.
"""

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aggregator.model import Digest
from aggregator.render import by_hand, charts, words
from aggregator.render.base import Renderer
from aggregator.text import clean, safe_url


class Html(Renderer):
    """A self-contained article for the browser, the printer and copy and paste."""

    name = "html"
    suffix = "html"

    def render(self, digest: Digest) -> bytes:
        """The page, UTF-8, allowed by its own policy to load nothing."""
        return page_of(
            "digest.html", ("digest.css",), digest=digest, by_hand=by_hand, words=words, charts=charts
        )


def page_of(template: str, sheets: tuple[str, ...], **values: Any) -> bytes:
    """A page of that template with our style sheets in it, allowed by its own policy to load nothing."""
    style, policy = _style(sheets)
    page = _environment().get_template(template).render(style=style, policy=policy, **values)
    return page.encode("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("aggregator.render", "templates"),
        autoescape=True,  # Jinja2's own select_autoescape is off for names such as digest.html.j2
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["href"] = safe_url
    return environment


@cache
def _style(sheets: tuple[str, ...]) -> tuple[Markup, str]:
    """Our own style sheets as one, and the policy that allows it alone, by its hash."""
    environment = _environment()
    assert environment.loader is not None  # noqa: S101 - set when it is made; tells mypy
    source = "".join(environment.loader.get_source(environment, name)[0] for name in sheets)
    digest = base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Markup(source), policy  # noqa: S704 - a file of this package, no text of others


def _visible(value: Any) -> Any:
    """A text without control characters, lone surrogates and signs that turn text round."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return clean(value)
