"""When the counted posts were written, and how the mood moved: what the charts draw.

A chart is a pure function of digest.json, so what it draws is counted here and stands there. All of it but
the events follows from the frozen inputs: `verify` counts it again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from aggregator.digest import of_columns
from aggregator.digest.shares import side_by_side
from aggregator.errors import Failure
from aggregator.model.digest_json import plain
from aggregator.model.digests import Digest, DigestEvent, FrozenInput, Window
from aggregator.model.films import Film
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.scoring import Yardstick
from aggregator.model.shares import MoodOverTime, Sentiment, VolumeOverTime

MINUTE = timedelta(minutes=1)
DAY = 24 * 60
WEEK = 7 * DAY
MOST_BARS = 80
STEPS = (5, 15, 30, 60, 3 * 60, 6 * 60, DAY, WEEK, 4 * WEEK)
"""Minutes of a bar. Longer windows have bars of twice the last one, and so on."""

LONG = timedelta(days=2)
"""Up to this length of a window nobody asks how the mood moved: day and night would be taken for it."""
MOST_STEPS = 31
FEWEST_STEPS = 3
TREND_STEPS = (6 * 60, DAY, WEEK, 4 * WEEK)

_MONDAY = datetime.min.replace(tzinfo=UTC)  # 1 January of the year 1: steps begin at midnights and Mondays


def over_time(counted: Sequence[FrozenInput], window: Window) -> VolumeOverTime:
    """The counted posts by the shortest step that needs at most `MOST_BARS` bars."""
    step = next(_steps(window, STEPS, MOST_BARS))
    start, bars = _grid(window, step)
    if isinstance(counted, FrozenColumns):
        found = Counter(of_columns.steps(counted, start, step * MINUTE).tolist())
    else:
        found = Counter((one.created_at - start) // (step * MINUTE) for one in counted)
    return VolumeOverTime(step, start, tuple(found[bar] for bar in range(bars)))


def trend(
    counted: Sequence[FrozenInput],
    window: Window,
    found: Sentiment | None,
    *,
    scorers: Sequence[str],
    yardstick: Yardstick | None,
    seed: str,
) -> MoodOverTime | None:
    """How the shares moved, by the shortest step of which at least half have enough judged posts.

    None for a story without shares, for windows of up to two days, and where fewer than three steps have
    enough. The other arguments are those of `shares.sentiment`, which gave `found`.
    """
    if found is None or window.until - window.since <= LONG:
        return None
    for step in _steps(window, TREND_STEPS, MOST_STEPS):
        start, bars = _grid(window, step)
        if bars < FEWEST_STEPS:
            break
        shares = side_by_side(_parted(counted, start, step, bars), scorers, yardstick, seed)
        enough = sum(one is not None for one in shares)
        if enough >= max(FEWEST_STEPS, bars / 2):
            return MoodOverTime(step, start, tuple(shares), _CORRECTED if found.calibrated else _PLAIN)
    return None


def _parted(
    counted: Sequence[FrozenInput], start: datetime, step: int, bars: int
) -> Sequence[Sequence[FrozenInput]]:
    """The posts of each step."""
    if isinstance(counted, FrozenColumns):
        steps = of_columns.steps(counted, start, step * MINUTE)
        return [counted.take((steps == bar).nonzero()[0]) for bar in range(bars)]
    parts: list[list[FrozenInput]] = [[] for _ in range(bars)]
    for one in counted:
        parts[(one.created_at - start) // (step * MINUTE)].append(one)
    return parts


_CORRECTED = (
    "each step has a 95% interval of its own; steps with too few judged posts to be corrected are left out"
)
_PLAIN = (
    "each step has a 95% interval of its own, for chance and for people who post more than once; what the "
    "classifier gets wrong on this film moves all steps alike; steps with few judged posts are left out"
)


def events_of(film: Film, window: Window) -> tuple[DigestEvent, ...]:
    """The film's events within the window, in the order of time."""
    within = (
        DigestEvent(one.name, one.at, one.kind)
        for one in film.events
        if window.since <= one.at < window.until
    )
    return tuple(sorted(within, key=lambda one: (one.at, one.name, one.kind)))


def check(
    digest: Digest, counted: Sequence[FrozenInput], yardstick: Yardstick | None = None
) -> list[Failure]:
    """`volume` and `trend` made again from the counted inputs, and that the events lie in the window."""
    again = None if digest.counts_nothing else over_time(counted, digest.window)
    scorers = digest.provenance.versions.get("scorer", "").split(" and ")
    moved = trend(
        counted,
        digest.window,
        digest.sentiment,
        scorers=scorers,
        yardstick=yardstick,
        seed=digest.provenance.inputs_hash,
    )
    failures = [
        Failure(where, str(plain(expected))[:120], str(plain(found))[:120])
        for where, expected, found in (("volume", again, digest.volume), ("trend", moved, digest.trend))
        if plain(expected) != plain(found)
    ]
    since, until = digest.window.since, digest.window.until
    failures += [
        Failure(f"events[{place}]", "an event within the window", f"one at {plain(one.at)}")
        for place, one in enumerate(digest.events)
        if not since <= one.at < until
    ]
    return failures


def _steps(window: Window, steps: Sequence[int], most: int) -> Iterator[int]:
    """The steps by which the window has at most `most` bars, the shortest first; they go on for ever."""
    for step in steps:
        if _grid(window, step)[1] <= most:
            yield step
    step = steps[-1]
    while True:
        step *= 2
        if _grid(window, step)[1] <= most:
            yield step


def _grid(window: Window, step: int) -> tuple[datetime, int]:
    """The start of the first step, and how many reach to the window's end."""
    since, length = window.since.astimezone(UTC), step * MINUTE
    start = _MONDAY + (since - _MONDAY) // length * length
    return start, max(1, -((start - window.until) // length))
