"""Letterboxd: its links are known, and refused with what is possible.

Facts (read 2026-11-22):
- Its API is given on application (https://api-docs.letterboxd.com), and refused for the analysis of what
  members write (docs/sources/feeds.md).
- A member's diary has a feed with the reviews' words: https://letterboxd.com/NAME/rss/
  (https://letterboxd.com/about/faq).
- boxd.it/CODE are its short links; where one leads would have to be asked, and helps nothing.
"""

import re

from aggregator.collectors.links.address import Address, Refused
from aggregator.collectors.links.network import Link, Network, matched

_MEMBER = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,60})/(?:film|list|rss)/.*", re.ASCII)


class Letterboxd(Network):
    """Reviews: refused; a member's feed brings them."""

    source, title = "letterboxd", "Letterboxd"
    sites = frozenset({"letterboxd.com", "boxd.it"})
    keyless = False

    def recognise(self, address: Address) -> Link | None:
        """None that can be read: the hint names the feed, by its address where the link tells whose it is."""
        found = matched(_MEMBER, address.path) if address.site == "letterboxd.com" else None
        member = found["name"] if found is not None else "NAME"
        raise Refused(
            "Letterboxd's reviews can't be read by their links: its API is closed to this",
            f"add https://letterboxd.com/{member}/rss/ to urls in [sources.feeds]: "
            "the reviews in a member's feed can be quoted, and count",
        )
