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


def endure(name, folder, many):
    """A burst of `many` after a first run, a run that dies half-way, then runs until all that is served is stored.

    Gives the room, how many were stored at the death, and how often the network was asked.
    """
    bursts.record(name, folder / "recording", many, MORNING)
    served = min(many, bursts.SERVED.get(name, many))
    with play(folder / "recording") as network:
        room = Room(name, network, folder / "burst.db", page_size=collectors.find(name).page_size)
        if name == "youtube":
            network.double("youtube").quota["units"] = 10**9
        room.low, room.now = MORNING - timedelta(hours=1), MORNING
        later = network.double(name).items
        if served < many:  # a listing that is full of posts to come would be cut off before it began
            network.double(name).items = []
        assert room.run().error is None
        assert room.stored() == 0
        network.double(name).items = later
        before = len(network.requests)

        room.now = MORNING + timedelta(seconds=many / bursts.A_SECOND, minutes=10)
        room.dies_after = served // room.page_size // 2
        with pytest.raises(Killed):
            room.run(since=False)
        half = room.stored()
        runs = 1
        while room.stored() < served or (served == many and room.unread(room.now)):
            room.now += timedelta(minutes=10)
            report = room.run(since=False)
            assert report.error is None, report.error
            runs += 1
            assert runs < 12, f"{room.stored()} of {many} after {runs} runs: {room.unread(room.now)}"
        asked = len(network.requests) - before

    pages = served / room.page_size
    sys.stdout.write(
        f"\n{name:10} {served:,} of {many:,} posts in {pages:,.0f} pages: {asked:,} requests, {runs} runs\n"
    )
    assert 0 < half < served == room.stored()
    assert asked < 4 * pages + 60
    return room


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(set(bursts.CLONES) - set(bursts.SERVED)))
def test_all_of_a_burst_is_stored_once_though_a_run_dies_in_it(name, tmp_path):
    endure(name, tmp_path, MANY).store.close()


@pytest.mark.timeout(900)
def test_reddits_newest_thousand_is_stored_once_and_the_rest_is_a_gap_with_a_name(tmp_path):
    many = max(MANY, 1_200)

    room = endure("reddit", tmp_path, many)

    oldest = MORNING + timedelta(seconds=(many - bursts.SERVED["reddit"]) // bursts.A_SECOND)
    [gap] = room.unread(room.now)
    room.store.close()
    assert gap.why == "reddit served nothing older than this"
    # From where the run before the burst had read to, up to the oldest post shown: of its second some may lack.
    assert gap.low <= MORNING < gap.high
    assert oldest < gap.high <= oldest + timedelta(seconds=1)
