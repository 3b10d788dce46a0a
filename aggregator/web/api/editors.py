"""Editors, their tokens, and the audit log: for admins who are logged in, since no token may administer."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Response
from pydantic import Field, model_validator

from aggregator.errors import AggregatorError, NotThere
from aggregator.model.editors import Role
from aggregator.pipeline import accounts
from aggregator.store import audit
from aggregator.store import editors as stored
from aggregator.web.api.tokens import PrefixPath, Tokens, TokenTold, revoke, tokens_of
from aggregator.web.catalogue import text
from aggregator.web.cursors import cursor_of, place_of
from aggregator.web.routes import router_of
from aggregator.web.shapes import PRINTED, CursorQuery, Flag, Limit, Next, Shape, Wanted
from aggregator.web.views import AdminView, View

router = router_of("editors")
EditorPath = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.@+-]+$")]
Password = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$")]


class EditorTold(Shape):
    """A person's account."""

    name: str
    shown: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool


class Editors(Shape):
    """Who may use the desk."""

    editors: list[EditorTold]


class EditorWanted(Wanted):
    """A new account."""

    name: Annotated[str, Field(min_length=1, max_length=64, pattern=PRINTED)]
    password: Password
    role: Role = "reader"


class EditorChange(Wanted):
    """Another role, or whether somebody is kept out: one of them at least."""

    role: Role | None = None
    disabled: Flag | None = None

    @model_validator(mode="after")
    def _something(self) -> "EditorChange":
        if self.role is None and self.disabled is None:
            raise ValueError("changes nothing; name role or disabled")
        return self


class PasswordWanted(Wanted):
    """A new password."""

    password: Password


class LogLine(Shape):
    """Who did what to what, when, and from where."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    detail: dict[str, Any]
    address: str


class LogPage(Shape):
    """A page of the log, newest first."""

    lines: Annotated[list[LogLine], Field(max_length=200)]
    next: Next


@router.get("/editors")
def list_editors(view: AdminView) -> Editors:
    """Who may use the desk."""
    with view.desk.app.ctx.store.read() as session:
        found = stored.list_all(session)
    return Editors(editors=[EditorTold.model_validate(one) for one in found])


@router.post("/editors", status_code=201)
def add_editor(view: AdminView, wanted: EditorWanted) -> EditorTold:
    """Add an account."""
    made = accounts.add_editor(
        view.desk.entrance, wanted.name, wanted.password, view.now, view.by, role=wanted.role
    )
    return EditorTold.model_validate(made)


@router.patch("/editors/{name}")
def change_editor(view: AdminView, name: EditorPath, wanted: EditorChange) -> EditorTold:
    """Give somebody another role, keep them out, or let them in again.

    Their sessions end. Nobody does it to themselves, so that an admin is left.
    """
    _there(view, name)
    if name == view.who.name:
        raise AggregatorError(text("settings.editors.yourself"), hint=text("settings.editors.yourself_hint"))
    entrance, now, by = view.desk.entrance, view.now, view.by
    made = accounts.set_role(entrance, name, wanted.role, now, by) if wanted.role is not None else None
    if wanted.disabled is not None:
        made = (accounts.disable if wanted.disabled else accounts.enable)(entrance, name, now, by)
    return EditorTold.model_validate(made)


@router.put("/editors/{name}/password", status_code=204)
def set_password(view: AdminView, name: EditorPath, wanted: PasswordWanted) -> Response:
    """Give somebody a new password.

    Every session of theirs ends.
    """
    _there(view, name)
    accounts.change_password(view.desk.entrance, name, wanted.password, view.now, view.by)
    return Response(status_code=204)


@router.get("/editors/{name}/tokens")
def list_editor_tokens(view: AdminView, name: EditorPath) -> Tokens:
    """Somebody's tokens."""
    _there(view, name)
    return Tokens(tokens=[TokenTold.model_validate(one) for one in tokens_of(view, name)])


@router.delete("/editors/{name}/tokens/{prefix}", status_code=204)
def revoke_editor_token(view: AdminView, name: EditorPath, prefix: PrefixPath) -> Response:
    """Revoke somebody's token."""
    _there(view, name)
    revoke(view, name, prefix)
    return Response(status_code=204)


@router.get("/log")
def list_log(view: AdminView, limit: Limit = 50, cursor: CursorQuery = None) -> LogPage:
    """The audit log."""
    place = place_of(cursor, "log")
    with view.desk.app.ctx.store.read() as session:
        found = audit.newest(session, before=None if place is None else int(place), limit=limit + 1)
    shown = found[:limit]
    return LogPage(
        lines=[LogLine.model_validate(one) for one in shown],
        next=cursor_of(str(shown[-1].id), "log") if len(found) > limit else None,
    )


def _there(view: View, name: str) -> None:
    with view.desk.app.ctx.store.read() as session:
        known = {one.name for one in stored.list_all(session)}
    if name not in known:
        raise NotThere(text("api.no_editor", name=name), hint=text("api.no_editor_hint"))
