"""What a story needs to leave the house: how it is announced, and who approved it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Seo:
    """What stands outside the page: in search results, in an address, on a phone's lock screen.

    `title` has at most 60 characters, `description` 120 to 155 where the film's title allows, `slug` at most
    60 of a-z, 0-9 and "-", the same over all versions of a story, `push` at most 110.
    """

    title: str
    description: str
    slug: str
    push: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Who said that the story may go out, when (UTC), and which version of it they read (0: not recorded)."""

    who: str
    at: datetime
    version: int = 0
