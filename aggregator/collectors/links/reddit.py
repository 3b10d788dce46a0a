"""Reddit: submissions and comments by their links; without a key from the feed of their page.

Facts (2026-11-22):
- https://www.reddit.com/oembed (no key) gives a submission's title and author, no time, and of a comment
  neither its words nor its time: too little to quote. `.rss` behind a page's address gives it as Atom, words,
  author and time included (https://www.reddit.com/wiki/rss).
- Anonymous feeds are slowed (429) or refused (403) at times, more so from data centres
  (https://github.com/FreshRSS/FreshRSS/issues/8189): then only a key helps.
- An app's share link (/r/NAME/s/CODE) redirects to the post.
- In a feed, a submission's own words stand in <div class="md">; around them stands who submitted it where.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.collectors.links.address import Address, Refused
from aggregator.collectors.links.network import REFUSALS, Link, Network, Site, matched, refuse
from aggregator.errors import UnexpectedPayload
from aggregator.model import Author, Post
from aggregator.payloads.fields import handle, optional_utc
from aggregator.text import clean, hashtags_in, html_to_text

KEYS = "FANSREACT_SOURCES__REDDIT__CLIENT_ID and FANSREACT_SOURCES__REDDIT__CLIENT_SECRET"
_THING = re.compile(
    r"(?:/(?:r|u|user)/(?P<where>[\w-]{1,50}))?/(?:comments|gallery)/(?P<post>[a-z0-9]{1,13})"
    r"(?:/(?:comment|[^/]{0,300})/(?P<comment>[a-z0-9]{1,13})|/[^/]{0,300})?/?",
    re.ASCII | re.IGNORECASE,
)
_SHORT = re.compile(r"/(?P<post>[a-z0-9]{1,13})/?", re.ASCII | re.IGNORECASE)
_SHARE = re.compile(r"/(?:r|u|user)/[\w-]{1,50}/s/[A-Za-z0-9]{1,40}/?", re.ASCII)
_LONGEST = 1_000_000


class Reddit(Network):
    """Submissions (title and words) and comments."""

    source, title = "reddit", "Reddit"
    sites = frozenset({"reddit.com", "redd.it"})
    whole = False
    hint = f"set {KEYS}"

    def recognise(self, address: Address) -> Link | None:
        """reddit.com in every design, redd.it."""
        found = matched(_SHORT if address.site == "redd.it" else _THING, address.path)
        if found is None:
            return None
        post, comment = found["post"].lower(), found.get("comment", "").lower()
        where = f"/r/{found['where']}" if found.get("where") and address.path.startswith("/r/") else ""
        if comment:
            url = f"https://www.reddit.com{where}/comments/{post}/_/{comment}/"
            return Link(self.source, f"t1_{comment}", url, (f"{where}/comments/{post}/_/{comment}/",))
        url = f"https://www.reddit.com{where}/comments/{post}/"
        return Link(self.source, f"t3_{post}", url, (f"{where}/comments/{post}/",))

    def shortened(self, address: Address) -> tuple[str, str] | None:
        """An app's share link."""
        if address.site == "reddit.com" and _SHARE.fullmatch(address.path):
            return "https://www.reddit.com", address.path
        return None

    def read(self, link: Link, site: Site) -> Post:
        """The entry of its page's feed."""
        answer = site("https://www.reddit.com").get(
            f"{link.parts[0]}.rss", headers={"accept": "application/atom+xml"}, allow=REFUSALS | {429}
        )
        if answer.status in (403, 429):
            raise Refused(f"Reddit refuses to show it without a key for now ({answer.status})", self.hint)
        refuse(answer, self.title)
        if len(answer.body) > _LONGEST:
            raise UnexpectedPayload(self.source, f"a feed of {len(answer.body):,} bytes")
        # Read as HTML: Atom's few elements survive that, and no entity of XML is ever looked up.
        tree = LexborHTMLParser(answer.body.decode("utf-8", "replace"))
        entry = next((one for one in tree.css("entry") if _text(one, "id") == link.id), None)
        if entry is None:
            raise Refused("Reddit shows no such post: it is deleted, or never was", gone=True)
        return self._post(link, entry)

    def _post(self, link: Link, entry: LexborNode) -> Post:
        written = optional_utc(_text(entry, "published")) or optional_utc(_text(entry, "updated"))
        login = _text(entry, "author > name").removeprefix("/u/")
        if written is None or not login or login == "[deleted]":
            raise Refused("Reddit does not say who wrote it, and when", self.hint)
        content = LexborHTMLParser(_text(entry, "content")).css_first("div.md")
        said = html_to_text(content.html or "") if content is not None else ""
        if said in ("[deleted]", "[removed]"):
            raise Refused("Reddit shows no such post: it is deleted, or removed", gone=True)
        if link.id.startswith("t3_"):
            said = "\n\n".join(part for part in (clean(_text(entry, "title")), said) if part)
        return Post(
            source=self.source,
            remote_id=link.id,
            url=link.url,
            text=said,
            author=Author(handle=handle(login)),
            created_at=written,
            hashtags=hashtags_in(said),
            at_home=False,  # a feed's copy: the API's words replace it
        )


def _text(entry: LexborNode, selector: str) -> str:
    node = entry.css_first(selector)
    return (node.text() or "").strip() if node is not None else ""
