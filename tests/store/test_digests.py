"""Digests stay as they were made; what is erased is gone from them too, and from everywhere else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import make
import orjson
import pytest

from aggregator.errors import StoreError
from aggregator.model import Author, Query, Ref, Rejected
from aggregator.model.digests import FrozenInput
from aggregator.store import digests, erase, posts, raw_pages, reactions, rejects, rollups

FILM = "the-glass-harbour"
NOON = make.NOON
HOUR = timedelta(hours=1)


def frozen(post):
    return FrozenInput(
        post.source, post.remote_id, post.content_hash, post.content_hash, post.author.key, post.created_at,
        "positive", (0.1, 0.2, 0.7), False, None,
    )  # fmt: skip


def document(*quoted):
    """As much of a digest.json as `forget` has to look at."""
    return {
        "schema": "fansreact.digest/1",
        "headline": "“so lovely it hurts”: fans react",
        "highlights": ["Fans love it", "@mira.k calls it “so lovely it hurts”"],
        "sections": [
            {
                "kind": "theme",
                "sentences": [
                    {"text": "Mira K. wept.", "claims": [{"kind": "quote", "post_ids": [quoted[0].remote_id]}]},
                    {"text": "The harbour is lovely.", "claims": [{"kind": "count", "post_ids": []}]},
                ],
                "quotes": [post.remote_id for post in quoted],
            }
        ],
        "lede": "Mira K. wept. Others laughed.",
        "quotes": [
            {
                "id": post.remote_id, "source": post.source, "url": post.url, "text": post.text, "excerpt": post.text,
                "display": post.text, "author": {"handle": post.author.handle, "name": post.author.name, "url": None, "class": "fan"},
                "content_hash": post.content_hash, "alive": True,
            }
            for post in quoted
        ],
        "media": [{"post_id": quoted[0].remote_id, "url": "https://img.example/mira.k.png", "alt": "me", "type": "image"}],
    }  # fmt: skip


def keep(store, body, inputs, *, digest_id="d", version=1, quoted=(), slot=None, inputs_hash="i"):
    with store.write() as s:
        return digests.save(
            s, digest_id=digest_id, version=version, film=FILM, kind="brief", since=NOON - HOUR, until=NOON + 2 * HOUR,
            made_at=NOON, inputs_hash=inputs_hash, config_hash="c", body=body, frozen=inputs, quoted=quoted, slot=slot,
        )  # fmt: skip


def test_a_digest_comes_back_byte_for_byte_with_its_inputs(store):
    many = [frozen(make.post()) for _ in range(3)]
    many.append(replace(many[0], author=None, label=None, probabilities=None, excluded="spam", repost=True))
    assert keep(store, b'{"a":  1}\n', many, quoted=[("x", "1")])
    with store.read() as s:
        found = digests.load(s, "d")
        assert (b'{"a":  1}\n', tuple(many)) == (found.body, found.frozen)
        assert (
            found.about.version,
            found.about.film,
            found.about.made_at,
            found.about.slot,
        ) == (1, FILM, NOON, None)
        assert digests.existing(s, "d", "i", "c") == b'{"a":  1}\n'
        assert None is digests.existing(s, "d", "other", "c")
        assert None is digests.load(s, "d", 2)
        assert (digests.next_version(s, "d"), digests.next_version(s, "e")) == (2, 1)


def test_a_morning_has_one_digest_and_a_version_never_changes(store):
    assert keep(store, b"{}", [], slot="2031-05-04")
    assert not keep(store, b"[]", [], digest_id="e", slot="2031-05-04")
    assert not keep(store, b"[]", [])
    assert keep(store, b"[]", [], version=2)
    with store.read() as s:
        assert digests.of_slot(s, FILM, "2031-05-04") is not None
        assert digests.of_slot(s, FILM, "2031-05-05") is None
        assert [(each.id, each.version) for each in digests.list_digests(s)] == [("d", 2), ("d", 1)]
        assert [(each.id, each.version) for each in digests.list_digests(s, limit=1)] == [("d", 2)]
        assert digests.load(s, "d", 1).body == b"{}"


@pytest.fixture
def mira(store, save):
    """Mira's two posts, one quoted in a digest, and another fan's; with traces elsewhere."""
    person = Author("m-77", "mira.k", "Mira K.")
    quoted = make.post(
        "so lovely it hurts",
        author=person,
        created_at=NOON,
        remote_id="777001",
        url="https://x.com/i/status/777001",
    )
    other = make.post("the score!", author=person, created_at=NOON + HOUR, remote_id="777002")
    fan = make.post("The harbour is lovely", created_at=NOON + HOUR, remote_id="888001")
    repost = make.post(
        "so lovely it hurts", created_at=NOON + HOUR, ref=Ref("retweeted", "777001"), remote_id="999001"
    )
    save(quoted, other, fan, repost)
    body = orjson.dumps(document(quoted, fan))
    keep(store, body, [frozen(post) for post in (quoted, other, fan)], quoted=[quoted.key, fan.key])
    keep(store, b'{"quotes":[]}', [frozen(fan)], digest_id="untouched", quoted=[fan.key])
    with store.write() as s:
        raw_pages.keep(
            s, Query("x", "", "#a"), b'{"data":[{"id":"777001","text":"so lovely it hurts"}]}', NOON
        )
        raw_pages.keep(s, Query("x", "", "#a"), b'{"data":[{"id":"888001"}]}', NOON)
        rejects.keep(
            s, "x", [Rejected("0", "no text", '{"id":"777001"}'), Rejected("1", "no text", "{}")], NOON
        )
    return quoted, other, fan


def test_a_person_is_found_by_handle_id_post_and_link(store, mira):
    quoted, _, _ = mira
    with store.read() as s:
        for word in ("mira.k", "@Mira.K", "m-77"):
            assert erase.Found((), (("x", "m-77"),)) == erase.find(s, word)
        assert [erase.Person("x", "m-77", "m-77", "mira.k", "Mira K.")] == erase.people(s, [("x", "m-77")])
        for word in ("777001", "https://x.com/i/status/777001"):
            assert erase.Found((quoted.key,), ()) == erase.find(s, word)
        assert erase.Found((), ()) == erase.find(s, "nobody")


def test_a_forgotten_person_is_gone_from_everything_for_good(store, mira, save, url):
    quoted, _, fan = mira
    with store.write() as s:
        found = erase.find(s, "@mira.k")
        told = erase.erase(s, found.posts, at=NOON, authors=found.authors)
    # With her two posts goes the plain repost, and its author, who has no other post.
    assert erase.Erased(posts=3, authors=2, digests=(("d", 1),), rejected=1, raw_pages=1) == told
    store.sweep()
    with store.write() as s:
        assert [fan.remote_id] == [
            each.post.remote_id for each in reactions.window(s, FILM, NOON - HOUR, NOON + 9 * HOUR)
        ]
        rollups.refresh(s)
        assert [(each.at, each.posts) for each in rollups.volume(s, FILM, NOON, NOON + 9 * HOUR)] == [
            (NOON + HOUR, 1)
        ]
        stored = digests.load(s, "d")
        assert stored.about.erased_at == NOON
        assert None is digests.existing(s, "d", "i", "c")
        assert None is digests.load(s, "untouched").about.erased_at
    told = orjson.loads(stored.body)
    assert told["headline"] == "“[removed]”: fans react"
    assert told["highlights"] == ["Fans love it", "[removed] calls it “[removed]”"]
    assert told["lede"] == "[removed] Others laughed."
    assert [quote["text"] for quote in told["quotes"]] == ["", "The harbour is lovely"]
    assert told["sections"][0]["sentences"][1]["text"] == "The harbour is lovely."
    assert told["quotes"][0]["id"] == told["sections"][0]["quotes"][0] == told["media"][0]["post_id"]
    assert len({one.author for one in stored.frozen}) == 2
    for trace in (b"777001", b"777002", b"mira", b"Mira", b"m-77", b"hurts"):
        assert trace not in stored.body + repr(stored.frozen).encode()
        if url.startswith("sqlite"):
            assert trace not in Path(url.removeprefix("sqlite:///")).read_bytes()
    later = make.post("I am back", author=Author("m-77", "mira.k"))
    assert posts.Saved(refused=2) == save(quoted, later)
    assert posts.Saved(known=1) == save(fan)


def test_whoever_was_erased_by_id_is_refused_by_handle_too_and_whoever_by_handle_with_an_id(
    store, save, mira
):
    save(make.post(author=Author(None, "Jo.Lee")))
    with store.write() as s:
        erase.erase(s, [], authors=[("x", "m-77"), ("x", "@jo.lee")], at=NOON)
    assert posts.Saved(refused=1) == save(make.post(author=Author(None, "Mira.K")))
    assert posts.Saved(refused=1) == save(make.post(author=Author("jo-1", "jo.lee")))
    assert posts.Saved(new=1) == save(make.post(author=Author("m-78", "mira.k2")))


def test_words_that_were_erased_do_not_come_back_as_somebodys_repost(store, save, mira):
    quoted, _, _ = mira
    with store.write() as s:
        erase.erase(s, [quoted.key], at=NOON)
    assert posts.Saved(refused=1) == save(make.post(quoted.text, ref=Ref("retweeted", quoted.remote_id)))
    assert posts.Saved(new=1) == save(make.post("I answer", ref=Ref("replied_to", quoted.remote_id)))


def test_a_digest_that_holds_an_erased_post_is_refused(store, mira):
    quoted, other, fan = mira
    with store.write() as s:
        erase.erase(s, [quoted.key], at=NOON)
    with pytest.raises(StoreError, match="erased while it was being made"):
        keep(store, b"{}", [frozen(quoted), frozen(fan)], digest_id="late")
    assert keep(store, b"{}", [frozen(other), frozen(fan)], digest_id="late")


def test_an_erased_post_that_was_never_stored_is_refused_too(store, save):
    post = make.post(remote_id="5")
    with store.write() as s:
        assert erase.erase(s, [post.key], at=NOON).posts == 0
    assert posts.Saved(new=1, refused=1) == save(post, make.post())


def test_an_author_with_other_posts_stays(store, mira):
    quoted, other, _ = mira
    with store.write() as s:
        assert erase.erase(s, [quoted.key], at=NOON).authors == 1  # the reposter
        assert {other.key: other} == posts.find(s, [quoted.key, other.key])


def test_what_another_reader_brought_of_a_person_goes_too(store, save):
    """A feed keeps its pages under its own name, a stream's frames hold an address in parts."""
    review = make.post("I wept", source="letterboxd", remote_id="letterboxd-review-7700", created_at=NOON)
    streamed = make.post(
        "so foggy", source="bluesky", remote_id="at://did:plc:mira/app.bsky.feed.post/3abcdefgh"
    )
    save(review, streamed)
    with store.write() as s:
        raw_pages.keep(s, Query("feeds", "", "feed:x"), b"<guid>letterboxd-review-7700</guid>I wept", NOON)
        raw_pages.keep(s, Query("bluesky", "jetstream", "stream:#a"), b'{"rkey":"3abcdefgh"} so foggy', NOON)
        told = erase.erase(s, [review.key, streamed.key], at=NOON)

    assert told.raw_pages == 2


def test_a_forgotten_author_does_not_come_back_by_a_post_that_had_none(store, save):
    person = Author("m-77", "mira.k", "Mira K.")
    nameless = replace(make.post("whose is it?", remote_id="777"), author=None)
    save(nameless, make.post("hers", author=person))
    with store.write() as s:
        found = erase.find(s, "@mira.k")
        erase.erase(s, found.posts, at=NOON, authors=found.authors)

    save(replace(nameless, author=person))

    with store.read() as s:
        assert posts.find(s, [nameless.key])[nameless.key].author is None
        assert erase.people(s, [("x", "m-77")]) == []
