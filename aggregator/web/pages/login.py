"""Logging in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from aggregator.errors import NotAllowed
from aggregator.pipeline import accounts
from aggregator.web.access import address_of, forget_cookie, own_site, session_cookie, set_cookie
from aggregator.web.desk import desk_of
from aggregator.web.views import environment

router = APIRouter(include_in_schema=False)
HOME = "/films"


@router.get("/login")
def form(request: Request, next: str = HOME) -> Response:  # noqa: A002 - the word in the address
    """The form."""
    return _form(request, _inside(next))


@router.post("/login")
def log_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = HOME,  # noqa: A002
) -> Response:
    """A new session for whoever knows a name and its password; an older one of this browser ends."""
    own_site(request)
    desk = desk_of(request)
    ctx = desk.app.ctx
    try:
        session = accounts.log_in(
            ctx, name, password, address=address_of(request), token_source=desk.token_source
        )
    except NotAllowed as error:
        return _form(request, _inside(next), name=name, problem=error)
    old = session_cookie(request)
    if old:
        accounts.log_out(ctx, old)
    answer = RedirectResponse(_inside(next), 303)
    set_cookie(answer, desk, session.token, session.expires_at)
    return answer


@router.post("/logout")
def log_out(request: Request) -> Response:
    """The session ends, here and in the database."""
    own_site(request)
    desk = desk_of(request)
    token = session_cookie(request)
    if token:
        accounts.log_out(desk.app.ctx, token)
    answer = RedirectResponse("/login", 303)
    forget_cookie(answer, desk)
    return answer


def _form(request: Request, after: str, *, name: str = "", problem: NotAllowed | None = None) -> Response:
    nobody = not accounts.anybody(desk_of(request).app.ctx)
    page = (
        environment().get_template("login.html").render(after=after, name=name, problem=problem, nobody=nobody)
    )
    return HTMLResponse(page, 403 if problem else 200)


def _inside(path: str) -> str:
    """The path, if it leads to a page of ours and nowhere else."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside and "\\" not in path and not path.startswith("/login") else HOME
