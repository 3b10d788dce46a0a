"""Editors' edits of digests: who changed which block, in which version it came in and in which it ended.

All is written inside a transaction that holds `digests.lock`: a version and its edits are never apart.
"""

from collections.abc import Collection, Iterable, Sequence

import orjson
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from aggregator.model.edits import Edit, KeptEdit, key_of, speaks_of, split_key
from aggregator.store.sql import Sql
from aggregator.store.work_tables import EditRow

Key = tuple[str, str]


def all_of(s: Session, digest_id: str) -> list[KeptEdit]:
    """Every edit of a digest, also those that ended, in the order in which they were made."""
    rows = s.scalars(select(EditRow).where(EditRow.digest_id == digest_id).order_by(EditRow.id))
    return [KeptEdit(_edit(row), row.version, row.ended, row.why) for row in rows]


def standing(s: Session, digest_id: str) -> list[Edit]:
    """The edits that hold now, at most one a block."""
    return [one.edit for one in all_of(s, digest_id) if one.ended is None]


def of_version(s: Session, digest_id: str, version: int) -> list[Edit]:
    """The edits that a version has."""
    wanted = select(EditRow).where(EditRow.digest_id == digest_id, EditRow.version <= version)
    wanted = wanted.where(or_(EditRow.ended.is_(None), EditRow.ended > version)).order_by(EditRow.id)
    return [_edit(row) for row in s.scalars(wanted)]


def add(s: Session, digest_id: str, edits: Sequence[Edit], version: int) -> None:
    """Keeps edits that come in with `version`."""
    rows = [
        {
            "digest_id": digest_id,
            "block": one.block,
            "action": one.action,
            "value": orjson.dumps(one.value).decode(),
            "reason": one.reason,
            "confirmed": orjson.dumps(one.confirmed).decode(),
            "who": one.who,
            "at": one.at,
            "seen": one.on,
            "version": version,
            "ended": None,
            "why": "",
        }
        for one in edits
    ]
    if rows:
        s.execute(insert(EditRow), rows)


def end(s: Session, digest_id: str, blocks: Iterable[str], version: int, why: str) -> None:
    """Ends the edits of these blocks that hold now: `version` is the first without them."""
    ending = update(EditRow).where(
        EditRow.digest_id == digest_id, EditRow.block.in_(sorted(blocks)), EditRow.ended.is_(None)
    )
    s.execute(ending.values(ended=version, why=why))


def erase(
    sql: Sql, digest_id: str, erased: Collection[Key], quotes: Iterable[dict[str, object]], besides: str = ""
) -> None:
    """Deletes a digest's edits that name one of these posts, or speak of one of these quotes: they hold
    a person's words or handle. `besides` is what the story says in its own words.
    """
    gone = list(quotes)
    rows = sql.rows("SELECT id, block, value, reason FROM edit WHERE digest_id = ?", digest_id)
    ids = {remote_id for _, remote_id in erased}
    going = [
        (number,)
        for number, block, value, reason in rows
        if key_of(block) in erased
        or split_key(orjson.loads(value)) in erased
        or any(f"[{one}]" in block or f'"{one}"' in value for one in ids)
        or any(speaks_of(f"{orjson.loads(value)} {reason}", quote, besides) for quote in gone)
    ]
    sql.many("DELETE FROM edit WHERE id = ?", going)


def drop(s: Session, digest_id: str, version: int) -> None:
    """Takes back what came in with a version that is taken back itself."""
    s.execute(delete(EditRow).where(EditRow.digest_id == digest_id, EditRow.version == version))
    reopened = update(EditRow).where(EditRow.digest_id == digest_id, EditRow.ended == version)
    s.execute(reopened.values(ended=None, why=""))


def _edit(row: EditRow) -> Edit:
    value, confirmed = orjson.loads(row.value), tuple(orjson.loads(row.confirmed))
    return Edit(row.block, row.action, value, row.who, row.at, row.seen, row.reason, confirmed)  # type: ignore[arg-type]  # the words that we wrote
