"""The settings in force, one's own account, and who may use the desk."""

import re

import pytest
from desk_room import NAMES, PASSWORD, DeskRoom

OTHER = "entirely other words here"


def test_settings_tell_where_each_value_comes_from(config_dir):
    """File, environment and default are told apart."""
    with DeskRoom(config_dir, environ={"FANSREACT_COLLECT__OVERLAP": "45 minutes"}) as desk:
        page = desk.browser("reader").get("/settings").text
    row = re.search(r"<code>overlap</code>.*?</tr>", page, re.DOTALL)[0]
    assert "45 minutes" in row
    assert "environment" in row
    assert "FANSREACT_COLLECT__OVERLAP" in row
    assert "default" in re.search(r"<code>page_budget</code>.*?</tr>", page, re.DOTALL)[0]


def test_settings_never_show_a_secret(config_dir):
    """Whether a key is set, never what it is; nor the database's password."""
    toml = config_dir / "fansreact.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n[sources.bluesky]\n", encoding="utf-8")
    environ = {
        "FANSREACT_SOURCES__BLUESKY__IDENTIFIER": "canary-name.example",
        "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD": "canary-pass-word",
    }
    with DeskRoom(config_dir, environ=environ) as desk:
        browser = desk.browser("admin")
        pages = [
            browser.get(path).text for path in ("/settings", "/sources", "/settings/editors", "/settings/log")
        ]
    assert "canary" not in "".join(pages)
    assert re.search(r"app_password</code>.*?>set<", pages[0], re.DOTALL)


@pytest.mark.parametrize("path", ["/settings/editors", "/settings/log"])
@pytest.mark.parametrize("role", ["reader", "editor"])
def test_who_is_no_admin_sees_no_accounts(desk, path, role):
    """Neither the page nor the link to it."""
    browser = desk.browser(role)
    assert browser.get(path).status_code == 403
    assert f'href="{path}"' not in browser.get("/settings").text


def test_admin_adds_an_editor_who_then_logs_in(desk):
    """The password that was given opens the desk; the log tells who gave it."""
    admin = desk.browser("admin")
    made = admin.post("/settings/editors", data={"name": "newcomer", "role": "editor", "password": OTHER})
    assert made.status_code == 303
    entered = desk.stranger().post("/login", data={"name": "newcomer", "password": OTHER})
    assert entered.status_code == 303
    log = admin.get("/settings/log").text
    assert "editor added" in log
    assert "newcomer" in log


def test_weak_password_is_refused_and_the_name_stays_in_the_form(desk):
    """Nobody types it twice."""
    answer = desk.browser("admin").post("/settings/editors", data={"name": "newcomer", "password": "short"})
    assert answer.status_code == 400
    assert "needs 12" in answer.text
    assert 'value="newcomer"' in answer.text


def test_admin_can_not_shut_everybody_out(desk):
    """Nobody takes away their own role or disables themselves, in whatever case they write their name."""
    admin = desk.browser("admin")
    for name in (NAMES["admin"], NAMES["admin"].upper()):
        for action, data in (("role", {"role": "reader"}), ("disable", {})):
            assert admin.post(f"/settings/editors/{name}/{action}", data=data).status_code == 400
    assert admin.get("/settings/editors").status_code == 200


def test_disabled_editor_is_out_at_once(desk):
    """The session that is open, and the token."""
    editor, program = desk.browser("editor"), desk.program("read")
    desk.browser("admin").post(f"/settings/editors/{NAMES['editor']}/disable")
    assert editor.get("/settings").status_code == 303
    assert program.get("/settings").status_code == 303


def test_password_is_changed_by_whoever_knows_the_old_one(desk):
    """The other sessions end, this one goes on."""
    browser, other = desk.browser(), desk.browser()
    wrong = browser.post("/settings/you/password", data={"old": "guessed", "new": OTHER, "again": OTHER})
    assert wrong.status_code == 400
    unlike = browser.post("/settings/you/password", data={"old": PASSWORD, "new": OTHER, "again": PASSWORD})
    assert unlike.status_code == 400
    done = browser.post("/settings/you/password", data={"old": PASSWORD, "new": OTHER, "again": OTHER})
    assert done.status_code == 303
    assert browser.get("/settings").status_code == 200
    assert other.get("/settings").status_code == 303


def test_logging_out_everywhere_ends_every_session_and_no_token(desk):
    """Also of a machine that was left behind; nobody else's."""
    here, there, other = desk.browser(), desk.browser(), desk.browser("admin")
    program = desk.program("read")
    assert "Log out everywhere" in here.get("/settings/you").text
    done = here.post("/settings/you/logout")
    assert (done.status_code, done.headers["Location"]) == (303, "/login")
    assert here.get("/settings").status_code == 303
    assert there.get("/settings").status_code == 303
    assert other.get("/settings").status_code == 200
    assert program.get("/settings").status_code == 200
    assert program.post("/settings/you/logout").status_code == 400
    assert "logged out everywhere" in other.get("/settings/log").text


def test_token_is_shown_once_and_opens_what_it_says(desk):
    """Made on the page, used by a program, revoked on the page."""
    browser = desk.browser()
    made = browser.post("/settings/you/tokens", data={"name": "ticker", "scope": "read", "days": "7"})
    token = re.search(r'class="token">(fr_[\w-]+)<', made.text)[1]
    program = desk.stranger(Authorization=f"Bearer {token}")
    assert program.get("/settings").status_code == 200
    page = browser.get("/settings/you").text
    assert token not in page
    prefix = re.search(r'name="prefix" value="([^"]+)"', page)[1]
    assert browser.post("/settings/you/tokens/revoke", data={"prefix": prefix}).status_code == 303
    assert program.get("/settings").status_code == 303


def test_token_reaches_no_further_than_the_role(desk):
    """A reader makes no token that writes, and no token makes another."""
    reader = desk.browser("reader")
    assert reader.post("/settings/you/tokens", data={"name": "x", "scope": "write"}).status_code == 400
    assert desk.program("publish").post("/settings/you/tokens", data={"name": "x"}).status_code == 400


def test_token_of_somebody_else_is_not_revoked(desk):
    """Only one's own."""
    desk.program("read", role="admin")
    editor = desk.browser("editor")
    page = desk.browser("admin").get("/settings/you").text
    prefix = re.search(r'name="prefix" value="([^"]+)"', page)[1]
    assert editor.post("/settings/you/tokens/revoke", data={"prefix": prefix}).status_code == 400


def test_log_is_read_page_by_page(desk):
    """Older lines are a link away, each line once."""
    admin = desk.browser("admin")
    for number in range(60):
        admin.post("/settings/editors", data={"name": f"person{number}", "role": "reader", "password": OTHER})
    first = admin.get("/settings/log").text
    older = admin.get(re.search(r'href="(/settings/log\?before=\d+)"', first)[1]).text
    told = re.findall(r"<bdi>(person\d+)</bdi>", first + older)
    assert len(told) == len(set(told)) == 60


@pytest.mark.parametrize("before", ["0", "-1", str(2**63), "9" * 5000, "x"])
def test_no_number_in_the_address_breaks_the_log(desk, before):
    """One that no database can hold is refused."""
    assert desk.browser("admin").get("/settings/log", params={"before": before}).status_code == 422
