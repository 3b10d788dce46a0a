"""Signals in the database: kept whole, judged anew when the rules or the known accounts are others."""

import make
import pytest

from aggregator.model import NOT_JUDGED, Account, Flag, Signals
from aggregator.store import films, reactions

FILM = "the-glass-harbour"
HOUR = make.timedelta(hours=1)
FOUND = {
    "excluded": "critic or press",
    "author_class": "critic",
    "language": "en",
    "flags": (Flag("critic or press", "named in accounts.toml"), Flag("spoiler", "marked as one")),
}


def found(store, post):
    with store.read() as s:
        (one,) = reactions.window(s, FILM, post.created_at, post.created_at + HOUR)
    return one


def sync(store, **fields):
    with store.write() as s:
        films.sync(s, [make.film(**fields)])


def test_every_signal_comes_back_as_it_was_judged(store, save, judge):
    post = make.post()
    save(post)
    judge(**FOUND)
    assert found(store, post).signals == Signals(post.text, **FOUND)


def test_a_post_of_which_nothing_was_found_has_no_flags(store, save, judge):
    post = make.post()
    save(post)
    judge()
    assert found(store, post).signals == Signals(post.text)


@pytest.mark.parametrize(
    "fields",
    [
        {"accounts": (Account("x", "a_critic", "critic"),)},
        {"secrets": ("the keeper drowns",)},
        {"secrets": ("the keeper drowns",), "secret_until": make.NOON.date()},
    ],
)
def test_other_accounts_and_secrets_make_what_was_judged_stale(store, save, judge, fields):
    post = make.post()
    save(post)
    judge(**FOUND)
    sync(store)
    assert found(store, post).signals != NOT_JUDGED
    sync(store, **fields)
    assert (found(store, post).signals, found(store, post).score) == (NOT_JUDGED, None)


def test_other_rules_make_what_was_judged_stale(store, save, judge, monkeypatch):
    post = make.post()
    save(post)
    judge(**FOUND)
    monkeypatch.setattr(films, "RULES", "of tomorrow")
    with store.read() as s:
        assert not films.is_synced(s, [make.film()])
    sync(store)
    assert found(store, post).signals == NOT_JUDGED
