"""Logging in and out, sessions, and those whom a trusted proxy names.

An unknown name, a wrong password and a disabled editor get one answer, after the same work. A try is counted
before its password is checked: a hundred at the same moment are no more than one after the other.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

from aggregator.errors import NotAllowed
from aggregator.model.editors import By, Editor, Role, Session, Way, Who, scopes_of
from aggregator.model.throttle import LONGEST_WAIT, OF_A_NAME, OF_AN_ADDRESS, WINDOW
from aggregator.pipeline.entrance import (
    MINUTE,
    Entrance,
    account_named,
    address_of,
    folded_name,
    mark_of,
    network_of,
)
from aggregator.store import audit, desk_sessions, editors, login_failures

Network = IPv4Network | IPv6Network


def log_in(
    entrance: Entrance, name: str, password: str, address: str, now: datetime, *, old_token: str = ""
) -> Session:
    """A new session for whoever knows the password; that of `old_token`, if there is one, ends.

    Raises:
        NotAllowed: name or password is wrong, or the editor is disabled (lacks "login"); too many tries from
            there (lacks "patience", with `until`).
    """
    account = _proved(entrance, name, password, address, now)
    outdated = entrance.passwords.is_outdated(account.hash)
    renewed = entrance.passwords.hash(password) if outdated else ""
    by = By(account.editor.name, address_of(address))
    with entrance.store.write() as s:
        _still(s, account)
        if renewed:
            editors.set_hash(s, account.id, renewed)
        desk_sessions.purge(s, now=now, idle_since=now - entrance.idle)
        if old_token:
            desk_sessions.end(s, mark_of(old_token))
        session = open_session(s, entrance, account, now)
        audit.record(s, by, "logged in", account.editor.name, at=now)
    return session


def confirm(entrance: Entrance, name: str, password: str, address: str, now: datetime) -> None:
    """Whether whoever is in knows the password still: before they change it. Counted like a login.

    Raises as `log_in`.
    """
    _proved(entrance, name, password, address, now)


def open_session(s: Any, entrance: Entrance, account: editors.Account, now: datetime) -> Session:
    """A session, inside the caller's transaction."""
    token, csrf, expires_at = entrance.new_token(), entrance.new_token(), now + entrance.longest
    desk_sessions.add(s, mark_of(token), account.id, at=now, expires_at=expires_at, csrf=csrf)
    return Session(token, _who(account.editor, "session", csrf), expires_at)


def find_session(entrance: Entrance, token: str, now: datetime, *, by_itself: bool = False) -> Who | None:
    """Whose cookie this is; None if it opens nothing (any more): unknown, ended, run out, idle, disabled.

    `by_itself`: the page asked, not the person (polling): an open window keeps no session alive.

    Raises:
        StoreError: the database refused.
    """
    mark = mark_of(token)
    with entrance.store.read() as s:
        held = desk_sessions.find(s, mark)
    if held is None or held.editor.disabled_at is not None:
        return None
    if now >= held.expires_at or now - held.seen_at >= entrance.idle:
        return None
    if not by_itself and now - held.seen_at >= MINUTE:
        with entrance.store.write() as s:
            desk_sessions.touch(s, mark, now)
    return _who(held.editor, "session", held.csrf)


def log_out(entrance: Entrance, token: str, now: datetime, address: str = "") -> None:
    """Ends the session of a cookie; one that opens nothing ends as quietly."""
    mark = mark_of(token)
    with entrance.store.write() as s:
        held = desk_sessions.find(s, mark)
        if held is not None and desk_sessions.end(s, mark):
            by = By(held.editor.name, address_of(address))
            audit.record(s, by, "logged out", held.editor.name, at=now)


def log_out_everywhere(entrance: Entrance, name: str, now: datetime, by: By) -> int:
    """Ends every session of an editor; how many there were.

    Raises:
        AggregatorError: there is no such editor.
    """
    with entrance.store.write() as s:
        account = account_named(s, name)
        ended = desk_sessions.end_all(s, account.id)
        audit.record(s, by, "logged out everywhere", account.editor.name, at=now, detail={"sessions": ended})
    return ended


def csrf_holds(who: Who, sent: str) -> bool:
    """Whether a request that changes something was meant: a form of ours sent it. Tokens need none."""
    if who.by == "token":
        return True
    return bool(who.csrf) and hmac.compare_digest(who.csrf.encode(), sent.encode("utf-8", "replace"))


# ── proxies ──────────────────────────────────────────────────────────────────


