"""What was usual before a window, and the spikes of the last days: numbers of posts by the hour.

What is usual can only be told where somebody looked: a network that was turned on yesterday, or an archive
that begins with the premiere, is no spike. So a network is counted from where its queries were read without
a hole; one that nothing vouches for (an archive) from where it has posts in every other hour.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.digest import trigger
from aggregator.model import Film, Gap, Query, Reaction
from aggregator.model.columns import micros
from aggregator.model.digests import History, Window
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.schedule import find_zone
from aggregator.signals.bursts import WARM_UP, Spike, spikes
from aggregator.signals.triggers import BEFORE
from aggregator.store import reactions, rollups, spans

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

POSTS_READ = 5_000
"""The earliest posts of a spike, among which `status` looks for what set it off."""

Hours = dict[datetime, int]


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
        counted = found.excluded.codes == found.excluded.code(None)
        places = (found.created_at - micros(low)) // (HOUR // timedelta(microseconds=1))
        for code, source in enumerate(found.source.values):
            of = places[counted & (found.source.codes == code)]
            if len(of):
                hours.setdefault(source, set()).update(low + place * HOUR for place in set(of.tolist()))
        found = ()
    for one in found:
        if one.signals.excluded is None:
            place = (one.post.created_at - low) // HOUR
            hours.setdefault(one.post.source, set()).add(low + place * HOUR)
    begun = _begun(session, asked, hours, low=low, since=window.since, until=window.until)
    networks = read_long(begun, window.since)
    if not networks:
        return None
    start = max(begun[source] for source in networks)
    posts = _series(written, networks, start, window.since)
    return History(start, tuple(posts), networks, film.zone)


def lately(session: Any, slug: str, zone: str, asked: Sequence[Query], now: datetime) -> list[dict[str, Any]]:
    """The spikes of a film in the last seven days, oldest first, as `status --json` prints them.

    Counted by the rollups as they stood at the last refresh: what is on topic, reposts and copies with it.
    """
    since = now - LATELY
    low = hour_of(since - BACK)
    written: dict[str, Hours] = {}
    for bucket in rollups.volume(session, slug, low, now):
        if bucket.posts > bucket.excluded:
            hours = written.setdefault(bucket.source, {})
            at = hour_of(bucket.at)
            hours[at] = hours.get(at, 0) + bucket.posts - bucket.excluded
    begun = _begun(session, asked, written, low=low, since=since, until=now)
    networks = read_long(begun, since)
    if not networks:
        return []
    start = max(begun[source] for source in networks)
    return [
        {
            "start": one.start,
            "end": min(one.end, now),
            "posts": one.posts,
            "expected": round(one.expected, 1),
            "times": round(one.times, 1),
            "goes_on": one.goes_on,
            "trigger": _trigger(session, slug, one, networks),
        }
        for one in spikes(_series(written, networks, start, now), start, find_zone(zone))
        if one.end > since
    ]


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


def _begun(
    session: Any,
    asked: Sequence[Query],
    hours: Mapping[str, Iterable[datetime]],
    *,
    low: datetime,
    since: datetime,
    until: datetime,
) -> dict[str, datetime]:
    """From which full hour on each network with posts is known."""
    read: dict[str, list[datetime]] = {}
    for query in asked:
        if query.source in hours:
            at = read_since(spans.coverage(session, query, low, until), low, since, until)
            if at is not None:
                read.setdefault(query.source, []).append(at)
    begun = {}
    for source, own in hours.items():
        at = max(read[source]) if source in read else dense_since(own)
        if at is not None:
            begun[source] = at if at == hour_of(at) else hour_of(at) + HOUR
    return begun


def _series(
    written: Mapping[str, Hours], networks: Sequence[str], start: datetime, until: datetime
) -> list[int]:
    """Posts of each hour from `start` on, the last of which may be cut off by `until`."""
    hours = max(0, -(-(until - start) // HOUR))
    return [
        sum(written.get(source, {}).get(start + n * HOUR, 0) for source in networks) for n in range(hours)
    ]


def _trigger(session: Any, slug: str, spike: Spike, networks: Sequence[str]) -> dict[str, Any] | None:
    found = reactions.window(session, slug, spike.start - BEFORE, spike.end, limit=POSTS_READ)
    counted = [one for one in found if one.signals.excluded is None and one.post.source in networks]
    return trigger(spike, counted)
