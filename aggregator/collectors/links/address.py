"""Pasted addresses: what a person copied is input like any other, and looked at before anything is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

LONGEST = 2_000
COPY = "open the post itself in a browser and copy its address"

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# At least two labels and no number at the end: "127.1", "0x7f000001" and "[::1]" are addresses of machines.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_AT = re.compile(
    r"at://(?P<who>[A-Za-z0-9.:_%-]{1,300})/app\.bsky\.feed\.post/(?P<key>[A-Za-z0-9._:~-]{1,512})"
)
_UNSEEN = re.compile(r"[\s\\\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class Refused(ValueError):
    """Why a link brings no post: `reason` in words, `hint` what would.

    `gone`: the network says that there is no such post (any more). `hidden`: it shows it to some only.
    """

    def __init__(self, reason: str, hint: str = "", *, gone: bool = False, hidden: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.gone = gone
        self.hidden = hidden


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that may be looked at: `host` in lower case, the first value of each parameter."""

    host: str
    path: str
    params: Mapping[str, str]

    @property
    def site(self) -> str:
        """The host without what marks a device or an old design ("www.", "m.", "mobile.", "old.")."""
        return re.sub(r"^(?:www|m|mobile|old|new|np|sh|amp|music)\.(?=[^.]+\.)", "", self.host)


def parse(pasted: str) -> Address:
    """The parts of what was pasted; http becomes https, a missing scheme is https.

    Raises Refused: it is no address, not on the public web, or tries to look like another.
    """
    text = pasted.strip().removeprefix("<").removesuffix(">")
    if not text or len(text) > LONGEST:
        raise Refused(f"an address of {len(text):,} characters" if text else "an empty address", COPY)
    if _UNSEEN.search(text):
        raise Refused("an address with blanks or invisible characters in it", COPY)
    found = _AT.fullmatch(text)
    if found is not None:
        return Address("bsky.app", f"/profile/{found['who']}/post/{found['key']}", {})
    scheme = _SCHEME.match(text)
    if scheme is None:
        text = f"https://{text}"
    elif scheme[1].lower() not in ("http", "https") or not text[scheme.end() :].startswith("//"):
        raise Refused(f"'{scheme[1][:20]}:' is no web address", COPY)
    try:
        parts = urlsplit(text)
        port = parts.port
        query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=100)
        params = {name: values[0] for name, values in query.items()}
    except ValueError:
        raise Refused("no web address", COPY) from None
    if "@" in parts.netloc:
        raise Refused("an address with a login in it", COPY)
    if port is not None and port not in (80, 443):
        raise Refused(f"an address with a port of its own ({port})", COPY)
    host = (parts.hostname or "").removesuffix(".")
    if not host.isascii() or "xn--" in host:
        raise Refused(
            "its host is written in other letters than a to z, and may only look like a network", COPY
        )
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise Refused(f"'{host[:80]}' is no site on the public web", COPY)
    return Address(host, parts.path, params)
