"""Digests as they were made: every version stays, byte for byte, with the inputs that it was made from."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from aggregator.errors import StoreError
from aggregator.model.digests import FrozenInput, History
from aggregator.model.frozen import read_history, read_yardstick
from aggregator.model.frozen_columns import frozen_pieces, packed, read_beside, read_inputs
from aggregator.model.scoring import Yardstick
from aggregator.store import edits, films, heads
from aggregator.store.asides import NO_ASIDE, Aside, pack_aside, unpack_aside
from aggregator.store.sql import Sql, insert_new
from aggregator.store.tables import FilmRow
from aggregator.store.tombstones import Graveyard
from aggregator.store.work_tables import DigestQuoteRow, DigestRow


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of a digest, without its text. `erased_at`: when `forget` took something out of it."""

    id: str
    version: int
    film: str
    kind: str
    since: datetime
    until: datetime
    made_at: datetime
    inputs_hash: str
    config_hash: str
    slot: str | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A version whole: its digest.json as bytes, and the posts it was made from as they were.

    `yardstick` is what was known of the scorer's mistakes, None for digests of older versions of fansreact;
    `history` how much was written before, None where no spike is told. `aside` is what is kept beside it.
    """

    about: StoredVersion
    body: bytes
    frozen: Sequence[FrozenInput]
    yardstick: Yardstick | None = None
    history: History | None = None
    aside: Aside = NO_ASIDE

    @property
    def generated(self) -> bytes:
        """The digest.json before any edit: `body` where there is none."""
        return self.body if self.aside.generated is None else self.aside.generated


def existing(s: Session, digest_id: str, inputs_hash: str, config_hash: str) -> bytes | None:
    """The newest version made from just these inputs and settings; None if there is none."""
    return s.scalar(
        select(DigestRow.body)
        .where(
            DigestRow.id == digest_id,
            DigestRow.inputs_hash == inputs_hash,
            DigestRow.config_hash == config_hash,
            DigestRow.erased_at.is_(None),
        )
        .order_by(DigestRow.version.desc())
        .limit(1)
    )


def lock(s: Session) -> None:
    """Waits until no other transaction gives out versions: two would give the same number."""
    Sql(s).lock("digests")


def next_version(s: Session, digest_id: str) -> int:
    """The number of the version that would come next, from 1."""
    return newest(s, digest_id) + 1


def newest(s: Session, digest_id: str) -> int:
    """The number of a digest's newest version, 0 if there is none."""
    return s.scalar(select(func.max(DigestRow.version)).where(DigestRow.id == digest_id)) or 0


def save(
    s: Session,
    *,
    digest_id: str,
    version: int,
    film: str,
    kind: str,
    since: datetime,
    until: datetime,
    made_at: datetime,
    inputs_hash: str,
    config_hash: str,
    body: bytes,
    frozen: Sequence[FrozenInput],
    quoted: Iterable[tuple[str, str]],
    slot: str | None = None,
    yardstick: Yardstick | None = None,
    history: History | None = None,
    inputs: bytes | None = None,
    aside: Aside = NO_ASIDE,
) -> bool:
    """Keeps a version; False, and nothing is written, if this version or slot has its digest already.

    `slot` names the scheduled moment that it is for, so that a local morning gets one digest, even from two
    processes and on a day with 25 hours. Later versions of it have no slot. `inputs` are the bytes of
    `frozen` with yardstick and history (model.frozen_columns.frozen_pieces), where they are known.

    Raises:
        StoreError: a post of it was erased while it was being made.
    """
    _refuse_erased(s, digest_id, frozen)
    new = insert_new(
        s,
        DigestRow,
        id=digest_id,
        version=version,
        film_id=films.ids(s, [film])[film],
        kind=kind,
        since=since,
        until=until,
        made_at=made_at,
        inputs_hash=inputs_hash,
        config_hash=config_hash,
        body=body,
        frozen=pack(frozen, yardstick, history) if inputs is None else packed([inputs]),
        slot=slot,
        aside=pack_aside(aside),
    )
    if new:
        _quote(s, digest_id, version, quoted)
        heads.renew(s, digest_id)
    return new


def of_slot(s: Session, film: str, slot: str) -> bytes | None:
    """The newest version of the digest of this scheduled moment of the film, None while it has none."""
    digest_id = s.scalar(
        select(DigestRow.id).join(FilmRow).where(FilmRow.slug == film, DigestRow.slot == slot)
    )
    found = told(s, digest_id) if digest_id is not None else None
    return None if found is None else found.body


