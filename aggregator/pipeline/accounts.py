"""Editors' accounts: add, change, disable. Each change writes a line of the audit log in its transaction."""

from datetime import datetime

from aggregator.errors import AggregatorError
from aggregator.model.editors import ROLES, By, Editor, Role, Session
from aggregator.pipeline.entering import open_session
from aggregator.pipeline.entrance import Entrance, account_named, folded_name
from aggregator.pipeline.passwords import require_good
from aggregator.store import api_tokens, audit, desk_sessions, editors
from aggregator.text import printable

_SHOWN = 80


def add_editor(
    entrance: Entrance,
    name: str,
    password: str,
    now: datetime,
    by: By,
    *,
    role: str = "reader",
    shown: str = "",
) -> Editor:
    """A new account. `shown` is the name as people read it, else `name` as it is written.

    Raises:
        AggregatorError: the name is none or taken, the role unknown, the password too easy.
    """
    folded = _new_name(name)
    wanted = role_named(role)
    require_good(password, folded)
    hashed = entrance.passwords.hash(password)
    told = printable(shown, _SHOWN) or printable(name, _SHOWN)
    with entrance.store.write() as s:
        if not editors.add(s, folded, shown=told, role=wanted, hash=hashed, at=now):
            raise AggregatorError(f"editor '{folded}': is there already", hint="fansreact users list")
        audit.record(s, by, "editor added", folded, at=now, detail={"role": wanted})
    return Editor(folded, told, wanted, now, None, has_password=True)


def change_password(
    entrance: Entrance, name: str, password: str, now: datetime, by: By, *, keep: bool = False
) -> Session | None:
    """Another password; every session of the editor ends. `keep`: with a new one for whoever changed it.

    Who changes their own has to `confirm` the old one first.

    Raises:
        AggregatorError: there is no such editor, or the password is too easy.
    """
    require_good(password, folded_name(name) or name)
    hashed = entrance.passwords.hash(password)
    with entrance.store.write() as s:
        account = account_named(s, name)
        editors.set_hash(s, account.id, hashed)
        ended = desk_sessions.end_all(s, account.id)
        audit.record(s, by, "password changed", account.editor.name, at=now, detail={"sessions": ended})
        return open_session(s, entrance, account, now) if keep else None


def set_role(entrance: Entrance, name: str, role: str, now: datetime, by: By) -> Editor:
    """Another role; every session of the editor ends. Their tokens reach no further than the new role.

    Raises:
        AggregatorError: there is no such editor or role.
    """
    wanted = role_named(role)
    with entrance.store.write() as s:
        account = account_named(s, name)
        if account.editor.role != wanted:
            editors.set_role(s, account.id, wanted)
            desk_sessions.end_all(s, account.id)
            detail = {"from": account.editor.role, "to": wanted}
            audit.record(s, by, "role changed", account.editor.name, at=now, detail=detail)
        return account_named(s, name).editor


def disable(entrance: Entrance, name: str, now: datetime, by: By) -> Editor:
    """Keeps an editor out: sessions end, tokens are revoked for good. What they did stays theirs.

    Raises:
        AggregatorError: there is no such editor.
    """
    with entrance.store.write() as s:
        account = account_named(s, name)
        if account.editor.disabled_at is None:
            editors.set_disabled(s, account.id, now)
            desk_sessions.end_all(s, account.id)
            api_tokens.revoke_all(s, account.id, now)
            audit.record(s, by, "editor disabled", account.editor.name, at=now)
        return account_named(s, name).editor


def enable(entrance: Entrance, name: str, now: datetime, by: By) -> Editor:
    """Lets a disabled editor in again, with the old password.

    Raises:
        AggregatorError: there is no such editor.
    """
    with entrance.store.write() as s:
        account = account_named(s, name)
        if account.editor.disabled_at is not None:
            editors.set_disabled(s, account.id, None)
            audit.record(s, by, "editor enabled", account.editor.name, at=now)
        return account_named(s, name).editor


def anybody(entrance: Entrance) -> bool:
    """Whether there is an editor at all who may come in."""
    with entrance.store.read() as s:
        return any(one.disabled_at is None for one in editors.list_all(s))


def role_named(role: str) -> Role:
    """The role of that name. Raises AggregatorError: there is none."""
    found = next((one for one in ROLES if one == role), None)
    if found is None:
        raise AggregatorError(f"role {role!r:.90}: there is none", hint=f"one of {', '.join(ROLES)}")
    return found


def _new_name(name: str) -> str:
    folded = folded_name(name)
    if folded is None:
        raise AggregatorError(
            f"editor {name!r:.90}: is no name",
            hint="letters, digits and . _ @ + - only, at most 64, like ann.vale",
        )
    return folded
