"""Editors' accounts and passwords, on both databases."""

from datetime import timedelta

import pytest
from desk_door import ADMIN, AWAY, GOOD, HOME, MINUTE, NOON, CountingHasher, add, entrance_of, noted
from sqlalchemy import text

from aggregator.errors import AggregatorError, NotAllowed
from aggregator.model.editors import By
from aggregator.pipeline.accounts import add_editor, change_password, disable, enable, set_role
from aggregator.pipeline.entering import find_session, log_in
from aggregator.pipeline.passwords import Passwords, require_good
from aggregator.pipeline.tokens import find_token, make_token
from aggregator.store import audit, editors


@pytest.fixture
def entrance(store):
    return entrance_of(store)


def test_an_editor_is_one_in_whatever_case_and_is_added_once(store, entrance):
    made = add(entrance, "Änn.Vale")
    assert (made.name, made.shown, made.role, made.has_password) == ("änn.vale", "Änn.Vale", "editor", True)
    with pytest.raises(AggregatorError, match="is there already"):
        add(entrance, "ÄNN.VALE")
    with store.read() as s:
        assert editors.list_all(s) == [made]
    assert noted(store) == [("admin", "editor added", "änn.vale")]


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "ann vale",
        "ann\0",
        "ann\nvale",
        "../ann",
        "_ann",
        "a" * 65,
        "a" * 10_000,
        "an\u202en",
        "\ud800",
    ],
)
def test_what_can_be_no_name_is_refused(store, entrance, name):
    with pytest.raises(AggregatorError, match="is no name"):
        add(entrance, name)
    assert noted(store) == []


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("eleven sign", "has 11 signs, needs 12"),
        ("Ann.Vale2031", "little more than the editor's name"),
        ("ann.valeann.vale", "little more than the editor's name"),
        ("abababababab", "a few signs again and again"),
        ("a b" * 400, "too long"),
        ("half a sign \ud800", "no text"),
    ],
)
def test_an_easy_password_is_refused_and_says_why(entrance, password, told):
    with pytest.raises(AggregatorError, match=told):
        add(entrance, password=password)
    with pytest.raises(AggregatorError):
        require_good(password, "ann.vale")


def test_no_password_and_no_token_stands_in_the_database(store, entrance, changes):
    add(entrance)
    session = log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    token, _ = make_token(entrance, "ann.vale", NOON, ADMIN, scope="read")
    everything = repr(changes())
    assert "$argon2id$v=19$m=8,t=1,p=1$" in everything
    for secret in (GOOD, session.token, token):
        assert secret not in everything


