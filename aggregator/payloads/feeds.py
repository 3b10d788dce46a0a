"""RSS and Atom: a feed's entries, and each as a Post: Letterboxd's reviews, YouTube's videos, anything else.

Read by feedparser (https://github.com/kurtmckee/feedparser 6.0.14 of 2026-07, kept since 2002: every version
of RSS and Atom, also broken ones). What we do around it, and why (tried on 6.0.14, 2026-11-22):
- It takes an object to read from: given bytes that name a file or an address, it would open that.
- It believes whatever encoding is named, EBCDIC and UTF-7 too: what is looked at here would not be what it
  reads. It gets UTF-8 (feed_bytes.py).
- Entities that multiply are stopped by expat after 8 MB, and entities of files or addresses are not read; but
  a feed needs none of its own and is refused with them. Tags nested 200,000 deep took it 10 s: there is a
  largest size and a largest number of tags.
- Its own dates take a time without zone for UTC, its own cleaning leaves HTML: both are read here.

Shapes (captures of several public feeds; see docs/sources/feeds.md):
- Letterboxd (RSS 2.0, one member's diary): guid letterboxd-review-N, -watch-N (seen, without words) or
  -list-N, letterboxd:filmTitle, :filmYear, :memberRating 0.5 to 5.0 (missing if unrated), "(contains
  spoilers)" at the title's end, pubDate with +1200, description: a poster, perhaps a warning, the review. A
  watch that gets words becomes a review with another guid.
- YouTube (Atom): yt:videoId, yt:channelId, media:description, media:statistics views.
- Reddit (Atom): id t3_xxx or t1_xxx, author /u/name, content with the writer's words in <div class="md">.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlsplit

from aggregator.model import Author, Counts, Post, Review
from aggregator.payloads.feed_bytes import UTF_8_XML, as_utf8
from aggregator.payloads.fields import (
    body,
    count,
    handle,
    https,
    identifier,
    line,
    mail_date,
    mapping,
    objects,
    optional_identifier,
    utc,
)
from aggregator.text import MAX_TEXT, clean, fold, hashtag_list, hashtags_in, html_to_text

MAX_FEED = 4_000_000
"""Bytes of a feed; the longest are podcasts' with some 3 MB."""

MAX_TAGS = 100_000
SPOILERS = "This review may contain spoilers."

_SPOILT_TITLE = "(contains spoilers)"
_GLOBAL_ID = ("http://", "https://", "urn:", "tag:", "yt:")
_MEMBER = re.compile(r"/([A-Za-z0-9_]{1,60})/film/[^?#]*")
_REDDIT_ID = re.compile(r"t[13]_[a-z0-9]{1,12}")
_REDDIT_WORDS = re.compile(r'<div class="md">(.*)</div>', re.DOTALL)
# Who wrote something, at such a length: feedparser looks for a mail address in it, in time that grows with
# the square of the length (0.2 s for 5,000 letters, measured on 2026-11-25 with 6.0.14).
_LONG_NAME = re.compile(
    rb"<(?:[\w.-]{1,30}:)?(?:author|creator|contributor|managingeditor|webmaster|publisher|name|email|owner)"
    rb"\b[^>]{0,500}>[^<]{0,50}(?:<!\[CDATA\[)?[^<]{400}",
    re.IGNORECASE,
)
_LONGEST_NAME = 300
_MAILED = re.compile(r"\S+@\S+ \(([^()]+)\)")
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")


def parse_feed(document: bytes, *, host: str, content_type: str = "") -> list[dict[str, Any]]:
    """The entries of a feed read from `host`, in its order, for `parse`, `is_post` and `listed_at`.

    Raises:
        ValueError: it is no feed, or larger than one may be.
    """
    import feedparser  # noqa: PLC0415 - 80 ms, and every command loads the collectors

    size = len(document)
    if size > MAX_FEED:
        raise ValueError(f"a feed of {size:,} bytes")
    document = as_utf8(document, content_type)
    tags = document.count(b"<") - 1  # without its declaration
    if tags > MAX_TAGS:
        raise ValueError(f"a feed of {size:,} bytes and {tags:,} tags")
    if b"<!entity" in document.lower():
        raise ValueError("a feed that declares entities")
    if _LONG_NAME.search(document):
        raise ValueError("a feed with a name of more than 400 letters")
    try:
        found = feedparser.parse(
            BytesIO(document),
            response_headers={"content-type": UTF_8_XML},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError) as error:
        raise ValueError(f"no feed: {line(str(error)) or type(error).__name__}") from error
    if not found.get("version"):
        raise ValueError("neither RSS nor Atom")
    about = found.get("feed", {})
    of = {"host": host, "title": about.get("title"), "author": about.get("author")}
    return [{**entry, "feed": of} for entry in found.get("entries", ())]


