"""Every page and form of the desk without, with too little, and with borrowed authority: made from the routes, so
that one that is added is asked too.
"""

import re
from html import unescape

import pytest
from desk_room import PASSWORD, DeskRoom, with_one_film
from fastapi.routing import APIRoute, iter_route_contexts

from aggregator.store import audit
from aggregator.web.catalogue import text
from aggregator.web.routes import PREFIX, right_of

FILLED = {"slug": "the-paper-lighthouse", "digest_id": "no-such-digest", "name": "rhea", "task_id": "0" * 24}
FILLED |= {"format": "html", "mark": "x"}
# Whoever is logged in may do it: it stores nothing, or only what is one's own.
OF_ONES_OWN = {
    "/compare",
    "/logout",
    "/settings/you/logout",
    "/settings/you/password",
    "/settings/you/tokens",
    "/settings/you/tokens/revoke",
}
# For strangers too: the door, and what machines ask.
OPEN = {"/login", "/static/{mark}/{name}", "/healthz", "/readyz", "/metrics", "/feeds/published.atom"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One desk for all routes: none of these requests may change anything."""
    with with_one_film(tmp_path_factory.mktemp("rights")) as room:
        yield room


@pytest.fixture(scope="module")
def routes(desk):
    """(method, path as it is written, address, right) of every page and form."""
    found = []
    for context in iter_route_contexts(desk.site.routes):
        route, path = context.original_route, context.path or ""
        if isinstance(route, APIRoute) and not path.startswith(PREFIX) and path not in OPEN:
            address = re.sub(r"\{(\w+)\}", lambda part: FILLED[part[1]], path)
            found += [(method, path, address, right_of(route)) for method in sorted(route.methods)]
    assert len(found) > 50
    return found


@pytest.fixture(scope="module")
def browsers(desk):
    """One for each role."""
    return {role: desk.browser(role) for role in ("reader", "editor", "admin")}


def noted(desk):
    """The audit log: that nothing was changed."""
    with desk.app.ctx.store.read() as session:
        return [
            line for line in audit.newest(session, limit=200) if line.what not in ("logged in", "logged out")
        ]


def test_a_form_needs_more_than_the_right_to_read_unless_it_is_ones_own(routes):
    easy = {path for method, path, _, right in routes if method == "POST" and right == "read"}
    assert easy == OF_ONES_OWN


def test_a_stranger_is_sent_to_the_door_from_everywhere(desk, routes):
    """Nobody, a made-up cookie, and a made-up token; a part is sent there by its header."""
    before = noted(desk)
    strangers = [
        desk.stranger(),
        desk.stranger(Cookie="fansreact=guessed"),
        desk.stranger(Authorization="Bearer x"),
    ]
    for method, _, address, _ in routes:
        for stranger in strangers:
            answer = stranger.request(method, address, headers={"Origin": desk.url})
            assert answer.status_code == 303, (method, address)
            assert answer.headers["location"].startswith("/login?next=%2F"), (method, address)
        part = strangers[0].request(method, address, headers={"HX-Request": "true"})
        assert (part.status_code, part.content) == (401, b"")
        assert part.headers["hx-redirect"].startswith("/login?next=%2F")
    assert noted(desk) == before


def test_too_small_a_role_is_refused_by_every_page_and_form(desk, routes, browsers):
    """A reader changes nothing, an editor administers nothing; what is refused says so, and is not done."""
    before = noted(desk)
    for method, _, address, right in routes:
        for role, rights in (("reader", ("write", "publish", "admin")), ("editor", ("admin",))):
            if right in rights:
                answer = browsers[role].request(method, address)
                assert answer.status_code == 403, (role, method, address)
                assert "<h1" in answer.text
    assert noted(desk) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_no_form_of_another_site_does_anything(desk, routes, browsers, headers):
    """For every form of the desk, with an admin's cookie; also if it knows a field of ours."""
    before = noted(desk)
    for method, _, address, _ in routes:
        if method == "POST":
            for data in ({}, {"csrf": "guessed", "version": "1", "block": "lede", "value": "x"}):
                answer = browsers["admin"].post(address, data=data, headers=headers)
                assert answer.status_code == 403, address
                assert text("errors.other_site") in unescape(answer.text)
    assert noted(desk) == before


def test_no_form_goes_through_without_its_hidden_field_where_the_browser_says_nothing(desk, routes):
    silent = desk.stranger()
    silent.post("/login", data={"name": "ada", "password": PASSWORD})
    before = noted(desk)
    for method, _, address, _ in routes:
        if method == "POST":
            assert silent.post(address, data={"csrf": "guessed"}).status_code == 403, address
    assert noted(desk) == before
    assert silent.get("/films").status_code == 200, "and the session goes on"


def test_no_name_in_an_address_leads_to_a_file(desk, browsers):
    """Whatever stands where a film, a digest, a task or a format is named."""
    for odd in (
        "..%2F..%2Fetc%2Fpasswd",
        "%2e%2e",
        "....//",
        "..%5c..%5cwin.ini",
        "a%00b",
        "%0d%0aSet-Cookie:x=y",
    ):
        for path in (
            "/films/{}",
            "/films/{}/edit",
            "/films/{}/posts",
            "/digests/{}",
            "/digests/{}/preview/{}",
            "/tasks/{}",
            "/static/{}/{}",
        ):
            answer = browsers["admin"].get(path.format(odd, odd))
            if answer.status_code == 307:  # a slash too many
                assert answer.headers["location"].startswith(f"{desk.url}/"), odd
                answer = browsers["admin"].get(answer.headers["location"])
            assert answer.status_code in (400, 404, 422), (path, odd, answer.status_code)
            assert "root:" not in answer.text
            assert "x" not in answer.cookies


@pytest.mark.parametrize(
    "done", ["done.saved\r\nSet-Cookie: a=b", "<script>alert(1)</script>", "errors.unexpected", "../x"]
)
def test_news_in_an_address_are_ours_or_none(browsers, done):
    """An address that somebody sends an editor puts no words of theirs onto the page."""
    answer = browsers["editor"].get("/films", params={"done": done})
    assert answer.status_code == 200
    assert 'class="notice good"' not in answer.text
    assert "a" not in answer.cookies


def test_the_way_back_is_written_into_no_header(desk):
    """Neither from the form's field nor from the address of the page that was asked for."""
    stranger = desk.stranger()
    for after in (
        "/films\r\nX-Evil: 1",
        "/films%0d%0aX-Evil: 1",
        "/\t/evil.example",
        "/films?next=//evil.example",
    ):
        entered = stranger.post("/login", data={"name": "edgar", "password": PASSWORD, "next": after})
        assert entered.headers["location"].startswith("/"), after
        assert not entered.headers["location"].startswith("//"), after
        assert "x-evil" not in entered.headers
    asked = desk.stranger().get("/films/%0d%0aX-Evil:%201")
    assert "x-evil" not in asked.headers
    assert asked.headers["location"].startswith("/login?next=")


def test_a_stolen_cookie_ends_with_the_session_and_with_the_password(config_dir):
    with DeskRoom(config_dir) as room:
        browser = room.browser()
        thief = room.stranger(Cookie=f"fansreact={browser.cookies['fansreact']}")
        assert thief.get("/films").status_code == 200
        new = "other invented words together"
        changed = browser.post("/settings/you/password", data={"old": PASSWORD, "new": new, "again": new})
        assert changed.status_code == 303
        assert thief.get("/films").status_code == 303


def test_guessing_at_many_names_from_one_place_is_slowed_down_too(desk):
    """One password tried at a hundred names is found out as well as a hundred at one."""
    guesser = desk.stranger()
    answers = [
        guesser.post("/login", data={"name": f"nobody{n}", "password": "the usual one"}).status_code
        for n in range(60)
    ]
    assert answers[0] == 403
    assert answers[-1] == 429
