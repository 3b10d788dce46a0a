"""Logging in, sessions and trusted proxies, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import ip_network

import pytest
from desk_door import ADMIN, AWAY, GOOD, HOME, MINUTE, NOON, CountingHasher, add, entrance_of, noted
from sqlalchemy import text

from aggregator.errors import AggregatorError, NotAllowed
from aggregator.model.editors import Who
from aggregator.pipeline.accounts import disable, set_role
from aggregator.pipeline.entering import (
    by_proxy,
    confirm,
    csrf_holds,
    find_session,
    from_proxy,
    log_in,
    log_out,
    log_out_everywhere,
)
from aggregator.store import editors

HOUR = timedelta(hours=1)
WRONG = "never said by her"


@pytest.fixture
def hasher():
    return CountingHasher()


@pytest.fixture
def entrance(store, hasher):
    made = entrance_of(store, hasher)
    add(made)
    return made


def refused(entrance, name="ann.vale", password=WRONG, address=HOME, now=NOON):
    with pytest.raises(NotAllowed) as told:
        log_in(entrance, name, password, address, now)
    return told.value


def test_who_knows_the_password_gets_a_session_that_says_who_it_is(store, entrance):
    session = log_in(entrance, "ANN.VALE", GOOD, HOME, NOON)
    who = find_session(entrance, session.token, NOON)
    assert who == session.who
    assert (who.name, who.shown, who.role, who.by) == ("ann.vale", "Ann.Vale", "editor", "session")
    assert who.scopes == ("read", "write", "publish")
    assert len(session.token) == len(who.csrf) == 43
    assert who.csrf != session.token
    assert session.expires_at == NOON + 12 * HOUR
    assert noted(store)[-1] == ("ann.vale", "logged in", "ann.vale")


@pytest.mark.parametrize(
    ("name", "password"),
    [("ann.vale", WRONG), ("bo", GOOD), ("off", GOOD), ("no\0name", GOOD), ("x" * 9999, GOOD),
     ("ann.vale", ""), ("ann.vale", "x" * 5000), ("ann.vale", "\ud800"), ("proxied", "")],
)  # fmt: skip
def test_every_failure_has_one_answer_after_the_same_work(store, entrance, hasher, name, password):
    add(entrance, "off")
    disable(entrance, "off", NOON, ADMIN)
    by_proxy(entrance, "proxied", NOON, role="reader")
    hasher.checked.clear()
    error = refused(entrance, name, password)
    assert (str(error), error.lacks, error.until) == ("login: name or password is wrong", "login", None)
    assert error.hint == "who runs the desk can set a new one: fansreact users password NAME"
    assert len(hasher.checked) == 1
    assert hasher.checked[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_a_name_that_does_not_exist_is_not_kept_in_the_log(store, entrance, changes):
    refused(entrance, "my.secret.password")
    assert noted(store)[-1] == ("", "login refused", "")
    refused(entrance)
    assert noted(store)[-1] == ("", "login refused", "ann.vale")
    assert "my.secret.password" not in repr(changes())


def test_a_name_from_an_address_waits_longer_with_each_failure_after_the_fifth(entrance, hasher):
    for _ in range(5):
        assert refused(entrance).lacks == "login"
    hasher.checked.clear()
    now = NOON
    for wait in (30, 60, 120, 240):
        throttled = refused(entrance, password=GOOD, now=now + timedelta(seconds=wait - 1))
        assert throttled.lacks == "patience"
        assert throttled.until == now + timedelta(seconds=wait)
        assert throttled.hint == f"try again at {throttled.until:%H:%M:%S} UTC"
        now = throttled.until
        assert refused(entrance, now=now).lacks == "login"
    assert len(hasher.checked) == 4  # what came during a wait was not looked at


def test_an_unknown_name_is_throttled_just_the_same(entrance):
    answers = [(str(error), error.lacks, error.until) for error in (refused(entrance) for _ in range(7))]
    assert answers == [
        (str(error), error.lacks, error.until)
        for error in (refused(entrance, "nobody.here", address=AWAY) for _ in range(7))
    ]
    assert answers[-1][1] == "patience"


def test_a_stranger_locks_nobody_out_elsewhere(entrance):
    for _ in range(6):
        refused(entrance, address=AWAY)
    assert log_in(entrance, "ann.vale", GOOD, HOME, NOON)


def test_a_login_clears_the_failures_of_its_name(entrance):
    for _ in range(3):
        for _ in range(4):
            refused(entrance)
        assert log_in(entrance, "ann.vale", GOOD, HOME, NOON)


def test_an_address_waits_after_twenty_failures_whatever_the_names(entrance):
    for number in range(20):
        assert refused(entrance, f"guess{number}").lacks == "login"
    assert refused(entrance, "guess20").lacks == "patience"
    assert refused(entrance, "ann.vale", GOOD).lacks == "patience"
    assert log_in(entrance, "ann.vale", GOOD, AWAY, NOON)
    assert log_in(entrance, "ann.vale", GOOD, HOME, NOON + timedelta(seconds=30))


def test_a_login_of_ones_own_gives_no_new_tries_at_others(entrance):
    for number in range(19):
        refused(entrance, f"guess{number}")
        assert log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    assert refused(entrance, "guess19").lacks == "login"
    assert refused(entrance, "guess20").lacks == "patience"


def test_an_address_of_ipv6_is_its_network_and_a_mapped_one_is_that_of_ipv4(entrance):
    for number in range(20):
        refused(entrance, f"guess{number}", address=f"2001:db8:1:2::{number:x}")
    assert refused(entrance, "more", address="2001:db8:1:2:ffff::1%eth0").lacks == "patience"
    assert refused(entrance, "more", address="2001:db8:1:3::1").lacks == "login"
    for _ in range(5):
        refused(entrance, address=HOME)
    assert refused(entrance, address=f"::ffff:{HOME}").lacks == "patience"


def test_failures_of_an_hour_ago_count_no_more(store, entrance):
    for _ in range(4):
        refused(entrance)
    for _ in range(4):
        assert refused(entrance, now=NOON + HOUR).lacks == "login"
    assert refused(entrance, now=NOON + HOUR).lacks == "login"
    assert refused(entrance, now=NOON + HOUR).lacks == "patience"
    refused(entrance, "bo", now=NOON + 4 * HOUR, address=AWAY)
    with store.read() as s:
        assert s.execute(text("SELECT count(*) FROM login_failure")).scalar() == 2


def test_many_tries_at_one_moment_are_no_more_than_one_after_the_other(entrance, hasher):
    hasher.checked.clear()
    with ThreadPoolExecutor(8) as pool:
        kinds = list(pool.map(lambda _: refused(entrance).lacks, range(24)))
    assert kinds.count("login") == len(hasher.checked) == 5
    assert kinds.count("patience") == 19


def test_a_newsroom_that_logs_in_at_one_moment_does_not_stand_in_its_own_way(store, entrance):
    names = ("ann.vale", "bo", "cy")
    for name in names[1:]:
        add(entrance, name)
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda n: log_in(entrance, names[n % 3], GOOD, HOME, NOON), range(48)))
    assert len({one.token for one in made}) == 48
    with store.read() as s:
        assert s.execute(text("SELECT failures FROM login_failure")).scalars().all() == [0]


def test_a_session_ends_twelve_hours_after_the_login_however_often_it_is_used(entrance):
    token = log_in(entrance, "ann.vale", GOOD, HOME, NOON).token
    for hour in range(1, 12):
        assert find_session(entrance, token, NOON + hour * HOUR)
    assert find_session(entrance, token, NOON + 12 * HOUR - MINUTE)
    assert find_session(entrance, token, NOON + 12 * HOUR) is None


def test_a_session_ends_two_hours_after_its_last_use_and_a_page_that_asks_by_itself_is_none(entrance):
    token = log_in(entrance, "ann.vale", GOOD, HOME, NOON).token
    assert find_session(entrance, token, NOON + HOUR)
    assert find_session(entrance, token, NOON + 2 * HOUR, by_itself=True)
    assert find_session(entrance, token, NOON + 3 * HOUR - MINUTE, by_itself=True)
    assert find_session(entrance, token, NOON + 3 * HOUR) is None


def test_a_request_within_the_minute_writes_nothing(entrance, changes):
    token = log_in(entrance, "ann.vale", GOOD, HOME, NOON).token
    before = changes()
    assert find_session(entrance, token, NOON + timedelta(seconds=59))
    assert changes() == before
    assert find_session(entrance, token, NOON + MINUTE)
    assert changes() != before


def test_a_login_begins_a_new_session_and_ends_the_one_that_the_browser_had(entrance):
    planted = log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    mine = log_in(entrance, "ann.vale", GOOD, HOME, NOON, old_token=planted.token)
    assert planted.token != mine.token
    assert planted.who.csrf != mine.who.csrf
    assert find_session(entrance, planted.token, NOON) is None
    assert find_session(entrance, mine.token, NOON)


def test_logging_out_ends_this_session_or_every_one(store, entrance):
    one, two, three = (log_in(entrance, "ann.vale", GOOD, HOME, NOON).token for _ in range(3))
    log_out(entrance, one, NOON, HOME)
    log_out(entrance, one, NOON, HOME)
    log_out(entrance, "no such cookie", NOON)
    assert find_session(entrance, one, NOON) is None
    assert find_session(entrance, two, NOON)
    assert log_out_everywhere(entrance, "Ann.Vale", NOON, ADMIN) == 2
    assert find_session(entrance, three, NOON) is None
    assert noted(store)[-2:] == [
        ("ann.vale", "logged out", "ann.vale"),
        ("admin", "logged out everywhere", "ann.vale"),
    ]
    with pytest.raises(AggregatorError, match="is unknown"):
        log_out_everywhere(entrance, "bo", NOON, ADMIN)


@pytest.mark.parametrize("cookie", ["", "x", "\0", "\ud800", "'; DROP TABLE editor; --", "x" * 100_000])
def test_a_cookie_that_is_none_opens_nothing(entrance, cookie):
    log_in(entrance, "ann.vale", GOOD, HOME, NOON)
    assert find_session(entrance, cookie, NOON) is None


def test_a_session_that_a_disabled_editor_has_left_opens_nothing(store, entrance):
    token = log_in(entrance, "ann.vale", GOOD, HOME, NOON).token
    with store.write() as s:
        editors.set_disabled(s, editors.find(s, "ann.vale").id, NOON)
    assert find_session(entrance, token, NOON) is None


def test_sessions_that_ran_out_are_swept_at_the_next_login(store, entrance):
    for hours in (0, 0, 3):
        log_in(entrance, "ann.vale", GOOD, HOME, NOON + hours * HOUR)
    with store.read() as s:
        assert s.execute(text("SELECT count(*) FROM desk_session")).scalar() == 1


def test_confirming_a_password_is_counted_like_a_login_and_opens_nothing(store, entrance):
    assert confirm(entrance, "ann.vale", GOOD, HOME, NOON) is None
    with store.read() as s:
        assert s.execute(text("SELECT count(*) FROM desk_session")).scalar() == 0
    for _ in range(5):
        with pytest.raises(NotAllowed):
            confirm(entrance, "ann.vale", WRONG, HOME, NOON)
    assert refused(entrance, password=GOOD).lacks == "patience"


def test_a_form_holds_only_with_its_own_sessions_key(entrance):
    mine, other = (log_in(entrance, "ann.vale", GOOD, HOME, NOON).who for _ in range(2))
    assert csrf_holds(mine, mine.csrf)
    for sent in ("", other.csrf, mine.csrf[:-1], "é", "\ud800"):
        assert not csrf_holds(mine, sent)
    assert not csrf_holds(Who("ann", "Ann", "editor", ("read",), "proxy"), "")
    assert csrf_holds(Who("ann", "Ann", "editor", ("read",), "token"), "")


def test_only_an_admin_in_person_administers():
    admin = Who("ann", "Ann", "admin", ("read",), "session")
    assert admin.may_administer
    assert not Who("ann", "Ann", "admin", ("read",), "token").may_administer
    assert not Who("ann", "Ann", "editor", ("read",), "session").may_administer


# ── proxies ──────────────────────────────────────────────────────────────────

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize(
    ("header", "peer", "name"),
    [
        ("Ann.Vale", "10.1.2.3", "ann.vale"),
        (" ann@paper.example ", "::1", "ann@paper.example"),
        ("ann", "::ffff:10.1.2.3", "ann"),
        ("ann", "11.0.0.1", None),
        ("ann", "", None),
        ("ann", "unix:/run/desk", None),
        ("ann", "10.1.2.3, 11.0.0.1", None),
        (None, "10.1.2.3", None),
        ("", "10.1.2.3", None),
        ("ann, admin", "10.1.2.3", None),
        ("ann\r\nX-Role: admin", "10.1.2.3", None),
        ("a" * 5000, "10.1.2.3", None),
    ],
)
def test_a_proxys_word_counts_from_trusted_addresses_only(header, peer, name):
    assert from_proxy(header, peer, TRUSTED) == name
    assert from_proxy(header, peer, ()) is None


def test_a_name_that_a_proxy_vouches_for_has_the_role_of_its_account(entrance):
    who = by_proxy(entrance, "ann.vale", NOON, role="reader")
    assert (who.role, who.by, who.may("publish")) == ("editor", "proxy", True)
    set_role(entrance, "ann.vale", "reader", NOON, ADMIN)
    assert not by_proxy(entrance, "ann.vale", NOON, role=None).may("write")


def test_an_unknown_name_is_refused_unless_a_role_is_set_for_it(store, entrance):
    with pytest.raises(NotAllowed, match="'bo': has no account here") as told:
        by_proxy(entrance, "bo", NOON, role=None)
    assert told.value.lacks == "authority"
    assert by_proxy(entrance, "bo", NOON, role="reader", address=AWAY).role == "reader"
    assert noted(store)[-1] == ("bo", "editor added", "bo")
    before = len(noted(store))
    assert by_proxy(entrance, "bo", NOON, role=None).role == "reader"
    assert len(noted(store)) == before


def test_a_disabled_editor_does_not_come_in_by_the_proxy(entrance):
    disable(entrance, "ann.vale", NOON, ADMIN)
    with pytest.raises(NotAllowed, match="is disabled"):
        by_proxy(entrance, "ann.vale", NOON, role="editor")


def test_forms_of_those_whom_a_proxy_lets_in_have_a_key_of_their_own(store, entrance):
    ann = by_proxy(entrance, "ann.vale", NOON, role=None)
    bo = by_proxy(entrance, "bo", NOON, role="reader")
    assert ann.csrf != bo.csrf
    assert csrf_holds(ann, by_proxy(entrance_of(store), "ann.vale", NOON + HOUR, role=None).csrf)
    assert not csrf_holds(ann, bo.csrf)
