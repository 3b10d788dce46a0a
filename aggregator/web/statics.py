"""Style sheets, scripts and icons: read once, served under a name that changes with what they hold."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from aggregator.render.page import source

router = APIRouter()

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _Static:
    body: bytes
    packed: bytes
    mark: str
    type: str


@cache
def _statics() -> dict[str, _Static]:
    found = {"palette.css": source("palette.css").encode("utf-8")}
    for file in files("aggregator.web").joinpath("static").iterdir():
        if file.name.rpartition(".")[2] in _TYPES:
            found[file.name] = file.read_bytes()
    return {
        name: _Static(
            body,
            gzip.compress(body, mtime=0),
            hashlib.sha256(body).hexdigest()[:12],
            _TYPES[name.rpartition(".")[2]],
        )
        for name, body in sorted(found.items())
    }


def address(name: str) -> str:
    """Where a file of static/ is served; a new content has a new address, so that browsers may keep it."""
    return f"/static/{_statics()[name].mark}/{name}"


@router.get("/static/{mark}/{name}", include_in_schema=False)
def static(request: Request, mark: str, name: str) -> Response:
    """The file, if the desk ships one of that name; it is looked up, never opened by what was asked."""
    found = _statics().get(name)
    if found is None:
        return Response(status_code=404)
    headers = {"Cache-Control": _FOR_EVER if mark == found.mark else "no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(found.packed, media_type=found.type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(found.body, media_type=found.type, headers=headers)
