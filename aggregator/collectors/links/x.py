"""X: posts by their links, by publish.x.com's oEmbed, which asks for no key.

Facts (2026-11-22):
- GET https://publish.x.com/oembed?url=&omit_script=1&dnt=true&hide_thread=1: no login, "not rate limited"
  (https://github.com/xdevplatform/docs, x-for-websites/oembed-api); 404 for what is deleted, 403 for what is
  protected. `html` is <blockquote class="twitter-tweet"><p lang= dir=>words</p>&mdash; Name (@handle)
  <a>May 4, 2031</a></blockquote>: the date is to the day, in words.
- Ids are snowflakes since 4 November 2010: (id >> 22) + 1288834974657 is the millisecond
  (https://github.com/twitter-archive/snowflake). Older ids hold no time.
- In the words, links and pictures stand as t.co: "pic.twitter.com/..." is how a picture's is shown.
- A post longer than 280 characters is cut there with "…" and a link: whole only by the API.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from aggregator.collectors.links.address import Address, Refused
from aggregator.collectors.links.network import Link, Network, Site, matched, moment, oembed
from aggregator.model import Author, Post
from aggregator.payloads.fields import language, line
from aggregator.payloads.x_v1 import permalink
from aggregator.text import hashtags_in, html_to_text

_POST = re.compile(
    r"/(?P<user>[A-Za-z0-9_]{1,20})(?:/web)?/status(?:es)?/(?P<id>[1-9][0-9]{0,18})(?:/.*)?", re.ASCII
)
_PROFILE = re.compile(r"https?://(?:www\.)?(?:x|twitter)\.com/(?P<user>[A-Za-z0-9_]{1,20})/?", re.ASCII)
_EPOCH = 1_288_834_974_657
_FIRST = 29_700_000_000  # ids of snowflake's first day
_CUT = re.compile(r"…\s*https://t\.co/\w+\s*$")
_LONGEST = 100_000
KEY = "FANSREACT_SOURCES__X__BEARER_TOKEN"


class X(Network):
    """Posts, in the words that an embed falls back to."""

    source, title = "x", "X"
    sites = frozenset({"x.com", "twitter.com"})
    whole = False

    def recognise(self, address: Address) -> Link | None:
        """x.com and twitter.com, any device, with or without the author's name."""
        found = matched(_POST, address.path)
        if found is None:
            return None
        user = "i" if found["user"].lower() == "i" else found["user"]
        return Link(self.source, found["id"], f"https://x.com/{user}/status/{found['id']}")

    def read(self, link: Link, site: Site) -> Post:
        """The post's words, author and instant."""
        fetcher = site("https://publish.x.com")
        if int(link.id) < _FIRST:
            raise Refused("it is of before November 2010, when ids began to tell a post's time")
        body = oembed(fetcher, self.title, link.url, omit_script="1", dnt="true", hide_thread="1")
        words, spoken = _words(body.get("html"))
        if _CUT.search(words):
            raise Refused("X shows only the beginning of a post this long without a key", f"set {KEY}")
        profile = _PROFILE.fullmatch(str(body.get("author_url")))
        if profile is None:
            raise Refused("X does not say who wrote it")
        author = Author(handle=profile["user"], name=line(body.get("author_name")))
        return Post(
            source=self.source,
            remote_id=link.id,
            url=permalink(author, link.id),
            text=words,
            author=author,
            created_at=moment((int(link.id) >> 22) + _EPOCH, fetcher.clock(), self.title),
            language=language(spoken),
            hashtags=hashtags_in(words),
            at_home=False,  # an embed's copy: the API's words replace it
        )


def _words(html: object) -> tuple[str, str | None]:
    """The words in an embed's blockquote, with the language that X says they are in."""
    if not isinstance(html, str) or len(html) > _LONGEST:
        raise Refused("X answered without the post's words")
    paragraph = LexborHTMLParser(html).css_first("blockquote.twitter-tweet > p")
    if paragraph is None:
        raise Refused("X answered without the post's words")
    for anchor in paragraph.css("a"):
        href = anchor.attributes.get("href") or ""
        if re.fullmatch(r"https://t\.co/\w{1,30}", href):
            anchor.replace_with(href)
    spoken = paragraph.attributes.get("lang")
    text = html_to_text(paragraph.html or "")
    if not text:
        raise Refused("X answered without the post's words")
    return re.sub(r"\n[ \t]+", "\n", text), spoken
