"""What is in order and what is not, as far as it can be told without asking anybody outside.

`fansreact doctor` asks the networks and destinations besides; the API tells just this.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator.app import App
from aggregator.errors import ConfigError
from aggregator.store import check_schema, leases, runs
from aggregator.text import plural

ENOUGH_DISK = 500 * 1024 * 1024
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `problem` and `fix` are empty when it is in order."""

    name: str
    ok: bool
    problem: str = ""
    fix: str = ""


def at_rest(app: App) -> Iterator[Check]:
    """Schema, clock, tasks that fail, keys that are missing, films that can't be used.

    Raises StoreError: the database refused.
    """
    yield from _database(app)
    yield from _configured(app)


def disk(url: str) -> Check:
    """The folder of a SQLite database, or of this process: is it there, writable, with some room?"""
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


def time_zones() -> Check:
    """Schedules at local times need the time-zone database."""
    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return Check("time zones", False, "no time-zone database is installed", "pip install tzdata")
    return Check("time zones", True)


def _database(app: App) -> Iterator[Check]:
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


def _configured(app: App) -> Iterator[Check]:
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
    try:
        without_key = app.outlets.without_key
    except ConfigError as error:  # an import path that leads nowhere
        yield Check("publish", False, error.message, error.hint)
        return
    for name, variable in sorted(without_key.items()):
        yield Check(f"publish {name}", False, "needs key", f"set {variable}")
