"""What was usual before a window, and the spikes of the last days: numbers of posts by the hour.

What is usual can only be told where somebody looked: a network that was turned on yesterday, or an archive
that begins with the premiere, is no spike. So a network is counted from where its queries were first read;
hours with a hole teach nothing, and where there are many of them it is counted from the last one on. One that
nothing vouches for (an archive) is counted from where it has posts in every other hour.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.digest import trigger
from aggregator.digest.picked import unquotable
from aggregator.model import Film, Gap, Query, Reaction
from aggregator.model.columns import micros
from aggregator.model.digests import History, Window
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.schedule import find_zone
from aggregator.signals.bursts import WARM_UP, Spike, spikes
from aggregator.signals.flags import UNQUOTED
from aggregator.signals.triggers import BEFORE
from aggregator.store import reactions, rollups, spans
from aggregator.store.spikes import NoticedSpike
from aggregator.text import safe_url

HOUR = timedelta(hours=1)
BACK = timedelta(days=14)
"""How long before a window what is usual is learnt."""

LONGEST_WINDOW = timedelta(days=366)
"""In a longer one nobody looks for hours."""

LATELY = timedelta(days=7)
TOGETHER = timedelta(hours=24)
"""Networks that begin within this time of the first are read as long as any."""

DENSE = 12
"""Hours of `TOGETHER` with posts from which an archive is one of everyday talk, too."""

FEW_HOLES = 0.1
"""Share of the time since a query was first read that may be holes; of more, what follows them counts."""

A_HOLE = timedelta(minutes=6)
"""Less than so much unread of an hour is no more than an expectation may be off by."""

POSTS_READ = 5_000
"""The earliest posts of a spike, among which `status` looks for what set it off."""

MOST_SHARED = 3
"""So many of the posts that were passed on most are told."""

Hours = dict[datetime, int]


@dataclass(frozen=True, slots=True)
class Shared:
    """A post that others pass on: its network, its permalink, and how often, as far as we or it can tell."""

    source: str
    url: str
    times: int


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a spike passes on: its likely trigger, as digest.spikes.trigger tells it, and the posts that were
    shared most.
    """

    trigger: dict[str, Any] | None
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Learnt:
    """Of which networks (sorted) what is usual is known, from which full hour on, and which hours since then
    were not read whole.
    """

    networks: tuple[str, ...]
    start: datetime
    holes: tuple[datetime, ...]

    def places(self) -> tuple[int, ...]:
        """The holes, counted in hours from `start` on."""
        return tuple((at - self.start) // HOUR for at in self.holes)

    def series(self, written: Mapping[str, Hours], until: datetime) -> list[int]:
        """Posts of each hour that begins in [start, until)."""
        hours = max(0, -(-(until - self.start) // HOUR))
        return [
            sum(written.get(source, {}).get(self.start + n * HOUR, 0) for source in self.networks)
            for n in range(hours)
        ]


def history(
    session: Any,
    film: Film,
    window: Window,
    asked: Sequence[Query],
    found: Sequence[Reaction] | FrozenColumns,
) -> History | None:
    """How much was written of a film before a window, whose reactions are `found`.

    Networks of which nobody knows what is usual are left out. None: there are no others, or the window is
    too long.
    """
    if window.until - window.since > LONGEST_WINDOW:
        return None
    low = hour_of(window.since - BACK)
    written = reactions.hourly(session, film.slug, low, window.since)
    hours = {source: set(counts) for source, counts in written.items()}
    if isinstance(found, FrozenColumns):
        counts = found.excluded.codes == found.excluded.code(None)
        places = (found.created_at - micros(low)) // (HOUR // timedelta(microseconds=1))
        for code, source in enumerate(found.source.values):
            of = places[counts & (found.source.codes == code)]
            if len(of):
                hours.setdefault(source, set()).update(low + place * HOUR for place in set(of.tolist()))
        found = ()
    counted = [one.post for one in found if one.signals.excluded is None]
    for source, place in {(post.source, (post.created_at - low) // HOUR) for post in counted}:
        hours.setdefault(source, set()).add(low + place * HOUR)
    known = learnt(session, asked, hours, low=low, since=window.since, until=window.until)
    if known is None:
        return None
    posts = known.series(written, window.since)
    return History(known.start, tuple(posts), known.networks, film.zone, known.places())


def lately(session: Any, slug: str, zone: str, asked: Sequence[Query], now: datetime) -> list[dict[str, Any]]:
    """The spikes of a film in the last seven days, oldest first, as `status --json` prints them.

    Counted by the rollups as they stood at the last refresh: what is on topic, reposts and copies with it.
    Whole hours only: one that has begun in the running hour is told by pipeline.watch.
    """
    found, networks = found_lately(session, slug, zone, asked, now)
    return [
        {
            "start": one.start,
            "end": min(one.end, now),
            "posts": one.posts,
            "expected": round(one.expected, 1),
            "times": round(one.times, 1),
            "goes_on": one.goes_on,
            "trigger": trigger_of(session, slug, one, networks),
        }
        for one in found
    ]


def found_lately(
    session: Any, slug: str, zone: str, asked: Sequence[Query], now: datetime
) -> tuple[list[Spike], tuple[str, ...]]:
    """The same without what set them off, and the networks of which they are."""
    since = now - LATELY
    low = hour_of(since - BACK)
    written = by_hour(session, slug, low, now)
    known = learnt(session, asked, written, low=low, since=since, until=now)
    if known is None:
        return [], ()
    counts = known.series(written, hour_of(now))
    found = spikes(counts, known.start, find_zone(zone), known.places())
    return [one for one in found if one.end > since], known.networks


def by_hour(session: Any, slug: str, low: datetime, until: datetime) -> dict[str, Hours]:
    """For each network the posts on topic by full hour, by the rollups as they stood at the last refresh."""
    written: dict[str, Hours] = {}
    for bucket in rollups.volume(session, slug, low, until):
        if bucket.posts > bucket.excluded:
            hours = written.setdefault(bucket.source, {})
            at = hour_of(bucket.at)
            hours[at] = hours.get(at, 0) + bucket.posts - bucket.excluded
    return written


def read_long(begun: Mapping[str, datetime], since: datetime) -> tuple[str, ...]:
    """The networks that were read long enough before `since` to tell what is usual there, sorted.

    Those that began together with the first of all are read as long as any: nothing is called a spike in
    the first `WARM_UP` hours. Any other needs as many hours before.
    """
    if not begun:
        return ()
    latest = max(min(begun.values()) + TOGETHER, since - WARM_UP * HOUR)
    return tuple(sorted(source for source, at in begun.items() if at <= latest))


def read_since(gaps: Sequence[Gap], low: datetime, since: datetime, until: datetime) -> datetime | None:
    """From when on a query was read, of [low, until); a hole within the window itself can feign no spike.

    None: nothing of the window was read, so it brings nothing to it either. `gaps` are disjoint and sorted.
    """
    at = low
    for gap in gaps:
        if gap.low < since or gap.low <= at:
            at = max(at, gap.high)
    return at if at < until else None


def read_almost_since(
    gaps: Sequence[Gap], low: datetime, since: datetime, until: datetime
) -> datetime | None:
    """From when on a query was read but for few holes, of [low, until). None as in `read_since`."""
    first = gaps[0].high if gaps and gaps[0].low <= low else low
    unread = sum((min(gap.high, since) - gap.low for gap in gaps if first <= gap.low < since), timedelta())
    if unread > FEW_HOLES * (since - first):
        return read_since(gaps, low, since, until)
    return first if first < until else None


def holes_of(gaps: Sequence[Gap], low: datetime, until: datetime) -> set[datetime]:
    """The full hours of [low, until) of which more than A_HOLE was not read."""
    unread: dict[datetime, timedelta] = {}
    for gap in gaps:
        at, high = hour_of(max(gap.low, low)), min(gap.high, until)
        while at < high:
            part = min(high, at + HOUR) - max(gap.low, low, at)
            unread[at] = unread.get(at, timedelta()) + part
            at += HOUR
    return {at for at, part in unread.items() if part > A_HOLE}


def dense_since(hours: Iterable[datetime]) -> datetime | None:
    """The first of `DENSE` hours with posts that lie within a day; None where there are none."""
    ordered = sorted(hours)
    for first, last in zip(ordered, ordered[DENSE - 1 :], strict=False):
        if last - first < TOGETHER:
            return first
    return None


def hour_of(at: datetime) -> datetime:
    """The full hour (UTC) in which an instant lies."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def learnt(
    session: Any,
    asked: Sequence[Query],
    hours: Mapping[str, Iterable[datetime]],
    *,
    low: datetime,
    since: datetime,
    until: datetime,
) -> Learnt | None:
    """What can be told of [low, until) about the networks with posts in these full hours; None: nothing.

    What is usual is learnt before `since`.
    """
    read: dict[str, list[tuple[datetime, tuple[Gap, ...]]]] = {}
    for query in asked:
        if query.source in hours:
            gaps = spans.coverage(session, query, low, until)
            at = read_almost_since(gaps, low, since, until)
            if at is not None:
                read.setdefault(query.source, []).append((at, gaps))
    begun = {}
    for source, own in hours.items():
        first = max(at for at, _ in read[source]) if source in read else dense_since(own)
        if first is not None:
            begun[source] = first if first == hour_of(first) else hour_of(first) + HOUR
    networks = read_long(begun, since)
    if not networks:
        return None
    start = max(begun[source] for source in networks)
    holes = {
        at for source in networks for _, gaps in read.get(source, ()) for at in holes_of(gaps, start, until)
    }
    return Learnt(networks, start, tuple(sorted(holes)))


def trigger_of(session: Any, slug: str, spike: Spike, networks: Sequence[str]) -> dict[str, Any] | None:
    """What most of a spike passes on, as a digest tells it, among its earliest posts."""
    return trigger(spike, [one for one in _earliest(session, slug, spike) if one.post.source in networks])


def as_seen(one: NoticedSpike) -> Spike:
    """A spike as it was noticed, which no full hour may tell yet."""
    end = one.ended_at or one.seen_until
    return Spike(one.began_at, end, one.posts, one.expected, one.began_at, one.ended_at is None)


def passed_on(session: Any, slug: str, spike: Spike) -> PassedOn:
    """What a spike passes on, among its earliest posts on all networks."""
    counted = _earliest(session, slug, spike)
    return PassedOn(trigger(spike, counted), most_shared(counted))


def most_shared(counted: Sequence[Reaction]) -> tuple[Shared, ...]:
    """The posts that were passed on most, each with its permalink: of those that an editor might quote."""
    refs = [(one.post.source, one.post.ref) for one in counted]
    passes = Counter(
        (source, ref.id) for source, ref in refs if ref is not None and ref.type in {"retweeted", "quoted"}
    )
    found = []
    for one in counted:
        post, times = one.post, max(passes[one.post.key], one.post.counts.reposts or 0)
        hidden = one.signals.repost or one.signals.flagged(UNQUOTED) is not None
        url = None if hidden or unquotable(post) is not None else safe_url(post.url)
        if times and url:
            found.append((-times, post.created_at, post.key, Shared(post.source, url, times)))
    return tuple(shared for *_, shared in sorted(found)[:MOST_SHARED])


def _earliest(session: Any, slug: str, spike: Spike) -> list[Reaction]:
    """The earliest posts of a spike that count, oldest first."""
    found = reactions.window(session, slug, spike.start - BEFORE, spike.end, limit=POSTS_READ)
    return [one for one in found if one.signals.excluded is None]
