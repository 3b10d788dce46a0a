"""The head of each digest: its newest version as lists ask for it, found by film, kind and state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Text, delete, func, insert, literal, select, tuple_
from sqlalchemy.orm import Session

from aggregator.store.columns import Instant
from aggregator.store.story_tables import DigestHeadRow
from aggregator.store.tables import FilmRow
from aggregator.store.work_tables import DigestQuoteRow, DigestRow

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """A digest's newest version, without its text. `made_at` is that version's, UTC."""

    id: str
    version: int
    film: str
    kind: str
    state: str
    made_at: datetime
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
    columns = (DigestRow.version, DigestRow.film_id, DigestRow.kind, DigestRow.made_at, DigestRow.body)
    newest = select(*columns).where(DigestRow.id == digest_id).order_by(DigestRow.version.desc()).limit(1)
    row = s.execute(newest).one_or_none()
    if row is None:
        return
    version, film_id, kind, made_at, body = row
    state, embargo = _told(body)
    s.execute(
        insert(DigestHeadRow).values(
            digest_id=digest_id,
            version=version,
            film_id=film_id,
            kind=kind,
            state=state,
            made_at=made_at,
            embargo_until=embargo,
        )
    )


def listed(
    s: Session, asked: Asked = ANY, *, limit: int, after: tuple[datetime, str] | None = None
) -> list[Head]:
    """Up to `limit` digests, the last made first; those behind (made_at, id) for the next page."""
    head = DigestHeadRow
    wanted = select(
        head.digest_id, head.version, FilmRow.slug, head.kind, head.state, head.made_at, head.embargo_until
    ).join(FilmRow, FilmRow.id == head.film_id)
    if asked.film:
        wanted = wanted.where(FilmRow.slug == asked.film)
    if asked.kind:
        wanted = wanted.where(head.kind == asked.kind)
    if asked.state:
        wanted = wanted.where(head.state == asked.state)
    if after is not None:
        place = tuple_(literal(after[0], Instant()), literal(after[1], Text()))
        wanted = wanted.where(tuple_(head.made_at, head.digest_id) < place)
    wanted = wanted.order_by(head.made_at.desc(), head.digest_id.desc()).limit(limit)
    return [Head(*row) for row in s.execute(wanted)]


def find(s: Session, digest_id: str) -> Head | None:
    """The head of that digest; None if there is none."""
    head = DigestHeadRow
    row = s.execute(
        select(
            head.digest_id,
            head.version,
            FilmRow.slug,
            head.kind,
            head.state,
            head.made_at,
            head.embargo_until,
        )
        .join(FilmRow, FilmRow.id == head.film_id)
        .where(head.digest_id == digest_id)
    ).one_or_none()
    return None if row is None else Head(*row)


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


def bodies(s: Session, heads: Sequence[Head]) -> dict[str, bytes]:
    """The digest.json of each of these newest versions, by the digest's id."""
    wanted = [(one.id, one.version) for one in heads]
    if not wanted:
        return {}
    rows = s.execute(
        select(DigestRow.id, DigestRow.body).where(tuple_(DigestRow.id, DigestRow.version).in_(wanted))
    )
    return {digest_id: body for digest_id, body in rows}  # noqa: C416 - rows are no pairs to mypy


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


def _told(body: bytes) -> tuple[str, datetime | None]:
    """State and embargo of a digest.json."""
    try:
        document = orjson.loads(body)
    except ValueError:
        document = None
    if not isinstance(document, dict):  # not of our making: it is listed all the same
        return "draft", None
    embargo = document.get("embargo_until")
    return document.get("state") or "draft", datetime.fromisoformat(embargo) if embargo else None
