"""A newsroom whose stories go to doubles on this machine."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import publishing_room
import pytest


@pytest.fixture
def open_room(config_dir: Path, tmp_path: Path) -> Iterator[publishing_room.Opener]:
    """Opens a room with these tables and secrets; WordPress' where none are named."""
    with ExitStack() as stack:
        yield lambda *args, **rest: stack.enter_context(
            publishing_room.opened(config_dir, tmp_path, *args, **rest)
        )


@pytest.fixture
def room(open_room: publishing_room.Opener) -> Any:
    return open_room()
