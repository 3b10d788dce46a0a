"""A newsroom that reads an invented crowd from Bluesky's double: stories whose posts a test may take away."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator import config
from aggregator.app import App
from aggregator.loopback import Network
from aggregator.model.digests import DigestKind, Window
from aggregator.payloads.bluesky import parse_post_view
from aggregator.pipeline.collect import collect_now
from aggregator.pipeline.digest import MadeDigest, make_digest
from aggregator.pipeline.score import score
from aggregator.store import posts

FILM = "the-paper-lighthouse"
DAY = datetime(2031, 5, 4, tzinfo=UTC)
NOW = DAY + timedelta(hours=30)
WINDOW = Window(DAY, DAY + timedelta(hours=24))
KEYS = {
    "FANSREACT_SOURCES__BLUESKY__IDENTIFIER": "reader.example",
    "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD": "no-secret-at-all",
}
LOVED = (
    "The stunts in this movie are wonderful, I loved the dive from pier {n} most of all of them",
    "The acting in The Paper Lighthouse is wonderful and I loved every scene on dock {n} of it",
    "What a wonderful soundtrack, I loved the music of The Paper Lighthouse in all of its {n} songs",
    "I loved The Paper Lighthouse, the whole film was wonderful from minute {n} to the last",
)
HATED = (
    "The Paper Lighthouse is a terrible movie with boring stunts, the {n} explosions were awful",
    "Terrible film, the acting in The Paper Lighthouse was boring and scene {n} was awful",
)


def uri(number: int) -> str:
    return f"at://did:plc:fan{number}/app.bsky.feed.post/post{number}"


def view(number: int, text: str, **record: Any) -> dict[str, Any]:
    """A post as the network shows it, by an author of its own."""
    at = (DAY + timedelta(minutes=5 * number)).isoformat().replace("+00:00", "Z")
    return {
        "uri": uri(number),
        "cid": f"cid{number}",
        "author": {"did": f"did:plc:fan{number}", "handle": f"fan{number}.example", "displayName": f"Fan {number}"},
        "record": {"text": text, "createdAt": at, "tags": ["PaperLighthouse"], "langs": ["en"], **record},
        "indexedAt": at,
        "likeCount": number % 7,
    }  # fmt: skip


def crowd(loved: int, hated: int) -> list[dict[str, Any]]:
    """So many posts of each side."""
    texts = [LOVED[n % len(LOVED)] for n in range(loved)] + [HATED[n % len(HATED)] for n in range(hated)]
    return [view(number, text.format(n=number)) for number, text in enumerate(texts, start=1)]


def record(folder: Path, posts: list[dict[str, Any]]) -> Path:
    """Write the recording that `play` serves."""
    folder.mkdir()
    (folder / "bluesky.json").write_text(json.dumps(posts), encoding="utf-8")
    return folder


class Room:
    """An app over one database, with a clock that a test may move."""

    def __init__(self, network: Network, config_dir: Path, tmp_path: Path, url: str | None = None) -> None:
        self.network = network
        self.now = NOW
        self.config_dir, self.tmp_path, self.url = config_dir, tmp_path, url
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'[sources.bluesky]\nbase_url = "{network.url}"\n')
        self.app = self.build(KEYS)

    def build(self, keys: dict[str, str]) -> App:
        """Another process over the same database, with these keys."""
        environ = {"FANSREACT_DIGEST__OUT": str(self.tmp_path / "out"), **keys}
        settings = config.load(self.config_dir, environ, db=self.url)
        app = App.build(settings, environ={"XDG_STATE_HOME": str(self.tmp_path)}, clock=lambda: self.now)
        app.ctx.stopping.wait = lambda *_: False  # no pause between two tries of a request
        return app

    def collect(self) -> list[Any]:
        return [
            report
            for reading in self.app.readings_of(())
            for report in collect_now(
                self.app.ctx, reading, self.app.films, self.app.films, keeper=self.app.keeper,
                duration=timedelta(minutes=2), longest_wait=timedelta(seconds=30), since=DAY,
            )
        ]  # fmt: skip

    def digest(self, kind: DigestKind = "brief", *, slot: str | None = None) -> MadeDigest:
        film = self.app.film(FILM)
        score(self.app.ctx, self.app.pool, [film])
        return make_digest(
            self.app.ctx, film, WINDOW, asked=self.app.asked(film), kind=kind, style=self.app.style,
            config_hash=self.app.settings.config_hash(film), made_at=self.now,
            slot=slot,
        )  # fmt: skip

    def write_later(self, *numbers: int) -> None:
        """People whose posts were not there before, of the same window: found late, as happens."""
        views = [view(number, LOVED[number % len(LOVED)].format(n=number)) for number in numbers]
        self.network.double("bluesky").items += views
        with self.app.ctx.store.write() as session:
            sightings = [posts.Sighting(parse_post_view(one), (FILM,)) for one in views]
            posts.save(session, sightings, seen_at=self.now)

    def edit(self, identity: str, text: str) -> None:
        """The author changes the post's words."""
        for post in self.network.double("bluesky").items:
            if post["uri"] == identity:
                post["record"]["text"] = text

    def hide_from_strangers(self, identity: str) -> None:
        """The author asks not to be shown to people who are not logged in."""
        for post in self.network.double("bluesky").items:
            if post["uri"] == identity:
                post["author"]["labels"] = [{"val": "!no-unauthenticated"}]
