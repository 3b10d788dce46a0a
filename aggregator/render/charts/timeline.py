"""When the counted posts were written: bars over the window, its events and spikes, and what was not read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from aggregator.model import Digest
from aggregator.model.digests import Coverage, DigestEvent, Window, is_archive
from aggregator.model.languages import AMERICAN, Language
from aggregator.render import moments, words
from aggregator.render.charts.scale import compact, count_ticks, time_ticks
from aggregator.render.charts.scene import Badge, Box, Drawing, Pattern, Shape, Stroke, Words
from aggregator.text import plural

LEFT = 11.0
"""Per cent of the width for the numbers of the axis: on a phone, room for "1.5k"."""
HEIGHT = 116.0
LANE = 21.0
FOOT = 36.0

MOST_BARS = 400
LONGEST_STEP = 60 * 24 * 366 * 10_000
MOST_EVENTS = 9
TOGETHER = 6.0
"""Per cent of the width up to which the numbers of two events share a badge."""
ROOM_FOR_A_WORD = 22.0
LEAST, LEAST_BRACKET = 0.5, 3.0
"""Per cent of the width that a hole and a spike's bracket have at least, however short they were."""

Interval = tuple[datetime, datetime]
_STEPS = {30: "half an hour", 60: "an hour", 24 * 60: "a day", 7 * 24 * 60: "a week"}


@dataclass(frozen=True, slots=True)
class Bar:
    """The posts of one step, as far as it lies in the window: [start, end)."""

    start: datetime
    end: datetime
    posts: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of time that no search was read over (`whole`), or only some were."""

    low: datetime
    high: datetime
    whole: bool


def bars(digest: Digest) -> list[Bar]:
    """The bars of the chart; none where the digest has no counts over time, or such as can't be drawn."""
    volume = digest.volume
    if volume is None or min(volume.posts, default=-1) < 0:
        return []
    if not fits(volume.step_minutes, volume.since, len(volume.posts), digest.window):
        return []
    times = steps(volume.step_minutes, volume.since, len(volume.posts), digest.window)
    return [Bar(low, high, posts) for (low, high), posts in zip(times, volume.posts, strict=True)]


def fits(step_minutes: int, since: datetime, steps: int, window: Window) -> bool:
    """Whether so many steps lie over the window as they have to: a file may hold anything."""
    if not 0 < step_minutes < LONGEST_STEP or not 0 < steps <= MOST_BARS or window.until <= window.since:
        return False
    step = timedelta(minutes=step_minutes)
    return since <= window.since < since + step and (steps - 1) * step < window.until - since <= steps * step


def steps(step_minutes: int, since: datetime, number: int, window: Window) -> Iterator[Interval]:
    """Start and end of so many steps from `since` on, the first and the last cut off by the window."""
    step = timedelta(minutes=step_minutes)
    for count in range(number):
        low = since + count * step
        yield max(low, window.since), window.until if window.until - low <= step else low + step


def place(at: datetime, window: Window, left: float = LEFT) -> float:
    """Where an instant stands, in per cent of the chart's width."""
    part = (at - window.since) / (window.until - window.since)
    return left + (100 - left) * min(1.0, max(0.0, part))


def numbered(digest: Digest) -> list[tuple[int, DigestEvent]]:
    """The events that are marked, and the numbers that stand for them: the window's first, and its own."""
    within = [one for one in digest.events if digest.window.since <= one.at < digest.window.until]
    kept = within[:MOST_EVENTS]
    own = [one for one in within[MOST_EVENTS:] if one.name == digest.window.event]
    return list(enumerate(kept[: MOST_EVENTS - 1] + own[:1] if own else kept, start=1))


def unmarked(digest: Digest) -> int:
    """How many events of the window are not marked."""
    within = sum(digest.window.since <= one.at < digest.window.until for one in digest.events)
    return within - len(numbered(digest))


def unread(digest: Digest) -> list[Unread]:
    """What was not read, in the order of time, by the searches that were read at all.

    A search that was never read leaves no hole in time: it is a network that is missing. Archives are no
    searches, as nobody knows what they lack; but where there is one, no time is wholly unread.
    """
    searches, archives = _searches(digest)
    holes = [own for own in searches if not _is_all(own, digest.window)]
    if not holes and not archives:
        holes = searches
    ends = sorted({end for own in holes for hole in own for end in hole})
    changes: dict[datetime, int] = {}
    for own in holes:
        for low, high in own:
            changes[low] = changes.get(low, 0) + 1
            changes[high] = changes.get(high, 0) - 1
    made: list[Unread] = []
    missing = 0
    for low, high in pairwise(ends):
        missing += changes[low]
        if not missing:
            continue
        whole = missing == len(holes) and not archives
        if made and made[-1].high == low and made[-1].whole == whole:
            low = made.pop().low  # noqa: PLW2901 - the piece before it goes on
        made.append(Unread(low, high, whole))
    return made


