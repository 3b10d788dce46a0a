"""One's own API tokens: listed, made, revoked. A token makes and ends no tokens."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Path, Response
from pydantic import Field

from aggregator.errors import NotAllowed, NotThere
from aggregator.model.editors import ApiToken, Scope
from aggregator.pipeline import tokens
from aggregator.store import api_tokens
from aggregator.web.catalogue import text
from aggregator.web.routes import router_of
from aggregator.web.shapes import PRINTED, Shape, Wanted
from aggregator.web.views import ReaderView, View

router = router_of("tokens")
PrefixPath = Annotated[
    str, Path(min_length=11, max_length=11, pattern=r"^fr_[A-Za-z0-9_-]{8}$", description="Its first signs.")
]


class TokenTold(Shape):
    """A token, without the key."""

    prefix: str
    editor: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewToken(TokenTold):
    """A token that was made just now: `token` is told this once and never again."""

    token: str


class Tokens(Shape):
    """Tokens that were not revoked."""

    tokens: list[TokenTold]


class TokenWanted(Wanted):
    """What a token is called, what it may do, and how many days it lasts."""

    name: Annotated[str, Field(max_length=80, pattern=PRINTED)] = ""
    scope: Scope = "read"
    days: Annotated[int, Field(strict=True, ge=1, le=3_650)] = 90


@router.get("/tokens")
def list_tokens(view: ReaderView) -> Tokens:
    """One's own tokens."""
    return Tokens(tokens=[TokenTold.model_validate(one) for one in tokens_of(view, view.who.name)])


@router.post("/tokens", status_code=201)
def make_token(view: ReaderView, wanted: TokenWanted) -> NewToken:
    """Make a token for oneself.

    It reaches no further than one's role.
    """
    _no_token(view)
    shown, made = tokens.make_token(
        view.desk.entrance,
        view.who.name,
        view.now,
        view.by,
        scope=wanted.scope,
        name=wanted.name,
        lasts=timedelta(days=wanted.days),
    )
    return NewToken.model_validate({**TokenTold.model_validate(made).model_dump(), "token": shown})


@router.delete("/tokens/{prefix}", status_code=204)
def revoke_token(view: ReaderView, prefix: PrefixPath) -> Response:
    """Revoke a token of one's own."""
    _no_token(view)
    revoke(view, view.who.name, prefix)
    return Response(status_code=204)


def tokens_of(view: View, name: str) -> list[ApiToken]:
    """The tokens of an editor that were not revoked."""
    with view.desk.app.ctx.store.read() as session:
        return [one for one in api_tokens.list_all(session, name) if one.revoked_at is None]


def revoke(view: View, name: str, prefix: str) -> None:
    """End a token of that editor. Raises NotThere: they have no such token."""
    if prefix not in {one.prefix for one in tokens_of(view, name)}:
        raise NotThere(text("settings.tokens.unknown"))
    tokens.revoke_token(view.desk.entrance, prefix, view.now, view.by)


def _no_token(view: View) -> None:
    """A stolen token would else outlive its end."""
    if view.who.by == "token":
        raise NotAllowed(text("settings.tokens.not_by_token"), lacks="authority")