def from_proxy(header_value: str | None, peer_address: str, trusted: Sequence[Network]) -> str | None:
    """The name that a proxy vouches for, folded; None unless the request comes from a trusted address.

    `peer_address` is the connection's own other end, never what a header says of it.
    """
    plain = address_of(peer_address)
    if header_value is None or not plain or not any(ip_address(plain) in one for one in trusted):
        return None
    return folded_name(header_value.strip())


def by_proxy(entrance: Entrance, name: str, now: datetime, *, role: Role | None, address: str = "") -> Who:
    """Whom `from_proxy` named. A name without an account gets one of this `role`, without a password.

    Raises:
        NotAllowed: disabled, or unknown and `role` is None (lacks "authority").
    """
    with entrance.store.read() as s:
        account, key = editors.find(s, name), desk_sessions.proxy_key(s)
    if account is None and role is None:
        raise NotAllowed(
            f"editor '{name}': has no account here",
            lacks="authority",
            hint=f"fansreact users add {name}, or set [desk] proxy_role",
        )
    if account is None or key is None:
        with entrance.store.write() as s:
            if role is not None and editors.add(s, name, shown=name, role=role, hash="", at=now):
                by = By(name, address_of(address))
                audit.record(s, by, "editor added", name, at=now, detail={"role": role, "by": "proxy"})
            desk_sessions.keep_proxy_key(s, entrance.token_source(32))
            account, key = editors.find(s, name), desk_sessions.proxy_key(s)
    if account is None or key is None or account.editor.disabled_at is not None:
        raise NotAllowed(
            f"editor '{name}': is disabled", lacks="authority", hint=f"fansreact users enable {name}"
        )
    csrf = hmac.new(key, f"csrf\0{name}".encode(), sha256).hexdigest()
    return _who(account.editor, "proxy", csrf)


# ── passwords, counted ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Try:
    """A try that was counted: under which marks, how often by now, and the account that it is about."""

    pair: str
    place: str
    failures: int
    account: editors.Account | None


def _proved(entrance: Entrance, name: str, password: str, address: str, now: datetime) -> editors.Account:
    """The enabled editor of that name and password."""
    counted = _counted(entrance, name, address, now)
    account = counted.account
    usable = account is not None and account.editor.disabled_at is None
    right = entrance.passwords.are_right(account.hash if usable and account is not None else "", password)
    with entrance.store.write() as s:
        if not right or account is None:
            # What was typed is kept only where it is a name: it may be a password in the wrong box.
            subject = account.editor.name if account is not None else ""
            by = By("", address_of(address))
            audit.record(s, by, "login refused", subject, at=now, detail={"failures": counted.failures})
        else:
            held = login_failures.held(s, [counted.pair, counted.place], now)
            login_failures.save(s, {counted.place: held[counted.place].fewer()})
            login_failures.clear(s, counted.pair)
    if not right or account is None:
        raise _refused()
    return account


def _counted(entrance: Entrance, name: str, address: str, now: datetime) -> _Try:
    """Counts a try as failed, until its password turns out to be right. Raises NotAllowed: too many."""
    folded, network = folded_name(name), network_of(address)
    pair, place = mark_of("name", folded or name, network), mark_of("address", network)
    free = {pair: OF_A_NAME, place: OF_AN_ADDRESS}
    with entrance.store.write() as s:
        held = login_failures.held(s, free, now)
        strikes = {mark: held[mark].now(now, most) for mark, most in free.items()}
        waits = [strikes[mark].waits_until(most) for mark, most in free.items()]
        until = max((one for one in waits if one is not None and one > now), default=None)
        if until is not None:
            raise NotAllowed(
                "login: too many failed tries from here",
                lacks="patience",
                until=until,
                hint=f"try again at {until.astimezone(UTC):%H:%M:%S} UTC",
            )
        strikes = {mark: one.more(now) for mark, one in strikes.items()}
        login_failures.save(s, strikes)
        account = editors.find(s, folded) if folded else None
        login_failures.purge(s, now - WINDOW - LONGEST_WAIT)
    return _Try(pair, place, strikes[pair].failures, account)


def _still(s: Any, account: editors.Account) -> None:
    """Nobody disabled the editor or changed the password while it was checked."""
    held = editors.find(s, account.editor.name, lock=True)
    if held is None or held.editor.disabled_at is not None or held.hash != account.hash:
        raise _refused()


def _refused() -> NotAllowed:
    return NotAllowed(
        "login: name or password is wrong",
        lacks="login",
        hint="who runs the desk can set a new one: fansreact users password NAME",
    )


def _who(editor: Editor, by: Way, csrf: str) -> Who:
    return Who(editor.name, editor.shown, editor.role, scopes_of(editor.role), by, csrf)
