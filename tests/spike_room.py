"""A newsroom that reads an invented crowd around the clock, on a clock that a test moves: bursts and events."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bluesky_room
from bluesky_room import HATED, KEYS, LOVED

from aggregator import config
from aggregator.app import App
from aggregator.loopback import play
from aggregator.model import RunReport
from aggregator.runners.local import LocalRunner
from aggregator.store import digests, runs, spikes
from aggregator.store.digests import StoredVersion
from aggregator.store.spikes import NoticedSpike

FILM = bluesky_room.FILM
DAY = datetime(2031, 5, 8, tzinfo=UTC)
BURST = DAY + timedelta(hours=14, minutes=7)
READ = DAY + timedelta(hours=13, minutes=50)
MINUTE = timedelta(minutes=1)
LINK = "https://example.org/the-trailer"


def post(number: int, at: datetime, text: str = "") -> dict[str, Any]:
    """A post as the network shows it, by an author of its own."""
    words = text or (HATED[number % 2] if number % 5 == 0 else LOVED[number % 4]).format(n=number)
    stamp = at.isoformat().replace("+00:00", "Z")
    made = bluesky_room.view(number, words, createdAt=stamp)
    return {**made, "indexedAt": stamp}


def usual(
    an_hour: int = 10, days: int = 4, until: datetime = DAY + timedelta(hours=24)
) -> list[dict[str, Any]]:
    """So many posts in every hour from `days` before DAY on."""
    start = DAY - timedelta(days=days)
    step = timedelta(hours=1) / an_hour
    return [post(n, start + n * step) for n in range(int((until - start) / step))]


def burst(
    an_hour: int = 240, start: datetime = BURST, lasts: timedelta = timedelta(minutes=80), text: str = ""
) -> list[dict[str, Any]]:
    """So many further posts an hour; `text` may hold "{n}"."""
    step = timedelta(hours=1) / an_hour
    return [
        post(
            100_000 + n, start + n * step, text.format(n=n) if text else f"{LOVED[n % 4].format(n=n)} {LINK}"
        )
        for n in range(int(lasts / step))
    ]


class Room:
    """An app over one database. `run_until` lets the scheduler work, minute by minute."""

    def __init__(
        self,
        url: str,
        config_dir: Path,
        tmp_path: Path,
        *,
        settings: str = "",
        films: str = "",
        now: datetime = READ,
    ) -> None:
        self.now = now
        self.out = tmp_path / "out"
        self.reports: list[tuple[datetime, RunReport]] = []
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as file:
            file.write(
                f'[sources.bluesky]\nbase_url = "{url}"\n[collect]\nfirst_run = "5 days"\n'
                f"[digest]\nout = {str(self.out)!r}\n{settings}"
            )
        with (config_dir / "films.toml").open("a", encoding="utf-8") as file:
            file.write(films)
        settings_ = config.load(config_dir, KEYS)
        self.app = App.build(
            settings_, environ={"XDG_STATE_HOME": str(tmp_path)}, clock=lambda: self.now, chance=lambda: 0.0
        )
        self.app.ctx.stopping.wait = lambda *_: False  # type: ignore[method-assign] # no pause between two tries

    def run(self) -> list[RunReport]:
        """What is due now."""
        done = LocalRunner(self.app).run_once()
        self.reports += [(self.now, report) for report in done]
        return done

    def run_until(self, until: datetime, step: timedelta = MINUTE) -> list[RunReport]:
        """What falls due until then."""
        done = self.run()
        while self.now < until:
            self.now += step
            done += self.run()
        return done

    def drafts(self) -> list[StoredVersion]:
        """All digests, oldest first."""
        with self.app.ctx.store.read() as session:
            return digests.list_digests(session)[::-1]

    def told(self, stage: str) -> list[str]:
        """The notes of that stage's runs, oldest first."""
        with self.app.ctx.store.read() as session:
            return [report.note for report in runs.latest(session, 500, stage)][::-1]

    def spikes(self) -> list[NoticedSpike]:
        """All that were noticed, oldest first."""
        with self.app.ctx.store.read() as session:
            return spikes.begun_since(session, DAY - timedelta(days=30))[::-1]


@contextmanager
def open_room(posts: list[dict[str, Any]], config_dir: Path, tmp_path: Path, **given: Any) -> Iterator[Room]:
    """A newsroom whose network holds these posts; each can be read from its own time on."""
    with play(bluesky_room.record(tmp_path / "recording", posts)) as network:
        room = Room(network.url, config_dir, tmp_path, **given)
        try:
            yield room
        finally:
            room.app.close()
