"""What the tests of the desk share: a desk with nothing in it yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_room import DeskRoom


@pytest.fixture
def desk(config_dir: Path) -> Iterator[DeskRoom]:
    """A desk over an empty database; its film is The Paper Lighthouse."""
    with DeskRoom(config_dir) as room:
        yield room
