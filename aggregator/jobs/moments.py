"""The jobs that nobody sets a time for: drafts around an event of films.toml, and drafts of spikes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.app import App
from aggregator.errors import NotEnoughReactions
from aggregator.jobs.base import Done, Job, put_down, report_of, written
from aggregator.model import Event, Film, RunReport
from aggregator.model.digests import Window
from aggregator.model.schedule import format_duration
from aggregator.pipeline import collect, digest, score, watch
from aggregator.pipeline.collect import Reading, queries
from aggregator.store import budgets, digests, leases
from aggregator.store.spikes import NoticedSpike
from aggregator.text import plural, safe_url

HOUR = timedelta(hours=1)
BEFORE_EVENT = timedelta(hours=6)
"""How long before an event the window of its digests begins."""

CATCH_UP = timedelta(hours=24)
"""An event's draft that was missed (nothing ran) is made up for within this time."""

READS_ON = timedelta(minutes=15)
"""How long a draft waits until all networks were read up to its window's end."""

SOON = timedelta(minutes=1)

FRESH, WAITS = timedelta(minutes=3), timedelta(minutes=3)
"""A spike's draft is made of what was read up to so long ago; for more it waits so long at most."""

RESTS = timedelta(minutes=2)
"""An account that was read within this time is not asked earlier than it would be."""

ASKED_EARLY_FOR = timedelta(hours=1)
"""For so long after a spike was noticed its networks are read early, if it still has no draft."""


# ── events ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Moments:
    """The instants at which drafts around events are due; one look in every hour besides."""

    instants: tuple[datetime, ...]

    def next_after(self, instant: datetime) -> datetime:
        """The first moment later than `instant`, or the next full hour (UTC)."""
        hour = instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR
        return min((one for one in self.instants if instant < one < hour), default=hour)


def moments_of(app: App) -> Moments:
    """When the drafts around all events of all watched films are due."""
    return Moments(
        tuple(
            sorted(
                event.at + after
                for film in app.films
                for event in film.events
                for after in app.settings.schedule.event_drafts
            )
        )
    )


def slot_of(event: Event, after: timedelta) -> str:
    """The name under which an event's draft is kept: each once, and again where the event was moved."""
    return f"event {event.name} {event.at:%Y-%m-%dT%H:%M:%SZ} +{format_duration(after)}"


def _events(app: App, claim: leases.Claim) -> Done:
    """Make the newest draft that has come of each event; one that was missed is not made up for late."""
    film, now = app.film(claim.key), app.ctx.clock()
    reports: list[RunReport] = []
    next_due = moments_of(app).next_after(now)
    for event in film.events:
        came = [after for after in app.settings.schedule.event_drafts if event.at + after <= now]
        if not came or now - (event.at + max(came)) > CATCH_UP:
            continue
        after = max(came)
        with app.ctx.store.read() as session:
            if digests.of_slot(session, film.slug, slot_of(event, after)) is not None:
                continue
        if now < event.at + after + READS_ON and not _is_read(app, film, event.at + after):
            next_due = min(next_due, now + SOON)
            continue
        reports += _draft_of_event(app, film, event, after, first=claim.due_at <= event.at + after + READS_ON)
    return Done(tuple(reports), next_due)


def _is_read(app: App, film: Film, until: datetime) -> bool:
    """Whether every network that is read for the film was read up to then."""
    with app.ctx.store.read() as session:
        ends = watch.read_to(session, app.asked(film))
    return all(end >= until for end in ends.values())


def _draft_of_event(app: App, film: Film, event: Event, after: timedelta, *, first: bool) -> list[RunReport]:
    """The draft's report; that there are too few posts is told the `first` time alone."""
    started, until = app.ctx.clock(), event.at + after
    score.score(app.ctx, app.pool, [film])
    try:
        made = digest.make_digest(
            app.ctx,
            film,
            Window(event.at - BEFORE_EVENT, until, event.name),
            asked=app.asked(film),
            kind=digest.kind_of_event(event),
            style=app.style,
            config_hash=app.settings.config_hash(film),
            made_at=until,
            slot=slot_of(event, after),
        )
    except NotEnoughReactions as few:
        if not first:
            return []
        note = f"{event.name}, {format_duration(after)} after it: skipped: {few}"
        return [report_of(app, "digest", started, film.slug, note=note)]
    put_down(app, made)
    story = made.digest
    note = f"{story.id} version {story.version}: {event.name}, {format_duration(after)} after it"
    return [report_of(app, "digest", started, film.slug, note=note)]


# ── spikes ───────────────────────────────────────────────────────────────────


