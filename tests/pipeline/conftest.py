"""What the tests of the stages share: newsrooms over an invented network, and over one on this machine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import bluesky_room
import pytest
from invented_network import Network
from invented_newsroom import DEPTHS, Newsroom

from aggregator.loopback import play


@pytest.fixture
def newsroom(tmp_path):
    """Builds a newsroom over an invented network that behaves as it is told."""
    rooms = []

    def build(*, depths=DEPTHS, **network):
        rooms.append(Newsroom(tmp_path / "spans.db", Network(**network), depths=depths))
        return rooms[-1]

    yield build
    for room in rooms:
        room.store.close()


@pytest.fixture
def open_room(config_dir: Path, tmp_path: Path) -> Iterator[Callable[..., bluesky_room.Room]]:
    """Opens a newsroom whose network holds so many posts of each side, all of them collected."""
    with ExitStack() as opened:

        def build(loved: int = 30, hated: int = 8) -> bluesky_room.Room:
            folder = bluesky_room.record(tmp_path / "recording", bluesky_room.crowd(loved, hated))
            room = bluesky_room.Room(opened.enter_context(play(folder)), config_dir, tmp_path)
            opened.callback(room.app.close)
            room.collect()
            return room

        yield build
