"""Spikes as they were noticed while posts came in, with what came of each. Alerts hang on these rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from aggregator.store import films
from aggregator.store.sql import insert_new
from aggregator.store.tables import FilmRow
from aggregator.store.work_tables import SpikeRow


@dataclass(frozen=True, slots=True)
class NoticedSpike:
    """A time in which far more was written of a film than is usual.

    `noticed_at` is when we saw it, `seen_until` up to when it was read to go on, `ended_at` is None while it
    does. `posts` and `expected` are those of [began_at, seen_until). `draft` and `later_draft` are ids of
    digests; `why` says, in words, what keeps it from having one ("" otherwise).
    """

    film: str
    began_at: datetime
    noticed_at: datetime
    seen_until: datetime
    posts: int
    expected: float
    ended_at: datetime | None = None
    why: str = ""
    draft: str | None = None
    later_draft: str | None = None

    @property
    def times(self) -> float:
        """How many times what is usual."""
        return self.posts / max(self.expected, 1.0)


def note(s: Session, spike: NoticedSpike) -> bool:
    """Keeps a spike that is new, or what became of a known one; whether it was new."""
    film_id = films.ids(s, [spike.film])[spike.film]
    values = {
        "seen_until": spike.seen_until,
        "ended_at": spike.ended_at,
        "posts": spike.posts,
        "expected": spike.expected,
        "why": spike.why,
        "draft": spike.draft,
        "later_draft": spike.later_draft,
    }
    new = insert_new(
        s, SpikeRow, film_id=film_id, began_at=spike.began_at, noticed_at=spike.noticed_at, **values
    )
    if not new:
        known = (SpikeRow.film_id == film_id) & (SpikeRow.began_at == spike.began_at)
        s.execute(update(SpikeRow).where(known).values(**values))
    return new


def newest(s: Session, film: str) -> NoticedSpike | None:
    """The film's spike that began last; None if there was none."""
    row = s.execute(
        _spikes().where(FilmRow.slug == film).order_by(SpikeRow.began_at.desc()).limit(1)
    ).one_or_none()
    return None if row is None else NoticedSpike(*row)


def begun_since(s: Session, at: datetime) -> list[NoticedSpike]:
    """The spikes of all films that began at `at` or later, newest first."""
    wanted = _spikes().where(SpikeRow.began_at >= at)
    return [NoticedSpike(*row) for row in s.execute(wanted.order_by(SpikeRow.began_at.desc(), FilmRow.slug))]


def drafted_since(s: Session, film: str, at: datetime) -> int:
    """How many of the film's spikes that were noticed at `at` or later have a draft."""
    wanted = (
        select(func.count())
        .select_from(SpikeRow)
        .join(FilmRow, FilmRow.id == SpikeRow.film_id)
        .where(FilmRow.slug == film, SpikeRow.noticed_at >= at, SpikeRow.draft.is_not(None))
    )
    return s.scalar(wanted) or 0


def _spikes() -> Select[*tuple[Any, ...]]:
    return select(
        FilmRow.slug,
        SpikeRow.began_at,
        SpikeRow.noticed_at,
        SpikeRow.seen_until,
        SpikeRow.posts,
        SpikeRow.expected,
        SpikeRow.ended_at,
        SpikeRow.why,
        SpikeRow.draft,
        SpikeRow.later_draft,
    ).join(FilmRow, FilmRow.id == SpikeRow.film_id)
