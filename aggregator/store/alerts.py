"""Alerts that were raised: each once, and so many a day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from aggregator.store.publishing_tables import AlertRow
from aggregator.store.sql import Sql, insert_new
from aggregator.store.tables import FilmRow
from aggregator.store.work_tables import DigestRow

State: TypeAlias = Literal["sending", "sent", "capped"]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many alerts a destination got, and how many were held back as its day had its number already."""

    destination: str
    sent: int
    held_back: int


def claim(
    s: Session, destination: str, kind: str, key: str, *, at: datetime, day: datetime, most: int
) -> int | None:
    """How many more of the day's `most` there is room for once this alert is sent; `day` is its first moment.
    None: it is not to be sent, as it was raised before or is above the cap. Such a one is kept as that, and
    never sent.
    """
    Sql(s).lock("alerts")
    counted = select(func.count()).where(
        AlertRow.destination == destination, AlertRow.at >= day, AlertRow.state.in_(("sending", "sent"))
    )
    left = most - (s.scalar(counted) or 0) - 1
    state: State = "sending" if left >= 0 else "capped"
    new = insert_new(s, AlertRow, destination=destination, kind=kind, key=key, at=at, state=state)
    return left if new and left >= 0 else None


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


def counted(s: Session, day: datetime) -> list[Counted]:
    """What became of the alerts of a day, from its first moment on; sorted by destination."""
    held_back = func.sum(case((AlertRow.state == "capped", 1), else_=0))
    wanted = (
        select(AlertRow.destination, func.count() - held_back, held_back)
        .where(AlertRow.at >= day)
        .group_by(AlertRow.destination)
        .order_by(AlertRow.destination)
    )
    return [Counted(row[0], int(row[1]), int(row[2])) for row in s.execute(wanted)]


def drafts(s: Session, since: datetime) -> list[tuple[str, str]]:
    """The (digest id, film) of drafts that the schedule made for a moment of its own at `since` or later."""
    wanted = (
        select(DigestRow.id, FilmRow.slug)
        .join(FilmRow, FilmRow.id == DigestRow.film_id)
        .where(DigestRow.slot.is_not(None), DigestRow.version == 1, DigestRow.made_at >= since)
        .order_by(DigestRow.made_at, DigestRow.id)
    )
    return [(row[0], row[1]) for row in s.execute(wanted)]
