"""How films stand at this moment: cheap enough for a page that many look at.

Everything comes from index ranges and rollups. The mood is a plain count: what a digest of the same hours
says may be corrected by an editor's labels, and is what may be published.
"""

from collections.abc import Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import orjson

from aggregator.digest.differences import proportion, wilson
from aggregator.digest.eligible import ENOUGH_AUTHORS_FOR_SHARES, ENOUGH_POSTS_FOR_SHARES
from aggregator.measures.topics import topic_error, widened
from aggregator.model import Film, Query
from aggregator.model.ageing import is_too_old
from aggregator.model.kept import KeptFilm
from aggregator.model.now import DigestNow, FilmNow, MoodNow, QueryNow, SpikeNow
from aggregator.model.scoring import LABELS
from aggregator.model.shares import Share, Shares
from aggregator.pipeline import collect, spikes
from aggregator.pipeline.context import Context
from aggregator.pipeline.facts import known
from aggregator.pipeline.status import read_up_to
from aggregator.signals.bursts import Spike
from aggregator.store import captured, film_digests, leases, moods, reactions, rollups, spans
from aggregator.store import spikes as noticed

HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
HOURS = 7 * 24
Z_95 = 1.959964
DIGESTS_TOLD = 12
TRIGGERS_TOLD = 3
"""Of so many spikes, the last ones, it is looked for what set them off: each costs a look at 5,000 posts."""

Triggers: TypeAlias = MutableMapping[tuple[str, datetime, datetime], dict[str, Any] | None]
"""What set a film's spike off, by slug, start and end: whoever asks again and again keeps it between."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A film with what is asked for it: its queries, and the keys of the accounts that are read for it."""

    film: Film
    queries: Sequence[Query]
    accounts: Collection[str]
    kept: KeptFilm | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What stands for all films at once: one look for each."""

    states: Mapping[Query, spans.QueryState]
    spans: Mapping[Query, Sequence[spans.StoredSpan]]
    short: Mapping[Query, Sequence[captured.Captured]]
    tasks: Mapping[str, leases.Task]
    noticed: Mapping[str, Sequence[noticed.NoticedSpike]]
    waiting: Mapping[str, int]
    triggers: Triggers


def films_now(ctx: Context, asked: Sequence[Asked], triggers: Triggers | None = None) -> list[FilmNow]:
    """How each of these films stands, in their order. Each with its newest digest alone.

    Raises:
        StoreError: the database refused, or a film was never synced.
    """
    now = ctx.clock()
    _recount(ctx)
    with ctx.store.read() as session:
        reading = _reading(session, now, triggers)
        return [_film_now(session, one, reading, now, triggers=1, stories=1) for one in asked]


def film_now(ctx: Context, asked: Asked, triggers: Triggers | None = None, *, facts_max_age: int) -> FilmNow:
    """How a film stands, whole: its spikes with what set them off, its facts, its last digests.

    `facts_max_age`: days after which a fact is too old. Raises StoreError as `films_now` does.
    """
    now = ctx.clock()
    _recount(ctx)
    with ctx.store.read() as session:
        facts = known(ctx, session, asked.film).facts
        old = tuple((fact, is_too_old(fact, facts, now.date(), facts_max_age)) for fact in facts)
        reading = _reading(session, now, triggers)
        return _film_now(
            session, asked, reading, now, triggers=TRIGGERS_TOLD, stories=DIGESTS_TOLD, facts=old
        )


def _recount(ctx: Context) -> None:
    """Rollups as they are now; no write lock is taken where nothing has changed."""
    with ctx.store.read() as session:
        dirty = rollups.is_dirty(session)
    if dirty:
        with ctx.store.write() as session:
            rollups.refresh(session)


def _reading(session: Any, now: datetime, triggers: Triggers | None) -> _Reading:
    unread: dict[Query, list[spans.StoredSpan]] = {}
    for one in spans.list_all(session):
        unread.setdefault(one.span.query, []).append(one)
    found: dict[str, list[noticed.NoticedSpike]] = {}
    for spike in noticed.begun_since(session, now - spikes.LATELY):
        found.setdefault(spike.film, []).append(spike)
    return _Reading(
        {state.query: state for state in spans.queries(session)},
        unread,
        captured.all_short(session, now - DAY, now),
        {task.key: task for task in leases.tasks(session) if task.name == collect.TASK},
        found,
        moods.waiting(session),
        {} if triggers is None else triggers,
    )


def _film_now(
    session: Any,
    asked: Asked,
    reading: _Reading,
    now: datetime,
    *,
    triggers: int,
    stories: int,
    facts: tuple[Any, ...] = (),
) -> FilmNow:
    film = asked.film
    since = spikes.hour_of(now) - (HOURS - 1) * HOUR
    hours, last_day = _volume(session, film.slug, since, now)
    tasks = [reading.tasks[key] for key in sorted(asked.accounts) if key in reading.tasks]
    return FilmNow(
        film=film,
        at=now,
        kept=asked.kept,
        mood=mood_of(session, film.slug, now - DAY, now),
        since=since,
        hours=hours,
        posts=last_day,
        spikes=_spikes(session, asked, reading, now, triggers),
        queries=tuple(_query(one, reading, now) for one in asked.queries),
        unscored=reading.waiting.get(film.slug, 0),
        newest=reactions.bounds(session, film.slug)[1],
        next_collect=min((task.due_at for task in tasks), default=None),
        collecting=any(task.lease_until is not None and task.lease_until > now for task in tasks),
        digests=tuple(_digests(session, film.slug, stories)),
        facts=facts,
    )


def mood_of(session: Any, slug: str, since: datetime, until: datetime) -> MoodNow:
    """How the posts of [since, until) that count were judged."""
    people = moods.labels(session, slug, since, until)
    counts = [sum(getattr(one, label) * one.authors for one in people) for label in LABELS]
    negative, neutral, positive = counts
    authors = sum(one.authors for one in people)
    shares = None
    if sum(counts) >= ENOUGH_POSTS_FOR_SHARES and authors >= ENOUGH_AUTHORS_FOR_SHARES:
        by = moods.scorer(session, slug, since, until)
        error = dict(zip(LABELS, topic_error([by] if by else []), strict=True))
        shares = Shares(
            *(_share(people, label, error[label]) for label in ("positive", "neutral", "negative"))
        )
    return MoodNow(positive, neutral, negative, authors, shares)


def _share(people: Sequence[moods.Alike], label: str, error: float) -> Share:
    """A share whose interval allows for chance, for people who post more than once, and for the scorer's own
    mistakes.
    """
    rows = [(getattr(one, label), one.positive + one.neutral + one.negative, one.authors) for one in people]
    found = proportion(rows)
    low, high = widened(found.share, *wilson(found, Z_95), error)
    posts = sum(hits * authors for hits, _, authors in rows)
    return Share(posts, round(found.share, 4), round(low, 4), round(high, 4))


def _volume(session: Any, slug: str, since: datetime, now: datetime) -> tuple[tuple[int, ...], int]:
    """Posts on topic of each hour from `since` to the running one, and of the last 24 hours (by full quarters
    of an hour).
    """
    hours = [0] * HOURS
    last_day = 0
    for bucket in rollups.volume(session, slug, since, now):
        posts = bucket.posts - bucket.excluded
        hours[(bucket.at - since) // HOUR] += posts
        last_day += posts if bucket.at > now - DAY - rollups.WIDTH else 0
    return tuple(hours), last_day


def _spikes(
    session: Any, asked: Asked, reading: _Reading, now: datetime, triggers: int
) -> tuple[SpikeNow, ...]:
    """The week's spikes, oldest first: as they were noticed, and those that only the hours tell."""
    slug = asked.film.slug
    hourly, networks = spikes.found_lately(session, slug, asked.film.zone, asked.queries, now)
    found: list[tuple[SpikeNow, Spike]] = []
    for one in reading.noticed.get(slug, ()):
        same = next((spike for spike in hourly if _is_same(one, spike, now)), None)
        found.append((_noticed(one), same or spikes.as_seen(one)))
    matched = [same for _, same in found]
    found += [(_of_hours(spike), spike) for spike in hourly if spike not in matched]
    found.sort(key=lambda pair: pair[0].began_at)
    read = networks or tuple(sorted({query.source for query in asked.queries}))
    return tuple(
        replace(spike, trigger=_trigger(session, slug, hours, read, reading.triggers))
        if place >= len(found) - triggers
        else spike
        for place, (spike, hours) in enumerate(found)
    )


