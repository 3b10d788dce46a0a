"""One request as the fetcher holds it, and its failures in words."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from aggregator.errors import SourceError
from aggregator.fetcher.answer import Answer
from aggregator.fetcher.budgets import Cost

Refused = Callable[[Answer], SourceError | None]
"""What a network means by an error answer, where its words say more than the status."""

_NO_CONNECTION = {
    "refused": "it refuses the connection",
    "Name or service not known": "its name is not known here",
    "name resolution": "names can't be looked up now",
    "nodename nor servname": "its name is not known here",
    "unreachable": "there is no way to it from this network",
    "timed out": "it does not answer",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is sent, which error statuses the caller reads itself, and whose key is blamed for a refusal."""

    method: str
    url: httpx.URL
    headers: dict[str, str] = field(repr=False)
    content: bytes | None = field(repr=False)
    allow: frozenset[int]
    credential: str
    cost: Cost | None = None
    refused: Refused | None = None

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does no harm."""
        return self.method == "GET"


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port: to whom a request goes."""
    return url.scheme, url.host, url.port


def in_words(error: httpx.TransportError) -> str:
    """Why there is no connection, without the system's numbers."""
    said = str(error)
    for sign, words in _NO_CONNECTION.items():
        if sign in said:
            return words
    return said or "no connection"
