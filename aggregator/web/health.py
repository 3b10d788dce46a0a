"""Is it alive, is it ready: for load balancers and supervisors. Neither tells anything of what is stored."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from aggregator.errors import StoreError
from aggregator.store import films
from aggregator.web.desk import desk_of

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"ok": True})


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """The database answers too; else 503."""
    try:
        with desk_of(request).app.ctx.store.read() as session:
            films.known(session)
    except StoreError:
        return JSONResponse({"ok": False, "why": "the database does not answer"}, 503)
    return JSONResponse({"ok": True})
