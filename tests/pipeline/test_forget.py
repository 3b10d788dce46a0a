"""A person who asks to be forgotten is gone from posts and stories, and does not come back."""

import json

import make
import orjson
import pytest
from bluesky_room import FILM, uri

from aggregator.collectors.archive import read_archive
from aggregator.errors import AggregatorError, ConfigError, StoreError
from aggregator.model import Author
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline import forget as stage
from aggregator.pipeline.digest import keep_digest, verify_digest
from aggregator.pipeline.importing import import_archive
from aggregator.pipeline.versions import remake
from aggregator.pipeline.whom import meanings
from aggregator.store import digests, posts


def forget(room, who):
    told = stage.forget(room.app.ctx, stage.look_up(room.app.ctx, who), room.app.making)
    return told, list(told.made)


def stored(room, digest_id, version=None):
    with room.app.ctx.store.read() as session:
        return digests.load(session, digest_id, version)


def save(room, *many):
    with room.app.ctx.store.write() as session:
        posts.save(session, [posts.Sighting(post, (FILM,)) for post in many], seen_at=None)


def test_a_story_that_quoted_the_person_gets_a_version_without_them_and_the_old_one_is_blanked(open_room):
    room = open_room()
    made = room.digest()
    person = made.digest.quotes[0]

    told, [again] = forget(room, person.author.handle)

    old, new = stored(room, made.digest.id, 1), stored(room, made.digest.id)
    assert (told.posts, told.authors, told.versions) == (1, 1, ((made.digest.id, 1),))
    assert (again.digest.version, again.digest.state) == (2, "draft")
    assert again.digest.counted.posts == made.digest.counted.posts - 1
    assert again.digest.corrections[0]["text"] == (
        "A post was taken out for good: everything was counted again without it."
    )
    for version in (old, new):
        whole = version.body.decode() + repr(version.frozen)
        for trace in (person.id, person.author.handle, person.author.name, person.excerpt):
            assert trace not in whole
    assert verify_digest(room.app.ctx, orjson.loads(new.body)) == []


def test_a_story_that_only_counted_the_person_is_made_again_too(open_room):
    room = open_room()
    made = room.digest()
    quoted = {quote.id for quote in made.digest.quotes}
    unquoted = next(number for number in range(1, 30) if uri(number) not in quoted)

    _, [again] = forget(room, f"bluesky:fan{unquoted}.example")

    assert [quote.id for quote in again.digest.quotes] == [quote.id for quote in made.digest.quotes]
    assert again.digest.counted.posts == made.digest.counted.posts - 1


def test_a_story_with_too_little_left_is_withdrawn(open_room):
    room = open_room(loved=10, hated=2)
    made = room.digest()

    _, [again] = forget(room, made.digest.quotes[0].author.handle)

    document = orjson.loads(stored(room, made.digest.id).body)
    assert (again.digest.version, document["state"]) == (2, "withdrawn")
    assert "this story was withdrawn" in document["corrections"][0]["text"]
    assert made.digest.quotes[0].excerpt not in json.dumps(document)
    assert stage.remake_blanked(room.app.ctx, room.app.making) == []


def test_a_story_of_a_film_that_is_watched_no_more_is_withdrawn(open_room):
    room = open_room()
    made = room.digest()
    stage.take_out(room.app.ctx, stage.look_up(room.app.ctx, made.digest.quotes[0].id))
    making = stage.Making({}, room.app.style, room.app.settings.config_hash)

    [again] = stage.remake_blanked(room.app.ctx, making)

    assert again.digest.state == "withdrawn"


def test_a_dry_run_tells_the_same_and_changes_nothing(open_room):
    room = open_room()
    made = room.digest()
    handle = made.digest.quotes[0].author.handle

    would = stage.take_out(room.app.ctx, stage.look_up(room.app.ctx, handle), dry=True)
    body = stored(room, made.digest.id).body
    did, _ = forget(room, handle)

    assert body == made.body
    assert (would.posts, would.authors, would.raw_pages, would.versions) == (
        did.posts,
        did.authors,
        did.raw_pages,
        did.versions,
    )
    assert would.dry


def test_what_was_left_blanked_by_a_process_that_died_is_finished_by_the_next(open_room):
    room = open_room()
    made = room.digest()
    stage.take_out(room.app.ctx, stage.look_up(room.app.ctx, made.digest.quotes[0].id))

    [again] = stage.remake_blanked(room.app.ctx, room.app.making)

    assert (again.digest.id, again.digest.version, again.new) == (made.digest.id, 2, True)
    assert stage.remake_blanked(room.app.ctx, room.app.making) == []


def test_a_story_that_was_read_before_and_is_written_after_an_erasure_is_refused(open_room):
    room = open_room()
    made = room.digest()
    film = room.app.film(FILM)
    remade = remake(room.app.ctx, stored(room, made.digest.id), film, room.app.making, at=room.now)
    late, frozen = remade.digest, remade.frozen

    forget(room, made.digest.quotes[0].id)

    with pytest.raises(StoreError, match="erased while it was being made"):
        keep_digest(room.app.ctx, late, frozen, None)


def test_forgotten_people_are_not_collected_again(open_room):
    room = open_room()
    forget(room, "fan6.example")

    [report, *_] = [one for one in room.collect() if one.target == "#paperlighthouse"]

    with room.app.ctx.store.read() as session:
        assert posts.find(session, [("bluesky", uri(6))]) == {}
    assert report.new == 0


