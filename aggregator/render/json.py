"""digest.json: the canonical form itself."""

from aggregator.model import Digest
from aggregator.model.digest_json import to_bytes
from aggregator.render.base import Renderer


class Json(Renderer):
    """The digest as digest.json, "fansreact.digest/1" (docs/digest.md)."""

    name = "json"
    suffix = "json"
    canonical = True

    def render(self, digest: Digest) -> bytes:
        """The canonical bytes."""
        return to_bytes(digest)