def test_the_right_parameters_are_those_of_rfc_9106():
    assert Passwords().hash(GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_one_password_that_keyboards_write_in_two_ways_is_one(store, entrance):
    add(entrance, password="caf\u00e9 at seven o'clock")
    assert log_in(entrance, "ann.vale", "cafe\u0301 at seven o'clock", HOME, NOON)


def test_a_hash_of_other_parameters_is_renewed_at_the_next_login(store, entrance):
    add(entrance)
    later = entrance_of(store, CountingHasher(time_cost=2))
    log_in(later, "ann.vale", GOOD, HOME, NOON)
    with store.read() as s:
        renewed = editors.find(s, "ann.vale").hash
    assert "t=2" in renewed
    log_in(later, "ann.vale", GOOD, HOME, NOON)
    with store.read() as s:
        assert editors.find(s, "ann.vale").hash == renewed


def test_another_password_ends_every_session_and_gives_a_new_one_to_whoever_changed_it(store, entrance):
    add(entrance)
    before = [log_in(entrance, "ann.vale", GOOD, HOME, NOON) for _ in range(2)]
    mine = change_password(entrance, "Ann.Vale", "nine loud foghorns", NOON, By("ann.vale"), keep=True)
    assert [find_session(entrance, one.token, NOON) for one in before] == [None, None]
    assert find_session(entrance, mine.token, NOON).name == "ann.vale"
    with pytest.raises(NotAllowed):
        log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    assert log_in(entrance, "ann.vale", "nine loud foghorns", HOME, NOON)
    assert change_password(entrance, "ann.vale", GOOD, NOON, ADMIN) is None


def test_another_role_ends_sessions_and_the_same_role_changes_nothing(store, entrance):
    add(entrance)
    session = log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    assert set_role(entrance, "ann.vale", "editor", NOON, ADMIN).role == "editor"
    assert find_session(entrance, session.token, NOON)
    assert set_role(entrance, "ann.vale", "admin", NOON, ADMIN).role == "admin"
    assert find_session(entrance, session.token, NOON) is None
    with store.read() as s:
        newest = audit.newest(s, limit=1)[0]
    assert (newest.what, newest.detail) == ("role changed", {"from": "editor", "to": "admin"})
    assert (newest.who, newest.address, newest.at) == ("admin", HOME, NOON)


def test_a_disabled_editor_is_out_at_once_and_comes_back_without_the_old_tokens(store, entrance):
    add(entrance)
    session = log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    token, _ = make_token(entrance, "ann.vale", NOON, ADMIN, scope="read")
    assert disable(entrance, "ann.vale", NOON + MINUTE, ADMIN).disabled_at == NOON + MINUTE
    assert disable(entrance, "ann.vale", NOON + 2 * MINUTE, ADMIN).disabled_at == NOON + MINUTE
    assert find_session(entrance, session.token, NOON) is None
    with pytest.raises(NotAllowed, match="was revoked"):
        find_token(entrance, token, NOON, "read")
    with pytest.raises(NotAllowed, match="name or password is wrong"):
        log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    with pytest.raises(AggregatorError, match="is disabled"):
        make_token(entrance, "ann.vale", NOON, ADMIN, scope="read")
    assert enable(entrance, "ann.vale", NOON, ADMIN).disabled_at is None
    assert log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    with pytest.raises(NotAllowed):
        find_token(entrance, token, NOON, "read")
    assert [what for _, what, _ in noted(store)].count("editor disabled") == 1


def test_an_unknown_editor_or_role_is_told_with_what_is_near(entrance):
    add(entrance)
    with pytest.raises(AggregatorError, match="is unknown") as told:
        disable(entrance, "ann.vael", NOON, ADMIN)
    assert told.value.hint == "did you mean 'ann.vale'?"
    with pytest.raises(AggregatorError, match="role 'king': there is none") as told:
        add_editor(entrance, "bo", GOOD, NOON, ADMIN, role="king")
    assert told.value.hint == "one of reader, editor, admin"


def test_what_is_not_done_is_not_noted_and_what_is_noted_was_done(store, entrance, monkeypatch):
    add(entrance)

    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("aggregator.pipeline.accounts.audit.record", fail)
    with pytest.raises(RuntimeError):
        set_role(entrance, "ann.vale", "admin", NOON, ADMIN)
    with store.read() as s:
        assert editors.find(s, "ann.vale").editor.role == "editor"


def test_the_audit_log_is_read_page_by_page_newest_first(store, entrance):
    for number in range(5):
        add(entrance, f"editor{number}")
    with store.read() as s:
        first = audit.newest(s, limit=2)
        second = audit.newest(s, before=first[-1].id, limit=10)
    assert [one.subject for one in (*first, *second)] == [f"editor{number}" for number in (4, 3, 2, 1, 0)]


def test_no_function_of_the_audit_log_changes_or_deletes():
    import inspect

    source = inspect.getsource(audit)
    assert "insert(" in source
    assert not any(word in source for word in ("update(", "delete(", "UPDATE", "DELETE"))


def test_the_password_is_checked_anew_if_the_account_changes_meanwhile(store, entrance, monkeypatch):
    """Between the check of a password and the session there is time for an admin."""
    add(entrance)
    really = entrance.passwords.are_right

    def slowly(kept, password):
        right = really(kept, password)
        disable(entrance, "ann.vale", NOON, ADMIN)
        return right

    monkeypatch.setattr(entrance.passwords, "are_right", slowly)
    with pytest.raises(NotAllowed):
        log_in(entrance, "ann.vale", GOOD, AWAY, NOON + timedelta(hours=1))
    with store.read() as s:
        assert s.execute(text("SELECT count(*) FROM desk_session")).scalar() == 0
