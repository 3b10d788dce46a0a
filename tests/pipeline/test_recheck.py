"""Quotes that do not stand any more: replaced in a next version, or the story is blocked; nothing else changes."""

from datetime import timedelta

import bluesky_room
import orjson
import pytest

from aggregator.errors import AggregatorError, PublishError, VerificationFailed
from aggregator.loopback import Reply
from aggregator.pipeline.digest import find_digest, verify_digest
from aggregator.pipeline.publish import publish
from aggregator.pipeline.recheck import recheck_digest
from aggregator.publishers import Folder
from aggregator.store import digests, posts, runs


def recheck(room, made, *, app=None, version=None):
    app = app or room.app
    with app.ctx.store.read() as session:
        stored = digests.load(session, made.digest.id, version or made.digest.version)
    return recheck_digest(app.ctx, stored, app.asking(), app.making)


def send(room, document, *, app=None):
    app = app or room.app
    return publish(
        app.ctx,
        document,
        Folder(room.tmp_path / "desk"),
        ("json", "html"),
        asking=app.asking(),
        making=app.making,
    )


def versions(room):
    with room.app.ctx.store.read() as session:
        return sorted(row.version for row in digests.list_digests(session))


def holds(room, digest_id):
    return verify_digest(room.app.ctx, find_digest(room.app.ctx, digest_id)) == []


def quoted(digest, stance, theme=...):
    return [
        quote for quote in digest.quotes if quote.stance == stance and (theme is ... or quote.theme == theme)
    ]


def test_quotes_that_stand_leave_the_version_as_it_was_and_are_kept_as_seen_now(open_room):
    room = open_room()
    made = room.digest()
    room.now += timedelta(hours=5)

    found = recheck(room, made)

    number = len(made.digest.quotes)
    assert (found.checked, found.alive, found.lost, found.made) == (number, number, 0, None)
    assert versions(room) == [1]
    assert orjson.dumps(find_digest(room.app.ctx, made.digest.id)) == orjson.dumps(orjson.loads(made.body))
    with room.app.ctx.store.read() as session:
        seen = posts.seen(session, [(quote.source, quote.id) for quote in made.digest.quotes])
    assert set(seen.values()) == {room.now}


def test_a_deleted_quote_is_replaced_by_one_of_its_theme_and_side_and_the_others_stay(open_room):
    room = open_room()
    made = room.digest()
    lost = quoted(made.digest, "positive", "the stunts")[0]
    room.network.hide(lost.id)

    found = recheck(room, made)

    new = found.made.digest
    taken = next(quote for quote in new.quotes if quote.id == found.replaced[lost.id])
    assert (found.gone, found.blocked, new.version) == ((lost.id,), "", 2)
    assert (taken.stance, taken.theme) == ("positive", "the stunts")
    assert {quote.id for quote in made.digest.quotes} - {quote.id for quote in new.quotes} == {lost.id}
    assert new.headline == made.digest.headline
    assert new.counted.excluded == {"deleted since": 1}
    assert new.counted.posts == made.digest.counted.posts - 1
    assert holds(room, made.digest.id)


