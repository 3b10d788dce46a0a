"""Sessions of the desk: logins that were not ended. The cookie itself is never here, only its hash."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from aggregator.model.editors import Editor
from aggregator.store.desk_tables import DeskSessionRow, EditorRow
from aggregator.store.editors import account_of
from aggregator.store.sql import Sql


@dataclass(frozen=True, slots=True)
class Held:
    """A session and whose it is."""

    editor: Editor
    seen_at: datetime
    expires_at: datetime
    csrf: str


def add(s: Session, mark: str, editor_id: int, *, at: datetime, expires_at: datetime, csrf: str) -> None:
    """Opens a session."""
    row = {"mark": mark, "editor_id": editor_id, "created_at": at, "seen_at": at}
    s.execute(insert(DeskSessionRow).values(**row, expires_at=expires_at, csrf=csrf))


def find(s: Session, mark: str) -> Held | None:
    """The session of a cookie's hash, whether or not it still holds."""
    wanted = select(DeskSessionRow, EditorRow).join(EditorRow, EditorRow.id == DeskSessionRow.editor_id)
    found = s.execute(wanted.where(DeskSessionRow.mark == mark)).one_or_none()
    if found is None:
        return None
    row, editor = found
    return Held(account_of(editor).editor, row.seen_at, row.expires_at, row.csrf)


def touch(s: Session, mark: str, at: datetime) -> None:
    """The session was used."""
    used = update(DeskSessionRow).where(DeskSessionRow.mark == mark, DeskSessionRow.seen_at < at)
    s.execute(used.values(seen_at=at))


def end(s: Session, mark: str) -> bool:
    """Ends one session; whether there was one."""
    return _ended(s, DeskSessionRow.mark == mark) > 0


def end_all(s: Session, editor_id: int) -> int:
    """Ends every session of an editor; how many there were."""
    return _ended(s, DeskSessionRow.editor_id == editor_id)


def purge(s: Session, *, now: datetime, idle_since: datetime) -> None:
    """Deletes sessions that ran out, or were last used at `idle_since` or before."""
    _ended(s, or_(DeskSessionRow.expires_at <= now, DeskSessionRow.seen_at <= idle_since))


def proxy_key(s: Session) -> bytes | None:
    """What the forms of those are marked with whom a proxy lets in; None until there is one."""
    rows = Sql(s).rows("SELECT value FROM secret WHERE name = 'desk'")
    return bytes.fromhex(rows[0][0]) if rows else None


def keep_proxy_key(s: Session, key: bytes) -> None:
    """Makes it this database's, if it has none."""
    Sql(s).run("INSERT INTO secret (name, value) VALUES ('desk', ?) ON CONFLICT DO NOTHING", key.hex())


def _ended(s: Session, which: ColumnElement[bool]) -> int:
    result = s.execute(delete(DeskSessionRow).where(which))
    return result.rowcount if isinstance(result, CursorResult) else 0
