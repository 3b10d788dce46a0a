"""Quotes of which nobody can tell how they stand: named, and handed over for a day only."""

from datetime import timedelta

import orjson
import pytest

from aggregator.collectors import Collector
from aggregator.errors import PublishError
from aggregator.pipeline.publish import publish
from aggregator.pipeline.recheck import recheck_digest
from aggregator.publishers import Folder
from aggregator.store import digests


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


def keep_silent_about(monkeypatch, room, *ids):
    """The network answers, and can't tell of these posts: their own servers are away, say."""
    [reading] = room.app.readings.values()
    kind = type(reading.collector)
    ask = kind.recheck
    monkeypatch.setattr(
        kind,
        "recheck",
        lambda self, asked: {key: how for key, how in ask(self, asked).items() if key[1] not in ids},
    )


def test_a_quote_of_which_its_network_can_not_tell_is_named_with_when_it_was_seen(open_room, monkeypatch):
    room = open_room()
    made = room.digest()
    silent = made.digest.quotes[0]
    keep_silent_about(monkeypatch, room, silent.id)
    room.now += timedelta(hours=5)

    [one] = recheck(room, made).unchecked

    assert (one.ids, one.silent, one.stale, one.fault) == ((silent.id,), (silent.id,), (), False)
    assert one.seen_in_words(silent.id) == "last seen 2031-05-05T06:00:00Z"


def test_a_quote_of_which_its_network_can_not_tell_goes_out_for_a_day_only(open_room, monkeypatch):
    room = open_room()
    document = orjson.loads(room.digest().body)
    silent = document["quotes"][0]["id"]
    keep_silent_about(monkeypatch, room, silent)

    room.now += timedelta(hours=23)
    sent = send(room, document)
    room.now += timedelta(hours=2)
    with pytest.raises(PublishError, match=f"{silent} .last seen 2031-05-05T06:00:00Z. could not be checked"):
        send(room, document)

    assert [one.ids for one in sent.rechecked.unchecked] == [(silent,)]


def test_a_new_story_may_quote_what_was_seen_long_ago_and_can_not_be_checked(open_room, monkeypatch):
    room = open_room()
    room.now += timedelta(days=3)
    document = orjson.loads(room.digest().body)
    keep_silent_about(monkeypatch, room, document["quotes"][0]["id"])

    room.now += timedelta(hours=23)
    send(room, document)
    room.now += timedelta(hours=2)
    with pytest.raises(PublishError, match="and not seen for a day"):
        send(room, document)


def test_quotes_of_a_network_that_never_tells_are_published_and_named(open_room, monkeypatch):
    room = open_room()
    document = orjson.loads(room.digest().body)
    [reading] = room.app.readings.values()
    monkeypatch.setattr(type(reading.collector), "recheck", Collector.recheck)
    room.now += timedelta(days=3)

    [one] = send(room, document).rechecked.unchecked

    assert (len(one.ids), one.silent, one.stale) == (len(document["quotes"]), (), ())