def is_post(entry: Mapping[str, Any]) -> bool:
    """Whether somebody says something: not in Letterboxd's lists, nor in films seen without a word."""
    return not str(entry.get("id")).startswith(("letterboxd-list-", "letterboxd-watch-"))


def listed_at(entry: Mapping[str, Any]) -> datetime | None:
    """When an entry stands in the feed's order; None where it has no place in it (a list, no time)."""
    if str(entry.get("id")).startswith("letterboxd-list-"):
        return None
    with suppress(ValueError):
        return _created(entry)
    return None


def parse(entry: Any, *, now: datetime | None = None) -> Post:
    """One entry.

    Raises:
        ValueError: no id (nor a link), or no zoned time.
    """
    # A feed is believed to speak for a network only where that network serves it: any other could put words
    # into a member's mouth.
    host = str(mapping(entry.get("feed")).get("host") or "")
    if any(name.startswith("letterboxd_") for name in entry) and _is_of(host, "letterboxd.com"):
        return _review(entry, now)
    video = entry.get("yt_videoid")
    if isinstance(video, str) and _VIDEO.fullmatch(video) and _is_of(host, "youtube.com"):
        return _video(entry, video, now)
    reddit = entry.get("id")
    if isinstance(reddit, str) and _REDDIT_ID.fullmatch(reddit) and _is_of(host, "reddit.com"):
        return _submission(entry, reddit, now)
    return _article(entry, now)


def title_key(title: str) -> str:
    """The form in which titles are compared: letters and digits alone, folded."""
    return "".join(sign for sign in fold(title) if sign.isalnum())


def _created(entry: Mapping[str, Any], now: datetime | None = None) -> datetime:
    """RSS writes times as mail does, Atom in ISO 8601; what has no zone could be any hour and is refused."""
    said = entry.get("published") or entry.get("updated")
    with suppress(ValueError):
        return utc(said, now=now)
    return mail_date(said, now=now)


def _edited(entry: Mapping[str, Any], created_at: datetime) -> datetime | None:
    with suppress(ValueError):
        changed_at = _created({"updated": entry.get("updated")})
        return changed_at if changed_at > created_at else None
    return None


def _plain(entry: Mapping[str, Any], name: str) -> str:
    """A field's words, whether it holds text or HTML; "" where it is too long to be a post's."""
    said = entry.get(name)
    if not isinstance(said, str):
        return ""
    if mapping(entry.get(f"{name}_detail")).get("type") == "text/plain":
        return clean(said[:MAX_TEXT])
    with suppress(ValueError):
        return html_to_text(said)
    return ""


def _review(entry: Mapping[str, Any], now: datetime | None) -> Review:
    remote_id = identifier(entry.get("id"))
    created_at = _created(entry, now)
    words = _plain(entry, "summary")
    spoilt = words.startswith(SPOILERS) or _plain(entry, "title").endswith(_SPOILT_TITLE)
    text = body(words.removeprefix(SPOILERS).strip())
    url, year = https(entry.get("link")), entry.get("letterboxd_filmyear")
    return Review(
        source="letterboxd",
        remote_id=remote_id,
        url=url,
        text=text,
        author=_member(url, entry.get("author")),
        created_at=created_at,
        hashtags=hashtags_in(text),
        spoiler_text=SPOILERS if spoilt else None,
        film_title=line(entry.get("letterboxd_filmtitle")) or "",
        film_year=int(year) if isinstance(year, str) and re.fullmatch(r"[12][0-9]{3}", year) else None,
        rating=_rating(entry.get("letterboxd_memberrating")),
    )


def _member(url: str | None, shown: object) -> Author | None:
    """Known by the name in the address of the review, which is the member's; dc:creator may change."""
    parts = urlsplit(url or "")
    match = _MEMBER.fullmatch(parts.path)
    if match is None or parts.hostname not in ("letterboxd.com", "www.letterboxd.com"):
        return None
    return Author(handle=match[1], name=line(shown))


