"""Which images and clips a window's posts pass on, and which of them are one.

One are those with the same address (whatever size or server of a network it names), and those whose
fingerprints differ in a few bits. A post passes on what it holds, what stands in the post that it reposts or
quotes, and what it links to. A link to a network's image or clip is as good as the thing itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from aggregator.model import Media, Post
from aggregator.model.glimpses import Glimpse
from aggregator.signals.fingerprint import ALIKE, distance
from aggregator.signals.reposts import is_repost
from aggregator.text import safe_url

TOGETHER = 0.8
"""Share of all their posts in which two pictures stand both, from which they are told as one set."""

_LINK = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”….,!?)'’]")
_SHORT = "https://t.co/"
_STOCK = ("tenor.com", "tenor.co", "giphy.com", "gfycat.com")
_SIZE_LIST = """
w h width height size quality q format fm auto s name crop fit dpr resize strip fbclid igshid t feature
"""
_SIZES = frozenset(_SIZE_LIST.split())
_NO_STILLS = frozenset({"mp4", "m3u8", "mov", "webm", "gif", "gifv", "svg", "mpd"})
# The parts of a network's addresses that name an image or clip, in whatever size, by the host's own name.
_BY_HOST: dict[str, tuple[str, re.Pattern[str]]] = {
    host: (family, re.compile(path))
    for host, family, path in (
        (
            "twimg.com",
            "twimg",
            r"/(?:(?:ext_tw_video|amplify_video)(?:_thumb)?/(?=\d+/)|(?:tweet_video(?:_thumb)?|media)/)([\w-]+)",
        ),
        ("bsky.app", "bsky", r"/(?:img/\w+/plain|watch|hls)/[^/]+/(\w{20,80})"),
        ("redd.it", "redd", r"/(?:[\w-]*-)?([a-z0-9]{8,16})(?:[./]|$)"),
        ("tumblr.com", "tumblr", r"/([0-9a-f]{32})/"),
        ("ytimg.com", "youtube", r"/(?:vi|vi_webp)/([\w-]{11})(?:/|$)"),
        ("youtube.com", "youtube", r"/(?:embed|shorts)/([\w-]{11})(?:/|$)"),
        ("youtu.be", "youtube", r"/([\w-]{11})$"),
    )
}
_ORIGINAL = re.compile(r"/(?:original|small)/(?=[^/]+$)")
_STATUS = re.compile(r"^(?:\w+\.)?(?:x|twitter)\.com/(?:i/(?:web/)?|\w+/)status(?:es)?/(\d+)")
_BLUESKY = re.compile(r"^bsky\.app/profile/[^/]+/post/(\w+)")
_REDDIT = re.compile(r"^(?:\w+\.)?reddit\.com/(?:r/\w+/)?comments/(\w+)(?:/[^/]*)?/?$")


@lru_cache(maxsize=20_000)
def picture_mark(url: str | None) -> str | None:
    """What is equal for addresses of one image or clip; None for no address, and for stock reaction clips."""
    address = safe_url(url)
    if address is None:
        return None
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith(_STOCK):
        return None
    path = unquote(parts.path) if "%" in parts.path else parts.path
    if host.endswith("youtube.com") and path == "/watch":
        path = f"/embed/{dict(parse_qsl(parts.query)).get('v', '')}"
    family, pattern = _BY_HOST.get(".".join(host.rsplit(".", 2)[-2:]), ("", None))
    found = pattern.search(path) if pattern is not None else None
    if found is not None:
        return f"{family} {found[1]}"
    kept = sorted(
        (name, value)
        for name, value in (parse_qsl(parts.query) if parts.query else ())
        if name not in _SIZES and not name.startswith("utm_")
    )
    rest = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{_ORIGINAL.sub('/original/', path).rstrip('/')}{rest}"


@lru_cache(maxsize=20_000)
def post_mark(url: str | None) -> str | None:
    """What is equal for addresses of one post, whatever its author is called there."""
    address = safe_url(url)
    if address is None:
        return None
    parts = urlsplit(address)
    place = f"{(parts.hostname or '').removeprefix('www.')}{parts.path}".rstrip("/")
    for name, pattern in (("x", _STATUS), ("bluesky", _BLUESKY), ("reddit", _REDDIT)):
        found = pattern.match(place)
        if found is not None:
            return f"{name} {found[1]}"
    return place if parts.path.strip("/") else None


@dataclass(frozen=True, slots=True)
class Shared:
    """One image or clip, or several that go together.

    `marks` are their addresses as picture_mark has them, `posts` the places of those that pass them on, in
    the order that they were given in, `holders` those of them that hold one, and are no reposts.
    """

    marks: frozenset[str]
    items: int
    posts: tuple[int, ...]
    holders: tuple[int, ...]


def passed_on(posts: Sequence[Post | Glimpse], prints: Mapping[str, int] | None = None) -> list[Shared]:
    """Every image and clip that two or more of these posts pass on, most passed on first.

    `prints` are fingerprints by picture_mark, where they are known.
    """
    links = {place: own for place, post in enumerate(posts) if (own := _links(post.text))}
    held = {
        place: marks
        for place, post in enumerate(posts)
        if (post.media or place in links) and (marks := _marks(post, links.get(place, ())))
    }
    if not held:
        return []
    one = _same(held, prints or {})
    leaders = {place: tuple(dict.fromkeys(one[mark] for mark in marks)) for place, marks in held.items()}
    found: dict[str, list[int]] = {}
    for place, passes in _passing(posts, leaders, one, links):
        for leader in passes:
            found.setdefault(leader, []).append(place)
    found = {leader: places for leader, places in found.items() if len(places) > 1}
    alike: dict[str, list[str]] = {}
    for mark, leader in one.items():
        alike.setdefault(leader, []).append(mark)
    made = []
    for names, places in _together(found):
        chosen = frozenset(names)
        every = frozenset(mark for leader in names for mark in alike[leader])
        holders = tuple(
            place
            for place in places
            if not chosen.isdisjoint(leaders.get(place, ())) and not is_repost(posts[place])
        )
        made.append(Shared(every, len(names), tuple(places), holders))
    return sorted(made, key=lambda each: (-len(each.posts), each.posts[0], sorted(each.marks)))


def may_link(text: str) -> bool:
    """Whether a text may hold a link that tells where it leads."""
    return "://" in text and text.count("://") != text.count(_SHORT)


def _links(text: str) -> tuple[str, ...]:
    """The links of a text that tell where they lead: X's short ones don't."""
    if not may_link(text):
        return ()
    return tuple(link for link in _LINK.findall(text) if not link.startswith(_SHORT))


def _marks(post: Post | Glimpse, links: Sequence[str]) -> tuple[str, ...]:
    found = [picture_mark(one.url) for one in post.media]
    found += [mark for mark in map(picture_mark, links) if mark is not None and " " in mark]
    return tuple(dict.fromkeys(mark for mark in found if mark is not None))


def _same(held: Mapping[int, tuple[str, ...]], bits: Mapping[str, int]) -> dict[str, str]:
    """For each mark the mark that came first of those that look alike.

    Each is compared with those that came first, and not with what was found like them: else pictures would
    hang together by a chain of which the ends have nothing in common.
    """
    one: dict[str, str] = {}
    near: dict[tuple[int, int], list[str]] = {}
    for place in sorted(held):
        for mark in held[place]:
            if mark in one:
                continue
            alike = [
                other
                for band in _bands(bits[mark])
                for other in near.get(band, ())
                if distance(bits[mark], bits[other]) <= ALIKE
            ] if mark in bits else []  # fmt: skip
            if alike:
                one[mark] = min(alike, key=lambda other: (distance(bits[mark], bits[other]), other))
                continue
            one[mark] = mark
            for band in _bands(bits[mark]) if mark in bits else ():
                near.setdefault(band, []).append(mark)
    return one


def _bands(bits: int) -> Iterator[tuple[int, int]]:
    """ALIKE + 1 pieces: fingerprints that differ in no more than ALIKE bits share one of them whole."""
    width = -(-64 // (ALIKE + 1))
    for band in range(ALIKE + 1):
        yield band, bits >> band * width & (1 << width) - 1


def _passing(
    posts: Sequence[Post | Glimpse],
    leaders: Mapping[int, tuple[str, ...]],
    one: Mapping[str, str],
    links: Mapping[int, tuple[str, ...]],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """For each post the pictures that it passes on, where there are any."""
    by_key = {posts[place].key: own for place, own in leaders.items()}
    by_link = {
        mark: own
        for place, own in leaders.items()
        if posts[place].media and (mark := post_mark(posts[place].url)) is not None
    }
    for place, post in enumerate(posts):
        own = leaders.get(place, ())
        if post.ref is not None and post.ref.type != "replied_to":
            own += by_key.get((post.source, post.ref.id), ())
        for link in links.get(place, ()):
            own += by_link.get(post_mark(link) or "", ())
            mark = picture_mark(link) or ""
            own += (one[mark],) if mark in one else ()
        if own:
            yield place, tuple(dict.fromkeys(own))


def _together(found: Mapping[str, list[int]]) -> list[tuple[list[str], list[int]]]:
    """Pictures that nearly always stand in the same posts, as one: a set is passed on whole."""
    made: list[tuple[list[str], set[int]]] = []
    by_first: dict[int, list[int]] = {}
    for name, places in sorted(found.items(), key=lambda one: (-len(one[1]), one[1][0], one[0])):
        own = set(places)
        for number in by_first.get(places[0], ()):
            there = made[number][1]
            if len(own & there) >= TOGETHER * len(own | there):
                made[number][0].append(name)
                there |= own
                break
        else:
            by_first.setdefault(places[0], []).append(len(made))
            made.append(([name], own))
    return [(sorted(names), sorted(places)) for names, places in made]


def is_still(media: Media) -> bool:
    """Whether a fingerprint can be made of it: an image, or the still of a clip, at an https address."""
    address = safe_url(media.url)
    if address is None or not address.startswith("https://"):
        return False
    end = urlsplit(address).path.casefold().rpartition(".")[2]
    if end in {"jpg", "jpeg", "png", "webp", "avif"}:
        return True
    return media.type in {"image", "photo"} and end not in _NO_STILLS
