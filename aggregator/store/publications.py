"""What was sent where: a claim before each sending, what came of it, and the copies that stand out there.

Nothing is sent without a claim, and a digest has one open claim for each destination: two processes never
make two posts of it.
"""

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, TypeAlias, cast

from sqlalchemy import Select, func, insert, or_, select, update
from sqlalchemy.orm import Session, defer

from aggregator.store.publishing_tables import PublicationRow
from aggregator.store.sql import AMONG, Sql
from aggregator.store.story_tables import DigestHeadRow

State: TypeAlias = Literal["sending", "sent", "failed", "lost", "changed"]

HELD_FOR = timedelta(minutes=10)
"""A claim without a sign of life for so long is of a process that died: what it sent counts as lost."""

BLANK = f"UPDATE publication SET sent = NULL WHERE sent IS NOT NULL AND digest_id {AMONG}"


@dataclass(frozen=True, slots=True)
class Publication:
    """One sending of a version to a destination. `sent` is what stands there since, or was to stand there;
    None where it was erased. `sent_hash` is hash_of it. `who`: "" is the schedule.
    """

    id: int
    digest_id: str
    version: int
    destination: str
    event: str
    state: State
    remote_id: str
    url: str
    sent_hash: str
    sent: bytes | None
    modified: str
    at: datetime
    who: str
    why: str


def hash_of(sent: bytes) -> str:
    """What tells two sent texts apart: 64 hex digits."""
    return sha256(sent).hexdigest()


def claim(
    s: Session,
    *,
    digest_id: str,
    version: int,
    destination: str,
    event: str,
    sent: bytes,
    at: datetime,
    who: str,
) -> int | datetime:
    """Claims a digest for one sending: the claim's number; or since when another process has it.

    A claim that is `HELD_FOR` old is taken over: what it sent is lost, for all we know. So is one that lies
    as far ahead, of a clock that was wrong: else it would hold until that day.
    """
    Sql(s).lock("publications")
    of_it = (PublicationRow.digest_id == digest_id, PublicationRow.destination == destination)
    held = s.scalar(select(func.max(PublicationRow.at)).where(*of_it, PublicationRow.state == "sending"))
    if held is not None and abs(at - held) < HELD_FOR:
        return held
    s.execute(
        update(PublicationRow)
        .where(*of_it, PublicationRow.state == "sending")
        .values(state="lost", why="the process that sent it ended before it could say what came of it")
    )
    row = {
        "digest_id": digest_id,
        "version": version,
        "destination": destination,
        "event": event,
        "state": "sending",
        "remote_id": "",
        "url": "",
        "sent_hash": hash_of(sent),
        "sent": zlib.compress(sent),
        "modified": "",
        "at": at,
        "who": who,
        "why": "",
    }
    return cast("int", s.scalar(insert(PublicationRow).values(**row).returning(PublicationRow.id)))


def hold(s: Session, claim_id: int, at: datetime) -> bool:
    """Renews a claim; False if it was taken over meanwhile: then nothing may be sent by it."""
    held = (PublicationRow.id == claim_id, PublicationRow.state == "sending")
    found = s.scalar(update(PublicationRow).where(*held).values(at=at).returning(PublicationRow.id))
    return found is not None


def settle(
    s: Session,
    claim_id: int,
    state: State,
    *,
    at: datetime,
    remote_id: str = "",
    url: str = "",
    sent: bytes | None = None,
    modified: str = "",
    why: str = "",
) -> None:
    """Notes what came of a claim. `sent`: what stands there now; None: what the claim said.

    What a destination refused never left the house, and its text is not kept.
    """
    values: dict[str, object] = {"state": state, "at": at, "remote_id": remote_id, "url": url}
    values |= {"modified": modified, "why": why}
    if sent is not None:
        values |= {"sent": zlib.compress(sent), "sent_hash": hash_of(sent)}
    elif state in {"failed", "changed"}:
        values["sent"] = None
    s.execute(update(PublicationRow).where(PublicationRow.id == claim_id).values(**values))


def copy_of(s: Session, digest_id: str, destination: str) -> Publication | None:
    """The newest sending that a destination took: what stands there, as far as we know."""
    return _first(s, _of(digest_id, destination).where(PublicationRow.state == "sent"), newest=True)


def first_of(s: Session, digest_id: str, destination: str) -> Publication | None:
    """The first sending that it took: later ones refer to it."""
    return _first(s, _of(digest_id, destination).where(PublicationRow.state == "sent"), newest=False)


