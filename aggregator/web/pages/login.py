"""Logging in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from aggregator.errors import NotAllowed
from aggregator.pipeline import accounts, entering
from aggregator.pipeline.passwords import LONGEST
from aggregator.web.access import address_of, forget_cookie, own_site, session_cookie, set_cookie
from aggregator.web.desk import desk_of
from aggregator.web.failures import later
from aggregator.web.views import ReaderView, environment

router = APIRouter(include_in_schema=False)
HOME = "/films"


@router.get("/login")
def form(request: Request, next: str = HOME) -> Response:
    """The form."""
    return _form(request, _inside(next))


@router.post("/login")
def log_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=LONGEST)] = "",
    next: Annotated[str, Form(max_length=2000)] = HOME,
) -> Response:
    """A new session for whoever knows a name and its password; an older one of this browser ends."""
    own_site(request)
    desk = desk_of(request)
    now, old = desk.app.ctx.clock(), session_cookie(request)
    try:
        session = entering.log_in(desk.entrance, name, password, address_of(request), now, old_token=old)
    except NotAllowed as error:
        return _form(request, _inside(next), name=name, problem=error)
    answer = RedirectResponse(_inside(next), 303)
    set_cookie(answer, desk, session.token, session.expires_at)
    return answer


@router.post("/logout")
def log_out(view: ReaderView) -> Response:
    """The session ends, here and in the database."""
    entering.log_out(view.desk.entrance, session_cookie(view.request), view.now, address_of(view.request))
    answer = RedirectResponse("/login", 303)
    forget_cookie(answer, view.desk)
    return answer


def _form(request: Request, after: str, *, name: str = "", problem: NotAllowed | None = None) -> Response:
    nobody = not accounts.anybody(desk_of(request).entrance)
    page = (
        environment()
        .get_template("login.html")
        .render(after=after, name=name, problem=problem, nobody=nobody)
    )
    status = 200 if problem is None else 429 if problem.lacks == "patience" else 403
    return HTMLResponse(page, status, later(problem) if problem is not None else None)


def _inside(path: str) -> str:
    """The path, if it leads to a page of ours and nowhere else."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside and "\\" not in path and not path.startswith("/login") else HOME
