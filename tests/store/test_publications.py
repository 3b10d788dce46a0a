"""What was sent where, on both databases: one claim at a time, lost ones told, texts erased, alerts counted."""

from datetime import timedelta

import make
from sqlalchemy import insert

from aggregator.store import alerts, films, publications
from aggregator.store.sql import Sql
from aggregator.store.story_tables import DigestHeadRow

NOON = make.NOON
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def claim(store, *, version=1, at=NOON, to="wordpress", sent=b"text", digest="d"):
    with store.write() as s:
        return publications.claim(
            s, digest_id=digest, version=version, destination=to, event="published", sent=sent, at=at, who="Ada"
        )  # fmt: skip


def settle(store, number, state, **rest):
    with store.write() as s:
        publications.settle(s, number, state, at=NOON + MINUTE, **rest)


def test_a_digest_has_one_claim_for_each_destination(store):
    first = claim(store)
    assert claim(store, at=NOON + 9 * MINUTE) == NOON
    assert isinstance(claim(store, to="slack"), int)
    assert isinstance(claim(store, digest="e"), int)
    settle(store, first, "sent", remote_id="7", url="u")
    assert isinstance(claim(store), int)


def test_a_claim_of_a_process_that_died_counts_as_lost_and_can_not_be_used_any_more(store):
    first = claim(store)
    with store.write() as s:
        assert publications.hold(s, first, NOON + 5 * MINUTE)
    assert claim(store, at=NOON + 14 * MINUTE) == NOON + 5 * MINUTE
    second = claim(store, at=NOON + 15 * MINUTE)
    with store.write() as s:
        assert not publications.hold(s, first, NOON + 16 * MINUTE)
        assert publications.hold(s, second, NOON + 16 * MINUTE)
        assert publications.lost_of(s, "d", "wordpress").id == first


def head(store, digest_id, version, state):
    with store.write() as s:
        films.sync(s, [make.film()])
        row = {"digest_id": digest_id, "version": version, "state": state, "kind": "brief"}
        row |= {"film_id": films.ids(s, [make.film().slug])[make.film().slug], "approved_by": "[]"}
        row |= {"made_at": NOON, "since": NOON - DAY, "until": NOON, "title": "", "headline": ""}
        s.execute(insert(DigestHeadRow).values(**row))


def test_a_copy_is_outdated_when_a_newer_version_is_published_or_withdrawn(store):
    for digest_id in ("b", "a", "c", "d"):
        settle(store, claim(store, digest=digest_id), "sent")
    settle(store, claim(store, digest="c", version=2), "sent")
    settle(store, claim(store, digest="a", version=2), "failed")
    for digest_id, state in (("a", "withdrawn"), ("b", "published"), ("c", "published"), ("d", "draft")):
        head(store, digest_id, 2, state)
    with store.read() as s:
        assert publications.outdated(s) == [("a", "wordpress"), ("b", "wordpress")]
        assert publications.outdated(s, ["b", "c"]) == [("b", "wordpress")]
        assert publications.outdated(s, []) == []


def test_a_claim_of_a_clock_that_was_a_year_ahead_holds_nothing_up(store):
    first = claim(store, at=NOON + timedelta(days=365))
    second = claim(store)
    assert isinstance(second, int)
    with store.write() as s:
        assert not publications.hold(s, first, NOON + timedelta(days=365))
        assert publications.hold(s, second, NOON + MINUTE)
        assert publications.lost_of(s, "d", "wordpress").id == first


def test_the_newest_copy_is_the_last_that_was_taken_and_a_lost_one_is_told_until_another_was(store):
    settle(store, claim(store, version=1), "sent", remote_id="7", sent=b"theirs", modified="m")
    settle(store, claim(store, version=2), "lost", why="no answer")
    settle(store, claim(store, version=3), "failed", why="refused")
    with store.read() as s:
        assert publications.copy_of(s, "d", "wordpress").version == 1
        assert publications.copy_of(s, "d", "wordpress").sent == b"theirs"
        assert publications.copy_of(s, "d", "wordpress").sent_hash == publications.hash_of(b"theirs")
        assert publications.lost_of(s, "d", "wordpress").version == 2
        assert publications.last_of(s, "d", "wordpress").state == "failed"
        assert publications.last_of(s, "d", "wordpress").sent is None
    settle(store, claim(store, version=3), "sent", remote_id="7")
    with store.read() as s:
        assert publications.lost_of(s, "d", "wordpress") is None
        assert publications.first_of(s, "d", "wordpress").version == 1
        assert [one.version for one in publications.of_digest(s, "d")] == [1, 2, 3, 3]
        assert [(one.version, one.sent) for one in publications.latest(s, 2)] == [(3, None), (3, None)]


def test_erasing_leaves_where_and_when_and_a_hash(store):
    settle(store, claim(store), "sent", remote_id="7", url="u")
    settle(store, claim(store, digest="e"), "sent", remote_id="8")
    with store.write() as s:
        publications.blank(Sql(s), ["d"])
    with store.read() as s:
        one, other = publications.copy_of(s, "d", "wordpress"), publications.copy_of(s, "e", "wordpress")
    assert (one.sent, one.sent_hash, one.url) == (None, publications.hash_of(b"text"), "u")
    assert other.sent == b"text"


def raise_one(store, key, *, at=NOON, most=2):
    day = at.replace(hour=0, minute=0)
    with store.write() as s:
        return alerts.claim(s, "slack", "spike", key, at=at, day=day, most=most)


def test_an_alert_is_raised_once_and_a_day_has_so_many(store):
    assert [raise_one(store, key) for key in ("a", "a", "b", "c", "c")] == [1, None, 0, None, None]
    with store.read() as s:
        assert alerts.drafts(s, NOON) == []
        assert alerts.counted(s, NOON - timedelta(hours=12)) == [alerts.Counted("slack", 2, 1)]
        assert alerts.counted(s, NOON + timedelta(hours=12)) == []
        assert alerts.known(s, "slack", NOON) == {("spike", "a"), ("spike", "b"), ("spike", "c")}
    assert raise_one(store, "d", at=NOON + timedelta(days=1)) == 1


def test_an_alert_that_did_not_arrive_may_be_raised_again(store):
    raise_one(store, "a")
    with store.write() as s:
        alerts.settle(s, "slack", "spike", "a", arrived=False)
    assert raise_one(store, "a") == 1
    with store.write() as s:
        alerts.settle(s, "slack", "spike", "a", arrived=True)
    assert raise_one(store, "a") is None
