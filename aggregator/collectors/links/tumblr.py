"""Tumblr: posts by their links, by the API only.

Facts (2026-11-22):
- Its embed, which asks for no key, is a frame that a script fills in the reader's browser, and the post's
  address: it holds no words (embeds in public pages; https://www.tumblr.com/oembed/1.0).
- The API gives a post by its blog and id: /v2/blog/BLOG/posts?id= (https://github.com/tumblr/docs 708be10).
- A blog may lie on a domain of its own, whose links nothing tells from others: they are not known here.
"""

import re

from aggregator.collectors.links.address import Address
from aggregator.collectors.links.network import Link, Network, matched

_POST = re.compile(
    r"/(?:(?:dashboard/)?blog/(?:view/)?)?(?P<blog>[A-Za-z0-9-]{1,32})/(?P<id>[1-9][0-9]{0,19})(?:/.*)?",
    re.ASCII,
)
_AT_BLOG = re.compile(r"/(?:post/)?(?P<id>[1-9][0-9]{0,19})(?:/.*)?", re.ASCII)
_BLOG = re.compile(r"(?P<blog>[a-z0-9-]{1,32})\.tumblr\.com")
KEY = "FANSREACT_SOURCES__TUMBLR__API_KEY"


class Tumblr(Network):
    """Posts, with a key."""

    source, title = "tumblr", "Tumblr"
    sites = frozenset({"tumblr.com"})
    keyless = False
    why = "Tumblr shows the words of posts by its API only"
    hint = f"turn [sources.tumblr] on and set {KEY}"

    def owns(self, address: Address) -> bool:
        """Each blog has a host of its own."""
        return address.host == "tumblr.com" or address.host.endswith(".tumblr.com")

    def recognise(self, address: Address) -> Link | None:
        """tumblr.com/BLOG/1, as blogs and dashboards write it, and BLOG.tumblr.com/post/1."""
        if address.host in ("tumblr.com", "www.tumblr.com"):
            found = matched(_POST, address.path)
        else:
            own, post = matched(_BLOG, address.host), matched(_AT_BLOG, address.path)
            found = {**own, **post} if own is not None and post is not None else None
        if found is None:
            return None
        blog, number = found["blog"].lower(), found["id"]
        return Link(self.source, f"{blog}/{number}", f"https://www.tumblr.com/{blog}/{number}")
