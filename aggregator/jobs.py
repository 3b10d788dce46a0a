"""The stages as named jobs: what is due, for whom, and when again. Plain functions that know no engine.

A job's rows are its tasks: (name, key) with a due time, a lease and a fence. Whatever engine runs them claims
a row first, so that several processes and machines never do the same work twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from aggregator.app import App
from aggregator.errors import AggregatorError, NotEnoughReactions
from aggregator.model import RunError, RunReport
from aggregator.model.digests import Window
from aggregator.model.schedule import Schedule
from aggregator.pipeline import collect, digest, lease, score
from aggregator.pipeline.publish import bodies
from aggregator.publishers import Folder
from aggregator.store import leases, runs

log = structlog.get_logger(__name__)

LONGEST_BACKOFF = timedelta(hours=1)
ASKED_TO_WAIT = frozenset({"rate_limited", "budget"})
"""What a network or our own budget says: no failure, and not asked again before."""


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
    schedule: Callable[[App], Schedule]
    perform: Callable[[App, leases.Claim], Done]
    starts_at_once: bool = True
    threads: int = 2


def _collect(app: App, claim: leases.Claim) -> Done:
    """Read one account: every target that any film asks of it."""
    reading = app.readings[claim.key]
    reports = collect.collect_account(app.ctx, reading, app.films, app.films, claim=claim)
    now = app.ctx.clock()
    regular = app.settings.schedule.collect.next_after(now)
    errors = [report.error for report in reports if report.error]
    if not errors:
        return Done(tuple(reports), regular)
    due = max([regular, *(error.until for error in errors if error.until is not None)])
    failures = [error for error in errors if error.kind not in ASKED_TO_WAIT]
    if not failures:
        return Done(tuple(reports), due)
    backed_off = _backed_off(claim, app.settings.schedule.collect, now, app.ctx.chance())
    return Done(tuple(reports), max(due, backed_off), failures[0].message)


def _score(app: App, _claim: leases.Claim) -> Done:
    """Score everything that waits."""
    started = app.ctx.clock()
    made = score.score(app.ctx, app.pool, app.films)
    report = RunReport(
        stage="score", started_at=started, took_s=made.took_s, fetched=made.scored, new=made.scored
    )
    if made.scored:
        _record(app, [report])
    return Done((report,), app.settings.schedule.score.next_after(app.ctx.clock()))


def _digest(app: App, claim: leases.Claim) -> Done:
    """Make the digest of the newest slot that has come; slots missed before it are not made up for."""
    schedule = app.settings.schedule.digest
    now = app.ctx.clock()
    due = claim.due_at
    while (following := schedule.next_after(due)) <= now:
        due = following
    film = app.film(claim.key)
    started = app.ctx.clock()
    score.score(app.ctx, app.pool, [film])
    window = Window(due - app.settings.schedule.digest_window, due)
    note = ""
    try:
        made = digest.make_digest(
            app.ctx,
            film,
            window,
            asked=app.asked(film),
            kind="brief",
            style=app.style,
            config_hash=app.settings.config_hash(film),
            made_at=due,
            slot=schedule.slot(due),
        )
        formats = app.settings.digest.formats
        Folder(app.settings.digest.out).publish(made.digest, bodies(made.digest, made.body, formats))
        note = f"{made.digest.id} version {made.digest.version}" + ("" if made.new else " (stood already)")
    except NotEnoughReactions as few:
        note = f"skipped: {few}"
    took = (app.ctx.clock() - started).total_seconds()
    report = RunReport(stage="digest", started_at=started, took_s=round(took, 3), film=film.slug, note=note)
    _record(app, [report])
    return Done((report,), schedule.next_after(due))


COLLECT = Job(
    collect.TASK,
    keys=lambda app: tuple(app.readings),
    schedule=lambda app: app.settings.schedule.collect,
    perform=_collect,
    threads=32,  # they wait for networks: a slow one holds up nobody
)
SCORE = Job(
    "score",
    keys=lambda _: ("all",),
    schedule=lambda app: app.settings.schedule.score,
    perform=_score,
    threads=1,
)
DIGEST = Job(
    "digest",
    keys=lambda app: tuple(film.slug for film in app.films if not film.invented),
    schedule=lambda app: app.settings.schedule.digest,
    perform=_digest,
    starts_at_once=False,
)

JOBS: dict[str, Job] = {job.name: job for job in (COLLECT, SCORE, DIGEST)}


def plan(app: App) -> None:
    """Make sure that every task has its row; a changed schedule takes effect at once."""
    now = app.ctx.clock()
    with app.ctx.store.write() as session:
        for job in JOBS.values():
            regular = job.schedule(app).next_after(now)
            first = now if job.starts_at_once else regular
            leases.ensure(session, [(job.name, key, first) for key in sorted(job.keys(app))])
            leases.retire(session, [job.name], {(job.name, key) for key in job.keys(app)}, now=now)
            for task in leases.tasks(session):
                if task.name == job.name and task.due_at > regular and not task.failures:
                    leases.reschedule(session, task.name, task.key, regular, now=now)


def due(app: App, job: Job, limit: int, *, only: str | None = None) -> list[leases.Claim]:
    """Claim up to `limit` tasks of a job whose time has come (`only`: none but this key)."""
    now = app.ctx.clock()
    wanted = set(job.keys(app)) if only is None else {only}
    with app.ctx.store.read() as session:
        if not any(
            task.name == job.name and task.key in wanted and task.is_free_and_due(now)
            for task in leases.tasks(session)
        ):
            return []  # the usual tick: no write lock is taken
    with app.ctx.store.write() as session:
        return leases.claim_due(
            session,
            now=now,
            lease=app.settings.schedule.lease,
            holder=app.ctx.holder,
            limit=limit,
            names=[job.name],
            keys=sorted(wanted),
        )


def perform(app: App, claim: leases.Claim) -> tuple[RunReport, ...]:
    """Do a claimed task and give it back with the time it is due again; every failure ends in a report."""
    job = JOBS[claim.name]
    started = app.ctx.clock()
    try:
        with app.keeper.keeping(claim):
            done = job.perform(app, claim)
    except Exception as error:  # noqa: BLE001 - whatever a job meets ends in a report and a later try
        now = app.ctx.clock()
        told = _told(error)
        failed = RunReport(
            stage=claim.name,
            started_at=started,
            took_s=round((now - started).total_seconds(), 3),
            target=claim.key,
            error=told,
        )
        _record(app, [failed])
        due = told.until or _backed_off(claim, job.schedule(app), now, app.ctx.chance())
        done = Done((failed,), due, told.message)
    lease.give_back(app.ctx, claim, next_due=done.next_due, error=done.error)
    return done.reports


def _backed_off(claim: leases.Claim, schedule: Schedule, now: datetime, chance: float) -> datetime:
    """After a failure: a period later, doubling for each failure in a row, at most an hour.

    `chance` in [0, 1) shortens the wait by up to a quarter: machines that failed together come back apart.
    Never before the regular time.
    """
    regular = schedule.next_after(now)
    period = schedule.next_after(regular) - regular
    wait: timedelta = min(LONGEST_BACKOFF, period * (2 ** min(claim.failures, 10)))
    return max(regular, now + wait * (1 - chance / 4))


def _told(error: Exception) -> RunError:
    if isinstance(error, AggregatorError):
        return RunError(error.kind, error.message, error.hint)
    log.error("a job failed", exc_info=error)
    return RunError(
        "unexpected",
        f"unexpected error: {type(error).__name__}: {error}",
        "this is a fault of fansreact: run it with -v and report what it prints",
    )


def _record(app: App, reports: Sequence[RunReport]) -> None:
    with app.ctx.store.write() as session:
        for report in reports:
            runs.record(session, report)
