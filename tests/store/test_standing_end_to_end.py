"""Recheck and forget over both databases, from the network to the next version of a story."""

from contextlib import ExitStack

import bluesky_room
import pytest

from aggregator.loopback import play
from aggregator.pipeline import forget as stage
from aggregator.pipeline.digest import find_digest, verify_digest
from aggregator.pipeline.recheck import recheck_digest
from aggregator.store import digests


@pytest.fixture
def room(url, config_dir, tmp_path):
    with ExitStack() as opened:
        folder = bluesky_room.record(tmp_path / "recording", bluesky_room.crowd(30, 8))
        made = bluesky_room.Room(opened.enter_context(play(folder)), config_dir, tmp_path, url)
        opened.callback(made.app.close)
        made.collect()
        yield made


def test_a_story_survives_deletions_edits_and_a_person_who_is_forgotten(room):
    app = room.app
    made = room.digest()
    first, second, third, *_ = made.digest.quotes
    room.network.hide(first.id)
    room.edit(second.id, "I think otherwise by now")
    with app.ctx.store.read() as session:
        stored = digests.load(session, made.digest.id)

    found = recheck_digest(app.ctx, stored, app.asking(), app.making)
    told = stage.forget(app.ctx, stage.look_up(app.ctx, third.author.handle), app.making)
    [last] = told.made

    assert (found.gone, found.edited, len(found.replaced)) == ((first.id,), (second.id,), 2)
    assert told.versions == ((made.digest.id, 1), (made.digest.id, 2))
    assert last.digest.version == 3
    assert len(last.digest.corrections) == 3
    assert last.digest.counted.excluded == {"deleted since": 1, "edited since": 1}
    assert {first.id, second.id, third.id}.isdisjoint(quote.id for quote in last.digest.quotes)
    assert verify_digest(app.ctx, find_digest(app.ctx, made.digest.id)) == []