def _rating(stars: object) -> float | None:
    """Half a star to five stars as 0.1 to 1.0."""
    if not isinstance(stars, str) or not re.fullmatch(r"[0-5]\.[05]|[1-5]", stars):
        return None
    return float(stars) / 5 if 0.5 <= float(stars) <= 5 else None


def _video(entry: Mapping[str, Any], video: str, now: datetime | None) -> Post:
    created_at = _created(entry, now)
    channel = optional_identifier(entry.get("yt_channelid"), "channel")
    text = _titled(entry)
    return Post(
        source="youtube",
        remote_id=f"yt:video:{video}",  # the feed's own id of it; the bare one could be taken for a comment's
        url=f"https://www.youtube.com/watch?v={video}",
        text=text,
        author=Author(id=channel, name=line(entry.get("author"))) if channel else None,
        created_at=created_at,
        edited_at=_edited(entry, created_at),
        hashtags=hashtags_in(text),
        counts=Counts(views=count(mapping(entry.get("media_statistics")).get("views"))),
    )


def _is_of(host: str, domain: str) -> bool:
    """Whether a feed's host is the network's own, or a server on this machine (a gateway, a test)."""
    name = host.rsplit(":", 1)[0]
    return name == domain or name.endswith(f".{domain}") or name in ("127.0.0.1", "localhost")


def _submission(entry: Mapping[str, Any], remote_id: str, now: datetime | None) -> Post:
    """As Reddit's own API gives it: a submission's title, an empty line, its body; a comment's body alone."""
    created_at = _created(entry, now)
    content = next((part.get("value") for part in objects(entry.get("content"))), entry.get("summary"))
    words = _REDDIT_WORDS.search(content) if isinstance(content, str) else None
    said = html_to_text(words[1]) if words else ""
    heading = _plain(entry, "title") if remote_id.startswith("t3_") else ""
    text = body("\n\n".join(part for part in (heading, said) if part))
    with suppress(ValueError):
        name = handle(str(entry.get("author") or "").removeprefix("/u/"))
        return Post(
            source="reddit",
            remote_id=remote_id,
            url=https(entry.get("link")),
            text=text,
            author=Author(handle=name) if name else None,
            created_at=created_at,
            hashtags=hashtags_in(text),
            at_home=False,  # the API's copy, which has counts, stands above this one
        )
    raise ValueError("author is no login")


def _article(entry: Mapping[str, Any], now: datetime | None) -> Post:
    about = mapping(entry.get("feed"))
    host = str(about.get("host") or "")
    link = entry.get("link")
    own = identifier(_encoded(entry.get("id") or link))
    remote_id = own if own.startswith(_GLOBAL_ID) else f"{host}/{own}"
    created_at = _created(entry, now)
    text = _titled(entry)
    terms = [tag.get("term") for tag in objects(entry.get("tags"))]
    return Post(
        source="feeds",
        remote_id=remote_id,
        url=https(link),
        text=text,
        author=_writer(_named(entry.get("author") or about.get("author")), about.get("title"), host),
        created_at=created_at,
        edited_at=_edited(entry, created_at),
        hashtags=hashtag_list(
            (*hashtags_in(text), *("".join(term.split()) for term in terms if isinstance(term, str)))
        ),
    )


def _encoded(own: object) -> object:
    return quote(own.strip(), safe="!#$%&'()*+,/:;=?@[]~") if isinstance(own, str) else own


def _titled(entry: Mapping[str, Any]) -> str:
    """Title, an empty line, the summary; what is too long to be a post is left out."""
    title, words = _plain(entry, "title"), _plain(entry, "summary")
    if not words.startswith(title):
        words = f"{title}\n\n{words}"
    return body(words if len(words) <= MAX_TEXT else title)


def _named(author: object) -> object:
    """A writer's name; RSS puts it behind a mail address, which is nobody's business."""
    signed = None
    if isinstance(author, str) and len(author) <= _LONGEST_NAME:
        signed = _MAILED.fullmatch(author.strip())
    return author if signed is None else signed[1]


def _writer(named: object, publication: object, host: str) -> Author | None:
    """Who signed an entry, within its feed; else the publication itself."""
    name = line(named)
    if name is not None and host:
        return Author(id=f"{host}/{quote(name, safe='')}", name=name)
    return Author(id=host, name=line(publication)) if host else None