def _watch(app: App, claim: leases.Claim) -> Done:
    """Look at the last minutes of a film; note a spike, read on early while it is new, and draft it."""
    ctx, film = app.ctx, app.film(claim.key)
    started, regular = ctx.clock(), app.settings.schedule.watch.next_after(ctx.clock())
    asked = app.asked(film)
    seen = watch.look(ctx, film, asked)
    if seen is None:
        return Done((), regular)
    if seen.since is not None:
        score.score(ctx, app.pool, [film])  # what is off topic makes no spike
        seen = watch.look(ctx, film, asked) or seen
    spike, moved = watch.follow(ctx, film, seen)
    if spike is None:
        early = seen.suspected and seen.since is None and _read_early(app, film, for_free=True)
        return Done((), min(regular, ctx.clock() + SOON) if early else regular)
    reports: list[RunReport] = []
    now = ctx.clock()
    if moved and spike.noticed_at >= started:
        reports.append(_told(app, started, spike, "noticed"))
    if spike.draft is None and spike.ended_at is None and now - spike.noticed_at < ASKED_EARLY_FOR:
        _read_early(app, film, for_free=False)
        if seen.read_to < now - FRESH and now < spike.noticed_at + WAITS:
            return Done(tuple(reports), min(regular, now + SOON))
    if spike.draft is None and (moved or not spike.why) and now - spike.began_at < CATCH_UP:
        spike, report = _draft_of_spike(app, film, spike, spike.ended_at or seen.read_to)
        reports += report
    elif spike.draft is not None and spike.later_draft is None:
        until = spike.ended_at or seen.read_to
        long = until - spike.began_at >= watch.LONG
        if (spike.ended_at is not None or long) and now - spike.began_at < CATCH_UP:
            until = min(until, spike.began_at + watch.LONG)
            spike, report = _draft_of_spike(app, film, spike, until, later=True)
            reports += report
    if moved and spike.ended_at is not None:
        reports.append(_told(app, started, spike, f"ended by {spike.ended_at:%H:%M}"))
    return Done(tuple(reports), regular)


def _draft_of_spike(
    app: App, film: Film, spike: NoticedSpike, until: datetime, *, later: bool = False
) -> tuple[NoticedSpike, list[RunReport]]:
    """The spike with its draft, or with why there is none; a report where that is news."""
    started = app.ctx.clock()
    came = watch.draft(
        app.ctx,
        film,
        spike,
        until,
        asked=app.asked(film),
        style=app.style,
        config_hash=app.settings.config_hash(film),
        most_a_day=app.settings.digest.spike_drafts,
        later=later,
    )
    if came.made is None:
        known, spike = spike.why, replace(spike, why=came.why)
        watch.keep(app.ctx, spike)
        news = came.why != known and not later
        return spike, [_told(app, started, spike, f"no draft: {came.why}")] if news else []
    story = came.made.digest
    spike = replace(spike, later_draft=story.id) if later else replace(spike, why="", draft=story.id)
    watch.keep(app.ctx, spike)
    drafted = f"drafted as {story.id} version {story.version}{_set_off(story.spikes)}"
    return spike, [_told(app, started, spike, drafted, error=written(app, came.made))]


def _told(app: App, started: datetime, spike: NoticedSpike, what: str, **rest: Any) -> RunReport:
    line = (
        f"spike since {spike.began_at:%Y-%m-%dT%H:%MZ}: {plural(spike.posts, 'post')}, "
        f"{spike.times:.1f} times the usual; {what}"
    )
    return report_of(app, watch.STAGE, started, spike.film, note=line, **rest)


def _set_off(told: Sequence[Any]) -> str:
    """The trigger of the last spike that a digest tells, as words."""
    triggers = [one["trigger"] for one in told if isinstance(one, dict) and one.get("trigger")]
    if not triggers:
        return ""
    last = triggers[-1]
    what = safe_url(last["url"]) or f"{last['source']} {last['id']}"
    return f"; {last['kind']} by {last['posts']:,}, first seen {last['first_seen']}: {what}"


def _read_early(app: App, film: Film, *, for_free: bool) -> bool:
    """Make the accounts that are read for a film due at once, within what they allow; whether any was.

    `for_free`: none that charges for posts. Nor one that failed, was told to wait, was read a moment ago, or
    will have spent its quota before the quota's end.
    """
    ctx, now = app.ctx, app.ctx.clock()
    readings = [
        one
        for one in app.readings.values()
        if queries(one, [film]) and not (for_free and one.collector.page_cost is not None)
    ]
    with ctx.store.read() as session:
        keys = [one.key for one in readings if not _runs_out(session, one, now)]
    if not keys:
        return False
    with ctx.store.write() as session:
        latest = app.settings.schedule.collect.next_after(now)
        pulled = leases.pull_forward(
            session, collect.TASK, keys, now=now, latest=latest, rested_since=now - RESTS
        )
    return bool(pulled)


def _runs_out(session: Any, reading: Reading, now: datetime) -> bool:
    source, account = reading.collector.source, reading.collector.account
    spent = budgets.spent(session, source, account, reading.quotas, now)
    return any(one.runs_out_at(now) is not None for one in spent)


def with_events(app: App) -> tuple[str, ...]:
    """The watched films that have events."""
    return tuple(film.slug for film in app.films if film.events)


def collected(app: App) -> tuple[str, ...]:
    """The watched films for which any network is read."""
    return tuple(film.slug for film in app.films if app.asked(film))


EVENT = Job("event", keys=with_events, schedule=moments_of, perform=_events)
WATCH = Job(watch.STAGE, keys=collected, schedule=lambda app: app.settings.schedule.watch, perform=_watch)
