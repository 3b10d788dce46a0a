"""An invented fan, a post before its network's own shape, and chance that is always the same."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")


def draw(*what: object) -> float:
    """A number in [0, 1) that is always the same for the same things."""
    hashed = hashlib.blake2b("\0".join(map(str, what)).encode(), digest_size=6).digest()
    return int.from_bytes(hashed, "big") / 2**48


def pick(options: Sequence[T], *what: object) -> T:
    """One of the options, always the same for the same things."""
    return options[int(draw(*what) * len(options))]


@dataclass(frozen=True)
class Fan:
    """An invented account of one network."""

    network: str
    handle: str  # "salt_teacup@foggy.example", "saltteacup.skies.example"
    name: str
    followers: int
    bot: bool = False
    hidden: bool = False  # asks not to be shown to people who are not logged in, or not to be indexed

    @property
    def did(self) -> str:
        """Bluesky's name of the account: did:plc and 24 signs."""
        digest = hashlib.blake2b(self.handle.encode(), digest_size=15).digest()
        return "did:plc:" + base64.b32encode(digest).decode().lower()


@dataclass(frozen=True)
class Written:
    """A post before its network's own shape."""

    fan: Fan
    text: str
    at: datetime
    likes: int
    language: str = "en"
    extra: dict[str, Any] = field(default_factory=dict)
