"""What is read of every post of a usual window beside its columns. Whole posts cost ten times as much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.posts import Media, Ref


@dataclass(frozen=True, slots=True)
class Words:
    """Columns with a row for each post: its text, its likes (None: unknown) and its address. By their places
    the images and clips of those that hold some, and what those that answer, repeat or quote refer to.
    """

    texts: Sequence[str]
    likes: Sequence[int | None]
    urls: Sequence[str | None]
    media: Mapping[int, tuple[Media, ...]]
    refs: Mapping[int, Ref]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What tells which images and clips a post passes on: named as in Post."""

    source: str
    remote_id: str
    url: str | None
    text: str
    created_at: datetime
    media: tuple[Media, ...]
    ref: Ref | None

    @property
    def key(self) -> tuple[str, str]:
        """(source, remote_id)."""
        return (self.source, self.remote_id)
