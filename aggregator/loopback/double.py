"""What every network's double is, and what they share.

A double answers as its network would: the same paths, paging, limits, headers and refusals. It is found
by its file's name, and serves the recording `<name>.json` of the folder that is played.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Params = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers: `body` as it is if it is a text or bytes, else as JSON or as `write` says.

    `cut`: the connection breaks in the middle of the body. `drip`: so many seconds pass before each byte.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    drip: float = 0.0
    write: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: `path` without the query, header names in lower case."""

    method: str
    path: str
    params: Params
    headers: dict[str, str]
    body: bytes

    @property
    def login(self) -> str:
        """The Authorization header, or ""."""
        return self.headers.get("authorization", "")

    def value(self, name: str, default: str = "") -> str:
        """The first value of a parameter."""
        return self.params.get(name, [default])[0]

    def number(self, name: str, default: int) -> int:
        """A parameter that is a number; what is none counts as missing."""
        value = self.value(name)
        return int(value) if value.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Stream:
    """What a websocket sends: `events` as JSON, one a frame (a text or bytes as they are).

    `drip_s` seconds lie between two frames; `cut_after` so many frames the connection breaks. Otherwise it
    stays open when all are sent, as a live stream in a quiet moment.
    """

    events: list[Any]
    drip_s: float = 0.0
    cut_after: int | None = None


class Double:
    """One network played from its recording (a list of its own raw posts).

    Args:
        items: the recording.
        url: the server's own address.

    `hidden` are ids that are deleted by now; `cap` ends every search after so many posts (None: no cap).
    """

    def __init__(self, items: list[Any], url: str) -> None:
        self.items = items
        self.url = url
        self.hidden: set[str] = set()
        self.cap: int | None = None

    def answer(self, asked: Asked) -> Reply | None:
        """The network's answer, or None where the path is none of this network's."""
        raise NotImplementedError

    def frames(self, asked: Asked) -> "Stream | Reply | None":
        """What a websocket at that path sends, or a refusal; None where this network has none there."""
        del asked
        return None

    def posts_of(self, body: Any) -> list[Any]:
        """The list of raw posts inside an answer, itself and no copy: tests spoil posts in it.

        Here: the body itself, or the longest list in it.
        """
        if isinstance(body, list):
            return body
        lists = [one for one in body.values() if isinstance(one, list)] if isinstance(body, dict) else []
        return max(lists, key=len, default=[])


def allowance(limit: int, prefix: str = "x-ratelimit") -> dict[str, str]:
    """Rate-limit headers: as Mastodon writes them; "ratelimit" is Bluesky's prefix, "x-rate-limit" X's."""
    resets_at = datetime.now(UTC) + timedelta(minutes=5)
    epoch = prefix != "x-ratelimit"
    return {
        f"{prefix}-limit": str(limit),
        f"{prefix}-remaining": str(limit - 1),
        f"{prefix}-reset": str(int(resets_at.timestamp()))
        if epoch
        else resets_at.isoformat().replace("+00:00", "Z"),
    }
