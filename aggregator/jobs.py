"""The stages as named jobs: what is due, for whom, and when again. Plain functions that know no engine.

A job's rows are its tasks: (name, key) with a due time, a lease and a fence. Whatever engine runs them claims
a row first, so that several processes and machines never do the same work twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from aggregator import render
from aggregator.app import App
from aggregator.errors import AggregatorError, NotEnoughReactions, PublishError, SourceUnavailable
from aggregator.model import RunError, RunReport
from aggregator.model.digests import Window
from aggregator.model.schedule import Schedule
from aggregator.pipeline import (
    collect,
    digest,
    facts,
    forget,
    lease,
    media,
    recheck,
    score,
    standing,
    versions,
)
from aggregator.pipeline.publish import bodies
from aggregator.publishers import Folder
from aggregator.store import leases, runs

log = structlog.get_logger(__name__)

LONGEST_BACKOFF = timedelta(hours=1)
RECHECKED_FOR = timedelta(days=30)  # how long after it was made a story is kept true


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
    failures = collect.failures_of(reports)
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
        _put_down(app, made)
        note = f"{made.digest.id} version {made.digest.version}" + ("" if made.new else " (stood already)")
    except NotEnoughReactions as few:
        note = f"skipped: {few}"
    report = _report(app, "digest", started, film.slug, note=note)
    return Done((report,), schedule.next_after(due))


def _recheck(app: App, claim: leases.Claim) -> Done:
    """Ask about every quote of the last weeks' stories, each post once; mend the stories that need it.

    First the stories are finished that somebody's `forget` left blanked.
    """
    ctx, making = app.ctx, app.making
    reports = [_remade(app, made) for made in forget.remake_blanked(ctx, making)]
    if reports:
        ctx.store.sweep()
    stories = versions.newest_versions(ctx, ctx.clock() - RECHECKED_FOR)
    asking = app.asking()
    asking.ask({key for stored in stories for key in recheck.keys_of(stored)})
    for stored in stories:
        if ctx.stopping.is_set():
            break
        started = ctx.clock()
        found = recheck.recheck_digest(ctx, stored, asking, making)
        if found.made is not None or found.blocked:
            note = f"{found.id} version {found.version}: {recheck.told_of(found)}"
            error = _written(app, found.made) if found.made is not None else None
            reports.append(_report(app, "recheck", started, stored.about.film, note=note, error=error))
    now = ctx.clock()
    regular = app.settings.schedule.recheck.next_after(now)
    reports = [*asking.reports, *reports]
    due = max([regular, *(fault.until for fault in asking.faults.values() if fault.until is not None)])
    failures = [fault for fault in asking.faults.values() if fault.kind not in collect.ASKED_TO_WAIT]
    if not failures:
        return Done(tuple(reports), due)
    return Done(
        tuple(reports),
        max(due, _backed_off(claim, app.settings.schedule.recheck, now, app.ctx.chance())),
        failures[0].message,
    )


def _facts(app: App, claim: leases.Claim) -> Done:
    """Ask one provider about every film that is watched."""
    reports = facts.learn(app.ctx, app.providers[claim.key], app.films)
    now = app.ctx.clock()
    regular = app.settings.schedule.facts.next_after(now)
    errors = [report.error for report in reports if report.error]
    failures = collect.failures_of(reports)
    if not errors:
        return Done(tuple(reports), regular)
    # A site that is down or busy is asked again soon; what only an editor can mend waits for the next day.
    due = min([error.until for error in errors if error.until is not None], default=regular)
    if any(error.kind == SourceUnavailable.kind for error in errors):
        due = min(regular, now + LONGEST_BACKOFF)
    return Done(tuple(reports), due, failures[0].message if failures else None)


def _media(app: App, _claim: leases.Claim) -> Done:
    """Look at the pictures of new posts."""
    reports: tuple[RunReport, ...] = ()
    if app.pictures is not None:
        most = app.settings.media.per_run
        reports = (media.look_at_pictures(app.ctx, app.pictures, app.films, most=most),)
    return Done(reports, app.settings.schedule.media.next_after(app.ctx.clock()))


def _remade(app: App, made: digest.MadeDigest) -> RunReport:
    """A story that was made again after something was erased from it."""
    story = made.digest
    note = f"{story.id} version {story.version}: made again without what was erased ({story.state})"
    error = _written(app, made) if story.state != "withdrawn" else None
    return _report(app, "recheck", app.ctx.clock(), story.film.slug, note=note, error=error)


def _written(app: App, made: digest.MadeDigest) -> RunError | None:
    """Put a story where people look for the scheduled ones; why that failed, if it did."""
    try:
        _put_down(app, made)
    except PublishError as error:
        return RunError(error.kind, error.message, error.hint)
    return None


def _put_down(app: App, made: digest.MadeDigest) -> None:
    """One file for each format of the settings, named as `fansreact digest` names them."""
    settings = app.settings.digest
    folder = Folder(settings.out, suffixes=render.suffixes(settings.formats))
    folder.publish(made.digest, bodies(made.digest, made.body, settings.formats))


def _report(
    app: App, stage: str, started: datetime, film: str, *, note: str, error: RunError | None = None
) -> RunReport:
    took = (app.ctx.clock() - started).total_seconds()
    report = RunReport(
        stage=stage, started_at=started, took_s=round(took, 3), film=film, note=note, error=error
    )
    _record(app, [report])
    return report


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
MEDIA = Job(
    media.STAGE,
    keys=lambda app: ("all",) if app.pictures is not None else (),
    schedule=lambda app: app.settings.schedule.media,
    perform=_media,
    threads=1,
)
DIGEST = Job(
    "digest",
    keys=lambda app: tuple(film.slug for film in app.films if not film.invented),
    schedule=lambda app: app.settings.schedule.digest,
    perform=_digest,
    starts_at_once=False,
)
RECHECK = Job(
    standing.STAGE,
    keys=lambda _: ("all",),
    schedule=lambda app: app.settings.schedule.recheck,
    perform=_recheck,
    starts_at_once=False,
)

FACTS = Job(
    facts.STAGE,
    keys=lambda app: tuple(app.providers),
    schedule=lambda app: app.settings.schedule.facts,
    perform=_facts,
)

JOBS: dict[str, Job] = {job.name: job for job in (COLLECT, SCORE, MEDIA, DIGEST, RECHECK, FACTS)}


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
