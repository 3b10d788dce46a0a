"""Editors, a recheck and a published story over both databases: whoever writes at once, all of it stays."""

import threading
from contextlib import ExitStack

import bluesky_room
import pytest

from aggregator.loopback import play
from aggregator.model.edits import Edit
from aggregator.pipeline import editing, states
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


def test_editors_and_a_recheck_at_the_same_moment_lose_nothing(room):
    app, made = room.app, room.digest()
    lost = made.digest.quotes[0]
    room.network.hide(lost.id)
    blocks = ["lede", "highlights[0]", "headline"]
    start = threading.Barrier(len(blocks) + 1)
    failed = []

    def at_once(act):
        start.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    def edit(block):
        wanted = Edit(block, "text", f"Fans have much to say in the {block[:4]}", "Ana", room.now, 1)
        editing.edit(app.ctx, made.digest.id, [wanted], app.making)

    def recheck():
        with app.ctx.store.read() as session:
            stored = digests.load(session, made.digest.id)
        recheck_digest(app.ctx, stored, app.asking(), app.making)

    threads = [threading.Thread(target=at_once, args=(lambda block=block: edit(block),)) for block in blocks]
    threads.append(threading.Thread(target=at_once, args=(recheck,)))
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    document = find_digest(app.ctx, made.digest.id)
    assert [str(error) for error in failed if "was changed since" not in str(error)] == []
    # An edit that came behind the recheck may meet a block that was made anew: then its editor has both texts.
    assert len(document["locks"]) + len(failed) == len(blocks)
    assert lost.id not in [quote["id"] for quote in document["quotes"]]
    assert document["version"] == 2 + len(document["locks"])
    assert verify_digest(app.ctx, document) == []


def test_a_story_is_edited_approved_corrected_and_withdrawn(room):
    app, made = room.app, room.digest()
    digest_id = made.digest.id
    wanted = Edit("lede", "text", "Fans have much to say", "Ana", room.now, 1)
    editing.edit(app.ctx, digest_id, [wanted], app.making)
    states.approve(app.ctx, digest_id, who="Ben", on=2)
    states.correct(app.ctx, digest_id, kind="update", text="more came in.", who="Ana", on=3)
    document = find_digest(app.ctx, digest_id)

    assert (document["version"], document["state"], document["lede"]) == (
        4,
        "approved",
        "Fans have much to say",
    )
    assert verify_digest(app.ctx, document) == []
    gone = states.withdraw(app.ctx, digest_id, why="it was wrong.", who="Ana").digest
    assert (gone.version, gone.state, gone.quotes) == (5, "withdrawn", ())
