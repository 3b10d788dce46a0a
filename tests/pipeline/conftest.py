"""What the tests of the span machine share."""

import pytest
from invented_network import Network
from invented_newsroom import DEPTHS, Newsroom


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
