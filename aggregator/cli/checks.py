"""What `doctor` looks at. Each check says in a line what is wrong, and what mends it."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.cli.common import Call
from aggregator.cli.runs import place
from aggregator.errors import AggregatorError, ConfigError, RateLimited, StoreError
from aggregator.text import plural

if TYPE_CHECKING:
    from aggregator.app import App
    from aggregator.config import Settings
    from aggregator.pipeline.collect import Reading

ENOUGH_DISK = 500 * 1024 * 1024
CLOCK_TOLERANCE = timedelta(minutes=5)
_FAULT = "this is a fault of fansreact: run fansreact collect -v and report what it prints"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `problem` and `fix` are empty when it is in order."""

    name: str
    ok: bool
    problem: str = ""
    fix: str = ""


def run_all(call: Call) -> list[Check]:
    """Every check that can be made; a broken configuration or database leaves out what rests on it."""
    try:
        settings = call.settings()
    except ConfigError as error:
        wrong = [str(mistake) for mistake in error.mistakes] or [error.message]
        return [Check("configuration", False, problem, error.hint) for problem in wrong]
    checks = [Check("configuration", True), _disk(settings), _python_zone_data()]
    try:
        with call.app() as app:
            checks.append(Check("database", True))
            checks += _database(app)
            checks += _sources(app)
            checks += _facts(app)
            checks += _pictures(app)
            checks += _destinations(app)
    except AggregatorError as error:
        checks.append(Check("database", False, error.message, error.hint))
    return checks


def _disk(settings: "Settings") -> Check:
    url = settings.store.url
    folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else Path()
    if not folder.is_dir():
        return Check("disk", False, f"{folder}: no such folder", f"make it: mkdir -p {folder}")
    if not os.access(folder, os.W_OK):
        return Check("disk", False, f"{folder}: not writable", "give this user the right to write there")
    free = shutil.disk_usage(folder).free
    if free < ENOUGH_DISK:
        return Check(
            "disk", False, f"{folder}: {free // 2**20} MB are free", "make room: 500 MB is little for posts"
        )
    return Check("disk", True)


def _python_zone_data() -> Check:
    """Schedules at local times need the time-zone database."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return Check("time zones", False, "no time-zone database is installed", "pip install tzdata")
    return Check("time zones", True)


def _database(app: "App") -> Iterator[Check]:
    from aggregator.store import check_schema, leases, runs

    differences = check_schema(app.settings.store.url)
    yield Check(
        "schema",
        not differences,
        "; ".join(differences[:3]),
        "fansreact db upgrade" if differences else "",
    )
    now = app.ctx.clock()
    with app.ctx.store.read() as session:
        newest = runs.latest(session, 1)
        tasks = leases.tasks(session)
    ahead = bool(newest) and newest[0].started_at > now + CLOCK_TOLERANCE
    yield Check(
        "clock",
        not ahead,
        f"the last run began at {newest[0].started_at.isoformat()}, which is still to come" if ahead else "",
        "set this machine's clock (it should be kept by NTP)" if ahead else "",
    )
    for task in tasks:
        if task.failures:
            yield Check(
                f"task {task.name} {task.key}",
                False,
                f"failed {plural(task.failures, 'time')} in a row: {task.last_error}",
                "see the check of its source, or fansreact status",
            )


def _sources(app: "App") -> Iterator[Check]:
    for name, variables in sorted({**app.without_key, **app.providers_without_key}.items()):
        yield Check(f"source {name}", False, "needs key", f"set {' and '.join(variables)}")
    if not app.readings and not app.without_key:
        yield Check(
            "sources", False, "no source is on", "add a table such as [sources.mastodon] to fansreact.toml"
        )
    for mistake in app.watchlist.mistaken:
        yield Check(
            mistake.key, False, f"database: {mistake.problem}", mistake.fix or "change it at the desk"
        )
    if not app.films:
        yield Check("films", False, "no film is watched", "add one to films.toml")
    for _, reading in sorted(app.readings.items()):
        yield _source(app, reading)
    for name, provider in sorted(app.providers.items()):
        yield _answers(f"source {name}", provider.check)
    if "wikidata" in app.providers and not app.settings.collect.contact:
        yield Check(
            "source wikidata",
            False,
            "it is asked by somebody whom nobody can write to",
            "set contact under [collect]: Wikimedia may block who names none",
        )


def _facts(app: "App") -> Iterator[Check]:
    """Of each watched film: facts that are old, and those about which only an editor can decide."""
    from aggregator.cli import facts

    with app.ctx.store.read() as session:
        known = {film.slug: facts.document(app, session, film)["known"] for film in app.films}
    for slug, told in known.items():
        old = [fact["name"] for fact in told if fact["too_old"]]
        disputed = [fact["name"] for fact in told if fact["disputed"]]
        fix = f"see fansreact films {slug}, then mend films.toml"
        if old:
            yield Check(f"facts {slug}", False, f"read long ago: {_few(old)}", fix)
        if disputed:
            yield Check(f"facts {slug}", False, f"sources differ about {_few(disputed)}", fix)


def _pictures(app: "App") -> Iterator[Check]:
    """Whether pictures can be looked at, where they should be."""
    if app.settings.media.hash:
        try:
            yield Check("pictures", app.pictures is not None)
        except ConfigError as error:
            yield Check("pictures", False, error.message, error.hint)


def _destinations(app: "App") -> Iterator[Check]:
    """Of each destination that is set up: whether it knows us. Nothing is changed there."""
    try:
        without_key = app.outlets.without_key
    except ConfigError as error:  # an import path that leads nowhere
        yield Check("publish", False, error.message, error.hint)
        return
    for name, variable in sorted(without_key.items()):
        yield Check(f"publish {name}", False, "needs key", f"set {variable}")
    for name in app.outlets:
        yield _answers(f"publish {name}", lambda name=name: app.outlets[name].check())  # type: ignore[misc]


def _few(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - 4
    return ", ".join(names[:4]) + (f" and {rest} more" if rest > 0 else "")


def _source(app: "App", reading: "Reading") -> Check:
    """Ask the network one small question, with the key that stands in the configuration."""
    from aggregator.model import Query, Span

    collector = reading.collector
    name = f"source {place(collector.source, collector.account)}"
    targets = [target for film in app.films for target in collector.targets(film)]
    query = Query(collector.source, collector.account, targets[0] if targets else "#film")
    now = datetime.now(UTC)
    span = Span(query, now - timedelta(minutes=5), now)
    return _answers(name, lambda: next(iter(collector.pages(query, span)), None))


def _answers(name: str, ask: Callable[[], object]) -> Check:
    """What comes of one small question."""
    try:
        ask()
    except RateLimited:
        return Check(name, True)
    except StoreError:
        raise
    except AggregatorError as error:  # also one of a folder for logins that can't be written
        return Check(name, False, error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - a fault in reading one network must not hide the others
        return Check(name, False, f"its answer could not be read: {type(error).__name__}", _FAULT)
    return Check(name, True)
