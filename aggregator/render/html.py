"""The digest as a page that an editor could take over: one file, no code, nothing loaded from elsewhere.

Everything that came from a network is text: Jinja2 escapes it, `text.clean` takes out what only machines see,
and a link is a link only if `text.safe_url` knows it for http or https.
"""

from aggregator.model import Digest
from aggregator.model.kinds import manner_of
from aggregator.render import by_hand, charts, film_facts, json_ld, moments, notices, pictures, words
from aggregator.render.base import Renderer
from aggregator.render.page import page_of


class Html(Renderer):
    """A self-contained article for the browser, the printer and copy and paste."""

    name = "html"
    suffix = "html"

    def render(self, digest: Digest) -> bytes:
        """The page, UTF-8, allowed by its own policy to load nothing."""
        return page_of(
            "digest.html",
            ("palette.css", "digest.css", "charts.css"),
            digest=digest,
            by_hand=by_hand,
            words=words,
            film_facts=film_facts,
            manner=manner_of(digest.kind),
            charts=charts,
            moments=moments,
            notices=notices,
            pictures=pictures,
            described=json_ld.script(digest),
        )