def test_forgotten_people_are_not_imported_again_whichever_way_an_archive_knows_them(open_room, tmp_path):
    room = open_room()
    forget(room, "fan6.example")
    lines = [
        make.post("Back again", source="bluesky", remote_id=uri(6)),  # the very post
        make.post("New words", source="bluesky", author=Author("did:plc:fan6", "renamed.example")),
        make.post("By handle", source="bluesky", author=Author(None, "Fan6.example")),
        make.post("Somebody else", source="bluesky", author=Author("did:plc:other", "other.example")),
    ]
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(json.dumps(to_record(post)) for post in lines), encoding="utf-8")

    report = import_archive(room.app.ctx, "archive", read_archive(path), room.app.film(FILM))

    assert (report.new, report.refused) == (1, 3)


def test_forgetting_one_post_leaves_its_author_free_to_write(open_room):
    room = open_room()
    forget(room, uri(6))
    author = Author("did:plc:fan6", "fan6.example")

    save(room, make.post("Something else", source="bluesky", remote_id="at://x/1", author=author))

    with room.app.ctx.store.read() as session:
        assert len(posts.find(session, [("bluesky", "at://x/1"), ("bluesky", uri(6))])) == 1


# ── whom a word means ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "word",
    [
        "fan6.example",
        "@fan6.example",
        "bluesky:fan6.example",
        "did:plc:fan6",
        "bluesky:did:plc:fan6",
        "https://bsky.app/profile/fan6.example",
        "https://bsky.app/profile/did:plc:fan6/",
    ],
)
def test_a_person_is_known_by_handle_id_and_profile_link(open_room, word):
    room = open_room(loved=12, hated=0)

    meant = stage.look_up(room.app.ctx, word)

    assert (meant.authors, meant.posts) == ((("bluesky", "did:plc:fan6"),), ())


@pytest.mark.parametrize(
    "word",
    [
        uri(6),
        f"bluesky:{uri(6)}",
        "https://bsky.app/profile/did:plc:fan6/post/post6",
        "https://bsky.app/profile/did:plc:fan6/post/post6?ref=share",
        "https://bsky.app/profile/fan6.example/post/post6",
    ],
)
def test_a_post_is_known_by_id_and_link(open_room, word):
    room = open_room(loved=12, hated=0)

    meant = stage.look_up(room.app.ctx, word)

    assert (meant.authors, meant.posts) == ((), (("bluesky", uri(6)),))


@pytest.mark.parametrize(
    ("link", "word", "source"),
    [
        ("https://x.com/mira/status/77", "77", "x"),
        ("https://mobile.twitter.com/i/status/77?s=20", "77", "x"),
        ("https://x.com/mira", "mira", "x"),
        ("https://old.reddit.com/user/mira/", "mira", "reddit"),
        ("https://www.reddit.com/r/films/comments/abc/a_title/", "t3_abc", "reddit"),
        ("https://www.reddit.com/r/films/comments/abc/a_title/def/", "t1_def", "reddit"),
        ("https://www.youtube.com/watch?v=VIDEO&lc=COMMENT", "COMMENT", "youtube"),
        ("https://www.youtube.com/@mira", "mira", "youtube"),
        ("https://www.youtube.com/channel/UC77", "UC77", "youtube"),
        ("https://www.threads.net/@mira", "mira", "threads"),
        ("https://reelchat.example/@mira", "mira@reelchat.example", "mastodon"),
        ("https://reelchat.example/@mira@far.example", "mira@far.example", "mastodon"),
        ("https://reelchat.example/@mira/77", "https://reelchat.example/users/mira/statuses/77", "mastodon"),
    ],
)  # fmt: skip
def test_links_of_each_network_are_understood(link, word, source):
    assert (word, source) in [(meaning.word, meaning.source) for meaning in meanings(link)]


@pytest.mark.parametrize(
    "link", ["https://[broken", "https://", "https://x.com", "https://example.org/a/b/c"]
)
def test_other_links_stand_for_themselves_alone(link):
    assert {meaning.source for meaning in meanings(link)} == {None}


def test_a_handle_of_two_networks_is_refused_and_both_are_listed(open_room):
    room = open_room(loved=12, hated=0)
    save(room, make.post("hello", author=Author("7", "fan6.example")))

    with pytest.raises(ConfigError, match="may be any of 2") as refused:
        stage.look_up(room.app.ctx, "fan6.example")

    assert refused.value.hint == "write one of bluesky:fan6.example, x:fan6.example"
    assert stage.look_up(room.app.ctx, "x:fan6.example").authors == (("x", "7"),)


def test_a_person_known_by_id_and_in_an_archive_by_handle_alone_is_one(open_room):
    room = open_room(loved=12, hated=0)
    save(room, make.post("hello", source="bluesky", author=Author(None, "fan6.example")))

    meant = stage.look_up(room.app.ctx, "fan6.example")

    assert meant.authors == (("bluesky", "@fan6.example"), ("bluesky", "did:plc:fan6"))


def test_two_people_who_bore_one_handle_on_a_network_are_told_apart_by_id(open_room):
    room = open_room(loved=12, hated=0)
    save(room, make.post("hello", source="bluesky", author=Author("did:plc:heir", "fan6.example")))

    with pytest.raises(ConfigError) as refused:
        stage.look_up(room.app.ctx, "@fan6.example")

    assert refused.value.hint == "write one of bluesky:did:plc:fan6, bluesky:did:plc:heir"


def test_nobody_is_nobody(open_room):
    room = open_room(loved=12, hated=0)

    with pytest.raises(AggregatorError, match="nothing stored answers to 'nobody'"):
        stage.look_up(room.app.ctx, "nobody")
