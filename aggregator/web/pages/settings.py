"""The settings as they hold; for admins also who may use the desk, their tokens, and what was done."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from aggregator.config import effective
from aggregator.errors import AggregatorError
from aggregator.model.editors import ROLES, ApiToken, scopes_of
from aggregator.pipeline import accounts, entering, tokens
from aggregator.pipeline.entrance import folded_name
from aggregator.store import api_tokens, audit, editors
from aggregator.web.access import address_of, forget_cookie, session_cookie, set_cookie
from aggregator.web.catalogue import text
from aggregator.web.views import AdminView, ReaderView, View

router = APIRouter(include_in_schema=False)
LINES = 50
Short = Annotated[str, Form(max_length=300)]
Secret = Annotated[str, Form(max_length=2000)]


@router.get("/settings")
def settings(view: ReaderView) -> Response:
    """Every setting with its value and where it comes from."""
    held, store = view.desk.app.settings, view.desk.app.ctx.store
    return view.page("settings.html", tables=effective(held, store.url), folder=str(held.config_dir))


@router.get("/settings/you")
def you(view: ReaderView) -> Response:
    """One's own password and tokens."""
    return _you(view)


@router.post("/settings/you/password")
def password(view: ReaderView, old: Secret = "", new: Secret = "", again: Secret = "") -> Response:
    """Another password for oneself; every other session ends."""
    if view.who.by != "session":
        raise AggregatorError(text("settings.you.no_password"))
    if new != again:
        return _you(view, problem=AggregatorError(text("settings.you.differ")))
    entrance = view.desk.entrance
    try:
        entering.confirm(entrance, view.who.name, old, address_of(view.request), view.now)
        session = accounts.change_password(entrance, view.who.name, new, view.now, view.by, keep=True)
    except AggregatorError as error:
        return _you(view, problem=error)
    answer = view.moved("/settings/you", "done.password")
    if session is not None and session_cookie(view.request):
        set_cookie(answer, view.desk, session.token, session.expires_at)
    return answer


@router.post("/settings/you/logout")
def log_out_everywhere(view: ReaderView) -> Response:
    """End every session of one's own, on whatever machine: this one too."""
    if view.who.by != "session":
        raise AggregatorError(text("settings.you.no_session"))
    entering.log_out_everywhere(view.desk.entrance, view.who.name, view.now, view.by)
    answer = view.moved("/login")
    forget_cookie(answer, view.desk)
    return answer


@router.post("/settings/you/tokens")
def make_token(
    view: ReaderView, name: Short = "", scope: Short = "read", days: Annotated[int, Form(ge=1, le=3650)] = 90
) -> Response:
    """A token for a program of one's own, shown on this one page and never again."""
    _no_token(view)
    lasts = timedelta(days=days)
    try:
        shown, made = tokens.make_token(
            view.desk.entrance, view.who.name, view.now, view.by, scope=scope, name=name, lasts=lasts
        )
    except AggregatorError as error:
        return _you(view, problem=error)
    return _you(view, made=shown, made_name=made.name or made.prefix)


@router.post("/settings/you/tokens/revoke")
def revoke_token(view: ReaderView, prefix: Short) -> Response:
    """End a token of one's own."""
    _no_token(view)
    if prefix not in {one.prefix for one in _tokens(view, view.who.name)}:
        raise AggregatorError(text("settings.tokens.unknown"))
    tokens.revoke_token(view.desk.entrance, prefix, view.now, view.by)
    return view.moved("/settings/you", "done.revoked")


@router.get("/settings/editors")
def list_editors(view: AdminView) -> Response:
    """Who may use the desk."""
    return _editors(view)


@router.post("/settings/editors")
def add_editor(view: AdminView, name: Short = "", role: Short = "reader", password: Secret = "") -> Response:
    """A new account."""
    try:
        accounts.add_editor(view.desk.entrance, name, password, view.now, view.by, role=role)
    except AggregatorError as error:
        return _editors(view, problem=error, name=name, role=role)
    return view.moved("/settings/editors", "done.editor")


@router.post("/settings/editors/{name}/role")
def set_role(view: AdminView, name: str, role: Short) -> Response:
    """Another role; nobody takes away their own, so that an admin is left."""
    _not_oneself(view, name)
    accounts.set_role(view.desk.entrance, name, role, view.now, view.by)
    return view.moved("/settings/editors", "done.saved")


@router.post("/settings/editors/{name}/password")
def set_password(view: AdminView, name: str, password: Secret = "") -> Response:
    """A new password for somebody who forgot theirs; every session of theirs ends."""
    try:
        accounts.change_password(view.desk.entrance, name, password, view.now, view.by)
    except AggregatorError as error:
        return _editors(view, problem=error)
    return view.moved("/settings/editors", "done.password")


@router.post("/settings/editors/{name}/disable")
def disable(view: AdminView, name: str) -> Response:
    """Keep somebody out: their sessions end and their tokens are revoked."""
    _not_oneself(view, name)
    accounts.disable(view.desk.entrance, name, view.now, view.by)
    return view.moved("/settings/editors", "done.disabled")


@router.post("/settings/editors/{name}/enable")
def enable(view: AdminView, name: str) -> Response:
    """Let somebody in again."""
    accounts.enable(view.desk.entrance, name, view.now, view.by)
    return view.moved("/settings/editors", "done.enabled")


@router.get("/settings/log")
def log(view: AdminView, before: Annotated[int | None, Query(ge=1, lt=2**63)] = None) -> Response:
    """Who did what, newest first."""
    with view.desk.app.ctx.store.read() as session:
        lines = audit.newest(session, before=before, limit=LINES + 1)
    older = lines[LINES - 1].id if len(lines) > LINES else None
    return view.page("settings_log.html", lines=lines[:LINES], older=older)


def _you(
    view: View, *, problem: AggregatorError | None = None, made: str = "", made_name: str = ""
) -> Response:
    return view.page(
        "settings_you.html",
        status=400 if problem else 200,
        tokens=_tokens(view, view.who.name),
        scopes=scopes_of(view.who.role),
        problem=problem,
        made=made,
        made_name=made_name,
    )


def _editors(
    view: View, *, problem: AggregatorError | None = None, name: str = "", role: str = ""
) -> Response:
    with view.desk.app.ctx.store.read() as session:
        listed = editors.list_all(session)
    return view.page(
        "settings_editors.html",
        status=400 if problem else 200,
        editors=listed,
        roles=ROLES,
        problem=problem,
        name=name,
        role=role,
    )


def _tokens(view: View, name: str) -> list[ApiToken]:
    with view.desk.app.ctx.store.read() as session:
        return [one for one in api_tokens.list_all(session, name) if one.revoked_at is None]


def _no_token(view: View) -> None:
    """A token makes and ends no tokens: a stolen one would outlive its end."""
    if view.who.by == "token":
        raise AggregatorError(text("settings.tokens.not_by_token"))


def _not_oneself(view: View, name: str) -> None:
    if folded_name(name) == view.who.name:  # accounts are found in whatever case a name is written
        raise AggregatorError(text("settings.editors.yourself"), hint=text("settings.editors.yourself_hint"))
