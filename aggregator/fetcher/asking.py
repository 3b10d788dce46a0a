"""One request as the fetcher holds it, and its failures in words."""

import json as json_module
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from aggregator.errors import SourceError, UnexpectedPayload
from aggregator.fetcher.answer import Answer
from aggregator.fetcher.budgets import Cost

Params = Mapping[str, str | Sequence[str]]
Refused = Callable[[Answer], SourceError | None]
"""What a network means by an error answer, where its words say more than the status."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
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


def address(target: str, params: Params, *, only_https: bool) -> httpx.URL | None:
    """The address with its query; None for what is none, or may not be asked."""
    query = {name: value if isinstance(value, str) else list(value) for name, value in params.items()}
    try:
        url = httpx.URL(target, params=query) if query else httpx.URL(target)
    except (httpx.InvalidURL, TypeError, ValueError):
        return None
    allowed = {"https"} if only_https else {"http", "https"}
    return url if url.host and url.scheme in allowed else None


def content_of(json: Any, form: Mapping[str, str] | None) -> tuple[dict[str, str], bytes | None]:
    """What a POST sends, with the header that names it: JSON, a form, or nothing.

    JSON that is bytes already goes as it is: somebody signed it.
    """
    if json is not None:
        written = json if isinstance(json, bytes) else json_module.dumps(json).encode()
        return {"content-type": "application/json"}, written
    if form is not None:
        return {"content-type": "application/x-www-form-urlencoded"}, urlencode(form).encode()
    return {}, None


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port: to whom a request goes."""
    return url.scheme, url.host, url.port


def redirected(
    ask: Ask, url: httpx.URL, answer: Answer, *, guarded: bool, proxied: bool, redact: Callable[[str], str]
) -> httpx.URL:
    """Where this answer sends us, if it may be followed there.

    Raises:
        UnexpectedPayload: it may not.
    """
    try:
        target = url.join(answer.headers.get("location", ""))
    except (httpx.InvalidURL, ValueError) as error:
        raise UnexpectedPayload(answer.source, f"{answer.url} redirects to no address") from error
    at_home = origin(target) == origin(ask.url)
    tests = target.scheme == "http" and target.host in _LOOPBACK and at_home and not guarded
    # Behind a proxy the addresses of another host can't be looked at: it is not asked.
    allowed = bool(target.host) and (target.scheme == "https" or tests) and (at_home or not proxied)
    if not allowed or not ask.repeatable or target.userinfo or target == url:
        raise UnexpectedPayload(
            answer.source,
            f"{answer.url} redirects to {redact(str(target.copy_with(query=None)))[:200]}, which "
            "is not followed",
            hint="set base_url to the address that the network uses now",
        )
    return target


def proxy_of(environ: Mapping[str, str]) -> str | None:
    """The proxy that this machine's environment names for https, as curl and pip read it."""
    return environ.get("HTTPS_PROXY") or environ.get("https_proxy") or None


def in_words(error: httpx.TransportError) -> str:
    """Why there is no connection, without the system's numbers."""
    said = str(error)
    for sign, words in _NO_CONNECTION.items():
        if sign in said:
            return words
    return said or "no connection"
