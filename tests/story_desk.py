"""A desk with a story in it: an invented crowd's posts, a digest made of them, and a WordPress to send it to."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import bluesky_room
import httpx
import publishing_room
from desk_room import DeskRoom

from aggregator.model import Digest
from aggregator.model.digests import DigestKind
from aggregator.pipeline import editing


class StoryDesk:
    """The room where posts are read, and the desk over its database; both have one clock."""

    def __init__(self, room: publishing_room.PublishingRoom, desk: DeskRoom, kind: DigestKind) -> None:
        self.room, self.desk = room, desk
        self.id = room.digest(kind=kind).digest.id

    @property
    def story(self) -> Digest:
        """The newest version."""
        return editing.look(self.room.app.ctx, self.id).digest

    def path(self, tail: str = "") -> str:
        return f"/digests/{self.id}{tail}"

    def post(self, client: httpx.Client, tail: str, **fields: Any) -> httpx.Response:
        """A form of the newest version, unless `version` is given."""
        return client.post(self.path(tail), data={"version": self.story.version, **fields})

    def read_all(self, client: httpx.Client) -> None:
        for one in self.story.quotes:
            assert self.post(client, "/tick", source=one.source, id=one.id).status_code == 303

    def finished(self, client: httpx.Client, answer: httpx.Response) -> str:
        """The page of a task once that has ended."""
        assert answer.status_code == 303, answer.text
        assert answer.headers["Location"].startswith("/tasks/"), answer.headers["Location"]
        for _ in range(600):
            page = client.get(answer.headers["Location"])
            if "every 1s" not in page.text:
                return words(page)
            self.room.app.ctx.stopping.wait(0.05)
        raise AssertionError("the task did not end")


@contextmanager
def opened(
    config_dir: Path,
    tmp_path: Path,
    kind: DigestKind = "trailer",
    keys: Mapping[str, str] = publishing_room.WORDPRESS_KEYS,
) -> Iterator[StoryDesk]:
    """The desk, while the block runs. `keys` are those of its destinations."""
    with publishing_room.opened(config_dir, tmp_path, keys=keys) as room:
        environ = {
            **bluesky_room.KEYS,
            **keys,
            "FANSREACT_DIGEST__OUT": str(tmp_path / "out"),
            "XDG_STATE_HOME": str(tmp_path),
        }
        with DeskRoom(config_dir, environ=environ, clock=lambda: room.now) as desk:
            yield StoryDesk(room, desk, kind)


def words(answer: httpx.Response) -> str:
    """What a page says, without its elements."""
    body = re.sub(r"<(script|style).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
