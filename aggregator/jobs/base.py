"""What jobs are made of, and what they share: reports, the folder of drafts, the wait after a failure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from aggregator import render
from aggregator.app import App
from aggregator.errors import PublishError
from aggregator.model import RunError, RunReport
from aggregator.pipeline import digest
from aggregator.pipeline.publish import bodies
from aggregator.publishers import Folder
from aggregator.store import leases, runs

LONGEST_BACKOFF = timedelta(hours=1)


class Rhythm(Protocol):
    """When something is due again: a schedule of the settings, or the moments of events."""

    def next_after(self, instant: datetime) -> datetime:
        """The first moment later than `instant`, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """What a job leaves behind: its reports, and when its task is due again."""

    reports: tuple[RunReport, ...]
    next_due: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of scheduled work.

    `keys` names its tasks, `schedule` its rhythm; `starts_at_once` says whether a task that was never done is
    due now or at its next regular moment (nobody wants a digest of an empty database). `threads`: how many of
    its tasks one process does at a time; jobs don't wait for each other's threads.
    """

    name: str
    keys: Callable[[App], Sequence[str]]
    schedule: Callable[[App], Rhythm]
    perform: Callable[[App, leases.Claim], Done]
    starts_at_once: bool = True
    threads: int = 2


def put_down(app: App, made: digest.MadeDigest) -> None:
    """One file for each format of the settings, named as `fansreact digest` names them."""
    settings = app.settings.digest
    folder = Folder(settings.out, suffixes=render.suffixes(settings.formats))
    folder.publish(made.digest, bodies(made.digest, made.body, settings.formats))


def written(app: App, made: digest.MadeDigest) -> RunError | None:
    """Put a story where people look for the scheduled ones; why that failed, if it did."""
    try:
        put_down(app, made)
    except PublishError as error:
        return RunError(error.kind, error.message, error.hint)
    return None


def report_of(
    app: App,
    stage: str,
    started: datetime,
    film: str,
    *,
    note: str,
    error: RunError | None = None,
    target: str | None = None,
) -> RunReport:
    """What was done for a film, kept. `target`: the destination, of what was sent to one."""
    took = (app.ctx.clock() - started).total_seconds()
    report = RunReport(
        stage=stage,
        started_at=started,
        took_s=round(took, 3),
        film=film,
        target=target,
        note=note,
        error=error,
    )
    record(app, [report])
    return report


def record(app: App, reports: Sequence[RunReport]) -> None:
    """Keep these reports."""
    with app.ctx.store.write() as session:
        for report in reports:
            runs.record(session, report)


def backed_off(claim: leases.Claim, schedule: Rhythm, now: datetime, chance: float) -> datetime:
    """After a failure: a period later, doubling for each failure in a row, at most an hour.

    `chance` in [0, 1) shortens the wait by up to a quarter: machines that failed together come back apart.
    Never before the regular time.
    """
    regular = schedule.next_after(now)
    period = schedule.next_after(regular) - regular
    wait: timedelta = min(LONGEST_BACKOFF, period * (2 ** min(claim.failures, 10)))
    return max(regular, now + wait * (1 - chance / 4))
