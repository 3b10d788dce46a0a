"""Editors: the accounts of people who use the desk. Names are folded before they come here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from aggregator.model.editors import Editor, Role
from aggregator.store.desk_tables import EditorRow
from aggregator.store.sql import insert_new


@dataclass(frozen=True, slots=True)
class Account:
    """An editor with what only the check of a password may see. `hash` "": has none."""

    id: int
    editor: Editor
    hash: str


def add(s: Session, name: str, *, shown: str, role: Role, hash: str, at: datetime) -> bool:  # noqa: A002 (the column's name)
    """A new editor; False where the name is taken."""
    return insert_new(s, EditorRow, name=name, shown=shown, role=role, hash=hash, created_at=at)


def find(s: Session, name: str, *, lock: bool = False) -> Account | None:
    """The editor of that name. `lock`: nobody else changes them before this transaction ends."""
    wanted = select(EditorRow).where(EditorRow.name == name)
    row = s.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    return None if row is None else account_of(row)


def list_all(s: Session) -> list[Editor]:
    """Every editor, disabled ones too, by name."""
    return [account_of(row).editor for row in s.scalars(select(EditorRow).order_by(EditorRow.name))]


def set_hash(s: Session, editor_id: int, hash: str) -> None:  # noqa: A002 (the column's name)
    """Another password."""
    s.execute(update(EditorRow).where(EditorRow.id == editor_id).values(hash=hash))


def set_role(s: Session, editor_id: int, role: Role) -> None:
    """Another role."""
    s.execute(update(EditorRow).where(EditorRow.id == editor_id).values(role=role))


def set_disabled(s: Session, editor_id: int, at: datetime | None) -> None:
    """Since when the editor is kept out; None: may come in again."""
    s.execute(update(EditorRow).where(EditorRow.id == editor_id).values(disabled_at=at))


def account_of(row: EditorRow) -> Account:
    """The value of a row."""
    editor = Editor(
        row.name,
        row.shown,
        row.role,  # type: ignore[arg-type]  # the words that we wrote
        row.created_at,
        row.disabled_at,
        bool(row.hash),
    )
    return Account(row.id, editor, row.hash)
