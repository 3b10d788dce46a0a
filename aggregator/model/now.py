"""How a film stands at this moment: what the desk's first pages show, and its API tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.model.collecting import Gap, Query
from aggregator.model.films import Event, Fact, Film
from aggregator.model.kept import KeptFilm
from aggregator.model.shares import Shares


@dataclass(frozen=True, slots=True)
class MoodNow:
    """How the posts of the last day were judged: plain counts, of posts that count and have a label.

    `shares` (with 95 % intervals, not corrected by any calibration) only where there are enough for shares.
    """

    positive: int
    neutral: int
    negative: int
    authors: int
    shares: Shares | None

    @property
    def judged(self) -> int:
        """All of them."""
        return self.positive + self.neutral + self.negative


@dataclass(frozen=True, slots=True)
class SpikeNow:
    """A spike of the last week. `ended_at` None: it goes on. `trigger` as digest.spikes.trigger tells it.

    `draft` and `later_draft` are ids of digests; `why` is what keeps it from having one.
    """

    began_at: datetime
    ended_at: datetime | None
    posts: int
    times: float
    trigger: dict[str, Any] | None = None
    draft: str | None = None
    later_draft: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class QueryNow:
    """How far one query is read: `complete_to` None: not at all yet. `gaps` are those of the last day."""

    query: Query
    complete_to: datetime | None
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class DigestNow:
    """A digest by its newest version."""

    id: str
    version: int
    kind: str
    state: str
    headline: str
    since: datetime
    until: datetime
    made_at: datetime


@dataclass(frozen=True, slots=True)
class FilmNow:
    """A film at the instant `at`.

    `hours` are posts on topic of each of the last seven days' hours, from `since` on, the running one with
    them; `posts` those of the last 24 hours. `unscored` posts wait to be judged. `next_collect` is when its
    networks are read next, None where none is; `collecting`: one is being read now. `kept`: the version of
    the database that describes it.
    """

    film: Film
    at: datetime
    kept: KeptFilm | None
    mood: MoodNow
    since: datetime
    hours: tuple[int, ...]
    posts: int
    spikes: tuple[SpikeNow, ...]
    queries: tuple[QueryNow, ...]
    unscored: int
    newest: datetime | None
    next_collect: datetime | None
    collecting: bool
    digests: tuple[DigestNow, ...]
    facts: tuple[tuple[Fact, bool], ...] = ()
    """With each whether it is too old; only where the film is told whole."""

    @property
    def events(self) -> tuple[Event, ...]:
        """The film's events within the hours that are told, oldest first."""
        within = (one for one in self.film.events if self.since <= one.at <= self.at)
        return tuple(sorted(within, key=lambda one: (one.at, one.name)))

    @property
    def loud(self) -> SpikeNow | None:
        """The spike that goes on, or began within the last day; None: there is none."""
        last = self.spikes[-1] if self.spikes else None
        if last is None:
            return None
        fresh = last.ended_at is None or (self.at - last.began_at).total_seconds() < 24 * 3600
        return last if fresh else None

    @property
    def complete_to(self) -> datetime | None:
        """Up to when all of its queries are read; None where one never was, or there are none."""
        ends = [one.complete_to for one in self.queries]
        known = [one for one in ends if one is not None]
        return min(known) if known and len(known) == len(ends) else None

    @property
    def never_read(self) -> int:
        """How many of its queries no network has answered yet."""
        return sum(one.complete_to is None for one in self.queries)

    @property
    def with_gaps(self) -> tuple[QueryNow, ...]:
        """The queries of which something of the last day was not read."""
        return tuple(one for one in self.queries if one.gaps)
