"""Watching for spikes while posts come in: noticed within minutes, and drafted before anybody asks.

Looked at is what was read, minute by minute: a minute that no network has been asked about yet is no quiet
one. Counted is what is on topic, or not judged yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from aggregator.digest import Style
from aggregator.digest.campaigns import share_of_a_campaign
from aggregator.errors import NotEnoughReactions
from aggregator.model import Event, Film, Query
from aggregator.model.digests import Window
from aggregator.model.schedule import find_zone
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import (
    MadeDigest,
    compose_window,
    keep_digest,
    kind_of_event,
    no_collections,
)
from aggregator.pipeline.spikes import BACK, HOUR, Hours, by_hour, hour_of, learnt
from aggregator.signals.baselines import MINUTE, Baseline
from aggregator.signals.bursts import GOES_ON, LOOK_BACK, begun, may_have_begun, spikes_and_usual
from aggregator.store import reactions, rollups, spans, spikes
from aggregator.store.spikes import NoticedSpike

STAGE = "watch"

TOGETHER = timedelta(minutes=15)
"""Networks that are read up to within so long of the newest are looked at together; others are left out."""

OLDEST = timedelta(hours=2)
"""What was read up to so long ago tells nothing of now."""

BEFORE, SHORTEST = timedelta(hours=1), timedelta(hours=6)
"""A draft's window begins so long before its spike; where that is too little, so long before its own end."""

LONG = timedelta(hours=6)
"""A spike that has gone on for so long gets its later draft."""

NEAR_BEFORE, NEAR_AFTER = timedelta(hours=1), timedelta(hours=6)
"""A spike that begins so long before or after an event is about it."""

A_CAMPAIGN = 0.5
"""Share of a spike's posts from which it is called somebody's campaign, and not drafted."""

A_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Sight:
    """What is to be seen of a film: up to when it was read (a full minute), of which networks, and what is
    usual there. `since`: the minute in which a spike began; `suspected`: what came in last may be one, and is
    worth reading on at once.
    """

    read_to: datetime
    networks: tuple[str, ...]
    usual: Baseline
    since: datetime | None
    suspected: bool

    def expected(self, since: datetime, until: datetime) -> float:
        """How many posts are usual in [since, until)."""
        many = (until - since) // MINUTE
        return float(self.usual.minutes(until - MINUTE, many).max(axis=0).sum()) if many > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Draft:
    """What came of a draft: the digest, or why there is none."""

    made: MadeDigest | None
    why: str = ""


def read_to(session: Any, asked: Sequence[Query]) -> dict[str, datetime]:
    """Up to when each network was read for these queries; those that were never asked are left out.

    A query that lags behind the others of its network by more than TOGETHER does not hold them up.
    """
    states = {state.query: state for state in spans.queries(session)}
    waiting: dict[Query, list[tuple[datetime, datetime]]] = {}
    for one in spans.list_all(session):  # newest first
        waiting.setdefault(one.span.query, []).append((one.span.low, one.span.high))
    ends: dict[str, list[datetime]] = {}
    for query in asked:
        if query in states:
            end = states[query].top
            for low, high in waiting.get(query, ()):
                end = min(end, low) if high >= end else end
            ends.setdefault(query.source, []).append(end)
    return {source: min(_near(own)) for source, own in ends.items()}


def _near(ends: Sequence[datetime]) -> list[datetime]:
    newest = max(ends)
    return [end for end in ends if end >= newest - TOGETHER]


def look(ctx: Context, film: Film, asked: Sequence[Query]) -> Sight | None:
    """What is to be seen of a film now; None where nothing was read lately, or nobody knows what is usual."""
    now = ctx.clock()
    with ctx.store.read() as session:
        ends = read_to(session, asked)
    if not ends or max(ends.values()) < now - OLDEST:
        return None
    fresh = {source: end for source, end in ends.items() if end >= max(ends.values()) - TOGETHER}
    end = min(fresh.values()).replace(second=0, microsecond=0)
    with ctx.store.write() as session:
        rollups.refresh(session, film.slug)
    hour, start = hour_of(end), end - LOOK_BACK * MINUTE
    low = hour_of(end - BACK)
    with ctx.store.read() as session:
        written: dict[str, Hours] = {
            source: hours
            for source, hours in by_hour(session, film.slug, low, hour).items()
            if source in fresh
        }
        of_these = [query for query in asked if query.source in fresh]
        known = learnt(session, of_these, written, low=low, since=hour_of(start), until=hour)
        minutes = reactions.by_minute(session, film.slug, start, end)
    if known is None:
        return None
    series = known.series(written, hour)
    _, usual = spikes_and_usual(series, known.start, find_zone(film.zone), known.places())
    if usual is None:
        return None
    counts = [
        sum(minutes.get(source, {}).get(start + n * MINUTE, 0) for source in known.networks)
        for n in range(LOOK_BACK)
    ]
    since = begun(counts, start, usual)
    return Sight(end, known.networks, usual, since, may_have_begun(counts, start, usual))


