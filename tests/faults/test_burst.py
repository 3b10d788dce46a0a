"""A burst between two polls, and a run that dies in the middle of it: all that a network serves is stored once.

FANSREACT_TEST_BURST says how many posts (1,000); `pytest -s` prints how many requests each network took.
"""

import os
import sys
from datetime import UTC, datetime, timedelta

import bursts
import pytest
from source_room import Killed, Room

from aggregator import collectors
from aggregator.loopback import play

MANY = int(os.environ.get("FANSREACT_TEST_BURST", "1000"))
MORNING = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(bursts.CLONES))
def test_all_of_a_burst_is_stored_once_though_a_run_dies_in_it(name, tmp_path):
    bursts.record(name, tmp_path / "recording", MANY, MORNING)
    with play(tmp_path / "recording") as network:
        room = Room(name, network, tmp_path / "burst.db", page_size=collectors.find(name).page_size)
        if name == "youtube":
            network.double("youtube").quota["units"] = 10**9
        room.low, room.now = MORNING - timedelta(hours=1), MORNING
        assert room.run().error is None
        assert room.stored() == 0
        before = len(network.requests)

        room.now = MORNING + timedelta(seconds=MANY / bursts.A_SECOND, minutes=10)
        room.dies_after = MANY // collectors.find(name).page_size // 2
        with pytest.raises(Killed):
            room.run(since=False)
        half = room.stored()
        runs = 1
        while room.unread() or room.stored() < MANY:
            room.now += timedelta(minutes=10)
            report = room.run(since=False)
            assert report.error is None, report.error
            runs += 1
            assert runs < 12, f"{room.stored()} of {MANY} after {runs} runs: {room.unread()}"
        asked = len(network.requests) - before
        room.store.close()

    pages = MANY / collectors.find(name).page_size
    sys.stdout.write(f"\n{name:10} {MANY:,} posts in {pages:,.0f} pages: {asked:,} requests, {runs} runs\n")
    assert 0 < half < MANY
    assert asked < 4 * pages + 60
