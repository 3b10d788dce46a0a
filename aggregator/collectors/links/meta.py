"""Instagram and Threads: their links are known, and refused with the reason.

Facts (read 2026-11-22):
- Instagram's oEmbed asks for an app that Meta has reviewed, and gives neither the words (a script fills its
  HTML in the reader's browser) nor, since November 2025, the author
  (https://developers.facebook.com/blog/post/2025/04/08/oembed-updates/). Threads' is the same
  (https://developers.facebook.com/docs/threads/tools-and-resources/embed-a-threads-post).
- Both may be used for "front-end views" alone: extracting or keeping what they say is forbidden (same pages,
  and https://developers.facebook.com/documentation/development/features-reference/meta-oembed-read).
- Instagram's hashtag search is for reviewed business accounts and names no author, so nothing in it can be
  quoted (https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search).
"""

import re

from aggregator.collectors.links.address import Address
from aggregator.collectors.links.network import Link, Network, matched

_RULES = "Meta lets its embeds be shown, not read or kept: they hold neither author nor words"
_EMBED = "embed it in the article by hand; it can't be part of a checked digest"
_PICTURE = re.compile(
    r"/(?:[A-Za-z0-9_.]{1,40}/)?(?:p|reels?|tv)/(?P<code>[A-Za-z0-9_-]{5,40})(?:/.*)?", re.ASCII
)
_THREAD = re.compile(
    r"/(?:@(?P<user>[A-Za-z0-9_.]{1,40})/post|t)/(?P<code>[A-Za-z0-9_-]{5,40})(?:/.*)?", re.ASCII
)


class Instagram(Network):
    """Pictures and reels: refused."""

    source, title = "instagram", "Instagram"
    sites = frozenset({"instagram.com", "instagr.am"})
    keyless = False
    why, hint = f"Instagram's posts can't be quoted: {_RULES}", _EMBED

    def recognise(self, address: Address) -> Link | None:
        """Posts, reels and videos."""
        found = matched(_PICTURE, address.path)
        return Link(self.source, "", f"https://www.instagram.com/p/{found['code']}/") if found else None


class Threads(Network):
    """Posts: refused."""

    source, title = "threads", "Threads"
    sites = frozenset({"threads.net", "threads.com"})
    keyless = False
    why = f"Threads' posts can't be quoted by their links: {_RULES}"
    hint = "turn [sources.threads] on: what its search finds can be quoted, and counts"

    def recognise(self, address: Address) -> Link | None:
        """Posts, by author or alone."""
        found = matched(_THREAD, address.path)
        if found is None:
            return None
        path = f"@{found['user']}/post" if found["user"] else "t"
        return Link(self.source, "", f"https://www.threads.com/{path}/{found['code']}")
