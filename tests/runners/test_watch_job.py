"""From a burst on the network to a draft on the desk: noticed within minutes, drafted once, and once later."""

import shutil
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from spike_room import BURST, DAY, FILM, LINK, MINUTE, READ, Room, burst, open_room, usual

from aggregator.pipeline.digest import verify_digest
from aggregator.store import digests

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def quiet_database(tmp_path_factory) -> Path:
    """Four days of the usual, read and judged up to READ: what every test of these goes on from."""
    folder = tmp_path_factory.mktemp("quiet")
    shutil.copytree(Path(__file__).parents[2] / "config", folder / "config")
    (folder / "config" / "fansreact.toml").write_text(
        f'[store]\nurl = "sqlite:///{folder}/fansreact.db"\n', encoding="utf-8"
    )
    (folder / "config" / "films.toml").write_text(FILMS, encoding="utf-8")
    with open_room(usual(), folder / "config", folder) as room:
        room.run()
    return folder / "fansreact.db"


FILMS = """[[films]]
slug = "the-paper-lighthouse"
kind = "film"
title = "The Paper Lighthouse"
hashtags = ["PaperLighthouse"]
phrases = ["the paper lighthouse"]
"""


@pytest.fixture
def newsroom(quiet_database, config_dir, tmp_path):
    """Opens a newsroom that has read the usual, and whose network holds these further posts."""
    with ExitStack() as opened:

        def build(posts, **given) -> Room:
            shutil.copy(quiet_database, tmp_path / "fansreact.db")
            return opened.enter_context(
                open_room([*usual(), *posts], config_dir, tmp_path, now=READ + MINUTE, **given)
            )

        yield build


def document(room, draft):
    with room.app.ctx.store.read() as session:
        return orjson.loads(digests.load(session, draft.id, draft.version).body)


def test_a_burst_that_begins_at_14_07_has_its_draft_within_eight_minutes(newsroom):
    """Collecting every 10 minutes and watching every 2: read on early, since the first minutes look like one."""
    room = newsroom(burst())

    room.run_until(BURST + 8 * MINUTE)

    (draft,) = room.drafts()
    (spike,) = room.spikes()
    assert spike.draft == draft.id
    assert BURST - 2 * MINUTE <= spike.began_at <= BURST
    assert draft.made_at <= BURST + 8 * MINUTE
    assert draft.slot == f"spike-{spike.began_at:%Y-%m-%dT%H:%MZ}"
    assert (draft.since, draft.until) == (spike.began_at - HOUR, spike.seen_until)
    assert draft.made_at - draft.until <= 3 * MINUTE  # fresh


def test_the_draft_names_its_trigger_and_so_does_the_run(newsroom):
    room = newsroom(burst())

    room.run_until(BURST + 8 * MINUTE)

    story = document(room, room.drafts()[0])
    found = story["spikes"][-1]
    assert found["trigger"]["kind"] == "linked"
    assert found["trigger"]["url"] == LINK
    assert found["trigger"]["first_seen"] == f"{BURST:%Y-%m-%dT%H:%M:%SZ}"
    assert story["state"] == "draft"
    assert verify_digest(room.app.ctx, story) == []
    assert [note.split("; ")[1].split(" ")[0] for note in room.told("watch")] == ["noticed", "drafted"]
    assert LINK in room.told("watch")[-1]
    assert sorted(path.suffix for path in room.out.iterdir()) == [".html", ".json", ".md"]


def test_a_spike_has_one_draft_while_it_goes_on_and_one_when_it_has_ended(newsroom):
    room = newsroom(burst())

    room.run_until(BURST + 75 * MINUTE)
    first = room.drafts()
    room.run_until(DAY + 19 * HOUR, step=4 * MINUTE)

    (spike,) = room.spikes()
    drafts = room.drafts()
    assert len(first) == 1
    assert [draft.slot for draft in drafts] == [first[0].slot, f"{first[0].slot}-later"]
    assert drafts[1].until == spike.ended_at
    assert BURST + 80 * MINUTE <= spike.ended_at <= BURST + 150 * MINUTE
    assert document(room, drafts[1])["counted"]["posts"] > 3 * document(room, drafts[0])["counted"]["posts"]
    assert sum("ended by" in note for note in room.told("watch")) == 1


def test_a_draft_near_an_event_is_of_its_kind_and_names_it(newsroom):
    event = f'[[films.events]]\nname = "trailer 1"\nat = {BURST - 5 * MINUTE:%Y-%m-%dT%H:%M:%SZ}\nkind = "trailer"\n'
    room = newsroom(burst(), films=event)

    room.run_until(BURST + 10 * MINUTE)

    (draft,) = room.drafts()
    assert draft.kind == "trailer"
    assert document(room, draft)["window"]["event"] == "trailer 1"


def test_one_text_from_many_hands_is_noticed_and_not_drafted(newsroom):
    slogan = (
        "Everybody must see The Paper Lighthouse this weekend, it is the greatest film that was ever made"
    )
    room = newsroom(burst(text=slogan))

    room.run_until(BURST + 20 * MINUTE)

    (spike,) = room.spikes()
    assert room.drafts() == []
    assert "of its posts look like one campaign" in spike.why
    assert room.told("watch")[1].endswith(f"no draft: {spike.why}")


def test_what_is_off_topic_makes_no_spike(newsroom):
    room = newsroom(burst(text="Origami lesson {n}: fold #PaperLighthouse"), films='never = ["origami"]\n')

    room.run_until(BURST + 20 * MINUTE)

    assert room.spikes() == []
    assert room.drafts() == []


def test_no_more_drafts_a_day_than_the_setting_allows(newsroom):
    room = newsroom(burst(), settings="spike_drafts = 0\n")

    room.run_until(BURST + 20 * MINUTE)

    (spike,) = room.spikes()
    assert room.drafts() == []
    assert spike.why == "0 drafts of spikes in 24 hours, of at most 0"
    assert len([note for note in room.told("watch") if "no draft" in note]) == 1  # not again with every look


def test_the_spike_is_one_row_for_whoever_wants_to_be_told(newsroom):
    room = newsroom(burst())

    room.run_until(BURST + 10 * MINUTE)

    (spike,) = room.spikes()
    assert (spike.film, spike.ended_at, spike.why, spike.later_draft) == (FILM, None, "", None)
    assert spike.times > 3
    assert spike.noticed_at <= BURST + 8 * MINUTE
