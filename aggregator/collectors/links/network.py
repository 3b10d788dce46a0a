"""What a file of this package says of one network: how links to its posts look, and how one is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from aggregator.collectors.links.address import COPY, Address, Refused
from aggregator.errors import UnexpectedPayload
from aggregator.fetcher import Answer, Fetcher
from aggregator.model import Post

Site = Callable[[str], Fetcher]
"""Who asks an origin ("https://publish.x.com"). Origins that stand in links only are guarded (SSRF)."""

REFUSALS = frozenset({400, 401, 403, 404, 410, 422})
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to one post. `id` is what a collector may be asked for (`Collector.by_link`), "" where the link
    does not tell it: Post.remote_id, with the blog before it on Tumblr ("BLOG/123").

    `url` is the post's address without whatever tracked the reader; `parts` are what else the link tells.
    """

    source: str
    id: str
    url: str
    parts: tuple[str, ...] = ()


class Network:
    """The base of all: class attributes say which hosts are its own.

    `keyless`: whether a post can be read without a key; else `why` and `hint` tell what is missing.
    `whole`: whether what is read so is what the network's API would give, word for word.
    """

    source: ClassVar[str]
    sites: ClassVar[frozenset[str]] = frozenset()
    title: ClassVar[str]
    keyless: ClassVar[bool] = True
    whole: ClassVar[bool] = True
    why: ClassVar[str] = ""
    hint: ClassVar[str] = ""

    def owns(self, address: Address) -> bool:
        """Whether an address is this network's, a link to a post or not."""
        return not self.sites.isdisjoint((address.site, address.host))

    def recognise(self, address: Address) -> Link | None:
        """The link that an address of this network is; None where it is none to a post."""
        raise NotImplementedError

    def shortened(self, address: Address) -> tuple[str, str] | None:
        """(origin, path) of a short link that has to be asked where it leads; None for all others."""
        del address
        return None

    def read(self, link: Link, site: Site) -> Post:
        """The post.

        Raises:
            Refused: there is none that may be quoted, and why.
            SourceError: the network could not be asked.
        """
        del link, site
        raise Refused(self.why, self.hint)


def matched(pattern: re.Pattern[str], path: str) -> dict[str, str] | None:
    """The named parts of a path, "" for those that it lacks."""
    found = pattern.fullmatch(path)
    return None if found is None else found.groupdict("")


def oembed(fetcher: Fetcher, title: str, url: str, path: str = "/oembed", **params: str) -> dict[str, Any]:
    """What a network's oEmbed says of a post's address.

    Raises:
        Refused: it knows no such post, or shows it to some only.
        SourceError: the network could not be asked.
    """
    answer = fetcher.get(path, {"url": url, **params}, allow=REFUSALS)
    refuse(answer, title)
    body = answer.json()
    if not isinstance(body, dict):
        raise UnexpectedPayload(
            answer.source, f"{answer.url} answered without an object", sample=answer.sample
        )
    return body


def refuse(answer: Answer, title: str) -> None:
    """Raise Refused for an answer that is a refusal."""
    if answer.status in (400, 404, 410):
        raise Refused(f"{title} shows no such post: it is deleted, or never was", COPY, gone=True)
    if answer.status in REFUSALS:
        raise Refused(f"{title} shows it to some people only ({answer.status})", hidden=True)


def moment(milliseconds: int, now: datetime, title: str) -> datetime:
    """The instant that an id holds. Raises Refused for one that no post can be of."""
    try:
        found = datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(
            milliseconds=milliseconds % 1000
        )
    except (OverflowError, OSError, ValueError):
        found = None
    if found is None or found.year < 2006 or found > now + AHEAD:
        raise Refused(f"its id holds no time of a post on {title}", COPY)
    return found
