"""Nothing goes out whose trigger an editor has not verified, and what is known of pictures reaches the story."""

import bluesky_room
import pytest
from bluesky_room import FILM, Room, view

from aggregator import config
from aggregator.errors import PublishError
from aggregator.loopback import play
from aggregator.model.digest_json import from_json
from aggregator.pipeline.digest import find_digest, verify_digest
from aggregator.pipeline.publish import publish
from aggregator.publishers import Folder
from aggregator.signals.shared_pictures import picture_mark
from aggregator.store import digests, erase, pictures

CID = "bafkreiabcdefghijklmnopqrstuvwx"
SEEN = f"https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:fan900/{CID}@jpeg"


def send(room, document, app=None):
    app = app or room.app
    return publish(
        app.ctx, document, Folder(room.tmp_path / "desk"), ("json", "html"), asking=app.asking(), making=app.making
    )  # fmt: skip


def with_event(config_dir, words):
    text = (config_dir / "films.toml").read_text(encoding="utf-8").split("[[films.events]]")[0]
    event = f'[[films.events]]\nname = "first trailer"\nat = 2031-05-04T10:00:00Z\n{words}\n'
    (config_dir / "films.toml").write_text(text + event, encoding="utf-8")


def test_a_story_on_what_is_not_verified_is_refused_with_what_to_do(open_room, config_dir):
    with_event(config_dir, "verified = false")
    room = open_room()
    made = room.digest()
    assert from_json(find_digest(room.app.ctx, made.digest.id)).trigger.verified is False
    with pytest.raises(PublishError, match="“first trailer” is not verified") as told:
        send(room, find_digest(room.app.ctx, made.digest.id))
    assert "verified = true" in told.value.hint
    assert not (room.tmp_path / "desk").exists()


def test_once_films_toml_says_verified_a_new_version_goes_out(open_room, config_dir):
    with_event(config_dir, 'made_by = "fan"')
    room = open_room()
    room.digest()
    with_event(config_dir, 'made_by = "fan"\nverified = true')
    room.app = room.build(bluesky_room.KEYS)
    made = room.digest()
    assert made.digest.version == 2
    done = send(room, find_digest(room.app.ctx, made.digest.id))
    assert "What set it off is fan-made." in done.digest.lede
    room.app.close()


def test_a_doubt_that_comes_after_the_draft_blocks_it_too(open_room, config_dir):
    with_event(config_dir, "")
    room = open_room()
    made = room.digest()
    with_event(config_dir, "verified = false")
    later = room.build(bluesky_room.KEYS)
    document = find_digest(later.ctx, made.digest.id)
    assert document["trigger"] is None
    # A window without an event is about what lies in it: the new draft says so, the old one does not.
    room.app = later
    assert room.digest().digest.trigger.verified is False
    later.close()


@pytest.fixture
def pictured(config_dir, tmp_path):
    """A crowd of which some show one picture, uploaded anew by each of them."""
    posts = bluesky_room.crowd(30, 8)
    for number in range(900, 906):
        image = {
            "$type": "app.bsky.embed.images#view",
            "images": [{
                "fullsize": SEEN.replace("fan900", f"fan{number}").replace(CID, f"{CID[:-3]}{number}"),
                "alt": "Two people on a pier",
            }],
        }  # fmt: skip
        posts.append(
            view(number - 860, f"Look at this still of The Paper Lighthouse, number {number}")
            | {"embed": image}
        )
    with play(bluesky_room.record(tmp_path / "recording", posts)) as network:
        room = Room(network, config_dir, tmp_path)
        room.collect()
        yield room
        room.app.close()


def test_what_pictures_look_like_reaches_the_story_and_its_later_versions(pictured):
    room = pictured
    assert room.digest().digest.pictures == ()
    marks = [picture_mark(SEEN.replace(CID, f"{CID[:-3]}{number}")) for number in range(900, 906)]
    with room.app.ctx.store.read() as session:
        held = list(pictures.each(session, FILM, bluesky_room.DAY, []))
    assert {one.mark for one in held} == set(marks)
    with room.app.ctx.store.write() as session:
        pictures.save(session, [pictures.Seen(one, 0xFEED) for one in held])
    made = room.digest()
    (one,) = made.digest.pictures
    assert (made.digest.version, one.posts, one.alt) == (2, 6, "Two people on a pier")
    document = find_digest(room.app.ctx, made.digest.id)
    assert verify_digest(room.app.ctx, document) == []


def test_forgetting_whoever_was_first_leaves_the_number_and_no_name(pictured):
    room = pictured
    with room.app.ctx.store.read() as session:
        held = list(pictures.each(session, FILM, bluesky_room.DAY, []))
    with room.app.ctx.store.write() as session:
        pictures.save(session, [pictures.Seen(one, 0xFEED) for one in held])
    made = room.digest()
    first = made.digest.pictures[0].first
    assert first.handle
    with room.app.ctx.store.write() as session:
        erase.erase(session, [(first.source, first.id)], at=room.now)
    with room.app.ctx.store.read() as session:
        body = digests.load(session, made.digest.id).body.decode()
    assert first.id not in body
    assert f"@{first.handle}" not in body
    assert f'"{first.handle}"' not in body
    document = find_digest(room.app.ctx, made.digest.id)
    assert document["pictures"][0]["posts"] == 6
    assert [one for one in verify_digest(room.app.ctx, document) if one.where.startswith("pictures")] == []


def test_a_film_without_such_words_keeps_its_hash(config_dir):
    plain = config.load(config_dir, {})
    before = plain.config_hash(plain.film(FILM))
    with_event(config_dir, "")
    named = config.load(config_dir, {})
    with_event(config_dir, "verified = true")
    sure = config.load(config_dir, {})
    hashes = {before, named.config_hash(named.film(FILM)), sure.config_hash(sure.film(FILM))}
    assert len(hashes) == 3
