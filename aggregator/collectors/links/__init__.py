"""Posts by their links: what an editor pastes, each network by its own file, without a key where it allows.

A way of reading like the collectors beside it, but no Collector: nothing is searched, walked or counted. What
comes from here is picked by hand. docs/sources/links.md says which network gives what, and why some don't.
"""

from collections.abc import Callable, Sequence

from aggregator.collectors import Standing
from aggregator.collectors.links.address import COPY, Address, Refused, parse
from aggregator.collectors.links.bluesky import Bluesky
from aggregator.collectors.links.lemmy import Lemmy
from aggregator.collectors.links.letterboxd import Letterboxd
from aggregator.collectors.links.mastodon import Mastodon
from aggregator.collectors.links.meta import Instagram, Threads
from aggregator.collectors.links.network import Link, Network
from aggregator.collectors.links.reddit import Reddit
from aggregator.collectors.links.tiktok import TikTok
from aggregator.collectors.links.tumblr import Tumblr
from aggregator.collectors.links.x import X
from aggregator.collectors.links.youtube import YouTube
from aggregator.errors import SourceError, UnexpectedPayload
from aggregator.fetcher import Fetcher
from aggregator.model import Post

__all__ = ["Link", "Links", "Refused"]

NETWORKS: tuple[Network, ...] = (
    X(),
    Bluesky(),
    Reddit(),
    TikTok(),
    YouTube(),
    Tumblr(),
    Instagram(),
    Threads(),
    Letterboxd(),
)
ANYWHERE: tuple[Network, ...] = (Mastodon(), Lemmy())  # on any host: told by the form of the path, and last
_BY_SOURCE = {one.source: one for one in (*NETWORKS, *ANYWHERE)}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KNOWN = "X, Bluesky, Mastodon, Reddit, Lemmy, TikTok, YouTube or Tumblr"

Sites = Callable[[str, str, bool], Fetcher]
"""(source, origin, stranger) -> who asks there; a stranger's address stands in a link alone: guarded."""


class Links:
    """Reads posts by their links."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites

    def recognise(self, pasted: str) -> Link:
        """Which post of which network a pasted address means; short links are asked where they lead.

        Raises:
            Refused: it is no link to a post of a network that is read so, and why.
            SourceError: a short link's host could not be asked.
        """
        address = parse(pasted)
        network = _network(address)
        if network is None:
            return _anywhere(address)
        short = network.shortened(address)
        if short is not None:
            address = self._followed(network, *short)
        link = network.recognise(address)
        if link is None:
            raise Refused(f"no link to a single post on {network.title}", COPY)
        return link

    @staticmethod
    def is_keyless(link: Link) -> bool:
        """Whether `read` can give the posts of that network at all."""
        return _BY_SOURCE[link.source].keyless

    def read(self, link: Link) -> Post:
        """The post, without any key.

        Raises:
            Refused: it can't be had so, and why.
            SourceError: the network could not be asked.
        """
        network = _BY_SOURCE[link.source]
        stranger = network in ANYWHERE
        try:
            return network.read(link, lambda origin: self._sites(network.source, origin, stranger))
        except Refused:
            raise
        except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
            reason = (
                f"its answer could not be read: {type(error).__name__}"  # hostile, or the network changed
            )
            raise UnexpectedPayload(network.source, reason) from error

    def recheck(self, posts: Sequence[Post]) -> dict[tuple[str, str], Standing]:
        """How these posts stand now, as far as their links tell; a missing one means that nobody can say.

        One network's failure says nothing of its posts, nor of those of others.
        """
        found: dict[tuple[str, str], Standing] = {}
        for post in posts:
            standing = self._standing(post)
            if standing is not None:
                found[post.key] = standing
        return found

    def _standing(self, post: Post) -> Standing | None:
        network = _BY_SOURCE.get(post.source)
        if network is None or not network.keyless or not post.url:
            return None
        try:
            link = self.recognise(post.url)
            now = self.read(link)
        except Refused as refused:
            return "gone" if refused.gone else "hidden" if refused.hidden else None
        except SourceError:
            return None
        if now.key != post.key:
            return None
        if not now.quotable:
            return "hidden"
        # An embed's words are not quite the API's: what was read by the API is not called edited for that.
        same = now.content_hash == post.content_hash or (post.at_home and not network.whole)
        return "alive" if same else "edited"

    def _followed(self, network: Network, origin: str, path: str) -> Address:
        answer = self._sites(network.source, origin, False).get(path, allow=_REDIRECTS)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target:
            raise Refused("a short link that leads nowhere", COPY)
        address = parse(f"{origin}{target}" if target.startswith("/") else target)
        if _network(address) is not network or network.shortened(address) is not None:
            raise Refused("a short link that leads elsewhere", COPY)
        return address


def _network(address: Address) -> Network | None:
    return next((one for one in NETWORKS if one.owns(address)), None)


def _anywhere(address: Address) -> Link:
    """The link to a post of a network whose servers may be anywhere."""
    link = next((link for one in ANYWHERE if (link := one.recognise(address)) is not None), None)
    if link is None:
        raise Refused(f"{address.host}: no link to a post of {_KNOWN}", COPY)
    return link
