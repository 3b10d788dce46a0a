"""Spikes of a window: hours in which far more was written than is usual, and what most of it passed on.

Counted is what is on topic, reposts and copies with it: a wave of them is what a spike is. Each hour's number
follows from the frozen inputs and the frozen history, so that `verify` finds the spikes again; the likely
trigger rests on links and reposts that are not frozen, and is only held against the stored digest.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from aggregator.digest.prose import instant
from aggregator.errors import Failure
from aggregator.model.digests import Digest, FrozenInput, History, Window
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.schedule import find_zone
from aggregator.model.scoring import Reaction
from aggregator.signals.baselines import Baseline
from aggregator.signals.bursts import GOES_ON, LOOK_BACK, Spike, begun, first_minute, spikes_and_usual
from aggregator.signals.flags import UNQUOTED
from aggregator.signals.triggers import BEFORE, likely_trigger
from aggregator.text import safe_url

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SPIKE = "spike"
LONGEST = timedelta(days=400)
"""From a history's start to its window's end: over more nobody counts hours."""

MOST_READ = 20_000
"""Posts among which a spike's trigger is looked for: whatever set it off stands among the first."""
Around = tuple[Sequence[Reaction], Sequence[str]]
"""Reactions, oldest first, and for each what is equal for copies."""

_TRIGGERS = ("reposted", "linked", "repeated")


@dataclass(frozen=True, slots=True)
class Found:
    """The spikes that touch a window, oldest first, and the instants of what was counted in it."""

    spikes: tuple[Spike, ...]
    times: tuple[datetime, ...]


