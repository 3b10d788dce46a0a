"""The story as an Atom feed of one entry (RFC 4287), for feed readers and content systems that import
feeds.

Ids are URNs made from the digest's id (RFC 4122, version 5): the same entry in every version, so that a
reader replaces an earlier one, also by the notice that it was withdrawn. The feed has no address of its
own, hence no link "self"; whoever serves it may add one.
"""

import xml.etree.ElementTree as ET  # only to write: nothing is parsed here
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from aggregator import __version__
from aggregator.model import Digest
from aggregator.model.kinds import manner_of
from aggregator.render import article, notices, words
from aggregator.render.base import Renderer
from aggregator.render.fragment import fragment
from aggregator.text import clean, safe_url

_NAMESPACE = "http://www.w3.org/2005/Atom"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_IDS = UUID("6c1b4a1e-5f0b-5d0c-9f63-8a5c2f1d7e42")  # ours, drawn once; never to be changed


class Atom(Renderer):
    """A feed with one entry: the article as escaped HTML, and a link to each quoted post."""

    name = "atom"
    suffix = "atom"

    def render(self, digest: Digest) -> bytes:
        """The feed, UTF-8 XML."""
        feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": digest.language})
        _add(feed, "id", feed_id(digest))
        _add(feed, "title", f"{words.capital(manner_of(digest.kind).person)} reactions: {digest.film.title}")
        _add(feed, "updated", words.machine(_updated(digest)))
        author = ET.SubElement(feed, "author")
        _add(author, "name", "fansreact")
        _add(feed, "generator", "fansreact", version=__version__)
        feed.append(entry(digest))
        ET.indent(feed)
        written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
        return written + b"\n"


def feed_of(stories: Sequence[Digest], withdrawn: Sequence[Digest], *, address: str = "") -> bytes:
    """A feed of several stories, in their order, and a tombstone (RFC 6721) for each that was withdrawn:
    readers take it out. `address` is where the feed is served.
    """
    ET.register_namespace("at", _TOMBSTONES)
    languages = sorted({one.language for one in stories})
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": languages[0] if languages else "en"})
    _add(feed, "id", f"urn:uuid:{uuid5(_IDS, 'published')}")
    _add(feed, "title", "Fans react: published stories")
    dates = [_updated(one) for one in (*stories, *withdrawn)]
    _add(feed, "updated", words.machine(max(dates, default=datetime(1970, 1, 1, tzinfo=UTC))))
    author = ET.SubElement(feed, "author")
    _add(author, "name", "fansreact")
    if safe_url(address):
        ET.SubElement(feed, "link", {"rel": "self", "href": _iri(address), "type": "application/atom+xml"})
    _add(feed, "generator", "fansreact", version=__version__)
    for story in stories:
        made = entry(story)
        made.set("xml:lang", story.language)
        feed.append(made)
    for story in withdrawn:
        when = words.machine(_updated(story))
        gone = ET.SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry", {"ref": entry_id(story), "when": when})
        if story.corrections:
            told = ET.SubElement(gone, f"{{{_TOMBSTONES}}}comment")
            told.text = _text(words.correction(story.corrections[-1]))
    ET.indent(feed)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def entry_id(digest: Digest) -> str:
    """The digest's own, the same in every version."""
    return f"urn:uuid:{uuid5(_IDS, f'digest {digest.id}')}"


def _updated(digest: Digest) -> datetime:
    return (digest.date_modified or digest.made_at).astimezone(UTC)


def feed_id(digest: Digest) -> str:
    """The feed of the digest's film."""
    return f"urn:uuid:{uuid5(_IDS, f'film {digest.film.slug}')}"


def entry(digest: Digest) -> ET.Element:
    """The digest as an entry of a feed: the desk's own feeds can hold several."""
    made = ET.Element("entry")
    _add(made, "id", entry_id(digest))
    mark = notices.mark(digest)
    before = f"{mark}: " if mark else ""
    _add(made, "title", f"{before}{digest.headline}")
    _add(made, "updated", words.machine(_updated(digest)))
    author = ET.SubElement(made, "author")
    _add(author, "name", "fansreact")
    ET.SubElement(made, "category", {"term": digest.kind, "label": words.kind(digest)})
    ET.SubElement(made, "category", {"term": _text(digest.film.slug), "label": _text(digest.film.title)})
    for quote in digest.quotes:
        link = safe_url(quote.url)
        if link:
            title = f"{words.who(quote)} on {words.network(quote.source)}"
            ET.SubElement(made, "link", {"rel": "related", "href": _iri(link), "title": _text(title)})
    _add(made, "summary", f"{before}{words.summary(digest)}")
    content = _add(made, "content", "", type="html")
    first = [article.Paragraph((article.Run(mark, strong=True),), "invented")] if mark else []
    content.text = str(fragment([*first, *article.article(digest)]))
    return made


def _add(parent: ET.Element, name: str, text: Any, **given: str) -> ET.Element:
    made = ET.SubElement(parent, name, given)
    made.text = _text(text)
    return made


def _text(text: Any) -> str:
    """Words on one line, without the characters that XML 1.0 forbids (`clean` takes out all of them)."""
    return " ".join(clean(str(text)).split())


def _iri(url: str) -> str:
    """An address as RFC 3987 spells it: brackets only belong around a host."""
    return url.replace("[", "%5B").replace("]", "%5D")
