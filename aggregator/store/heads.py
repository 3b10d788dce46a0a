"""The head of each digest: its newest version as lists ask for it, found by film, kind and state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, Text, delete, func, insert, literal, select, tuple_
from sqlalchemy.orm import Session

from aggregator.store.columns import Instant
from aggregator.store.story_tables import DigestHeadRow
from aggregator.store.tables import FilmRow
from aggregator.store.work_tables import DigestQuoteRow, DigestRow

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """A digest's newest version as a list shows it. `made_at` is that version's, [since, until) the window;
    all UTC. `title` is the film's, `approved_by` are names.
    """

    id: str
    version: int
    film: str
    kind: str
    state: str
    made_at: datetime
    since: datetime
    until: datetime
    title: str
    headline: str
    approved_by: tuple[str, ...]
    embargo_until: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a list is asked for; "" is anything."""

    film: str = ""
    kind: str = ""
    state: str = ""


ANY = Asked()


def renew(s: Session, digest_id: str) -> None:
    """Makes a digest's head of its newest version; none where it has no version any more."""
    s.execute(delete(DigestHeadRow).where(DigestHeadRow.digest_id == digest_id))
    names = ("version", "film_id", "kind", "made_at", "since", "until")
    columns = (*(getattr(DigestRow, name) for name in names), DigestRow.body)
    newest = select(*columns).where(DigestRow.id == digest_id).order_by(DigestRow.version.desc()).limit(1)
    row = s.execute(newest).one_or_none()
    if row is None:
        return
    values = {"digest_id": digest_id, **dict(zip(names, row[:-1], strict=True)), **_told(row[-1])}
    s.execute(insert(DigestHeadRow).values(**values))


def listed(
    s: Session, asked: Asked = ANY, *, limit: int, after: tuple[datetime, str] | None = None
) -> list[Head]:
    """Up to `limit` digests, the last made first; those behind (made_at, id) for the next page."""
    head, wanted = DigestHeadRow, _narrowed(_heads(), asked)
    if after is not None:
        place = tuple_(literal(after[0], Instant()), literal(after[1], Text()))
        wanted = wanted.where(tuple_(head.made_at, head.digest_id) < place)
    wanted = wanted.order_by(head.made_at.desc(), head.digest_id.desc()).limit(limit)
    return [_head(row) for row in s.execute(wanted)]


def among(s: Session, digest_ids: Iterable[str], asked: Asked = ANY) -> list[Head]:
    """Those of these digests that are asked for, the last made first."""
    head = DigestHeadRow
    wanted = _narrowed(_heads(), asked).where(head.digest_id.in_(sorted(set(digest_ids))))
    return [_head(row) for row in s.execute(wanted.order_by(head.made_at.desc(), head.digest_id.desc()))]


def find(s: Session, digest_id: str) -> Head | None:
    """The head of that digest; None if there is none."""
    row = s.execute(_heads().where(DigestHeadRow.digest_id == digest_id)).one_or_none()
    return None if row is None else _head(row)


def versions(s: Session, digest_id: str) -> list[int]:
    """The numbers of a digest's versions, the newest first."""
    wanted = select(DigestRow.version).where(DigestRow.id == digest_id).order_by(DigestRow.version.desc())
    return list(s.scalars(wanted))


def states(s: Session) -> dict[str, int]:
    """How many digests stand in each state, by their newest versions."""
    head = DigestHeadRow
    rows = s.execute(select(head.state, func.count()).group_by(head.state).order_by(head.state))
    return {state: int(number) for state, number in rows}


def films(s: Session) -> list[str]:
    """The films that have a digest, by their slugs, sorted."""
    having = select(DigestHeadRow.digest_id).where(DigestHeadRow.film_id == FilmRow.id).exists()
    return list(s.scalars(select(FilmRow.slug).where(having).order_by(FilmRow.slug)))


def quoted(s: Session, heads: Sequence[Head]) -> dict[str, set[Key]]:
    """The posts that each of these versions quotes or names, by the digest's id."""
    wanted = [(one.id, one.version) for one in heads]
    found: dict[str, set[Key]] = {digest_id: set() for digest_id, _ in wanted}
    if not wanted:
        return found
    row = DigestQuoteRow
    rows = s.execute(
        select(row.digest_id, row.source, row.remote_id).where(tuple_(row.digest_id, row.version).in_(wanted))
    )
    for digest_id, source, remote_id in rows:
        found[digest_id].add((source, remote_id))
    return found


def _heads() -> Select[*tuple[Any, ...]]:
    head = DigestHeadRow
    columns = (head.digest_id, head.version, FilmRow.slug, head.kind, head.state, head.made_at, head.since)
    more = (head.until, head.title, head.headline, head.approved_by, head.embargo_until)
    return select(*columns, *more).join(FilmRow, FilmRow.id == head.film_id)


def _narrowed(wanted: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    if asked.film:
        wanted = wanted.where(FilmRow.slug == asked.film)
    if asked.kind:
        wanted = wanted.where(DigestHeadRow.kind == asked.kind)
    if asked.state:
        wanted = wanted.where(DigestHeadRow.state == asked.state)
    return wanted


def _head(row: Sequence[Any]) -> Head:
    values: tuple[Any, ...] = (*row[:10], tuple(orjson.loads(row[10])), row[11])
    return Head(*values)


def _told(body: bytes) -> dict[str, object]:
    """What a list shows of a digest.json."""
    try:
        document = orjson.loads(body)
    except ValueError:
        document = None
    told = document if isinstance(document, dict) else {}  # not of our making: it is listed all the same
    embargo = told.get("embargo_until")
    return {
        "state": told.get("state") or "draft",
        "title": (told.get("film") or {}).get("title") or "",
        "headline": told.get("headline") or "",
        "approved_by": orjson.dumps([one["who"] for one in told.get("approvals") or ()]).decode(),
        "embargo_until": datetime.fromisoformat(embargo) if embargo else None,
    }