def load(s: Session, digest_id: str, version: int | None = None) -> StoredDigest | None:
    """A version, or the newest one; None if there is none."""
    wanted = versions_with(DigestRow.aside, DigestRow.body, DigestRow.frozen).where(DigestRow.id == digest_id)
    if version is not None:
        wanted = wanted.where(DigestRow.version == version)
    row = s.execute(wanted.order_by(DigestRow.version.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    about, (aside, body, packed) = StoredVersion(*row[:-3]), row[-3:]
    return StoredDigest(about, body, unpack(packed), *unpack_beside(packed), unpack_aside(aside))


@dataclass(frozen=True, slots=True)
class Told:
    """What a version says, without its inputs."""

    version: int
    body: bytes
    aside: Aside

    @property
    def generated(self) -> bytes:
        """The digest.json before any edit: `body` where there is none."""
        return self.body if self.aside.generated is None else self.aside.generated


def told(s: Session, digest_id: str, version: int | None = None) -> Told | None:
    """What a version says, or the newest one; None if there is none. Its inputs, which may be large, are not
    read.
    """
    wanted = select(DigestRow.version, DigestRow.body, DigestRow.aside).where(DigestRow.id == digest_id)
    if version is not None:
        wanted = wanted.where(DigestRow.version == version)
    row = s.execute(wanted.order_by(DigestRow.version.desc()).limit(1)).one_or_none()
    return None if row is None else Told(row[0], row[1], unpack_aside(row[2]))


def follow(
    s: Session,
    digest_id: str,
    version: int,
    *,
    body: bytes,
    quoted: Iterable[tuple[str, str]],
    made_at: datetime,
    aside: Aside = NO_ASIDE,
) -> bool:
    """Keeps the version behind `version`, made from the same inputs; False, and nothing is written, if that
    is not the newest any more: somebody else was there first.

    Call it with `lock` held: then nobody comes in between.
    """
    if newest(s, digest_id) != version:
        return False
    row = s.get_one(DigestRow, (digest_id, version))
    same = ("film_id", "kind", "since", "until", "inputs_hash", "config_hash", "frozen")
    # What was erased is told by its own row: what follows it has to be made again as well.
    s.execute(
        insert(DigestRow).values(
            id=digest_id,
            version=version + 1,
            body=body,
            made_at=made_at,
            slot=None,
            erased_at=row.erased_at,
            aside=pack_aside(aside),
            **{name: getattr(row, name) for name in same},
        )
    )
    _quote(s, digest_id, version + 1, quoted)
    heads.renew(s, digest_id)
    return True


def take_back(s: Session, digest_id: str, version: int) -> bool:
    """Takes out a version that `follow` kept and that never left the house; False if others stand on it."""
    if newest(s, digest_id) != version:
        return False
    edits.drop(s, digest_id, version)
    for table, name in ((DigestQuoteRow, DigestQuoteRow.digest_id), (DigestRow, DigestRow.id)):
        s.execute(delete(table).where(name == digest_id, table.version == version))
    heads.renew(s, digest_id)
    return True


def body(s: Session, digest_id: str, version: int | None = None) -> bytes | None:
    """The digest.json of a version, or of the newest one, without its inputs; None if there is none."""
    wanted = select(DigestRow.body).where(DigestRow.id == digest_id)
    if version is not None:
        wanted = wanted.where(DigestRow.version == version)
    return s.scalar(wanted.order_by(DigestRow.version.desc()).limit(1))


def list_digests(s: Session, film: str | None = None, *, limit: int | None = None) -> list[StoredVersion]:
    """The versions of all digests, of one film or of all, newest first; the first `limit` of them, or all."""
    wanted = versions_with() if film is None else versions_with().where(FilmRow.slug == film)
    order = (DigestRow.made_at.desc(), DigestRow.id, DigestRow.version.desc())
    return [StoredVersion(*row) for row in s.execute(wanted.order_by(*order).limit(limit))]


def pack(
    frozen: Sequence[FrozenInput], yardstick: Yardstick | None = None, history: History | None = None
) -> bytes:
    """Frozen inputs as one compressed piece."""
    return packed(frozen_pieces(frozen, yardstick, history))


def unpack(piece: bytes) -> Sequence[FrozenInput]:
    """The inverse of `pack`: a tuple, or the columns of a large window."""
    return read_inputs(zlib.decompress(piece))


def unpack_beside(piece: bytes) -> tuple[Yardstick | None, History | None]:
    """The yardstick and the history of `pack`."""
    beside = read_beside(zlib.decompress(piece))
    return read_yardstick(beside), read_history(beside)


def _quote(s: Session, digest_id: str, version: int, quoted: Iterable[tuple[str, str]]) -> None:
    rows = [
        {"digest_id": digest_id, "version": version, "source": source, "remote_id": remote_id}
        for source, remote_id in sorted(set(quoted))
    ]
    if rows:
        s.execute(insert(DigestQuoteRow), rows)


def _refuse_erased(s: Session, digest_id: str, frozen: Sequence[FrozenInput]) -> None:
    """What was read before somebody was forgotten must not be written after."""
    graveyard = Graveyard(Sql(s))
    by_source: dict[str, list[str]] = {}
    for one in () if graveyard.empty else frozen:
        by_source.setdefault(one.source, []).append(one.remote_id)
    for source, ids in sorted(by_source.items()):
        if graveyard.holds("post", source, ids):
            raise StoreError(
                f"digest {digest_id}: a post of it was erased while it was being made", hint="make it again"
            )


def versions_with(*more: Any) -> Select[*tuple[Any, ...]]:
    """The columns of a StoredVersion, and `more` behind them."""
    columns = (
        DigestRow.id,
        DigestRow.version,
        FilmRow.slug,
        DigestRow.kind,
        DigestRow.since,
        DigestRow.until,
        DigestRow.made_at,
        DigestRow.inputs_hash,
        DigestRow.config_hash,
        DigestRow.slot,
        DigestRow.erased_at,
    )
    return select(*columns, *more).join(FilmRow, FilmRow.id == DigestRow.film_id)
