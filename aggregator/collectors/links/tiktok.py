"""TikTok: videos and photos by their links, by oEmbed, which asks for no key.

Why by links only: the search (Research API) is for researchers; its FAQ says that businesses, so newsrooms
too, are not eligible (https://developers.tiktok.com/doc/research-api-faq, read 2026-11-22).
Facts (2026-11-22):
- GET https://www.tiktok.com/oembed?url=: `title` is the whole caption, `author_url` ends in @handle,
  `author_name` is the display name (https://developers.tiktok.com/doc/embed-videos); 400 for what is gone.
- An id holds the second of its making in its upper 32 bits (https://arxiv.org/abs/2504.13279, which sampled
  posts so); it lies up to a minute before the moment that TikTok shows
  (https://github.com/Evil0ctal/Douyin-TikTok-Video-ID-Decoder, 73 posts compared).
- vm.tiktok.com, vt.tiktok.com and /t/ redirect to the video.
"""

import re

from aggregator.collectors.links.address import Address, Refused
from aggregator.collectors.links.network import Link, Network, Site, matched, moment, oembed
from aggregator.model import Author, Post
from aggregator.payloads.fields import body, line
from aggregator.text import hashtags_in

_POST = re.compile(
    r"/(?:@(?P<user>[A-Za-z0-9_.]{1,64})/(?:video|photo)/|v/|embed/(?:v2/)?)(?P<id>[1-9][0-9]{9,19})(?:\.html)?/?",
    re.ASCII,
)
_SHORT = re.compile(r"/(?:t/)?[A-Za-z0-9]{5,20}/?", re.ASCII)
_PROFILE = re.compile(r"https://(?:www\.)?tiktok\.com/@(?P<user>[A-Za-z0-9_.]{1,64})/?", re.ASCII)


class TikTok(Network):
    """Captions."""

    source, title = "tiktok", "TikTok"
    sites = frozenset({"tiktok.com", "vm.tiktok.com", "vt.tiktok.com"})

    def recognise(self, address: Address) -> Link | None:
        """Videos and photos, also as embedded, and as mobile pages write them."""
        found = matched(_POST, address.path)
        if found is None:
            return None
        url = f"https://www.tiktok.com/@{found['user'] or '_'}/video/{found['id']}"
        return Link(self.source, found["id"], url)

    def shortened(self, address: Address) -> tuple[str, str] | None:
        """vm.tiktok.com/CODE, vt.tiktok.com/CODE, tiktok.com/t/CODE."""
        short = address.host in ("vm.tiktok.com", "vt.tiktok.com") or address.path.startswith("/t/")
        if not short or not _SHORT.fullmatch(address.path):
            return None
        return f"https://{address.host}", address.path

    def read(self, link: Link, site: Site) -> Post:
        """The caption, its author and its instant."""
        fetcher = site("https://www.tiktok.com")
        written = moment((int(link.id) >> 32) * 1000, fetcher.clock(), self.title)
        told = oembed(fetcher, self.title, link.url)
        profile = _PROFILE.fullmatch(str(told.get("author_url")))
        if profile is None:
            raise Refused("TikTok does not say who made it")
        caption = told.get("title")
        if not isinstance(caption, str) or not caption.strip():
            raise Refused("it has no caption, and what is said in a video can't be quoted by a program")
        text = body(caption)
        return Post(
            source=self.source,
            remote_id=link.id,
            url=f"https://www.tiktok.com/@{profile['user']}/video/{link.id}",
            text=text,
            author=Author(handle=profile["user"], name=line(told.get("author_name"))),
            created_at=written,
            hashtags=hashtags_in(text),
        )
