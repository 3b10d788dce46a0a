"""How routes of the API are made and answered, and the document that describes them."""

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response, Security
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import APIKeyCookie, HTTPBearer

from aggregator.web.access import COOKIE
from aggregator.web.catalogue import text
from aggregator.web.shapes import Problem, TaskTold
from aggregator.web.tasks import Task, tasks_of
from aggregator.web.views import View

PREFIX = "/api/v1"
FAILURES = (400, 401, 403, 404, 409, 413, 422, 429, 503)
RIGHT = "x-right"
"""Of an operation: the right that it needs, as `access.who_may` names it."""
NOUNS = (
    "films", "posts", "tasks", "digests", "comparisons", "spikes", "sources", "status", "settings", "tokens",
    "editors",
)  # fmt: skip
_TAGGED = re.compile(r'(?:W/)?"[^"]*"')

bearer = HTTPBearer(auto_error=False, scheme_name="token", description=text("api.token"))
cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session", description=text("api.session"))


def router_of(noun: str) -> APIRouter:
    """A router for the routes of one noun. Each says by its view what right it needs."""
    told: dict[int | str, dict[str, Any]] = {
        status: {"model": Problem, "description": text(f"api.failures.{status}")} for status in FAILURES
    }
    return APIRouter(
        prefix=PREFIX, tags=[noun], dependencies=[Security(bearer), Security(cookie)], responses=told
    )


def begun(view: View, response: Response, task_id: str) -> TaskTold:
    """The answer to whoever began a task: 202, and where to ask for it."""
    response.headers["Location"] = f"{PREFIX}/tasks/{task_id}"
    task = tasks_of(view.desk).find(task_id)
    assert task is not None  # noqa: S101 - it was begun just now, and is kept for a day
    return task_told(task)


def task_told(task: Task) -> TaskTold:
    """A task as the API tells it."""
    done = task.outcome
    page = done.to if done is not None and done.to else None
    return TaskTold.model_validate(
        {
            "id": task.id,
            "name": task.name,
            "state": task.state,
            "asked_at": task.asked_at,
            "ended_at": task.ended_at,
            "progress": task.progress,
            "said": "" if done is None else done.said,
            "lines": [] if done is None else list(done.lines),
            "error": task.error,
            "hint": task.hint,
            "result": _result(page),
            "page": page,
        }
    )


def _result(page: str | None) -> str | None:
    """Where the API has what stands on a page of the desk."""
    if page is None:
        return None
    if page.startswith("/compare?"):
        return f"{PREFIX}/comparisons?{page.partition('?')[2]}"
    parts = page.split("/")
    return f"{PREFIX}/{'/'.join(parts[1:3])}"


def tagged(
    request: Request, body: bytes, media_type: str, *, modified: datetime | None = None, public: bool = False
) -> Response:
    """These bytes with their ETag; 304 and nothing else for whoever has them already.

    The tag is a weak one: the same bytes may travel compressed.
    """
    tag = f'W/"{blake2b(body, digest_size=16).hexdigest()}"'
    keep = "public, max-age=60" if public else "private, no-cache"
    headers = {"ETag": tag, "Cache-Control": keep, "Vary": "Authorization, Cookie"}
    if modified is not None:
        headers["Last-Modified"] = modified.strftime("%a, %d %b %Y %H:%M:%S GMT")
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _has(asked: str, tag: str) -> bool:
    plain = tag.removeprefix("W/")
    return asked.strip() == "*" or any(one.removeprefix("W/") == plain for one in _TAGGED.findall(asked))


# ── the document ─────────────────────────────────────────────────────────────


def routes_of(site: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Every route of the API with its path."""
    for found in iter_route_contexts(site.routes):
        path = found.path or ""
        if path.startswith(PREFIX) and isinstance(found.original_route, APIRoute):
            yield path, found.original_route


def describe(site: FastAPI) -> None:
    """Have the site describe its API: short summaries, who may what, and how one shows who one is."""

    def document() -> dict[str, Any]:
        if site.openapi_schema is None:
            made = get_openapi(
                title=site.title,
                version=site.version,
                description=text("api.description"),
                routes=site.routes,
                tags=[{"name": noun, "description": text(f"api.nouns.{noun}")} for noun in NOUNS],
                servers=[{"url": "/"}],
            )
            rights = {
                (path, method.lower()): right_of(route)
                for path, route in routes_of(site)
                for method in route.methods or ()
            }
            for path, operations in made["paths"].items():
                for method, operation in operations.items():
                    _tidy(operation, rights[path, method])
            site.openapi_schema = made
        return site.openapi_schema

    site.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to replace it


def right_of(route: APIRoute) -> str:
    """The right that a route needs."""
    return next(_rights(route.dependant))


def _rights(dependant: Any) -> Iterator[str]:
    for one in dependant.dependencies:
        right = getattr(one.call, "right", None)
        if isinstance(right, str):
            yield right
        yield from _rights(one)


def _tidy(operation: dict[str, Any], right: str) -> None:
    said = operation.get("description", "").strip()
    summary, _, rest = said.partition("\n\n")
    operation["summary"] = " ".join(summary.split()).rstrip(".")
    needs = text("api.needs", right=right)
    operation["description"] = f"{' '.join(rest.split())}\n\n{needs}".strip()
    operation[RIGHT] = right


def unique_id(route: APIRoute) -> str:
    """An operation's id: the name of its function."""
    return route.name