def lost_of(s: Session, digest_id: str, destination: str) -> Publication | None:
    """The newest sending of which nobody knows whether it arrived; None if one was taken after it."""
    settled = _of(digest_id, destination).where(PublicationRow.state.in_(("sent", "lost")))
    found = _first(s, settled, newest=True)
    return found if found is not None and found.state == "lost" else None


def last_of(s: Session, digest_id: str, destination: str) -> Publication | None:
    """The newest sending of any outcome."""
    return _first(s, _of(digest_id, destination), newest=True)


def of_digest(s: Session, digest_id: str) -> list[Publication]:
    """Every sending of a digest, oldest first."""
    wanted = select(PublicationRow).where(PublicationRow.digest_id == digest_id).order_by(PublicationRow.id)
    return [_publication(row) for row in s.scalars(wanted)]


def newest_of(s: Session, digest_ids: Iterable[str]) -> list[Publication]:
    """The newest sending of each of these digests to each destination, without its text, sorted by them."""
    ids = sorted(set(digest_ids))
    newest = (
        select(func.max(PublicationRow.id))
        .where(PublicationRow.digest_id.in_(ids))
        .group_by(PublicationRow.digest_id, PublicationRow.destination)
    )
    wanted = select(PublicationRow).where(PublicationRow.id.in_(newest)).options(defer(PublicationRow.sent))
    order = (PublicationRow.digest_id, PublicationRow.destination)
    return [_publication(row, text=False) for row in s.scalars(wanted.order_by(*order))] if ids else []


def outdated(s: Session, digest_ids: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Each (digest id, destination) whose copy is not of the newest version, where that is published or
    withdrawn; of these digests, or of all; sorted. One statement, however many stories ever went out.
    """
    row, head = PublicationRow, DigestHeadRow
    taken = select(func.max(row.id)).where(row.state == "sent").group_by(row.digest_id, row.destination)
    if digest_ids is not None:
        taken = taken.where(row.digest_id.in_(sorted(set(digest_ids))))
    wanted = (
        select(row.digest_id, row.destination)
        .join(head, head.digest_id == row.digest_id)
        .where(row.id.in_(taken), row.version != head.version, head.state.in_(("published", "withdrawn")))
        .order_by(row.digest_id, row.destination)
    )
    return [(found[0], found[1]) for found in s.execute(wanted)]


def still_out(s: Session, digest_ids: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Each (digest id, destination) where a withdrawn story stands, or may stand, as no sending of its
    withdrawal is known to have arrived; of these digests, or of all; sorted.
    """
    row, head = PublicationRow, DigestHeadRow
    settled = select(func.max(row.id)).where(row.state.in_(("sent", "lost", "sending")))
    if digest_ids is not None:
        settled = settled.where(row.digest_id.in_(sorted(set(digest_ids))))
    wanted = (
        select(row.digest_id, row.destination)
        .join(head, head.digest_id == row.digest_id)
        .where(
            row.id.in_(settled.group_by(row.digest_id, row.destination)),
            head.state == "withdrawn",
            or_(row.event != "withdrawn", row.state != "sent"),
        )
        .order_by(row.digest_id, row.destination)
    )
    return [(found[0], found[1]) for found in s.execute(wanted)]


def latest(s: Session, most: int) -> list[Publication]:
    """The newest sendings of all digests, newest first, without their texts."""
    wanted = select(PublicationRow).options(defer(PublicationRow.sent))
    order = (PublicationRow.at.desc(), PublicationRow.id.desc())
    return [_publication(row, text=False) for row in s.scalars(wanted.order_by(*order).limit(most))]


def blank(sql: Sql, digest_ids: Iterable[str]) -> None:
    """Erases the texts that were sent of these digests; that, when and where they were sent stays."""
    ids = sorted(set(digest_ids))
    if ids:
        sql.run(BLANK, sql.values(ids))


def _of(digest_id: str, destination: str) -> Select[Any]:
    return select(PublicationRow).where(
        PublicationRow.digest_id == digest_id, PublicationRow.destination == destination
    )


def _first(s: Session, wanted: Select[Any], *, newest: bool) -> Publication | None:
    order = PublicationRow.id.desc() if newest else PublicationRow.id
    row = s.scalar(wanted.order_by(order).limit(1))
    return None if row is None else _publication(row)


def _publication(row: PublicationRow, *, text: bool = True) -> Publication:
    return Publication(
        row.id,
        row.digest_id,
        row.version,
        row.destination,
        row.event,
        cast("State", row.state),
        row.remote_id,
        row.url,
        row.sent_hash,
        zlib.decompress(row.sent) if text and row.sent is not None else None,
        row.modified,
        row.at,
        row.who,
        row.why,
    )
