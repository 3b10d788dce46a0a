"""The stages as named jobs: what is due, for whom, and when again. Plain functions that know no engine.

A job's rows are its tasks: (name, key) with a due time, a lease and a fence. Whatever engine runs them claims
a row first, so that several processes and machines never do the same work twice.
"""

from datetime import timedelta

import structlog

from aggregator.app import App
from aggregator.errors import AggregatorError, NotEnoughReactions, SourceUnavailable
from aggregator.fetcher import unforeseen
from aggregator.jobs.base import LONGEST_BACKOFF, Done, Job, backed_off, put_down, record, report_of, written
from aggregator.jobs.moments import EVENT, WATCH
from aggregator.jobs.outside import ALERT, keep_true
from aggregator.model import RunError, RunReport
from aggregator.model.digests import Window
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
from aggregator.store import leases

__all__ = [
    "ALERT",
    "COLLECT",
    "DIGEST",
    "EVENT",
    "FACTS",
    "JOBS",
    "MEDIA",
    "RECHECK",
    "SCORE",
    "WATCH",
    "Done",
    "Job",
    "due",
    "perform",
    "plan",
    "refresh",
]

log = structlog.get_logger(__name__)

RECHECKED_FOR = timedelta(days=30)  # how long after it was made a story is kept true


def _collect(app: App, claim: leases.Claim) -> Done:
    """Read one account: every target that any film asks of it."""
    reading, films = app.readings[claim.key], app.films
    reports = collect.collect_account(app.ctx, reading, films, films, claim=claim)
    now = app.ctx.clock()
    regular = app.settings.schedule.collect.next_after(now)
    errors = [report.error for report in reports if report.error]
    if not errors:
        return Done(tuple(reports), regular)
    due = max([regular, *(error.until for error in errors if error.until is not None)])
    failures = collect.failures_of(reports)
    if not failures:
        return Done(tuple(reports), due)
    later = backed_off(claim, app.settings.schedule.collect, now, app.ctx.chance())
    return Done(tuple(reports), max(due, later), failures[0].message)


def _score(app: App, _claim: leases.Claim) -> Done:
    """Score everything that waits."""
    started = app.ctx.clock()
    made = score.score(app.ctx, app.pool, app.films)
    report = RunReport(
        stage="score", started_at=started, took_s=made.took_s, fetched=made.scored, new=made.scored
    )
    if made.scored:
        record(app, [report])
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
        put_down(app, made)
        note = f"{made.digest.id} version {made.digest.version}" + ("" if made.new else " (stood already)")
        note = "; ".join((note, *made.fallen))
    except NotEnoughReactions as few:
        note = f"skipped: {few}"
    report = report_of(app, "digest", started, film.slug, note=note)
    return Done((report,), schedule.next_after(due))


def _recheck(app: App, claim: leases.Claim) -> Done:
    """Ask about every quote of the last weeks' stories, each post once; mend the stories that need it.

    First the stories are finished that somebody's `forget` left blanked. Last, every copy outside is told.
    """
    ctx, making = app.ctx, app.making
    reports = [_remade(app, made) for made in forget.remake_blanked(ctx, making)]
    if reports:
        ctx.store.sweep()
    stories = versions.newest_versions(ctx, ctx.clock() - RECHECKED_FOR)
    asking = app.asking()
    asking.ask({key for stored in stories for key in recheck.keys_of(stored)})
    lost = []
    for stored in stories:
        if ctx.stopping.is_set():
            break
        started = ctx.clock()
        found = recheck.recheck_digest(ctx, stored, asking, making)
        lost += [found] if found.lost else []
        if found.made is not None or found.blocked:
            note = f"{found.id} version {found.version}: {recheck.told_of(found)}"
            error = written(app, found.made) if found.made is not None else None
            reports.append(report_of(app, "recheck", started, stored.about.film, note=note, error=error))
    reports = [*asking.reports, *reports, *keep_true(app, lost)]
    now = ctx.clock()
    regular = app.settings.schedule.recheck.next_after(now)
    due = max([regular, *(fault.until for fault in asking.faults.values() if fault.until is not None)])
    failures = [fault for fault in asking.faults.values() if fault.kind not in collect.ASKED_TO_WAIT]
    if not failures:
        return Done(tuple(reports), due)
    return Done(
        tuple(reports),
        max(due, backed_off(claim, app.settings.schedule.recheck, now, app.ctx.chance())),
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
    error = written(app, made) if story.state != "withdrawn" else None
    return report_of(app, "recheck", app.ctx.clock(), story.film.slug, note=note, error=error)


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

# In the order in which `run --once` does them: what was collected is scored, what was scored is told.
JOBS: dict[str, Job] = {
    job.name: job for job in (COLLECT, SCORE, MEDIA, WATCH, EVENT, DIGEST, ALERT, RECHECK, FACTS)
}


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


def refresh(app: App) -> None:
    """Take up what editors changed of the films: their tasks are planned anew. Cheap where nothing was."""
    if app.reread():
        plan(app)


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
        record(app, [failed])
        due = told.until or backed_off(claim, job.schedule(app), now, app.ctx.chance())
        done = Done((failed,), due, told.message)
    lease.give_back(app.ctx, claim, next_due=done.next_due, error=done.error)
    return done.reports


def _told(error: Exception) -> RunError:
    if isinstance(error, AggregatorError):
        return RunError(error.kind, error.message, error.hint)
    log.error("a job failed", **unforeseen(error))
    return RunError(
        "unexpected",
        f"unexpected error: {type(error).__name__}: {error}",
        "this is a fault of fansreact: run it with -v and report what it prints",
    )
