"""Alerts that were raised: each once, and so many a day."""

from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from aggregator.store.publishing_tables import AlertRow
from aggregator.store.sql import Sql, insert_new
from aggregator.store.tables import FilmRow
from aggregator.store.work_tables import DigestRow

State: TypeAlias = Literal["sending", "sent", "capped"]


def claim(
    s: Session, destination: str, kind: str, key: str, *, at: datetime, day: datetime, most: int
) -> bool:
    """Whether this alert is to be sent now: it was not raised before, and `day` (its first moment) has not
    had `most` of them yet. One above the cap is kept as that, and never sent.
    """
    Sql(s).lock("alerts")
    counted = select(func.count()).where(
        AlertRow.destination == destination, AlertRow.at >= day, AlertRow.state.in_(("sending", "sent"))
    )
    room = (s.scalar(counted) or 0) < most
    state: State = "sending" if room else "capped"
    return insert_new(s, AlertRow, destination=destination, kind=kind, key=key, at=at, state=state) and room


def settle(s: Session, destination: str, kind: str, key: str, *, arrived: bool) -> None:
    """Notes that it was sent; one that did not arrive is forgotten, and may be raised again."""
    of_it = (AlertRow.destination == destination, AlertRow.kind == kind, AlertRow.key == key)
    if arrived:
        s.execute(update(AlertRow).where(*of_it).values(state="sent"))
    else:
        s.execute(delete(AlertRow).where(*of_it))


def known(s: Session, destination: str, since: datetime) -> set[tuple[str, str]]:
    """The (kind, key) of the alerts raised since then."""
    wanted = select(AlertRow.kind, AlertRow.key).where(
        AlertRow.destination == destination, AlertRow.at >= since
    )
    return {(row[0], row[1]) for row in s.execute(wanted)}


def capped(s: Session, destination: str, day: datetime) -> int:
    """How many alerts of a day were above its cap."""
    wanted = select(func.count()).where(
        AlertRow.destination == destination, AlertRow.at >= day, AlertRow.state == "capped"
    )
    return s.scalar(wanted) or 0


def drafts(s: Session, since: datetime) -> list[tuple[str, str]]:
    """The (digest id, film) of drafts that the schedule made for a moment of its own at `since` or later."""
    wanted = (
        select(DigestRow.id, FilmRow.slug)
        .join(FilmRow, FilmRow.id == DigestRow.film_id)
        .where(DigestRow.slot.is_not(None), DigestRow.version == 1, DigestRow.made_at >= since)
        .order_by(DigestRow.made_at, DigestRow.id)
    )
    return [(row[0], row[1]) for row in s.execute(wanted)]
