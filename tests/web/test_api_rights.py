"""Every route of the API without, with wrong, and with too little authority: made from its own document, so
that a route that is added is asked too.
"""

import re

import pytest
from desk_room import HERE, PASSWORD, DeskRoom, with_one_film
from fastapi import FastAPI

from aggregator.web.routes import RIGHT, routes_of

SCOPES = ("read", "write", "publish")
ROLE_OF = {"read": "reader", "write": "editor", "publish": "editor", "admin": "admin"}
FILLED = {"slug": "the-paper-lighthouse", "digest_id": "no-such-digest", "name": "nobody", "format": "md"}
FILLED |= {"task_id": "0" * 24, "prefix": "fr_AAAAAAAA", "number": "1"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One desk for all routes: none of these requests may change anything."""
    with with_one_film(tmp_path_factory.mktemp("rights")) as room:
        yield room


@pytest.fixture(scope="module")
def operations(desk):
    """(method, address, right) of every operation of the document."""
    document = desk.site.openapi()
    return [
        (method.upper(), re.sub(r"\{(\w+)\}", lambda found: FILLED[found[1]], path), operation[RIGHT])
        for path, listed in document["paths"].items()
        for method, operation in listed.items()
    ]


def changes(desk):
    """What tells that nothing was changed: the audit log."""
    with desk.app.ctx.store.read() as session:
        from aggregator.store import audit

        return [line for line in audit.newest(session) if line.what not in ("token made", "logged in")]


def asked(client, method, address, **more):
    body = {"json": {}} if method not in ("GET", "DELETE") else {}
    return client.request(method, address, **body, **more)


def is_told(answer, status):
    assert answer.status_code == status, (answer.request.method, str(answer.request.url), answer.text)
    assert set(answer.json()["error"]) == {"kind", "message", "hint", "problems"}


def test_document_holds_every_route_and_each_names_its_right(desk, operations):
    site: FastAPI = desk.site
    routes = {(method, path) for path, route in routes_of(site) for method in route.methods}
    told = {(method.upper(), path) for path, listed in site.openapi()["paths"].items() for method in listed}
    assert routes == told
    assert len(operations) > 50
    assert {right for *_, right in operations} == {"read", "write", "publish", "admin"}
    for method, address, right in operations:
        assert (
            method == "GET"
            or right != "read"
            or address.endswith(("/comparisons", "/check", "/tokens", "/tokens/fr_AAAAAAAA"))
        ), f"{method} {address} changes something and needs only the right to read"


def test_nobody_gets_anything(desk, operations):
    """Neither a stranger, nor an unknown token, nor a made-up or malformed authorization, nor a stolen-looking
    cookie.
    """
    strangers = [
        desk.stranger(),
        desk.stranger(Authorization="Bearer fr_0123456789012345678901234567890123456789012"),
        desk.stranger(Authorization="Basic YWRhOmZvdXIgaW52ZW50ZWQgd29yZHMgdG9nZXRoZXI="),
        desk.stranger(Cookie="fansreact=guessed"),
    ]
    for method, address, _ in operations:
        for client in strangers:
            answer = asked(client, method, address)
            is_told(answer, 401)
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert changes(desk)[:-3] == [], "only the three editors of the room were added"


def test_too_small_a_token_is_refused_and_one_that_reaches_is_let_in(desk, operations):
    """Each right below the one that is needed is refused; administration is for no token at all."""
    programs = {scope: desk.program(scope, role="admin") for scope in SCOPES}
    for method, address, right in operations:
        for scope, program in programs.items():
            reaches = right != "admin" and SCOPES.index(scope) >= SCOPES.index(right)
            if not reaches:
                is_told(asked(program, method, address), 403)
            elif method == "GET":
                assert asked(program, method, address).status_code not in (401, 403)


def test_too_small_a_role_is_refused_whatever_its_cookie(desk, operations):
    """A reader changes nothing, an editor administers nothing."""
    reader, editor = desk.browser("reader"), desk.browser("editor")
    for method, address, right in operations:
        if right in ("write", "publish", "admin"):
            is_told(asked(reader, method, address), 403)
        if right == "admin":
            is_told(asked(editor, method, address), 403)
            assert asked(desk_admin(desk), method, address).status_code != 403 or method != "GET"


def desk_admin(desk):
    """One admin's browser for all requests."""
    if "admin" not in desk.__dict__:
        desk.admin = desk.browser("admin")
    return desk.admin


def test_token_reaches_no_further_than_its_editor_does_now(config_dir):
    """Whoever becomes a reader has tokens that only read."""
    from aggregator.pipeline import accounts

    with DeskRoom(config_dir) as room:
        program = room.program("publish")
        accounts.set_role(room.entrance, "edgar", "reader", room.app.ctx.clock(), HERE)
        is_told(program.post("/api/v1/films/the-paper-lighthouse/collect"), 403)
        assert program.get("/api/v1/films").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_cookie_changes_nothing_for_another_site(desk, operations, headers):
    """Also where the browser was made to send JSON as plain text."""
    browser = desk_admin(desk)
    for method, address, _ in operations:
        if method != "GET":
            is_told(asked(browser, method, address, headers=headers), 403)


def test_cookie_without_an_origin_needs_the_header(desk):
    """A program that copies the cookie has to send back what the page knows."""
    silent = desk.stranger()
    silent.post("/login", data={"name": "edgar", "password": PASSWORD})
    wanted = {"description": {"slug": "x", "kind": "film", "title": "X"}}
    is_told(silent.post("/api/v1/films", json=wanted), 403)
    is_told(silent.post("/api/v1/films", json=wanted, headers={"X-CSRF-Token": "guessed"}), 403)
    page = silent.get("/settings/you").text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    answer = silent.post("/api/v1/films", json={"description": {}}, headers={"X-CSRF-Token": csrf})
    is_told(answer, 422)


def test_revoked_expired_and_disabled_open_nothing(config_dir):
    """At once, and the same for each."""
    from datetime import timedelta

    from aggregator.pipeline import accounts, tokens

    with DeskRoom(config_dir) as room:
        now, entrance = room.app.ctx.clock(), room.entrance
        made = [
            tokens.make_token(entrance, name, now, HERE, scope="read", lasts=lasts)
            for name, lasts in (
                ("rhea", None), ("rhea", timedelta(microseconds=1)), ("edgar", None), ("rhea", None),
            )
        ]  # fmt: skip
        tokens.revoke_token(entrance, made[0][1].prefix, now, HERE)
        accounts.disable(entrance, "edgar", now, HERE)
        answers = [
            room.stranger(Authorization=f"Bearer {text}").get("/api/v1/films").status_code for text, _ in made
        ]
        assert answers == [401, 401, 401, 200]
