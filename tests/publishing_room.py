"""A newsroom with places outside: an invented crowd's stories, and the doubles of where they go."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import bluesky_room
import orjson

from aggregator.loopback import Network, play
from aggregator.model import Digest
from aggregator.pipeline import versions
from aggregator.pipeline.digest import MadeDigest, find_digest
from aggregator.pipeline.parcels import form
from aggregator.pipeline.publish import Published, publish
from aggregator.pipeline.recheck import recheck_digest
from aggregator.pipeline.sending import Insisting
from aggregator.publishers import Parcel
from aggregator.store import digests, publications

PASSWORD = "hush abcd efgh ijkl mnop qrst"
SITE = [
    {"user": {"slug": "newsdesk", "password": PASSWORD, "role": "editor"}},
    {"user": {"slug": "intern", "password": "other word", "role": "subscriber"}},
    {"category": "Uncategorized"},
    {"category": "Film & TV"},
]
WORDPRESS = """[publish.wordpress]
base_url = "{url}"
user = "newsdesk"
categories = ["Film & TV"]
"""
SLACK = {
    "channel": "C0FILMDESK",
    "token": "xoxb-hush-4711-token",
    "hook": "services/T0HUSH/B0HUSH/secretword4711",
}
BOT = """[publish.slack]
base_url = "{url}/slack/api"
channel = "C0FILMDESK"
desk_url = "https://desk.example"
"""
BOT_KEYS = {"FANSREACT_PUBLISH__SLACK__BOT_TOKEN": SLACK["token"]}
WORDPRESS_KEYS = {"FANSREACT_PUBLISH__WORDPRESS__APPLICATION_PASSWORD": PASSWORD}


class PublishingRoom(bluesky_room.Room):
    """A room whose app has these tables [publish.NAME] and their secrets."""

    def __init__(
        self, network: Network, config_dir: Path, tmp_path: Path, tables: str, keys: Mapping[str, str]
    ) -> None:
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(tables.replace("{url}", network.url))
        self._publish_keys = keys
        super().__init__(network, config_dir, tmp_path)

    def build(self, keys: dict[str, str]) -> Any:
        return super().build({**keys, **self._publish_keys})

    @property
    def site(self) -> Any:
        """WordPress' double."""
        return self.network.double("wordpress")

    def publish(
        self,
        digest_id: str,
        to: str = "",
        *,
        app: Any = None,
        who: str = "",
        approved_by: Sequence[str] = (),
        **insisting: bool,
    ) -> Published:
        app = app or self.app
        to = to or next(iter(app.outlets.tables))
        outlet = app.outlets.to(
            to, folder=self.tmp_path / "desk", formats=("json",), who=who, insisting=Insisting(**insisting)
        )
        document = find_digest(app.ctx, digest_id)
        return publish(
            app.ctx, document, outlet, ("json",), asking=app.asking(), making=app.making, approved_by=approved_by or ((who,) if who else ()),
        )  # fmt: skip

    def story(self) -> MadeDigest:
        """A draft of a kind that may leave the house."""
        return self.digest(kind="trailer")

    def sendings(self, digest_id: str) -> list[publications.Publication]:
        with self.app.ctx.store.read() as session:
            return publications.of_digest(session, digest_id)

    def newest(self, digest_id: str) -> dict[str, Any]:
        with self.app.ctx.store.read() as session:
            return orjson.loads(digests.told(session, digest_id).body)

    def recheck(self) -> list[Any]:
        """What the scheduled recheck does with the stories of the last weeks."""
        app, asking = self.app, self.app.asking()
        stories = versions.newest_versions(app.ctx)
        return [recheck_digest(app.ctx, stored, asking, app.making) for stored in stories]

    def lose_a_quote(self, story: Digest) -> None:
        """The author of its first quote hides the post from strangers."""
        self.hide_from_strangers(story.quotes[0].id)


@contextmanager
def opened(
    config_dir: Path, tmp_path: Path, tables: str = WORDPRESS, keys: Mapping[str, str] = WORDPRESS_KEYS
) -> Iterator[PublishingRoom]:
    """The room, its network and the site served while the block runs."""
    folder = bluesky_room.record(tmp_path / "recording", bluesky_room.crowd(30, 8))
    (folder / "wordpress.json").write_text(json.dumps(SITE), encoding="utf-8")
    (folder / "slack.json").write_text(json.dumps([SLACK]), encoding="utf-8")
    with play(folder) as network, ExitStack() as stack:
        room = PublishingRoom(network, config_dir, tmp_path, tables, keys)
        stack.callback(room.app.close)
        room.collect()
        yield room


def parcel(digest: Digest, takes: str, event: Any = "published", **rest: Any) -> Parcel:
    """A digest on its way to a destination that takes that form."""
    key = f"{digest.id}.v{digest.version}.{event}"
    return Parcel(digest, form(takes, digest), event, key, bluesky_room.NOW, **rest)


Opener = Callable[..., PublishingRoom]