def find(frozen: Sequence[FrozenInput], window: Window, history: History | None) -> Found:
    """The spikes among the hours of history and window; none without a history or over too long.

    An hour that the window cuts off is not judged as an hour: it lengthens a spike that goes on, and one that
    has only just begun is found minute by minute.
    """
    if history is None or window.until - history.start > LONGEST:
        return Found((), ())
    times = _times(frozen, history)
    hours = max(0, (window.until - history.start) // HOUR)
    counts = [*history.posts, *[0] * (hours - len(history.posts))][:hours]
    for place, posts in Counter((at - history.start) // HOUR for at in times).items():
        if 0 <= place < len(counts):
            counts[place] += posts
    told, usual = spikes_and_usual(counts, history.start, find_zone(history.zone), history.holes)
    found = list(told) if usual is None else _up_to_the_end(list(told), times, window, usual)
    return Found(tuple(one for one in found if one.end > window.since and one.start < window.until), times)


def _up_to_the_end(
    found: list[Spike], times: Sequence[datetime], window: Window, usual: Baseline
) -> list[Spike]:
    """The spikes with what the window's last minutes say: of the one that goes on, or of one just begun."""
    until = window.until.replace(second=0, microsecond=0)
    if found and found[-1].goes_on:
        last = found[-1]
        posts, expected = _between(times, usual, last.end, until)
        if posts <= GOES_ON * expected:
            return found
        total = round(last.expected + expected, 1)
        return [*found[:-1], replace(last, end=until, posts=last.posts + posts, expected=total)]
    many = min(LOOK_BACK, (until - window.since) // MINUTE)
    start = until - many * MINUTE
    minutes = [0] * many
    for at in times:
        if start <= at < until:
            minutes[(at - start) // MINUTE] += 1
    since = begun(minutes, start, usual)
    if since is None or (found and since < found[-1].end):
        return found
    posts, expected = _between(times, usual, since, until)
    return [*found, Spike(since, until, posts, round(expected, 1), since, goes_on=True)]


def _between(
    times: Sequence[datetime], usual: Baseline, since: datetime, until: datetime
) -> tuple[int, float]:
    """How many posts there are of these minutes, and how many are expected."""
    many = (until - since) // MINUTE
    if many <= 0:
        return 0, 0.0
    expected = usual.minutes(until - MINUTE, many).max(axis=0).sum()
    return sum(since <= at < until for at in times), float(expected)


def tell(
    found: Found, window: Window, history: History | None, around: Callable[[Spike], Around]
) -> tuple[dict[str, Any], ...]:
    """The spikes as a digest holds them. `around` gives the posts among which one's trigger is sought."""
    if history is None or not found.spikes:
        return ()
    told = []
    for one in found.spikes:
        reactions, keys = around(one)
        counted = [
            place
            for place, each in enumerate(reactions)
            if each.signals.excluded is None and each.post.source in history.networks
        ]
        named = trigger(one, [reactions[place] for place in counted], [keys[place] for place in counted])
        told.append(_numbers(one, found, window) | {"trigger": named})
    return tuple(told)


def are_told(digest: Digest) -> bool:
    """Whether a digest tells of a spike: only then its history is hashed and kept."""
    return any(isinstance(one, Mapping) and one.get("kind") == SPIKE for one in digest.spikes)


def trigger(
    spike: Spike, reactions: Sequence[Reaction], keys: Sequence[str] | None = None
) -> dict[str, Any] | None:
    """What most of a spike passes on: `kind`, `source`, `id`, `url`, how many people did (`posts`), and when
    the earliest post of them that we hold was written (`first_seen`).

    "reposted" and "repeated" name the post, "linked" the link and the earliest post that holds it. Never a
    text; and no address of a post, or from a post, that may not be shown. `reactions` stand oldest first,
    `keys` as in likely_trigger; of a spike the earliest `MOST_READ` posts are looked at.
    """
    since = spike.start - BEFORE
    within = [place for place, one in enumerate(reactions) if since <= one.post.created_at < spike.end]
    within = within[:MOST_READ]
    reactions = [reactions[place] for place in within]
    same = None if keys is None else [keys[place] for place in within]
    found = likely_trigger([one.post for one in reactions], spike, same)
    if found is None:
        return None
    source, first = found.first
    key = (source, found.what if found.kind == "reposted" else first)
    origin = next((one for one in reactions if one.post.key == key), None)
    url = None
    if origin is not None and _may_be_shown(origin):
        url = safe_url(found.what if found.kind == "linked" else origin.post.url)
    earliest = origin or next(one for one in reactions if one.post.key == found.first)
    return {
        "kind": found.kind,
        "source": source,
        "id": key[1],
        "url": url,
        "posts": found.posts,
        "first_seen": instant(earliest.post.created_at),
    }


def check(
    digest: Digest, frozen: Sequence[FrozenInput], history: History | None, busiest: Any
) -> list[Failure]:
    """The digest's `spikes` made again: the busiest day, and every number of each spike."""
    found = find(frozen, digest.window, history)
    again = [_numbers(one, found, digest.window) for one in found.spikes]
    expected = [*([busiest] if busiest is not None else []), *(one | {"trigger": None} for one in again)]
    held: list[Any] = []
    failures = []
    for place, one in enumerate(digest.spikes):
        named = one.get("trigger") if isinstance(one, Mapping) else None
        held.append({**one, "trigger": None} if named is not None else one)
        if named is not None and not _is_trigger(named):
            failures.append(Failure(f"spikes[{place}].trigger", "a trigger of this spike", repr(named)[:100]))
    if expected != held:
        failures.append(Failure("spikes", repr(expected)[:200], repr(held)[:200]))
    return failures


def _is_trigger(named: Any) -> bool:
    return (
        isinstance(named, Mapping)
        and sorted(named.keys() - {"first_seen"}) == ["id", "kind", "posts", "source", "url"]
        and _is_seen(named.get("first_seen"))
        and named["kind"] in _TRIGGERS
        and isinstance(named["posts"], int)
        and named["posts"] > 0
    )


def _is_seen(value: Any) -> bool:
    """An instant; digests of earlier versions lack it."""
    try:
        return value is None or instant(datetime.fromisoformat(value)) == value
    except (TypeError, ValueError):
        return False


def _numbers(spike: Spike, found: Found, window: Window) -> dict[str, Any]:
    """A spike without its trigger. When it began to the minute is only known of one within the window."""
    hours = (spike.end - spike.start) / HOUR
    first = None
    if spike.start.minute:  # found by its minutes
        first = instant(spike.start)
    elif spike.start >= window.since:
        around = [at for at in found.times if spike.start - HOUR <= at < spike.end]
        first = instant(first_minute(around, spike, spike.expected / hours))
    return {
        "kind": SPIKE,
        "start": instant(spike.start),
        "end": instant(min(spike.end, window.until)),
        "first_minute": first,
        "posts": spike.posts,
        "expected": round(spike.expected, 1),
        "times": round(spike.times, 1),
    }


def _times(frozen: Sequence[FrozenInput], history: History) -> tuple[datetime, ...]:
    """The instants of what is counted."""
    if isinstance(frozen, FrozenColumns):
        networks = [name in history.networks for name in frozen.source.values]
        counted = (frozen.excluded.codes == frozen.excluded.code(None)) & np.array(networks)[
            frozen.source.codes
        ]
        return tuple(frozen.instants(np.flatnonzero(counted)))
    return tuple(one.created_at for one in frozen if _counts(one, history))


def _counts(one: FrozenInput, history: History) -> bool:
    return one.excluded is None and one.source in history.networks


def _may_be_shown(one: Reaction) -> bool:
    """Whether readers may be sent to a post: as for a quote, though it may be anybody's and a repost."""
    return one.post.quotable and not one.post.sensitive and one.signals.flagged(UNQUOTED) is None