def never_read(digest: Digest) -> int:
    """How many searches were not read at any time of the window, where others or an archive were."""
    searches, archives = _searches(digest)
    never = sum(_is_all(own, digest.window) for own in searches)
    return never if archives or never < len(searches) else 0


def _searches(digest: Digest) -> tuple[list[list[Interval]], int]:
    """The holes of each search, and how many archives there are."""
    searches = [one for one in digest.coverage if not is_archive(one)]
    return [list(_holes(one, digest.window)) for one in searches], len(digest.coverage) - len(searches)


def _is_all(holes: list[Interval], window: Window) -> bool:
    return sum((high - low for low, high in holes), timedelta()) >= window.until - window.since


def _holes(one: Coverage, window: Window) -> Iterator[Interval]:
    """The gaps of a search within the window, none over another."""
    last = window.since
    for low, high in sorted((gap.low, gap.high) for gap in one.gaps):
        low, high = max(low, last), min(high, window.until)  # noqa: PLW2901 - as far as it counts
        if low < high:
            yield low, high
            last = high


def step_words(step_minutes: int) -> str:
    """A step in words: "half an hour", "6 hours", "a week"."""
    for minutes, one in ((7 * 24 * 60, "week"), (24 * 60, "day"), (60, "hour"), (1, "minute")):
        if step_minutes % minutes == 0:
            number = step_minutes // minutes
            return _STEPS.get(step_minutes) or plural(number, one)
    return plural(step_minutes, "minute")


def drawing(digest: Digest) -> Drawing | None:
    """The chart; None without counts over time."""
    found = bars(digest)
    if not found:
        return None
    window = digest.window
    most = max(one.posts for one in found)
    events, spikes = numbered(digest), moments.spikes(digest)
    top = (LANE if events else 0) + (LANE if spikes else 0) + 6
    foot = top + HEIGHT
    shapes: list[Shape] = [*_hatches(digest, top), *grid(count_ticks(most), most, top)]
    for one in found:
        x, end = place(one.start, window), place(one.end, window)
        height = HEIGHT * one.posts / most if most else 0.0
        if one.posts:
            shapes.append(Box(x, foot - height, (end - x) * 0.84, height, "bar"))
    shapes.append(Stroke(LEFT, foot, 100, foot, "axis"))
    shapes += time_axis(window, foot, digest.language)
    shapes += _events(events, window, foot)
    shapes += _spikes(digest, LANE + 12 if events else 12.0)
    shapes += _hatched_words(digest, top)
    return Drawing(foot + FOOT, tuple(shapes), title(digest), description(digest))


def title(digest: Digest) -> str:
    """What the chart shows."""
    assert digest.volume is not None  # noqa: S101 - only asked where there is a chart; tells mypy
    return f"Posts over time, each bar {step_words(digest.volume.step_minutes)}"


def description(digest: Digest) -> str:
    """The chart in words, for whoever can't see it."""
    found = bars(digest)
    peak = max(found, key=lambda one: one.posts)
    said = [
        f"{plural(sum(one.posts for one in found), 'post')}, {words.window(digest.window, digest.language)}.",
        f"Most were written from {words.minute(peak.start, digest.language)} on: {words.number(peak.posts)}.",
    ]
    said += [
        f"Event {number}: {event.name}, {words.minute(event.at, digest.language)}."
        for number, event in numbered(digest)
    ]
    said += [f"Spike. {one.text}" for one in moments.moments(digest)]
    said += [f"{words.capital(line)}." for line in gaps_said(digest)]
    return " ".join(said)


def notes(digest: Digest) -> list[str]:
    """What a reader must know of the chart, line by line; events and spikes have lines of their own."""
    assert digest.volume is not None  # noqa: S101 - as above
    others = unmarked(digest)
    return [
        f"Each bar is {step_words(digest.volume.step_minutes)} (UTC). Reposts and copies are not counted.",
        *([f"{plural(others, 'more event')} not marked."] if others else []),
        *(words.sentence(line) for line in gaps_said(digest)),
    ]


