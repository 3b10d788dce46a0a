"""Who gets in, and what comes in with whoever does."""

import socket

import pytest
from desk_room import NAMES, PASSWORD, DeskRoom

HOME = "/"


def is_in(answer) -> bool:
    """Whether the front door let somebody through, and not to the log-in page."""
    return answer.headers["location"] == "/films"


def test_stranger_is_sent_to_the_door_and_back_again(desk):
    """The page that was asked for is not forgotten."""
    stranger = desk.stranger()
    door = stranger.get("/?sort=new")
    assert (door.status_code, door.headers["location"]) == (303, "/login?next=%2F%3Fsort%3Dnew")
    entered = stranger.post("/login", data={"name": "edgar", "password": PASSWORD, "next": "/?sort=new"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/?sort=new")


@pytest.mark.parametrize(
    "after",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
    ],
)
def test_login_leads_nowhere_but_to_the_desk(desk, after):
    """A link from elsewhere can't use the door to send an editor to another site."""
    answer = desk.stranger().post("/login", data={"name": "edgar", "password": PASSWORD, "next": after})
    assert (answer.status_code, answer.headers["location"]) == (303, "/films")


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(desk):
    """HttpOnly and SameSite; the token is another one after each login."""
    stranger = desk.stranger()
    first = stranger.post("/login", data={"name": "edgar", "password": PASSWORD})
    told = first.headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=lax" in told
    old = stranger.cookies["fansreact"]
    stranger.post("/login", data={"name": "edgar", "password": PASSWORD})
    assert stranger.cookies["fansreact"] != old
    stolen = desk.stranger(Cookie=f"fansreact={old}")
    assert not is_in(stolen.get(HOME)), "a session that was there before the login ends with it"


def test_cookie_of_an_attacker_is_not_taken_over(desk):
    """Session fixation: what a browser brings along never becomes the session of whoever logs in."""
    victim = desk.stranger(Cookie="fansreact=chosen-by-somebody-else")
    answer = victim.post("/login", data={"name": "edgar", "password": PASSWORD})
    assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]
    assert not is_in(desk.stranger(Cookie="fansreact=chosen-by-somebody-else").get(HOME))


def test_logging_out_ends_the_session_in_the_database(desk):
    """A copy of the cookie opens nothing afterwards."""
    browser = desk.browser()
    copy = browser.cookies["fansreact"]
    assert browser.post("/logout").headers["location"] == "/login"
    assert not is_in(desk.stranger(Cookie=f"fansreact={copy}").get(HOME))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_can_neither_log_in_nor_change_anything(desk, headers):
    """The browser says where a request comes from; the cookie alone is not enough."""
    browser = desk.browser()
    assert browser.post("/logout", headers=headers).status_code == 403
    assert is_in(browser.get(HOME)), "the session goes on"
    entered = desk.stranger().post("/login", data={"name": "edgar", "password": PASSWORD}, headers=headers)
    assert entered.status_code == 403


def test_browser_that_does_not_say_where_it_is_has_to_send_the_hidden_field(desk):
    """Without Origin and Sec-Fetch-Site the cookie alone changes nothing."""
    silent = desk.stranger()
    silent.post("/login", data={"name": "edgar", "password": PASSWORD})
    assert silent.post("/logout").status_code == 403
    assert silent.post("/logout", data={"csrf": "guessed"}).status_code == 403
    assert is_in(silent.get(HOME))


def test_guessing_is_slowed_down(desk):
    """Six wrong passwords, and even the right one has to wait, as the answer says."""
    stranger = desk.stranger()
    for _ in range(5):
        wrong = stranger.post("/login", data={"name": "edgar", "password": "not this one at all"})
        assert wrong.status_code == 403
        assert "name or password is wrong" in wrong.text
    answer = stranger.post("/login", data={"name": "edgar", "password": PASSWORD})
    assert answer.status_code == 429
    assert "too many failed tries" in answer.text
    assert answer.headers["retry-after"].endswith("GMT")


def test_unknown_name_gets_the_same_answer_as_a_wrong_password(desk):
    """Nothing tells who has an account."""
    texts = {
        desk.stranger()
        .post("/login", data={"name": name, "password": "no such password"})
        .text.replace(name, "N")
        for name in (NAMES["editor"], "nobody")
    }
    assert len(texts) == 1


def test_page_shows_no_markup_that_came_in_with_a_name(desk):
    """What was typed at the door is text."""
    answer = desk.stranger().post("/login", data={"name": "<script>alert(1)</script>", "password": "x"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_every_answer_carries_the_policy(desk):
    """Pages, parts, files, failures: nothing may load from elsewhere, nothing may frame us."""
    for path in ("/login", "/healthz", "/static/x/desk.css", "/static/x/none.css", "/nowhere"):
        answer = desk.browser().get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_strange_host_is_refused(desk):
    """A site whose name was made to lead to this machine reads nothing."""
    assert desk.stranger().get("/login", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    "path",
    ["/static/x/..%2Fdesk.css", "/static/../site.py", "/static/x/%2e%2e%2fsite.py", "/static/x/site.py"],
)
def test_no_path_leads_out_of_the_static_files(desk, path):
    """Files are looked up by name, never opened by what was asked."""
    assert desk.stranger().get(path).status_code == 404


def test_large_body_is_refused(desk):
    """Also one that does not say how large it is."""
    stranger = desk.stranger()
    assert stranger.post("/login", data={"name": "x" * 3_000_000}).status_code == 413


def test_header_that_came_twice_vouches_for_nobody(config_dir):
    """A proxy that adds its header to the visitor's own would let the visitor choose who they are."""
    environ = {"FANSREACT_DESK__TRUSTED_PROXIES": "127.0.0.1", "FANSREACT_DESK__PROXY_HEADER": "X-User"}
    with DeskRoom(config_dir, environ=environ) as desk:
        proxied = desk.stranger()
        assert is_in(proxied.get(HOME, headers=[("X-User", NAMES["reader"])]))
        twice = [("X-User", NAMES["admin"]), ("X-User", NAMES["reader"])]
        assert not is_in(proxied.get(HOME, headers=twice))


def test_longest_password_that_can_be_set_lets_in(desk):
    """The form takes as many signs as an account may have."""
    password = "many words " * 93 + "1"
    assert len(password) == 1024
    data = {"name": "wordy", "password": password}
    assert desk.browser("admin").post("/settings/editors", data=data).status_code == 303
    assert desk.stranger().post("/login", data=data).status_code == 303


def test_length_of_thousands_of_digits_is_refused(desk):
    """`int` raises for it, which would be a fault of ours."""
    host, _, port = desk.url.removeprefix("http://").partition(":")
    asked = f"GET /login HTTP/1.1\r\nHost: {host}\r\nContent-Length: {'0' * 5000}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(asked.encode())
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("charset", ["undefined", "punycode", "utf-7", "unicode_escape", "nope"])
def test_form_in_another_charset_is_refused(desk, charset):
    """Codecs fail in their own ways, and some make halves of characters."""
    body = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nA\\ud800\r\n--b--\r\n'
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    answer = desk.browser().post("/films/new", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 415


def test_unknown_token_is_nobody_whatever_else_comes_along(desk):
    """A program with a wrong key does not act with the cookie of the browser it runs in."""
    assert not is_in(desk.browser().get(HOME, headers={"Authorization": "Bearer fr_unknown"}))
    assert is_in(desk.program("read").get(HOME))