def test_a_correction_says_that_something_was_replaced_and_nothing_of_it(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    room.network.hide(lost.id)

    [correction] = recheck(room, made).made.digest.corrections

    assert correction["why"] == "gone"
    assert correction["text"] == (
        "A post on Bluesky that an earlier version quoted was deleted: another post is quoted instead."
    )
    for trace in (lost.id, lost.excerpt, lost.author.handle):
        assert trace not in str(correction)


def test_a_quote_that_its_author_hides_from_strangers_is_replaced(open_room):
    room = open_room()
    made = room.digest()
    room.hide_from_strangers(made.digest.quotes[1].id)

    found = recheck(room, made)

    assert (found.hidden, found.gone, found.edited) == ((made.digest.quotes[1].id,), (), ())
    assert found.made.digest.counted.excluded == {"hidden since": 1}


def test_an_edited_quote_is_replaced_its_new_words_come_in_and_its_old_ones_stay_beside_them(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    room.edit(lost.id, "On reflection the cast was only fine")

    found = recheck(room, made)

    key = (lost.source, lost.id)
    with room.app.ctx.store.read() as session:
        assert posts.texts(session, [key]) == {key: "On reflection the cast was only fine"}
        assert [one.text for one in posts.earlier_texts(session, key)] == [lost.text]
        assert posts.withdrawn(session, [key]) == {}  # with its new words it stands
    assert found.edited == (lost.id,)
    assert found.made.digest.counted.excluded == {"edited since": 1}
    assert holds(room, made.digest.id)


def test_a_network_that_does_not_say_what_an_edited_post_says_now_leaves_it_unquotable(
    open_room, monkeypatch
):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    room.edit(lost.id, "On reflection the cast was only fine")
    [reading] = room.app.readings.values()
    monkeypatch.setattr(type(reading.collector), "reread", lambda *_: ())

    found = recheck(room, made)

    key = (lost.source, lost.id)
    with room.app.ctx.store.read() as session:
        assert posts.withdrawn(session, [key]) == {key: "edited"}
        assert not posts.find(session, [key])[key].quotable
    assert found.edited == (lost.id,)
    assert room.digest().digest.version == found.made.digest.version


def test_making_the_digest_again_does_not_bring_a_deleted_quote_back(open_room):
    room = open_room()
    made = room.digest()
    room.network.hide(made.digest.quotes[0].id)
    second = recheck(room, made).made

    again = room.digest()

    assert (again.new, again.body) == (False, second.body)


def test_two_rechecks_of_one_version_make_one_next_version(open_room):
    room = open_room()
    made = room.digest()
    room.network.hide(made.digest.quotes[0].id)

    first, second = recheck(room, made), recheck(room, made)

    assert first.made.body == second.made.body
    assert versions(room) == [1, 2]


def test_a_version_that_was_replaced_can_lose_further_quotes_and_keeps_its_phrases(open_room):
    room = open_room()
    made = room.digest()
    room.network.hide(made.digest.quotes[0].id)
    second = recheck(room, made).made
    room.network.hide(second.digest.quotes[1].id)

    third = recheck(room, second).made.digest

    assert third.version == 3
    assert len(third.corrections) == 2
    assert third.counted.excluded == {"deleted since": 2}
    assert third.provenance.versions["wording"] == made.digest.provenance.inputs_hash
    assert holds(room, made.digest.id)


def test_a_story_that_falls_under_twelve_posts_is_blocked_and_stays_as_it_is(open_room):
    room = open_room(loved=10, hated=2)
    made = room.digest()
    room.network.hide(made.digest.quotes[0].id)

    found = recheck(room, made)

    assert found.gone == (made.digest.quotes[0].id,)
    assert "has 11, needs 12" in found.blocked
    assert (found.made, found.replaced, versions(room)) == (None, {}, [1])


def test_a_quote_that_no_other_post_can_replace_blocks_a_story_with_few(open_room):
    room = open_room()
    made = room.digest()
    critics, praise = range(31, 39), range(4, 31, 4)  # all of the other side, all who wrote one of the texts
    room.network.hide(*[bluesky_room.uri(number) for number in (*critics, *praise)])

    found = recheck(room, made)

    assert set(found.gone) == {
        quoted(made.digest, side, theme)[0].id for side, theme in (("negative", ...), ("positive", None))
    }
    assert found.blocked == "3 of 5 quotes are left and no other post can take their place"
    assert (found.made, versions(room)) == (None, [1])


def test_a_post_that_would_take_a_quotes_place_is_asked_about_too(open_room):
    room = open_room()
    made = room.digest()
    lost = quoted(made.digest, "positive", "the stunts")[0]
    first = recheck(room, made).replaced  # nothing is hidden yet
    room.network.hide(lost.id)
    next_best = recheck(room, made).replaced[lost.id]
    room.network.hide(next_best)
    with room.app.ctx.store.write() as session:  # as if only the first had been asked about
        posts.set_standing(session, {("bluesky", next_best): "alive"}, room.now)

    found = recheck(room, made)

    assert first == {}
    assert found.replaced[lost.id] not in (lost.id, next_best)
    assert found.made.digest.counted.excluded == {"deleted since": 2}


def test_a_network_that_is_down_leaves_its_quotes_unchecked_and_says_why(open_room):
    room = open_room()
    made = room.digest()
    room.network.fail = lambda _path: Reply(503, "<html>")

    found = recheck(room, made)

    [silent] = found.unchecked
    assert (found.checked, found.alive, found.made, found.blocked) == (0, 0, None, "")
    assert len(silent.ids) == len(made.digest.quotes)
    assert silent.fault
    assert "503" in silent.why
    with room.app.ctx.store.read() as session:
        [report] = [one for one in runs.latest(session, 20) if one.stage == "recheck"]
    assert report.error.kind == "unavailable"


def test_what_is_known_of_a_post_counts_while_its_network_is_down(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    with room.app.ctx.store.write() as session:
        posts.set_standing(session, {(lost.source, lost.id): "gone"}, room.now)
    room.network.fail = lambda _path: Reply(503, "<html>")

    found = recheck(room, made)

    assert found.gone == (lost.id,)
    assert lost.id in found.replaced


def test_all_quotes_of_a_network_are_asked_about_in_its_batches(open_room):
    room = open_room()
    made = room.digest()
    room.network.requests.clear()

    recheck(room, made)

    asked = [target for _, target in room.network.requests if "getPosts" in target]
    assert len(asked) == 1


# ── publish ──────────────────────────────────────────────────────────────────


def test_publishing_sends_the_version_with_the_replaced_quote(open_room):
    room = open_room()
    made = room.digest()
    lost = made.digest.quotes[0]
    room.network.hide(lost.id)

    done = send(room, orjson.loads(made.body))

    files = [path.read_text(encoding="utf-8") for path in (room.tmp_path / "desk").iterdir()]
    assert (done.rechecked.made.digest.version, done.digest.version) == (2, 3)
    assert (done.digest.state, done.digest.published_at) == ("published", room.now)
    assert len(files) == 2
    assert not any(lost.excerpt in text for text in files)


def test_publishing_a_blocked_story_sends_nothing(open_room):
    room = open_room(loved=10, hated=2)
    made = room.digest()
    room.network.hide(made.digest.quotes[0].id)

    with pytest.raises(PublishError, match="has 11, needs 12"):
        send(room, orjson.loads(made.body))

    assert not (room.tmp_path / "desk").exists()


def test_a_changed_file_is_refused_before_any_network_is_asked(open_room):
    room = open_room()
    document = orjson.loads(room.digest().body)
    document["counted"]["posts"] += 1
    room.network.requests.clear()

    with pytest.raises(VerificationFailed):
        send(room, document)

    assert room.network.requests == []


def test_while_a_network_is_down_only_what_it_showed_within_a_day_is_published(open_room):
    room = open_room()
    document = orjson.loads(room.digest().body)
    room.network.fail = lambda _path: Reply(503, "<html>")

    room.now += timedelta(hours=23)
    first = send(room, document)
    room.now += timedelta(hours=2)
    with pytest.raises(PublishError, match="could not be checked and not seen for a day"):
        send(room, document)

    assert len(first.rechecked.unchecked[0].ids) == len(document["quotes"])


def test_quotes_of_a_network_that_lacks_its_key_are_published_and_named(open_room):
    room = open_room()
    document = orjson.loads(room.digest().body)
    app = room.build({})
    room.now += timedelta(days=3)

    done = send(room, document, app=app)
    app.close()

    [silent] = done.rechecked.unchecked
    assert len(silent.ids) == len(document["quotes"])
    assert "needs key: set FANSREACT_SOURCES__BLUESKY__APP_PASSWORD" in silent.why


def test_a_withdrawn_digest_is_neither_rechecked_nor_published(open_room):
    room = open_room()
    made = room.digest()
    with room.app.ctx.store.write() as session:
        stored = digests.load(session, made.digest.id)
        body = stored.body.replace(b'"state": "draft"', b'"state": "withdrawn"')
        digests.save(
            session, digest_id="withdrawn", version=1, film=bluesky_room.FILM, kind="brief",
            since=stored.about.since, until=stored.about.until, made_at=room.now, inputs_hash="i", config_hash="c",
            body=body, frozen=stored.frozen, quoted=[],
        )  # fmt: skip
        withdrawn = digests.load(session, "withdrawn")

    with pytest.raises(AggregatorError, match="was withdrawn"):
        recheck_digest(room.app.ctx, withdrawn, room.app.asking(), room.app.making)