def follow(ctx: Context, film: Film, seen: Sight) -> tuple[NoticedSpike | None, bool]:
    """The spike that is under way or has just ended, as it is kept now, and whether this look is its first or
    brought anything new. None: there is none, or it was told of before.
    """
    with ctx.store.read() as session:
        last = spikes.newest(session, film.slug)
        if last is not None and last.ended_at is None:
            if seen.read_to <= last.seen_until:
                return last, False
            spike = _gone_on(session, last, seen)
        elif seen.since is None or (last is not None and seen.since < (last.ended_at or last.seen_until)):
            return None, False  # minutes after a spike still look like its beginning
        else:
            posts = _posts(session, film.slug, seen, seen.since, seen.read_to)
            spike = NoticedSpike(
                film.slug,
                seen.since,
                ctx.clock(),
                seen.read_to,
                posts,
                round(seen.expected(seen.since, seen.read_to), 1),
            )
    keep(ctx, spike)
    return spike, True


def keep(ctx: Context, spike: NoticedSpike) -> None:
    """Write down what is known of a spike."""
    with ctx.store.write() as session:
        spikes.note(session, spike)


def _gone_on(session: Any, last: NoticedSpike, seen: Sight) -> NoticedSpike:
    """The spike up to now, or ended: when its last hour brought no more than GOES_ON times the usual."""
    lately = max(last.began_at, seen.read_to - HOUR)
    if _posts(session, last.film, seen, lately, seen.read_to) <= GOES_ON * seen.expected(
        lately, seen.read_to
    ):
        return replace(last, ended_at=seen.read_to)
    return replace(
        last,
        seen_until=seen.read_to,
        posts=_posts(session, last.film, seen, last.began_at, seen.read_to),
        expected=round(seen.expected(last.began_at, seen.read_to), 1),
    )


def _posts(session: Any, slug: str, seen: Sight, since: datetime, until: datetime) -> int:
    counts = reactions.by_minute(session, slug, since, until)
    return sum(sum(counts.get(source, {}).values()) for source in seen.networks)


def near(film: Film, began_at: datetime) -> Event | None:
    """The event that a spike is about: the nearest of those around its beginning."""
    around = [event for event in film.events if -NEAR_BEFORE <= began_at - event.at <= NEAR_AFTER]
    return min(around, key=lambda event: (abs(began_at - event.at), event.name), default=None)


def slot_of(spike: NoticedSpike, *, later: bool = False) -> str:
    """The name under which a spike's draft is kept: each once."""
    return f"spike-{spike.began_at:%Y-%m-%dT%H:%MZ}{'-later' if later else ''}"


@no_collections()
def draft(
    ctx: Context,
    film: Film,
    spike: NoticedSpike,
    until: datetime,
    *,
    asked: Sequence[Query],
    style: Style,
    config_hash: str,
    most_a_day: int,
    later: bool = False,
) -> Draft:
    """Compose and keep a spike's draft, around the event it is about. Its window ends at `until`.

    None is made, and the reason told, where the film had `most_a_day` in the last 24 hours, most of the posts
    are somebody's campaign, or there are too few of them.
    """
    now = ctx.clock()
    if not later:
        with ctx.store.read() as session:
            before = spikes.drafted_since(session, film.slug, now - A_DAY)
        if before >= most_a_day:
            return Draft(None, f"{before} drafts of spikes in 24 hours, of at most {most_a_day}")
    event = near(film, spike.began_at)
    name = None if event is None else event.name
    few: NotEnoughReactions | None = None
    for since in sorted(
        {spike.began_at - BEFORE, min(spike.began_at - BEFORE, until - SHORTEST)}, reverse=True
    ):
        try:
            made = compose_window(
                ctx,
                film,
                Window(since, until, name),
                asked=asked,
                kind="brief" if event is None else kind_of_event(event),
                style=style,
                config_hash=config_hash,
                made_at=now,
            )
        except NotEnoughReactions as error:
            few = error
            continue
        share = share_of_a_campaign(made.digest, made.frozen, spike.began_at)
        if share > A_CAMPAIGN:
            return Draft(None, f"{share:.0%} of its posts look like one campaign")
        slot = slot_of(spike, later=later)
        kept = keep_digest(
            ctx,
            made.digest,
            made.frozen,
            made.yardstick,
            made.history,
            slot=slot,
            runners_up=made.runners_up,
            inputs=made.body,
        )
        return Draft(kept)
    return Draft(None, f"{few}")