def _trigger(
    session: Any, slug: str, spike: Spike, networks: Sequence[str], triggers: Triggers
) -> dict[str, Any] | None:
    """What set a spike off, looked for once while it is as long as it is."""
    key = (slug, spike.start, spike.end)
    if key not in triggers:
        triggers[key] = spikes.trigger_of(session, slug, spike, networks)
    return triggers[key]


def _is_same(one: noticed.NoticedSpike, spike: Spike, now: datetime) -> bool:
    return one.began_at < spike.end and (one.ended_at or now) > spike.start


def _noticed(one: noticed.NoticedSpike) -> SpikeNow:
    return SpikeNow(
        one.began_at,
        one.ended_at,
        one.posts,
        round(one.times, 1),
        draft=one.draft,
        later_draft=one.later_draft,
        why=one.why,
    )


def _of_hours(spike: Spike) -> SpikeNow:
    ended = None if spike.goes_on else spike.end
    return SpikeNow(spike.start, ended, spike.posts, round(spike.times, 1))


def _query(query: Query, reading: _Reading, now: datetime) -> QueryNow:
    state, unread = reading.states.get(query), reading.spans.get(query, ())
    if state is None:
        return QueryNow(query, None, ())
    # What lies above the newest instant ever asked is not missing: it has not been asked for yet.
    gaps = spans.unread(state, unread, reading.short.get(query, ()), now - DAY, min(now, state.top))
    return QueryNow(query, read_up_to(state, unread), gaps)


def _digests(session: Any, slug: str, limit: int) -> list[DigestNow]:
    told = []
    for stored, body in film_digests.newest(session, slug, limit):
        read = orjson.loads(body)
        told.append(
            DigestNow(
                stored.id,
                stored.version,
                stored.kind,
                read["state"],
                read["headline"],
                stored.since,
                stored.until,
                stored.made_at,
            )
        )
    return told
