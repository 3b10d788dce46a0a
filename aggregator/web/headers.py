"""What every answer carries, and what no request may be: the outermost layer of the site.

The policy lets a page load nothing but our own files: no inline script or style, no other site, no frame.
Pictures of posts are links only, so `img-src` needs no other site either.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.web.catalogue import text

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cache-Control": "private, no-store",
}
MAX_BODY = 2_000_000  # bytes: an edited story is some kilobytes, a pasted list of links less
LONGEST_LENGTH = 20  # digits of a Content-Length: `int` refuses thousands of them


class Guard:
    """Refuses strange hosts and large bodies, and adds the headers. An answer's own headers win."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = (), secure: bool = False) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._always = dict(_ALWAYS)
        if secure:
            self._always["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(headers, scope["path"])
        if refused is not None:
            await refused(scope, receive, self._adding(send))
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BODY:  # a body without a length: what is left of it is not read
                return {"type": "http.disconnect"}
            return message

        await self._app(scope, counted, self._adding(send))

    def _refused(self, headers: Headers, path: str) -> Response | None:
        # A page of another site whose name was made to lead here (DNS rebinding) names that site as host.
        if self._hosts and host_of(headers.get("host", "")) not in self._hosts:
            return _told(path, text("errors.unknown_host"), 421)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > LONGEST_LENGTH or int(length) > MAX_BODY:
            return _told(path, text("errors.too_large", most=MAX_BODY), 413)
        _, options = parse_options_header(headers.get("content-type"))
        if options.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
            # Python knows codecs that fail in ways of their own, and some that make halves of characters.
            return _told(path, text("errors.not_utf8"), 415)
        return None

    def _adding(self, send: Send) -> Send:
        async def added(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._always.items():
                    headers.setdefault(name, value)
            await send(message)

        return added


def _told(path: str, message: str, status: int) -> Response:
    """Programs get every failure in one shape; before anything is known of a request a line is enough."""
    if not path.startswith("/api/"):
        return PlainTextResponse(f"{message}\n", status)
    told = {"kind": "usage", "message": message, "hint": "", "problems": []}
    return JSONResponse({"error": told}, status)


def host_of(header: str) -> str:
    """The host of a Host header, without its port, in lower case."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""
