"""Which posts of a film somebody looks for, and where in the list they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aggregator.model.scoring import AuthorClass, Label

Stance = Label | Literal["unjudged"]
Made = Literal["any", "label", "pin", "reject", "spoiler", "harm"]

UNKNOWN: Literal["unknown"] = "unknown"
"""As a language: nobody could tell."""
COUNTED, LEFT_OUT = "counted", "left out"
"""As a reason of exclusion: none, and any."""


@dataclass(frozen=True, slots=True)
class PostFilter:
    """What a post of the list has; None or "" asks for nothing.

    `text` is held by its text, whatever the case. One of the `words` is, as whole words. `stance` is the
    scorer's label. `flag` is the name of a signal, `excluded` why it counts in no number. `author_class` is
    what an editor says, else the signals. [since, until) is when it was written. `decided` is what an editor
    decided of it.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    network: str | None = None
    language: str | None = None
    stance: Stance | None = None
    flag: str | None = None
    excluded: str | None = None
    author_class: AuthorClass | None = None
    since: datetime | None = None
    until: datetime | None = None
    decided: Made | None = None


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the list of a film's posts: microseconds since 1970 UTC, and the post's number."""

    at: int
    post_id: int

    def __str__(self) -> str:
        return f"{self.at}.{self.post_id}"

    @classmethod
    def read(cls, written: str) -> "Place | None":
        """The place that was written so; None where it is none."""
        at, _, number = written.partition(".")
        if not (at.removeprefix("-").isdecimal() and number.isdecimal() and written.isascii()):
            return None
        found = cls(int(at), int(number))
        return found if max(abs(found.at), found.post_id) < 2**62 else None
