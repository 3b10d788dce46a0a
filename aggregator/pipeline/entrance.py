"""What everybody who is let in comes through: the store, the check of passwords, randomness, and names."""

import re
import secrets
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from aggregator.errors import AggregatorError, did_you_mean
from aggregator.pipeline.passwords import Passwords, TokenSource
from aggregator.store import Store, editors
from aggregator.text import fold

_NAME = re.compile(r"[^\W_][\w.@+-]{0,63}")
_LONGEST_INPUT = 200
MINUTE = timedelta(minutes=1)
"""How exactly the last use of a session or token is kept: not every request writes."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """The desk's entrance. A session ends `longest` after the login, or `idle` after its last request."""

    store: Store
    passwords: Passwords = field(default_factory=Passwords)
    token_source: TokenSource = secrets.token_bytes
    longest: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)

    def new_token(self) -> str:
        """32 random bytes as 43 signs that a cookie, a header and an address can hold."""
        return urlsafe_b64encode(self.token_source(32)).decode().rstrip("=")


def folded_name(text: str) -> str | None:
    """An editor's name as it is stored: letters of any language, digits and `. _ @ + -`, at most 64; None if
    it can be none.
    """
    if len(text) > _LONGEST_INPUT:
        return None
    name = fold(unicodedata.normalize("NFKC", text))
    return name if _NAME.fullmatch(name) else None


def account_named(session: Any, text: str, *, lock: bool = True) -> editors.Account:
    """The editor of that name, in whatever case.

    Raises:
        AggregatorError: there is none; says which are near.
    """
    name = folded_name(text)
    found = editors.find(session, name, lock=lock) if name else None
    if found is None:
        known = [one.name for one in editors.list_all(session)]
        guess = did_you_mean(text, known)
        raise AggregatorError(f"editor {text!r:.90}: is unknown", hint=guess or "fansreact users list")
    return found


def mark_of(*secret: str) -> str:
    """What is kept of a token: its SHA-256. It is random and long, so that nothing slower is needed."""
    return sha256("\0".join(secret).encode("utf-8", "surrogatepass")).hexdigest()


def address_of(peer: str) -> str:
    """An address in one form; "" for what is none (a Unix socket)."""
    found = _ip(peer)
    return "" if found is None else str(found)


def network_of(peer: str) -> str:
    """The network that failed logins are counted for: the address, of IPv6 the /64 that a household has."""
    found = _ip(peer)
    if isinstance(found, IPv6Address):
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return "" if found is None else str(found)


def _ip(peer: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(peer.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
