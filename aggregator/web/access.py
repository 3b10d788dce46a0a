"""Who asks: a session's cookie, an API token, or a name that a trusted proxy vouches for; and what they may.

A cookie or a proxy's header comes along with whatever a browser is made to send. So a change that is asked
for in that way must come from a page of this very site: `Origin` and `Sec-Fetch-Site`, which no page can
forge, say so (https://fetch.spec.whatwg.org/#origin-header); what sends neither has to send the form's hidden
field back.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from aggregator.errors import NotAllowed, NotLoggedIn
from aggregator.model.editors import By, Scope, Who
from aggregator.pipeline.entering import by_proxy, csrf_holds, find_session, from_proxy
from aggregator.pipeline.tokens import find_token
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk, desk_of

Right = Literal["read", "write", "publish", "admin"]
COOKIE = "fansreact"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
POLLING = "X-Polling"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def who_may(right: Right) -> Callable[[Request], Awaitable[Who]]:
    """A dependency: whoever asks, if they have that right.

    Raises NotLoggedIn for nobody, NotAllowed for too little or for a change that another site asked for.
    """

    async def asked(request: Request) -> Who:
        who = await run_in_threadpool(who_asks, request, right)
        if who is None:
            raise _not_logged_in(request)
        if not may(who, right):
            raise NotAllowed(
                text("errors.not_allowed", who=who.shown, what=text(f"rights.{right}")),
                lacks="authority",
                hint=text("errors.not_allowed_hint"),
            )
        by_itself = who.by != "token" and request.method not in SAFE
        if by_itself and not own_site(request) and not csrf_holds(who, await _sent_back(request)):
            raise _other_site()
        return who

    asked.right = right  # type: ignore[attr-defined]  # the document of the API tells it
    return asked


def may(who: Who, right: Right) -> bool:
    """Whether they have that right."""
    return who.may_administer if right == "admin" else who.may(right)


def who_asks(request: Request, right: Right) -> Who | None:
    """Whoever this request comes from, None if nobody vouches for it.

    Raises NotLoggedIn for a token that opens nothing, NotAllowed for one that does not reach so far.
    """
    desk = desk_of(request)
    now = desk.app.ctx.clock()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        wanted: Scope = "read" if right == "admin" else right  # that no token may administer is said by `may`
        try:
            return find_token(desk.entrance, token.strip(), now, wanted)
        except NotAllowed as error:
            if error.lacks == "login":
                raise _not_logged_in(request, error.message, error.hint) from error
            raise
    settings = desk.app.settings.desk
    if settings.proxy_header:
        said = request.headers.getlist(settings.proxy_header)
        header = said[0] if len(said) == 1 else None  # a proxy that adds its own lets the visitor's stand too
        name = from_proxy(header, address_of(request), settings.trusted_proxies)
        if name is not None:
            role = settings.proxy_role or None
            return by_proxy(desk.entrance, name, now, role=role, address=address_of(request))
    cookie = session_cookie(request)
    polling = POLLING in request.headers
    return find_session(desk.entrance, cookie, now, by_itself=polling) if cookie else None


def own_site(request: Request) -> bool:
    """Whether a page of this very site asks; False where the browser does not say.

    Raises NotAllowed where it says that another one does.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is None and site is None:
        return False
    if (origin is not None and not _own(origin, request)) or site not in (None, "same-origin", "none"):
        raise _other_site()
    return True


def by(request: Request, who: Who) -> By:
    """Who changes something, and from where, as the audit log keeps it."""
    return By(who.name, address_of(request))


def address_of(request: Request) -> str:
    """The connection's own other end; what headers say of it is no evidence."""
    return request.client.host if request.client else ""


def session_cookie(request: Request) -> str:
    """What the browser's cookie of ours says, "" if it has none."""
    return request.cookies.get(_name(desk_of(request)), "")


def set_cookie(answer: Response, desk: Desk, token: str, expires_at: datetime) -> None:
    """Hand the browser its session; no script can read it, no other site can send it with a change."""
    answer.set_cookie(
        _name(desk), token, expires=expires_at, path="/", httponly=True, samesite="lax", secure=desk.secure
    )


def forget_cookie(answer: Response, desk: Desk) -> None:
    """Take the session's cookie away."""
    answer.delete_cookie(_name(desk), path="/", httponly=True, samesite="lax", secure=desk.secure)


async def _sent_back(request: Request) -> str:
    """The hidden field of our forms, or the header that stands for it."""
    if CSRF_HEADER in request.headers:
        return request.headers[CSRF_HEADER]
    if not request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        return ""
    sent = (await request.form()).get(CSRF_FIELD, "")
    return sent if isinstance(sent, str) else ""


def _own(origin: str, request: Request) -> bool:
    """Whether an origin is this site's: of the host that was asked, or of the public address."""
    scheme, _, host = origin.lower().partition("://")
    public = urlsplit(desk_of(request).app.settings.desk.public_url)
    if public.netloc and (scheme, host) == (public.scheme, public.netloc.lower()):
        return True
    return scheme in ("http", "https") and host == request.headers.get("host", "").lower() != ""


def _not_logged_in(request: Request, message: str = "", hint: str = "") -> NotLoggedIn:
    """The error that leads to the door, and back to what was asked."""
    safe = request.method in SAFE
    path = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return NotLoggedIn(
        message or text("errors.not_logged_in"),
        login=f"/login?next={quote(path if safe else '/films', safe='')}",
        hint=hint if message else text("errors.not_logged_in_hint"),
    )


def _other_site() -> NotAllowed:
    return NotAllowed(text("errors.other_site"), lacks="authority", hint=text("errors.other_site_hint"))


def _name(desk: Desk) -> str:
    # Browsers accept __Host- only from https and for this host alone: no subdomain can set it.
    return f"__Host-{COOKIE}" if desk.secure else COOKIE
