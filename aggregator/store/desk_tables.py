"""The tables of the desk: who may use it, who is in, who tried, and what they did.

No table holds a password, a cookie or a token: hashes only.
"""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from aggregator.store.columns import Base, Id, Json, KeyWords, Moment, Number, Words


class EditorRow(Base):
    """A person who may use the desk."""

    __tablename__ = "editor"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[Id]
    # Folded: two names that differ in case alone are one.
    name: Mapped[Words]
    # As people read it.
    shown: Mapped[Words]
    # reader, editor, admin.
    role: Mapped[Words]
    # argon2id with its parameters; "": has no password, comes by a proxy.
    hash: Mapped[Words]
    created_at: Mapped[Moment]
    disabled_at: Mapped[Moment | None]


class DeskSessionRow(Base):
    """A login that was not ended."""

    __tablename__ = "desk_session"
    # SHA-256 of the cookie.
    mark: Mapped[KeyWords]
    editor_id: Mapped[Number] = mapped_column(ForeignKey("editor.id"), index=True)
    created_at: Mapped[Moment]
    # The last request, to a minute.
    seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    # What forms send back; of no use without the cookie.
    csrf: Mapped[Words]


class ApiTokenRow(Base):
    """A program's key, also a revoked one."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("mark"), UniqueConstraint("prefix"))
    id: Mapped[Id]
    # SHA-256 of the token.
    mark: Mapped[Words]
    # Its first signs, which people see.
    prefix: Mapped[Words]
    editor_id: Mapped[Number] = mapped_column(ForeignKey("editor.id"), index=True)
    # What it is for.
    name: Mapped[Words]
    # A list: read, write, publish.
    scopes: Mapped[Json]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    # To a minute.
    last_used_at: Mapped[Moment | None]


class LoginFailureRow(Base):
    """Failed logins of one name from one address, or of one address with any name."""

    __tablename__ = "login_failure"
    __table_args__ = (Index(None, "last_at"),)
    # SHA-256 of name and address: what people type as a name may be their password.
    mark: Mapped[KeyWords]
    failures: Mapped[Number]
    # When the first of them was.
    began_at: Mapped[Moment]
    last_at: Mapped[Moment]


class AuditRow(Base):
    """Something that somebody did. Rows are added, never changed or deleted."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"),)
    id: Mapped[Id]
    at: Mapped[Moment]
    # An editor's name, "command line", or "" for nobody that is known.
    who: Mapped[Words]
    # "logged in", "role changed".
    what: Mapped[Words]
    # Whom or what it was done to.
    subject: Mapped[Words]
    # Never the words or the name of a fan: `forget` does not look here.
    detail: Mapped[Json]
    # Where the request came from; "": this machine.
    address: Mapped[Words]


__all__ = ["ApiTokenRow", "AuditRow", "DeskSessionRow", "EditorRow", "LoginFailureRow"]
