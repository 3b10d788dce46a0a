"""Which videos a search found for a phrase: kept, as a day has 100 searches. For youtube.py alone."""

import dataclasses
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aggregator.payloads.fields import mapping, optional_utc
from aggregator.text import contains_phrase, fold, html_to_text

VIDEO = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WORD = re.compile(r"\w+")


@dataclasses.dataclass(frozen=True, slots=True)
class Shelf:
    """What was found for a phrase: `videos` by id, whether each was read back to `low`, the last found last.

    `at` is the last search, `low` the oldest instant that was ever asked for.
    """

    at: datetime
    low: datetime
    videos: dict[str, bool]

    @classmethod
    def of(cls, found: Sequence[str], now: datetime, low: datetime) -> "Shelf":
        """The first search: each video is read with the span itself."""
        return cls(now, low, dict.fromkeys(reversed(found), True))

    @classmethod
    def read(cls, kept: dict[str, Any] | None) -> "Shelf | None":
        """What was written; None for anything else."""
        at, low = (optional_utc(mapping(kept).get(name)) for name in ("at", "low"))
        videos = mapping(mapping(kept).get("videos"))
        if at is None or low is None:
            return None
        known = {video: read is True for video, read in videos.items() if VIDEO.fullmatch(video)}
        return cls(at, low, known)

    def with_found(self, found: Sequence[str], now: datetime) -> "Shelf":
        """After a further search: what is new is still to be caught up with."""
        again = {video: self.videos.get(video, False) for video in reversed(found)}
        earlier = {video: read for video, read in self.videos.items() if video not in again}
        return Shelf(now, self.low, {**earlier, **again})

    def cut(self, most: int) -> "Shelf":
        """The videos that were found last."""
        return dataclasses.replace(self, videos=dict(list(self.videos.items())[-most:]))

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return {"at": self.at.isoformat(), "low": self.low.isoformat(), "videos": self.videos}


def says(title: object, phrase: str) -> bool:
    """Whether a title (HTML, as searches give it) says the phrase, whatever the punctuation."""
    if not isinstance(title, str):
        return False
    said, wanted = (" ".join(_WORD.findall(fold(text))) for text in (html_to_text(title), phrase))
    return contains_phrase(said, wanted)
