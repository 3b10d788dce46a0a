"""Tokens of the API: keys of programs. The token itself is never here, only its hash and its first signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from aggregator.model.editors import ApiToken, Editor, Scope
from aggregator.store.desk_tables import ApiTokenRow, EditorRow
from aggregator.store.editors import account_of


@dataclass(frozen=True, slots=True)
class Held:
    """A token and whose it is."""

    token: ApiToken
    editor: Editor


def add(
    s: Session,
    mark: str,
    prefix: str,
    editor_id: int,
    *,
    name: str,
    scopes: Sequence[Scope],
    at: datetime,
    expires_at: datetime | None,
) -> None:
    """A new token."""
    row = {"mark": mark, "prefix": prefix, "editor_id": editor_id, "name": name}
    row |= {"scopes": orjson.dumps(scopes).decode(), "created_at": at, "expires_at": expires_at}
    s.execute(insert(ApiTokenRow).values(**row))


def find(s: Session, mark: str) -> Held | None:
    """The token of that hash, whether or not it still holds."""
    found = s.execute(_all().where(ApiTokenRow.mark == mark)).one_or_none()
    return None if found is None else _held(found[0], found[1])


def by_prefix(s: Session, prefix: str) -> Held | None:
    """The token that is shown as this."""
    found = s.execute(_all().where(ApiTokenRow.prefix == prefix)).one_or_none()
    return None if found is None else _held(found[0], found[1])


def list_all(s: Session, name: str = "") -> list[ApiToken]:
    """Every token, or an editor's, in the order in which they were made; revoked ones too."""
    wanted = _all().where(EditorRow.name == name) if name else _all()
    return [_held(row, editor).token for row, editor in s.execute(wanted.order_by(ApiTokenRow.id))]


def touch(s: Session, mark: str, at: datetime) -> None:
    """The token was used."""
    s.execute(update(ApiTokenRow).where(ApiTokenRow.mark == mark).values(last_used_at=at))


def revoke(s: Session, prefix: str, at: datetime) -> None:
    """From now on the token opens nothing; the first time stands."""
    wanted = update(ApiTokenRow).where(ApiTokenRow.prefix == prefix, ApiTokenRow.revoked_at.is_(None))
    s.execute(wanted.values(revoked_at=at))


def revoke_all(s: Session, editor_id: int, at: datetime) -> None:
    """The same for every token of an editor."""
    wanted = update(ApiTokenRow).where(ApiTokenRow.editor_id == editor_id, ApiTokenRow.revoked_at.is_(None))
    s.execute(wanted.values(revoked_at=at))


def _all() -> Select[ApiTokenRow, EditorRow]:
    return select(ApiTokenRow, EditorRow).join(EditorRow, EditorRow.id == ApiTokenRow.editor_id)


def _held(row: ApiTokenRow, editor: EditorRow) -> Held:
    token = ApiToken(
        row.prefix,
        editor.name,
        row.name,
        tuple(orjson.loads(row.scopes)),
        row.created_at,
        row.expires_at,
        row.revoked_at,
        row.last_used_at,
    )
    return Held(token, account_of(editor).editor)
