"""YouTube: comments by their links, by the API only.

Facts (2026-11-22):
- https://www.youtube.com/oembed (no key) knows videos: a title, which is its maker's word and no fan's. Of
  comments it knows nothing. A comment's address is its video's with `lc=`: it stands behind its time.
- The API gives a comment by its id: comments?part=snippet&id= (1 unit).
"""

import re

from aggregator.collectors.links.address import Address, Refused
from aggregator.collectors.links.network import Link, Network, matched

_VIDEO = re.compile(r"(?:/(?:watch|(?:shorts|live|embed|v)/(?P<id>[\w-]{11})))/?", re.ASCII)
_SHORT = re.compile(r"/(?P<id>[\w-]{11})/?", re.ASCII)
_COMMENT = re.compile(r"[\w-]{10,60}(?:\.[\w-]{10,60})?", re.ASCII)
_COPY = "click on the time beside a comment and copy the whole address"
KEY = "FANSREACT_SOURCES__YOUTUBE__API_KEY"


class YouTube(Network):
    """Comments, with a key."""

    source, title = "youtube", "YouTube"
    sites = frozenset({"youtube.com", "youtu.be"})
    keyless = False
    why = "YouTube shows comments by its API only"
    hint = f"turn [sources.youtube] on and set {KEY}"

    def recognise(self, address: Address) -> Link | None:
        """A comment of a video; a video itself is refused."""
        found = matched(_SHORT if address.site == "youtu.be" else _VIDEO, address.path)
        video = (found["id"] or address.params.get("v", "")) if found is not None else ""
        if not re.fullmatch(r"[\w-]{11}", video, re.ASCII):
            return None
        comment = address.params.get("lc")
        if comment is None:
            raise Refused("a video is no fan's post: its comments are", f"{_COPY}, which then holds lc=")
        if not _COMMENT.fullmatch(comment):
            raise Refused("no comment is named so: what stands after lc= is cut off or broken", _COPY)
        return Link(self.source, comment, f"https://www.youtube.com/watch?v={video}&lc={comment}", (video,))