def short(at: datetime, language: Language = AMERICAN) -> str:
    """The start of a bar for a table in UTC: "May 4, 2031, 14:05", a midnight "May 4, 2031"."""
    told = words.minute(at, language).removesuffix(" UTC")
    return told.removesuffix(", 00:00")


def gaps_said(digest: Digest, most: int = 3) -> list[str]:
    """What was not read, in words: the longest pieces in the order of time, and how many more there are."""
    found = sorted(unread(digest), key=lambda one: (one.low - one.high, one.low))
    told = sorted(found[:most], key=lambda one: one.low)
    said = [f"{_hatched(one)}: {words.window(Window(one.low, one.high), digest.language)}" for one in told]
    rest, never = len(found) - most, never_read(digest)
    said += [f"{plural(rest, 'shorter hole')}, see coverage"] if rest > 0 else []
    return [*said, f"{plural(never, 'search', 'searches')} never read, see coverage"] if never else said


def _lacks(one: Unread) -> str:
    return "not read" if one.whole else "read in part"


def _hatched(one: Unread) -> str:
    return f"{_lacks(one)} ({'hatched' if one.whole else 'wide hatches'})"


def grid(ticks: list[int], most: float, top: float) -> Iterator[Shape]:
    """Lines across the chart with their numbers at the left."""
    for tick in ticks:
        y = top + HEIGHT * (1 - tick / most)
        yield Stroke(LEFT, y, 100, y, "grid")
        yield Words(LEFT, y + 4, compact(tick), anchor="end", off=-6)


def time_axis(
    window: Window, foot: float, language: Language = AMERICAN, left: float = LEFT
) -> Iterator[Shape]:
    """Ticks and labels below the chart."""
    for tick in time_ticks(window.since, window.until, language=language):
        x = place(tick.at, window, left)
        yield Stroke(x, foot, x, foot + 5, "axis")
        for line, y in ((tick.text, foot + 18), (tick.below, foot + 32)):
            if line:
                yield Words(100, y, line, anchor="end") if x > 95 else Words(x, y, line, anchor="middle")


def _hatches(digest: Digest, top: float) -> Iterator[Box]:
    for one in unread(digest):
        x, end = min(place(one.low, digest.window), 100 - LEAST), place(one.high, digest.window)
        pattern: Pattern = "unread" if one.whole else "partly"
        yield Box(x, top, max(LEAST, end - x), HEIGHT, "hole", pattern)


def _hatched_words(digest: Digest, top: float) -> Iterator[Words]:
    """What the hatches mean, in those that are wide enough."""
    for one, box in zip(unread(digest), _hatches(digest, top), strict=True):
        if box.width >= ROOM_FOR_A_WORD:
            yield Words(box.x + box.width / 2, top + 14, _lacks(one), "note", "middle")


def _spikes(digest: Digest, y: float) -> Iterator[Shape]:
    """A bracket over the hours of each spike, and how many times what is usual was written, where it fits."""
    free = 0.0
    for one in moments.spikes(digest):
        x, end = place(one.start, digest.window), place(one.end, digest.window)
        if end <= x:
            continue
        half = max(LEAST_BRACKET, end - x) / 2
        middle = min(100 - half, max(LEFT + half, (x + end) / 2))
        x, end = middle - half, middle + half
        yield Stroke(x, y + 6, end, y + 6, "bracket")
        for side in (x, end):
            yield Stroke(side, y + 6, side, y + 11, "bracket")
        text = f"{moments.factor(one.times)}×"
        room = 1.2 * len(text)
        middle = min(100 - room, max(LEFT + room, (x + end) / 2))
        if middle - room >= free:
            yield Words(middle, y + 1, text, "note", "middle")
            free = middle + room


def _events(events: list[tuple[int, DigestEvent]], window: Window, foot: float) -> Iterator[Shape]:
    """A line at each event, and its number above; events side by side share a badge."""
    shared: list[list[tuple[int, float]]] = []
    for number, event in events:
        x = place(event.at, window)
        yield Stroke(x, LANE - 5, x, foot, "event")
        if shared and x - shared[-1][0][1] < TOGETHER:
            shared[-1].append((number, x))
        else:
            shared.append([(number, x)])
    for group in shared:
        first, last = group[0], group[-1]
        text = str(first[0]) if len(group) == 1 else f"{first[0]}–{last[0]}"
        x = sum(one[1] for one in group) / len(group)
        yield Badge(min(x, 97.0), 10, text)
