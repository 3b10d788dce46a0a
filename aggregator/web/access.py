"""Who asks: a session's cookie, an API token, or a name that a trusted proxy vouches for; and what they may.

A cookie or a proxy's header comes along with whatever a browser is made to send, so a change asked for in
that way must come from a page of this very site: the browser's own `Origin`, or `Sec-Fetch-Site`, says so, and
no other page can write either (https://fetch.spec.whatwg.org/#origin-header). A token is sent on purpose only.
"""

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_network
from urllib.parse import quote, urlsplit

from fastapi import Request, Response

from aggregator.errors import AggregatorError, NotAllowed
from aggregator.model.editors import Right, Who
from aggregator.pipeline import accounts
from aggregator.web.catalogue import text
from aggregator.web.desk import Desk, desk_of
from aggregator.web.headers import host_of

COOKIE = "fansreact"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotLoggedIn(AggregatorError):
    """Nobody vouches for this request. `login` is where to go, and back from there."""

    kind = "not_logged_in"

    def __init__(self, request: Request) -> None:
        path = request.url.path
        if request.method in SAFE and request.url.query:
            path = f"{path}?{request.url.query}"
        came_from = path if request.method in SAFE else "/films"
        self.login = f"/login?next={quote(came_from, safe='')}"
        super().__init__(text("errors.not_logged_in"), hint=text("errors.not_logged_in_hint"))


def who_may(right: Right) -> Callable[[Request], Who]:
    """A dependency: whoever asks, if they have that right.

    Raises NotLoggedIn for nobody, NotAllowed for too little or for a change that another site asked for.
    """

    def asked(request: Request) -> Who:
        who = who_asks(request)
        if who is None:
            raise NotLoggedIn(request)
        if not who.may(right):
            raise NotAllowed(
                f"{who.name}: may not {text(f'rights.{right}')}", hint=text("errors.not_allowed_hint")
            )
        if who.by != "token" and request.method not in SAFE:
            own_site(request)
        return who

    return asked


def who_asks(request: Request) -> Who | None:
    """Whoever this request comes from, None if nobody vouches for it. A token that is none is nobody."""
    desk = desk_of(request)
    ctx, settings = desk.app.ctx, desk.app.settings.desk
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return accounts.find_token(ctx, token.strip()) if scheme.lower() == "bearer" else None
    if settings.proxy_header:
        peer = request.client.host if request.client else ""
        named = accounts.from_proxy(
            ctx,
            request.headers.get(settings.proxy_header, ""),
            peer=peer,
            trusted=[ip_network(one) for one in settings.trusted_proxies],
            role=settings.proxy_role,
        )
        if named is not None:
            return named
    cookie = session_cookie(request)
    return accounts.find_session(ctx, cookie) if cookie else None


def own_site(request: Request) -> None:
    """Raises NotAllowed unless a page of this very site asks."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None:
        own = _same(origin, request)
    else:
        own = site == "same-origin"
    if not own or site in ("cross-site", "same-site"):
        raise NotAllowed(text("errors.other_site"), hint=text("errors.other_site_hint"))


def _same(origin: str, request: Request) -> bool:
    """Whether an origin is this site's, under the name by which it was asked, or its public one."""
    public = desk_of(request).app.settings.desk.public_url
    if public and origin == f"{urlsplit(public).scheme}://{urlsplit(public).netloc}":
        return True
    asked = request.headers.get("host", "")
    return bool(asked) and origin.partition("://")[2].lower() == asked.lower() and bool(host_of(asked))


def address_of(request: Request) -> str:
    """The address that asks, for the brake on guessing and the audit log."""
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


def _name(desk: Desk) -> str:
    # Browsers accept __Host- only from https, for this host alone and the whole of it: no subdomain can set it.
    return f"__Host-{COOKIE}" if desk.secure else COOKIE
