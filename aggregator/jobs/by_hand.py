"""What a person asks for at the desk and through its API, beside the schedule: collect, add links, draft.

What the command line does with these stands in cli/; here nothing is printed and no file is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aggregator.app import App
from aggregator.errors import ConfigError, NotEnoughReactions
from aggregator.model import Film, RunReport
from aggregator.model.digests import DigestKind, Window
from aggregator.pipeline import collect, windows
from aggregator.pipeline.adding import AddReport, add_links, window_of_picks
from aggregator.pipeline.digest import MadeDigest, make_digest
from aggregator.pipeline.linking import link_stored, targets
from aggregator.pipeline.score import score
from aggregator.store import linking, moods

LONGEST_WAIT = timedelta(seconds=60)
"""How long it is waited for another process that reads the same account."""

SCORED_HERE = 500
"""Posts that a draft scores itself, within a second: those of pasted links. More are left to `run`."""

LAST = timedelta(hours=24)
"""The window of a draft for which nobody names one."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, and how many posts of the film it could not use, as nobody has judged them yet."""

    made: MadeDigest
    unscored: int


def readings_of(app: App, film: Film) -> list[collect.Reading]:
    """The accounts that are read for a film, by their keys."""
    return [one for _, one in sorted(app.readings.items()) if collect.queries(one, [film])]


def may_collect(app: App, film: Film) -> list[collect.Reading]:
    """The accounts that would be read. Raises ConfigError: the film is invented, or none is on for it."""
    if film.invented:
        raise ConfigError(f"film {film.slug}: is invented", hint="no network is asked about it")
    readings = readings_of(app, film)
    if not readings:
        missing = sorted({one for names in app.without_key.values() for one in names})
        hint = f"set {' and '.join(missing)}" if missing else "add a table such as [sources.mastodon]"
        raise ConfigError(f"film {film.slug}: no network is on that could be asked about it", hint=hint)
    return readings


def collect_film(
    app: App, film: Film, *, on_progress: Callable[[int, int], None] = lambda _done, _of: None
) -> list[RunReport]:
    """Read every account that is read for a film, now; one report for each query.

    Raises:
        ConfigError: as `may_collect`.
        StoreError: the database refused.
    """
    return collect_readings(app, may_collect(app, film), [film], on_progress=on_progress)


def collect_readings(
    app: App,
    readings: Sequence[collect.Reading],
    films: Sequence[Film],
    *,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[RunReport]:
    """Read these accounts for these films, now, under their leases; one report for each query.

    `on_progress` is told how many accounts are done, of how many. Raises StoreError: the database refused.
    """
    reports: list[RunReport] = []
    for done, reading in enumerate(readings):
        if app.ctx.stopping.is_set():
            break
        on_progress(done, len(readings))
        reports += collect.collect_now(
            app.ctx,
            reading,
            films,
            app.films,
            keeper=app.keeper,
            duration=app.settings.schedule.lease,
            longest_wait=LONGEST_WAIT,
        )
    return reports


def add(
    app: App, film: Film, urls: Sequence[str], *, on_progress: Callable[[int], None] = lambda _: None
) -> AddReport:
    """Pick posts by their links, as `fansreact add` does. Raises StoreError: the database refused."""
    collectors = [reading.collector for _, reading in sorted(app.readings.items())]
    return add_links(app.ctx, film, urls, app.links, collectors, on_progress=on_progress)


def has_new_words(app: App, film: Film) -> bool:
    """Whether a film has hashtags or phrases that were not matched yet with what is stored."""
    with app.ctx.store.read() as session:
        return bool(linking.unmatched(session, film.slug, targets(film)))


def find_stored(app: App, film: Film) -> int:
    """Make the film's what its new words find among the stored posts, as the next collect would; how many.

    Raises StoreError: the database refused.
    """
    return link_stored(app.ctx, film)


def draft(app: App, film: Film, window: Window | None = None, kind: DigestKind | None = None) -> Drafted:
    """Compose and keep a film's digest. No window: the last 24 hours, or all that was picked by hand where
    these hold too few. No kind: that of the event in the window.

    Raises:
        NotEnoughReactions: too few eligible posts for a story.
        StoreError: the database refused.
    """
    now = app.ctx.clock()
    with app.ctx.store.read() as session:
        unscored = moods.waiting(session).get(film.slug, 0)
    if 0 < unscored <= SCORED_HERE:
        score(app.ctx, app.pool, [film])
        unscored = 0

    def make(of: Window) -> MadeDigest:
        return make_digest(
            app.ctx,
            film,
            of,
            asked=app.asked(film),
            kind=kind or windows.kind_of(film, of),
            style=app.style,
            config_hash=app.settings.config_hash(film),
            made_at=now,
        )

    wanted = window or Window(now - LAST, now)
    try:
        return Drafted(make(wanted), unscored)
    except NotEnoughReactions:
        wider = None if window is not None else window_of_picks(app.ctx, film, wanted)
        if wider is None:
            raise
        return Drafted(make(wider), unscored)
