"""Two moments of one film side by side: what moved between them, and what only seems to have.

Shares, changes and intervals are 0 to 1 (changes -1 to 1), rounded to 4 places.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aggregator.model.digests import Digest
from aggregator.model.scoring import Label

SCHEMA = "fansreact.comparison/1"

Movement = Literal["gained", "lost", "more", "less", "unclear"]
"""Of a theme: it was none before, or is none any more; it has a larger or smaller part; nobody can tell."""


@dataclass(frozen=True, slots=True)
class Volume:
    """How much was written in a moment: posts that count, their authors, and posts an hour of its window."""

    posts: int
    authors: int
    hours: float
    per_hour: float
    complete: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A share in both moments, its change, and the interval of that. `differs`: 0 lies outside of it."""

    before: float
    after: float
    change: float
    low: float
    high: float
    differs: bool


@dataclass(frozen=True, slots=True)
class NetworkChange:
    """How the shares of one network moved. `shares` is None where they can't be compared, and `reason` why.

    `before` and `after` are its judged posts in the two moments.
    """

    source: str
    before: int
    after: int
    shares: dict[Label, Difference] | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What fans spoke of: posts that mention it in both moments, counted by the same words."""

    label: str
    words: tuple[str, ...]
    before: int
    after: int
    share: Difference | None
    movement: Movement


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `fansreact compare` tells. `moments` are the digests of both, first and second as they were asked.

    `ratio` is the second moment's posts an hour over the first's. `notes` say what makes the two hard to
    compare; `summary` what moved, in sentences, the plainest first.
    """

    film: str
    title: str
    made_at: datetime
    moments: tuple[Digest, Digest]
    volumes: tuple[Volume, Volume]
    ratio: float
    networks: tuple[NetworkChange, ...]
    themes: tuple[ThemeChange, ...]
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    method: str
    invented: bool = False
    schema: str = SCHEMA

    @property
    def names(self) -> tuple[str, str]:
        """What the moments are called."""
        first, second = self.moments
        return name_of(first), name_of(second)


def name_of(digest: Digest) -> str:
    """A moment's name: its event, or when its window begins."""
    return digest.window.event or f"{digest.window.since:%Y-%m-%d %H:%M}"
