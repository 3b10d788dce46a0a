"""A desk on the afternoon of a trailer: a burst was noticed and drafted, and WordPress stands ready."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bluesky_room
import publishing_room
import spike_room
from desk_room import DeskRoom

from aggregator.loopback import Network, play
from aggregator.model import Digest
from aggregator.pipeline import editing

EVENT = f'[[films.events]]\nname = "trailer"\nat = {spike_room.BURST:%Y-%m-%dT%H:%M:%SZ}\nkind = "trailer"\n'
MIXED = (
    "I loved the dive from pier {n}, a wonderful stunt in this movie",
    "The acting in The Paper Lighthouse is wonderful, I loved dock {n}",
    "A terrible trailer, the stunts were boring and shot {n} was awful",
)


class SpikeDesk:
    """The newsroom's machine (`room`), its desk, and the networks and the site around it. They have one clock."""

    def __init__(self, room: spike_room.Room, desk: DeskRoom, network: Network) -> None:
        self.room, self.desk, self.network = room, desk, network

    @property
    def story(self) -> Digest:
        """The draft of the spike, as it stands now."""
        return editing.look(self.desk.app.ctx, self.room.drafts()[0].id).digest

    def delete_at_the_network(self, identity: str) -> None:
        """The author takes the post away."""
        self.network.double("bluesky").hidden.add(identity)

    def copies(self) -> list[dict[str, object]]:
        """What stands in WordPress."""
        return list(self.network.double("wordpress").posts.values())


@contextmanager
def opened(config_dir: Path, tmp_path: Path) -> Iterator[SpikeDesk]:
    """The desk, while the block runs."""
    posts = [*spike_room.usual(), *_burst()]
    folder = bluesky_room.record(tmp_path / "recording", posts)
    (folder / "wordpress.json").write_text(json.dumps(publishing_room.SITE), encoding="utf-8")
    with play(folder) as network:
        tables = publishing_room.WORDPRESS.replace("{url}", network.url)
        room = spike_room.Room(network.url, config_dir, tmp_path, settings=tables, films=EVENT)
        environ = {
            **bluesky_room.KEYS,
            **publishing_room.WORDPRESS_KEYS,
            "XDG_STATE_HOME": str(tmp_path),
        }
        room.run_until(spike_room.BURST + 10 * spike_room.MINUTE)
        with DeskRoom(config_dir, environ=environ, clock=lambda: room.now) as desk:
            yield SpikeDesk(room, desk, network)
        room.app.close()


def _burst() -> list[dict[str, object]]:
    """A crowd that is of two minds, a post every two seconds."""
    moments = [spike_room.BURST + n * spike_room.MINUTE / 30 for n in range(360)]
    return [spike_room.post(200_000 + n, at, MIXED[n % 3].format(n=n)) for n, at in enumerate(moments)]
