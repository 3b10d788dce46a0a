"""Tokens of the API: made for an editor, shown once, found by their hash, revoked by their first signs."""

import re
from datetime import datetime, timedelta

from aggregator.errors import AggregatorError, NotAllowed
from aggregator.model.editors import SCOPES, ApiToken, By, Scope, Who, scopes_of, scopes_up_to
from aggregator.pipeline.entrance import MINUTE, Entrance, account_named, mark_of
from aggregator.store import api_tokens, audit
from aggregator.text import printable

BEGINNING = "fr_"
"""How each token begins, so that scanners for leaked secrets know it."""
_SHOWN = len(BEGINNING) + 8
_PREFIX = re.compile(rf"{BEGINNING}[\w-]{{8}}", re.ASCII)


def make_token(
    entrance: Entrance,
    editor: str,
    now: datetime,
    by: By,
    *,
    scope: str,
    name: str = "",
    lasts: timedelta | None = None,
) -> tuple[str, ApiToken]:
    """A new token of an editor, and what is kept of it. The text is shown once: nobody can read it again.

    `scope` holds those below it; `lasts` None: until it is revoked.

    Raises:
        AggregatorError: no such editor or scope, the editor is disabled, or their role does not reach so far.
    """
    wanted = _scope_named(scope)
    text = BEGINNING + entrance.new_token()
    prefix, told = text[:_SHOWN], printable(name, 80)
    expires_at = None if lasts is None else now + lasts
    with entrance.store.write() as s:
        account = account_named(s, editor)
        owner = account.editor
        if owner.disabled_at is not None:
            raise AggregatorError(
                f"editor '{owner.name}': is disabled", hint=f"fansreact users enable {owner.name}"
            )
        if wanted not in scopes_of(owner.role):
            raise AggregatorError(
                f"editor '{owner.name}': is a {owner.role}, who may not {wanted}",
                hint=f"a scope up to {scopes_of(owner.role)[-1]}, or another role",
            )
        scopes = scopes_up_to(wanted)
        api_tokens.add(
            s, mark_of(text), prefix, account.id, name=told, scopes=scopes, at=now, expires_at=expires_at
        )
        detail = {"token": prefix, "name": told, "scopes": scopes}
        audit.record(s, by, "token made", owner.name, at=now, detail=detail)
    return text, ApiToken(prefix, owner.name, told, scopes, now, expires_at, None, None)


def find_token(entrance: Entrance, text: str, now: datetime, scope: Scope) -> Who:
    """Whose token this is. It reaches no further than its editor's role does now.

    Raises:
        NotAllowed: unknown, expired, revoked, or its editor is disabled (lacks "login"); its scope is smaller
            (lacks "authority").
    """
    mark = mark_of(text)
    with entrance.store.read() as s:
        held = api_tokens.find(s, mark)
    if held is None:
        raise NotAllowed(
            "token: is unknown", lacks="login", hint="make one: fansreact users token NAME --scope read"
        )
    token, editor = held.token, held.editor
    over = _over(token, now) or ("its editor is disabled" if editor.disabled_at is not None else "")
    if over:
        raise NotAllowed(
            f"token {token.prefix}...: {over}",
            lacks="login",
            hint=f"make another: fansreact users token {editor.name}",
        )
    scopes = tuple(one for one in token.scopes if one in scopes_of(editor.role))
    if scope not in scopes:
        raise NotAllowed(
            f"token {token.prefix}...: may not {scope}",
            lacks="authority",
            hint=f"it reaches up to {scopes[-1]}; make one with --scope {scope}",
        )
    if token.last_used_at is None or now - token.last_used_at >= MINUTE:
        with entrance.store.write() as s:
            api_tokens.touch(s, mark, now)
    return Who(editor.name, editor.shown, editor.role, scopes, "token")


def revoke_token(entrance: Entrance, prefix: str, now: datetime, by: By) -> ApiToken:
    """Ends a token, by what is shown of it (the whole token does too).

    Raises:
        AggregatorError: there is no such token.
    """
    shown = prefix.strip()[:_SHOWN]
    if not _PREFIX.fullmatch(shown):
        raise _unknown(prefix)
    with entrance.store.write() as s:
        held = api_tokens.by_prefix(s, shown)
        if held is None:
            raise _unknown(prefix)
        if held.token.revoked_at is None:
            api_tokens.revoke(s, shown, now)
            audit.record(s, by, "token revoked", held.editor.name, at=now, detail={"token": shown})
            held = api_tokens.by_prefix(s, shown) or held
    return held.token


def _unknown(prefix: str) -> AggregatorError:
    return AggregatorError(f"token {prefix[:_SHOWN]!r}: is unknown", hint="fansreact users tokens lists them")


def _over(token: ApiToken, now: datetime) -> str:
    if token.revoked_at is not None:
        return "was revoked"
    if token.expires_at is not None and now >= token.expires_at:
        return f"expired on {token.expires_at:%Y-%m-%d}"
    return ""


def _scope_named(scope: str) -> Scope:
    found = next((one for one in SCOPES if one == scope), None)
    if found is None:
        raise AggregatorError(f"scope {scope!r:.90}: there is none", hint=f"one of {', '.join(SCOPES)}")
    return found
