"""fansreact users, as an admin runs it on the machine."""

import io
import os
import pty
import select
import sys

import pytest

from aggregator.pipeline.entering import find_session, log_in
from aggregator.pipeline.entrance import Entrance
from aggregator.pipeline.tokens import find_token
from aggregator.store import audit, open_store

GOOD = "seven quiet lanterns"


@pytest.fixture
def secret(tmp_path):
    def write(words=GOOD):
        path = tmp_path / "password"
        path.write_text(f"{words}\nsecond line\n", encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def entrance(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/fansreact.db") as store:
        yield Entrance(store)


def now():
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_an_editor_who_was_added_gets_in_and_who_did_it_is_kept(run, secret, entrance):
    ran = run(
        "users", "add", "Ann.Vale", "--role", "editor", "--shown", "Ann Vale", "--password-file", secret()
    )
    assert (ran.code, ran.out) == (0, "ann.vale is an editor now\n")
    session = log_in(entrance, "ann.vale", GOOD, "127.0.0.1", now())
    assert (session.who.shown, session.who.role) == ("Ann Vale", "editor")
    with entrance.store.read() as s:
        first = audit.newest(s)[-1]
    assert (first.who, first.what, first.subject) == ("command line", "editor added", "ann.vale")


def test_the_list_is_a_table_for_people_and_a_document_for_programs(run, secret):
    assert run("users", "list", "--json").json == {"users": []}
    run("users", "add", "ann", "--password-file", secret())
    listed = run("users", "list", "--json").json["users"]
    assert [(one["name"], one["role"], one["has_password"]) for one in listed] == [("ann", "reader", True)]
    assert "argon2" not in str(listed)
    assert "ann" in run("users", "list").out


def test_a_password_comes_from_stdin_where_it_is_no_terminal(run, monkeypatch, entrance):
    def typed(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    typed(GOOD.encode() + b"\r\n")
    assert run("users", "add", "ann").code == 0
    assert log_in(entrance, "ann", GOOD, "", now())
    typed("nine loud foghörns\n".encode())
    assert run("users", "password", "ann", "--password-file", "-").code == 0
    assert log_in(entrance, "ann", "nine loud foghörns", "", now())
    for data, told in ((b"", "is empty"), (b"\n", "is empty"), (b"\xff\xfe twelve signs\n", "is not UTF-8")):
        typed(data)
        ran = run("users", "add", "bo")
        assert (ran.code, told in ran.err) == (2, True)


@pytest.mark.parametrize(("again", "code"), [(GOOD, 0), ("another one entirely", None)])
def test_a_terminal_is_asked_twice_and_shows_nothing(config_dir, again, code):
    """In a real terminal: what is typed is not echoed, and two different passwords are asked for anew."""
    pid, terminal = pty.fork()
    if pid == 0:
        words = ["-m", "aggregator", "users", "add", "ann", "--config", str(config_dir)]
        os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 - our own command, in a terminal of its own
    said = b""
    prompts = iter((b"Password: ", b"And again: "))
    answers = iter((GOOD, again))
    prompt = next(prompts)
    try:
        while select.select([terminal], [], [], 60)[0]:
            try:
                said += os.read(terminal, 4096)
            except OSError:  # the command ended
                break
            if prompt and prompt in said:
                os.write(terminal, next(answers).encode() + b"\n")
                prompt = next(prompts, b"")
            if code is None and b"do not match" in said:
                os.write(terminal, b"\x03")
                code = 130
    finally:
        os.close(terminal)  # who still reads there is hung up
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert ended == code
    assert GOOD.encode() not in said
    assert (b"ann is a reader now" in said) == (code == 0)


def test_a_wrong_role_and_an_easy_password_are_told(run, secret):
    assert run("users", "add", "ann", "--role", "king", "--password-file", secret()).code == 2
    easy = run("users", "add", "ann", "--password-file", secret("short"), "--json")
    assert (easy.code, easy.json["error"]["message"]) == (1, "password: has 5 signs, needs 12")
    missing = run("users", "add", "ann", "--password-file", secret() + "s")
    assert missing.code == 1
    assert "no such file" in missing.err
    assert run("users", "list", "--json").json == {"users": []}


def test_a_role_is_changed_and_an_editor_disabled_and_enabled(run, secret):
    run("users", "add", "ann", "--password-file", secret())
    assert run("users", "role", "ANN", "admin").out == "ann is an admin now\n"
    assert run("users", "disable", "ann", "--json").json["disabled_at"]
    assert run("users", "enable", "ann", "--json").json["disabled_at"] is None
    unknown = run("users", "disable", "anna", "--json")
    assert (unknown.code, unknown.json["error"]["hint"]) == (1, "did you mean 'ann'?")
    assert run("users", "password", "anna", "--password-file", secret()).code == 1


def test_a_token_is_printed_once_and_alone_on_stdout(run, secret, entrance):
    run("users", "add", "ann", "--role", "editor", "--password-file", secret())
    made = run("users", "token", "ann", "--scope", "write", "--name", "cms")
    token = made.out.strip()
    assert find_token(entrance, token, now(), "write").name == "ann"
    assert "shown once" in made.err
    listed = run("users", "tokens", "ann", "--json")
    assert token not in listed.out
    [one] = listed.json["tokens"]
    assert (one["prefix"], one["name"], one["scopes"]) == (token[:11], "cms", ["read", "write"])
    assert "holds" in run("users", "tokens").out
    assert run("users", "revoke", token[:11]).out == f"{token[:11]} of ann is revoked\n"
    assert "revoked" in run("users", "tokens").out


def test_a_token_ends_after_ninety_days_or_as_it_is_said(run, secret):
    from datetime import datetime

    run("users", "add", "ann", "--password-file", secret())

    def days(*words):
        made = run("users", "token", "ann", "--scope", "read", "--json", *words).json
        if made["expires_at"] is None:
            return None
        return (datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])).days

    assert (days(), days("--expires", "7d"), days("--expires", "never")) == (90, 7, None)
    assert run("users", "token", "ann", "--scope", "read", "--expires", "soon").code == 2
    assert run("users", "token", "ann", "--scope", "read", "--expires", "99999d").code == 2
    assert run("users", "token", "ann", "--scope", "publish").code == 1


def test_shared_options_may_stand_between_users_and_its_command(run, config_dir):
    ran = run("users", "--json", "--config", str(config_dir), "list", config=False)
    assert ran.json == {"users": []}


def test_every_session_of_an_editor_ends_by_a_command(run, secret, entrance):
    run("users", "add", "ann", "--password-file", secret())
    tokens = [log_in(entrance, "ann", GOOD, "127.0.0.1", now()).token for _ in range(2)]
    assert run("users", "logout", "Ann").out == "ann: 2 sessions ended\n"
    assert [find_session(entrance, one, now()) for one in tokens] == [None, None]
    assert run("users", "logout", "ann", "--json").json == {"name": "ann", "sessions": 0}
    assert "editor 'bo': is unknown" in run("users", "logout", "bo").err
    with entrance.store.read() as s:
        newest = audit.newest(s)[0]
    assert (newest.who, newest.what, newest.subject) == ("command line", "logged out everywhere", "ann")
