"""The demo: an invented film's recording, served over loopback HTTP and read by the real collectors.

It needs no key, no network and no server, and looks at no configuration but its own. What it shows is the
product: real collectors, real store, real scores, real digest; only the film, its fans and their posts are
invented.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator import config
from aggregator.app import App
from aggregator.errors import AggregatorError
from aggregator.loopback import play
from aggregator.model import Digest
from aggregator.model.digests import Window
from aggregator.pipeline.collect import collect_now
from aggregator.pipeline.digest import make_digest
from aggregator.pipeline.publish import bodies
from aggregator.pipeline.score import score
from aggregator.publishers.folder import Folder
from aggregator.text import plural

HERE = Path(__file__).parent
FILM = "the-glass-harbour"
DATABASE = "demo.db"  # never the name of a newsroom's own
NOW = datetime(2031, 5, 5, 16, 10, tzinfo=UTC)  # ten minutes after the recording's last post
FORMATS = ("html", "md", "json")
MASTODON_HOSTS = ("harbourlights.example", "reelchat.example")
BLUESKY_HOST = "bluesky.example"


@dataclass(frozen=True, slots=True)
class DemoMade:
    """What the demo leaves: the digest, its files, and the line that says how fans felt."""

    digest: Digest
    paths: dict[str, Path]
    posts: int
    mood: str
    took_s: float


def play_demo(out: Path, *, on_step: Callable[[], None] = lambda: None) -> DemoMade:
    """Collect the recording, score it, and write its digest to `out` (digest.html, .md, .json).

    Its database stays there too (demo.db), so that `verify` and `status` can be tried on it.

    Raises:
        AggregatorError: a part of the pipeline failed; the demo hides nothing.
    """
    started = time.monotonic()
    with ExitStack() as opened:
        work = Path(tempfile.mkdtemp(prefix="fansreact-demo-"))
        opened.callback(shutil.rmtree, work, ignore_errors=True)
        addresses = {
            f"https://{host}": opened.enter_context(play(HERE / "recording" / host)).url
            for host in MASTODON_HOSTS
        }
        bluesky = opened.enter_context(play(HERE / "recording" / BLUESKY_HOST)).url
        out.mkdir(parents=True, exist_ok=True)
        database = out / DATABASE
        for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
            (out / name).unlink(missing_ok=True)  # of an earlier demo
        settings = _settings(work, bluesky, database)
        app = App.build(
            settings, environ={"XDG_STATE_HOME": str(work / "state")}, clock=lambda: NOW, addresses=addresses
        )
        opened.callback(app.close)
        film = app.film(FILM)
        fetched = 0
        for reading in app.readings_of(()):
            for report in collect_now(
                app.ctx,
                reading,
                [film],
                [film],
                keeper=app.keeper,
                duration=settings.schedule.lease,
                longest_wait=timedelta(seconds=30),
            ):
                if report.error is not None:
                    raise AggregatorError(report.error.message, hint=report.error.hint)
                fetched += report.fetched
            on_step()
        score(app.ctx, app.pool, [film])
        on_step()
        trailer = film.events[0]
        made = make_digest(
            app.ctx,
            film,
            Window(
                trailer.at - timedelta(minutes=30),
                NOW - timedelta(minutes=10),
                trailer.name,
                trailer.shows or None,
                trailer.source or None,
            ),
            asked=app.asked(film),
            kind="trailer",
            style=app.style,
            config_hash=settings.config_hash(film),
            made_at=NOW,
        )
        folder = Folder(out, name="digest", replace=True)
        folder.publish(made.digest, bodies(made.digest, made.body, FORMATS))
        on_step()
    return DemoMade(
        made.digest,
        folder.paths(made.digest, FORMATS),
        fetched,
        mood(made.digest),
        round(time.monotonic() - started, 2),
    )


def mood(digest: Digest) -> str:
    """How fans felt, in a line of numbers."""
    counted = (
        f"{plural(digest.counted.posts, 'post')} by {plural(digest.counted.authors, 'person', 'people')}"
    )
    shares = digest.sentiment
    if shares is None:
        return f"{counted}: {digest.sentiment_reason}"
    return (
        f"{counted}: {shares.positive.share:.0%} positive, {shares.neutral.share:.0%} neutral, "
        f"{shares.negative.share:.0%} negative; not a survey"
    )


def _settings(work: Path, bluesky_url: str, database: Path) -> config.Settings:
    """The demo's own configuration: its film, its recording's hosts, and the database beside its digest."""
    folder = work / "config"
    folder.mkdir()
    shutil.copy(config.defaults_dir() / "films.toml", folder / "films.toml")
    instances = ", ".join(f'"https://{host}"' for host in MASTODON_HOSTS)
    (folder / "fansreact.toml").write_text(
        f"""[sources.mastodon]
instances = [{instances}]
[sources.bluesky]
base_url = "{bluesky_url}"
[collect]
first_run = "30 hours"
""",
        encoding="utf-8",
    )
    environ = {
        "FANSREACT_SOURCES__BLUESKY__IDENTIFIER": "demo.bluesky.example",
        "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD": "no-secret-at-all",
    }
    return config.load(folder, environ, db=f"sqlite:///{database.resolve()}")
