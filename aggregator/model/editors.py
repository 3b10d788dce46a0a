"""People who use the desk, and programs that act for them: who they are and what they may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Role = Literal["reader", "editor", "admin"]
Scope = Literal["read", "write", "publish"]
Way = Literal["session", "token", "proxy"]

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""Each holds those before it: who may publish may also write and read."""

_MOST: dict[Role, Scope] = {"reader": "read", "editor": "publish", "admin": "publish"}


def scopes_up_to(scope: Scope) -> tuple[Scope, ...]:
    """A scope with those that it holds, smallest first."""
    return SCOPES[: SCOPES.index(scope) + 1]


def scopes_of(role: Role) -> tuple[Scope, ...]:
    """What a role may do with stories; who may use the desk at all is an admin's matter."""
    return scopes_up_to(_MOST[role])


@dataclass(frozen=True, slots=True)
class Who:
    """Whose request this is, as it was let in.

    `name` is the editor's name as it is stored (folded), `shown` as people read it. `csrf` is what a form of
    theirs has to send back: every request that changes something and that a browser might send by itself
    (`by` "session" or "proxy") needs it. A token has none: no browser sends it by itself.
    """

    name: str
    shown: str
    role: Role
    scopes: tuple[Scope, ...]
    by: Way
    csrf: str = ""

    def may(self, scope: Scope) -> bool:
        """Whether they may do this with stories."""
        return scope in self.scopes

    @property
    def may_administer(self) -> bool:
        """Whether they may add, change and disable editors. No token may."""
        return self.role == "admin" and self.by != "token"


@dataclass(frozen=True, slots=True)
class By:
    """Who changes an account, and from where: what the audit log keeps. `address` "": this machine."""

    who: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Editor:
    """A person's account. `has_password` False: only a trusted proxy lets them in."""

    name: str
    shown: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A login. `token` goes into the cookie and is stored nowhere; `who` as the next request will find it."""

    token: str
    who: Who
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program's key, without the key. `prefix` is what is shown of it, and what it is revoked by."""

    prefix: str
    editor: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the audit log. `who` is a name, "command line", or "" for nobody that is known."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    detail: dict[str, object]
    address: str
