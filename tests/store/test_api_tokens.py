"""Tokens of the API, on both databases."""

from datetime import timedelta

import pytest
from desk_door import ADMIN, MINUTE, NOON, add, entrance_of, noted

from aggregator.errors import AggregatorError, NotAllowed
from aggregator.pipeline.accounts import set_role
from aggregator.pipeline.tokens import find_token, make_token, revoke_token
from aggregator.store import api_tokens

DAY = timedelta(days=1)


@pytest.fixture
def entrance(store):
    made = entrance_of(store)
    add(made)
    add(made, "Bo", role="reader")
    return made


def refused(entrance, text, scope="read", now=NOON):
    with pytest.raises(NotAllowed) as told:
        find_token(entrance, text, now, scope)
    return told.value


def test_a_token_is_its_editor_as_far_as_its_scope_reaches(store, entrance):
    text, kept = make_token(entrance, "ANN.VALE", NOON, ADMIN, scope="write", name="the cms")
    assert text.startswith("fr_")
    assert len(text) == 46
    assert (kept.prefix, kept.scopes, kept.name) == (text[:11], ("read", "write"), "the cms")
    who = find_token(entrance, text, NOON, "write")
    assert (who.name, who.by, who.scopes, who.csrf) == ("ann.vale", "token", ("read", "write"), "")
    error = refused(entrance, text, "publish")
    assert (str(error), error.lacks) == (f"token {kept.prefix}...: may not publish", "authority")
    assert error.hint == "it reaches up to write; make one with --scope publish"
    assert noted(store)[-1] == ("admin", "token made", "ann.vale")


def test_a_token_reaches_no_further_than_its_editors_role_does_now(entrance):
    text, _ = make_token(entrance, "ann.vale", NOON, ADMIN, scope="publish")
    assert find_token(entrance, text, NOON, "publish")
    set_role(entrance, "ann.vale", "reader", NOON, ADMIN)
    assert refused(entrance, text, "write").lacks == "authority"
    assert find_token(entrance, text, NOON, "read").scopes == ("read",)
    with pytest.raises(AggregatorError, match="'bo': is a reader, who may not write"):
        make_token(entrance, "bo", NOON, ADMIN, scope="write")
    with pytest.raises(AggregatorError, match="scope 'all': there is none"):
        make_token(entrance, "ann.vale", NOON, ADMIN, scope="all")


def test_a_token_ends_at_its_time_and_says_so(entrance):
    text, kept = make_token(entrance, "ann.vale", NOON, ADMIN, scope="read", lasts=DAY)
    assert find_token(entrance, text, NOON + DAY - MINUTE, "read")
    error = refused(entrance, text, now=NOON + DAY)
    assert str(error) == f"token {kept.prefix}...: expired on {NOON + DAY:%Y-%m-%d}"
    assert error.lacks == "login"
    endless, _ = make_token(entrance, "ann.vale", NOON, ADMIN, scope="read")
    assert find_token(entrance, endless, NOON + 9999 * DAY, "read")


def test_a_revoked_token_opens_nothing_and_the_first_time_stands(store, entrance):
    text, kept = make_token(entrance, "ann.vale", NOON, ADMIN, scope="read")
    other, _ = make_token(entrance, "ann.vale", NOON, ADMIN, scope="read")
    assert revoke_token(entrance, kept.prefix, NOON, ADMIN).revoked_at == NOON
    assert revoke_token(entrance, text, NOON + DAY, ADMIN).revoked_at == NOON
    assert "was revoked" in str(refused(entrance, text))
    assert find_token(entrance, other, NOON, "read")
    assert [what for _, what, _ in noted(store)].count("token revoked") == 1


@pytest.mark.parametrize("text", ["", "fr_", "fr_unknown", "fr_" + "x" * 43, "\0", "\ud800", "x" * 100_000])
def test_what_is_no_token_is_unknown(entrance, text):
    make_token(entrance, "ann.vale", NOON, ADMIN, scope="read")
    assert str(refused(entrance, text)) == "token: is unknown"
    with pytest.raises(AggregatorError, match="is unknown"):
        revoke_token(entrance, text, NOON, ADMIN)


def test_the_last_use_is_kept_to_a_minute(store, entrance):
    text, _ = make_token(entrance, "ann.vale", NOON, ADMIN, scope="read")

    def last():
        with store.read() as s:
            return api_tokens.list_all(s, "ann.vale")[0].last_used_at

    assert last() is None
    for after, kept in ((0, 0), (59, 0), (60, 60), (90, 60)):
        find_token(entrance, text, NOON + timedelta(seconds=after), "read")
        assert last() == NOON + timedelta(seconds=kept)


def test_tokens_are_listed_by_editor_and_without_their_secret(store, entrance):
    made = [make_token(entrance, name, NOON, ADMIN, scope="read") for name in ("ann.vale", "bo", "ann.vale")]
    with store.read() as s:
        assert api_tokens.list_all(s) == [kept for _, kept in made]
        assert api_tokens.list_all(s, "bo") == [made[1][1]]
    assert not any(text in repr(made[0][1]) for text, _ in made)
