"""What went wrong, as an answer: a page for people, a part for htmx, JSON for programs. Never a traceback."""

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.errors import (
    AggregatorError,
    ConfigError,
    EditConflict,
    NotAllowed,
    NotLoggedIn,
    NotThere,
    PublishError,
    StoreError,
    TooBusy,
)
from aggregator.fetcher import unforeseen
from aggregator.web.catalogue import known, text
from aggregator.web.views import PARTIAL, environment

API = "/api/"
log = structlog.get_logger(__name__)


_STATUS: Sequence[tuple[type[AggregatorError], int]] = (
    (NotThere, 404),
    (EditConflict, 409),
    (ConfigError, 422),
    (StoreError, 503),
    (PublishError, 502),
    (TooBusy, 429),
)


def add_to(site: FastAPI) -> None:
    """Give the site an answer for every failure."""
    site.add_exception_handler(NotLoggedIn, _not_logged_in)
    site.add_exception_handler(AggregatorError, _explained)
    site.add_exception_handler(RequestValidationError, _malformed)
    site.add_exception_handler(HTTPException, _http)
    site.add_middleware(Unforeseen)


def failed(
    request: Request,
    status: int,
    message: str,
    *,
    hint: str = "",
    kind: str = "failed",
    problems: Sequence[str] = (),
) -> Response:
    """The answer to whoever asked: JSON under /api/, a notice for htmx, else a page."""
    if request.url.path.startswith(API):
        told = {"kind": kind, "message": message, "hint": hint, "problems": list(problems)}
        return JSONResponse({"error": told}, status)
    values = {
        "status": status,
        "heading": text(f"errors.{status}") if known(f"errors.{status}") else text("errors.other"),
        "message": message,
        "hint": hint,
        "problems": problems,
    }
    name = "error_part.html" if PARTIAL in request.headers else "error.html"
    headers = {"HX-Retarget": "#news", "HX-Reswap": "innerHTML"} if PARTIAL in request.headers else {}
    return HTMLResponse(environment().get_template(name).render(**values), status, headers)


def _not_logged_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotLoggedIn)  # noqa: S101 - registered for it alone; tells mypy
    if request.url.path.startswith(API):
        answer = failed(request, 401, error.message, hint=error.hint, kind=error.kind)
        answer.headers["WWW-Authenticate"] = 'Bearer realm="fansreact"'
        return answer
    if PARTIAL in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": error.login})
    return RedirectResponse(error.login, 303)


def _explained(request: Request, error: Exception) -> Response:
    assert isinstance(error, AggregatorError)  # noqa: S101
    if isinstance(error, NotAllowed):
        return _not_allowed(request, error)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
    return failed(request, status, error.message, hint=error.hint, kind=error.kind, problems=error.problems)


def _not_allowed(request: Request, error: NotAllowed) -> Response:
    status = 429 if error.lacks == "patience" else 403
    answer = failed(request, status, error.message, hint=error.hint, kind=error.kind)
    answer.headers.update(later(error))
    return answer


def later(error: NotAllowed) -> dict[str, str]:
    """The header that says when to try again, for whoever has to wait."""
    if error.until is None:
        return {}
    return {"Retry-After": format_datetime(error.until.astimezone(UTC), usegmt=True)}


def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    problems = [
        f"{'.'.join(map(str, one['loc'][1:])) or one['loc'][0]}: {one['msg']}" for one in error.errors()
    ]
    return failed(request, 422, text("errors.malformed"), kind="usage", problems=problems)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    missing = error.status_code == HTTPStatus.NOT_FOUND
    told = text("errors.nothing_there", path=request.url.path) if missing else str(error.detail)
    answer = failed(request, error.status_code, told, kind="not_found" if missing else "http")
    answer.headers.update(error.headers or {})
    return answer


class Unforeseen:
    """Around all routes: what nobody foresaw is logged in words and answered.

    It goes no further. Starlette's own last handler raises such an error once more, for the server to log:
    as a traceback, with whatever somebody's logging adds to one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 - whatever a page meets is answered and logged
            log.error("a page failed", path=scope.get("path", ""), **unforeseen(error))
            if begun or scope["type"] != "http":
                raise RuntimeError("an answer broke off: the line before says why") from None
            told = text("errors.unexpected")
            hint = text("errors.unexpected_hint")
            answer = failed(Request(scope), 500, told, hint=hint, kind="unexpected")
            await answer(scope, receive, send)
