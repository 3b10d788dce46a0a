"""Ticks stay until they are taken back or their story's people are forgotten; heads follow the newest version."""

from datetime import timedelta

import make
import orjson
import pytest

from aggregator.model.ticks import Tick
from aggregator.store import digests, erase, heads, posts, publications, ticks
from aggregator.store.heads import Asked

FILM = "the-glass-harbour"
NOON = make.NOON


def tick(mark="m1", what="quote", **fields):
    return Tick(**{"what": what, "mark": mark, "version": 1, "who": "ana", "at": NOON, **fields})


def body(state="draft", **fields):
    return orjson.dumps({"state": state, **fields})


def keep(store, digest_id="d", *, version=1, at=NOON, kind="brief", told=None, quoted=()):
    with store.write() as s:
        return digests.save(
            s, digest_id=digest_id, version=version, film=FILM, kind=kind, since=NOON - timedelta(hours=1),
            until=NOON + timedelta(hours=2), made_at=at, inputs_hash="i", config_hash="c", body=told or body(),
            frozen=(), quoted=quoted,
        )  # fmt: skip


def listed(store, asked=Asked(), **how):  # noqa: B008 - frozen
    with store.read() as s:
        return [one.id for one in heads.listed(s, asked, **{"limit": 10, **how})]


def test_the_first_tick_of_a_thing_stays_and_can_be_taken_back(store):
    with store.write() as s:
        assert ticks.add(s, "d", tick())
        assert not ticks.add(s, "d", tick(who="ben", at=NOON + timedelta(hours=1)))
        assert ticks.add(s, "d", tick("m2", "approval", reason="the studio said so"))
        assert ticks.add(s, "other", tick())
    with store.read() as s:
        assert ticks.of_digest(s, "d") == [tick(), tick("m2", "approval", reason="the studio said so")]
    with store.write() as s:
        assert ticks.remove(s, "d", ["m1", "nothing"]) == 1
    with store.read() as s:
        assert [one.mark for one in ticks.of_digest(s, "d")] == ["m2"]
        assert len(ticks.of_digest(s, "other")) == 1


def test_the_ticks_of_a_story_go_with_a_quoted_person_who_is_forgotten(store):
    post = make.post()
    with store.write() as s:
        posts.save(s, [posts.Sighting(post, (FILM,))], seen_at=NOON)
    quote = {"source": post.source, "id": post.remote_id, "author": {"handle": "x"}, "text": post.text}
    told = orjson.dumps(
        {"state": "draft", "quotes": [quote], "sections": [], "headline": f"A fan: {post.text}"}
    )
    keep(store, told=told, quoted=[post.key])
    keep(store, "without", told=body(quotes=[]))
    with store.write() as s:
        ticks.add(s, "d", tick())
        ticks.add(s, "without", tick())
    with store.write() as s:
        erase.erase(s, [post.key], at=NOON)
    with store.read() as s:
        assert ticks.of_digest(s, "d") == []
        assert heads.find(s, "d").headline == "A fan: [removed]"
        assert len(ticks.of_digest(s, "without")) == 1


def test_a_head_tells_of_the_newest_version_and_of_the_one_before_once_that_is_taken_back(store):
    keep(store, told=body(embargo_until="2031-06-01T00:00:00Z"))
    with store.write() as s:
        digests.lock(s)
        digests.follow(s, "d", 1, body=body("published"), quoted=[], made_at=NOON)
    with store.read() as s:
        head = heads.find(s, "d")
        assert (head.version, head.state, head.embargo_until, head.film) == (2, "published", None, FILM)
    with store.write() as s:
        digests.take_back(s, "d", 2)
    with store.read() as s:
        head = heads.find(s, "d")
        assert (head.version, head.state) == (1, "draft")
        assert head.embargo_until is not None
        assert heads.find(s, "nowhere") is None
    with store.write() as s:
        digests.take_back(s, "d", 1)
    assert listed(store) == []


def test_heads_are_listed_by_what_is_asked_for_page_by_page(store):
    for number in range(7):
        state = "draft" if number % 2 else "published"
        kind = "trailer" if number < 3 else "brief"
        at = NOON + timedelta(minutes=number // 2)  # pairs of one instant
        keep(store, f"d{number}", at=at, kind=kind, told=body(state))
    newest_first = ["d6", "d5", "d4", "d3", "d2", "d1", "d0"]
    assert listed(store) == newest_first
    assert listed(store, Asked(state="draft")) == ["d5", "d3", "d1"]
    assert listed(store, Asked(kind="trailer", state="published")) == ["d2", "d0"]
    assert listed(store, Asked(film="another-film")) == []
    found, after = [], None
    while True:
        with store.read() as s:
            page = heads.listed(s, limit=2, after=after)
        if not page:
            break
        found += [one.id for one in page]
        after = (page[-1].made_at, page[-1].id)
    assert found == newest_first
    with store.read() as s:
        assert heads.films(s) == [FILM]
        assert heads.versions(s, "d1") == [1]


def test_the_newest_sending_to_each_place_is_found_for_many_digests_at_once(store):
    def send(digest_id, to, state, version):
        with store.write() as s:
            number = publications.claim(
                s, digest_id=digest_id, version=version, destination=to, event="published",
                sent=b"words", at=NOON, who="ana",
            )  # fmt: skip
            publications.settle(s, number, state, at=NOON, url=f"https://{to}.example/{version}")

    send("a", "wordpress", "sent", 1)
    send("a", "wordpress", "failed", 2)
    send("a", "slack", "sent", 1)
    send("b", "slack", "sent", 3)
    with store.read() as s:
        found = publications.newest_of(s, ["a", "b", "c"])
        told = [(one.digest_id, one.destination, one.state, one.version, one.sent) for one in found]
        assert told == [
            ("a", "slack", "sent", 1, None),
            ("a", "wordpress", "failed", 2, None),
            ("b", "slack", "sent", 3, None),
        ]
        assert publications.newest_of(s, []) == []


@pytest.mark.parametrize("state", ["approved", "withdrawn"])
def test_the_migration_makes_the_head_of_each_digest_from_its_newest_version(empty_url, state):
    from sqlalchemy import text

    from aggregator.store import open_store, schema
    from aggregator.store.engine import address, connect

    made = open_store(empty_url)
    with made.write() as s:
        from aggregator.store import films

        films.sync(s, [make.film()])
    keep(made, told=body())
    with made.write() as s:
        digests.follow(
            s, "d", 1, body=body(state, embargo_until="2031-06-01T00:00:00Z"), quoted=[], made_at=NOON
        )
    with made.read() as s:
        before = heads.listed(s, limit=5)
    made.close()
    engine = connect(address(empty_url))
    with engine.execution_options(fansreact_write=True).begin() as connection:
        schema.run_migrations(connection, schema.REVISIONS[schema.REVISIONS.index("0016") - 1], down=True)
        assert connection.execute(text("SELECT count(*) FROM digest")).scalar() == 2
        schema.run_migrations(connection, schema.HEAD, down=False)
    engine.dispose()
    made = open_store(empty_url)
    with made.read() as s:
        assert heads.listed(s, limit=5) == before
        assert [(one.version, one.state) for one in before] == [(2, state)]
    made.close()
