"""The digest as a page that an editor could take over: one file, no code, nothing loaded from elsewhere.

Everything that came from a network is text: Jinja2 escapes it, `text.clean` takes out what only machines see,
and a link is a link only if `text.safe_url` knows it for http or https.
"""

import base64
import hashlib
from functools import cache

from markupsafe import Markup

from aggregator.model import Digest
from aggregator.render import by_hand, charts, json_ld, notices, words
from aggregator.render.base import Renderer
from aggregator.render.page import environment, source


class Html(Renderer):
    """A self-contained article for the browser, the printer and copy and paste."""

    name = "html"
    suffix = "html"

    def render(self, digest: Digest) -> bytes:
        """The page, UTF-8, allowed by its own policy to load nothing."""
        style, policy = _style()
        page = (
            environment()
            .get_template("digest.html")
            .render(
                digest=digest,
                by_hand=by_hand,
                words=words,
                charts=charts,
                notices=notices,
                described=json_ld.script(digest),
                style=style,
                policy=policy,
            )
        )
        return page.encode("utf-8")


@cache
def _style() -> tuple[Markup, str]:
    """Our own style sheet, and the policy that allows it alone, by its hash."""
    sheet = source("digest.css")
    digest = base64.b64encode(hashlib.sha256(sheet.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Markup(sheet), policy  # noqa: S704 - a file of this package, no text of others
