"""Which quoted posts WordPress can embed, and which of these an editor may embed.

Source: npm @wordpress/block-library, src/embed/variations.js, and WordPress'
wp-includes/class-wp-oembed.php (read 2026-11). An address that only one of them knows becomes a bare link
on the page: both must match.

Not embedded, though WordPress could try: Mastodon and Lemmy. WordPress knows them only through oEmbed
discovery, which asks any server that a link names, needs its script in a sandbox, and leaves a bare link
where a server refuses; a static quote always shows the words. A comment of YouTube has no embed: its
address shows the video.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aggregator.model.digests import DigestMedia, Quote
from aggregator.model.films import MAY_BE_EMBEDDED
from aggregator.render import words

_UNCHANGED = frozenset({"", "hashtags left out"})


@dataclass(frozen=True, slots=True)
class Embed:
    """A block core/embed: the address, the provider's name in WordPress, and what kind of thing it shows."""

    url: str
    provider: str
    type: Literal["rich", "video"] = "rich"
    responsive: bool = False


@dataclass(frozen=True, slots=True)
class _Provider:
    """`pattern`: permalinks of single posts; `address`: the form that WordPress knows, from its named
    groups.
    """

    name: str
    pattern: re.Pattern[str]
    address: str
    type: Literal["rich", "video"] = "rich"
    responsive: bool = True


_HEAD = r"https://(?:www\.)?"
_PROVIDERS = {
    "x": _Provider(
        "twitter",
        re.compile(
            r"https://(?:\w+\.)?(?:x|twitter)\.com/(?P<who>\w{1,15})/status/(?P<id>\d{1,20})", re.ASCII
        ),
        "https://twitter.com/{who}/status/{id}",  # WordPress knows no x.com
    ),
    "bluesky": _Provider(
        "bluesky",
        re.compile(r"https://bsky\.app/profile/(?P<who>[a-zA-Z0-9.:_-]{1,253})/post/(?P<id>[a-zA-Z0-9]{1,20})"),
        "https://bsky.app/profile/{who}/post/{id}",
        responsive=False,
    ),
    "reddit": _Provider(
        "reddit",
        re.compile(rf"{_HEAD}reddit\.com/r/(?P<who>\w{{1,30}})/comments/(?P<id>[\w/]{{1,200}})", re.ASCII),
        "https://www.reddit.com/r/{who}/comments/{id}",
    ),
    "tumblr": _Provider(
        "tumblr",
        re.compile(r"https://(?P<who>[a-zA-Z0-9-]{1,40})\.tumblr\.com/(?P<id>[\w/-]{1,200})", re.ASCII),
        "https://{who}.tumblr.com/{id}",
    ),
    "tiktok": _Provider(
        "tiktok",
        re.compile(rf"{_HEAD}tiktok\.com/@(?P<who>[\w.]{{1,40}})/video/(?P<id>\d{{1,25}})", re.ASCII),
        "https://www.tiktok.com/@{who}/video/{id}",
        type="video",
    ),
}  # fmt: skip
_VIDEO = re.compile(rf"(?:{_HEAD}youtube\.com/watch\?v=|https://youtu\.be/)(?P<id>[\w-]{{6,20}})", re.ASCII)


def of_quote(quote: Quote, media: Sequence[DigestMedia]) -> Embed | None:
    """The embed of a quoted post; None where a static quote must stand.

    An embed shows the whole post with its images: so the quote must be the whole post (hashtags aside), no
    word masked by house style, and the rights of each image and clip must allow it: all others, also words
    that are no rights, leave the quote its words alone.
    """
    if words.excerpt_note(quote) not in _UNCHANGED:
        return None
    if any(item.rights not in MAY_BE_EMBEDDED for item in media):
        return None
    if quote.source == "youtube":
        return of_video(quote.url)
    provider = _PROVIDERS.get(quote.source)
    found = provider.pattern.fullmatch((quote.url or "").rstrip("/")) if provider else None
    if provider is None or found is None:
        return None
    return Embed(
        provider.address.format(**found.groupdict()), provider.name, provider.type, provider.responsive
    )


def of_video(url: str | None) -> Embed | None:
    """The embed of a video of YouTube; None for every other address, a comment's too."""
    found = _VIDEO.fullmatch(url or "")
    if found is None:
        return None
    return Embed(f"https://www.youtube.com/watch?v={found['id']}", "youtube", "video", responsive=True)
