"""What a digest says of the mood and of the volume: shares with their intervals, and both over time.

Shares, `low` and `high` are 0 to 1, rounded to 4 places.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Share:
    """Posts with one label: their number, share of the judged posts, and its 95 % interval."""

    posts: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shares:
    """The three shares of one network."""

    positive: Share
    neutral: Share
    negative: Share


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Shares over all judged posts, and by network. `method` says in a line how they were made."""

    positive: Share
    neutral: Share
    negative: Share
    by_network: dict[str, Shares]
    method: str
    calibrated: bool


@dataclass(frozen=True, slots=True)
class VolumeOverTime:
    """How many of the counted posts were written when: `posts` of each step of `step_minutes`.

    `since` is the start of the first step (UTC, a full step, so at or before the window's own `since`); the
    first and the last may be cut off by the window. Their sum is `counted.posts`.
    """

    step_minutes: int
    since: datetime
    posts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MoodOverTime:
    """How the shares moved within a window of several days. Of a step with too few judged posts: None.

    Steps are those of VolumeOverTime. The intervals are there to hold steps against each other: `method` says
    what they allow for.
    """

    step_minutes: int
    since: datetime
    shares: tuple[Shares | None, ...]
    method: str
