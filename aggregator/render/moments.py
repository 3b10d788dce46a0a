"""Spikes as people read them: when far more was written than is usual, and what most of it passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aggregator.model import Digest
from aggregator.model.languages import Language
from aggregator.render import words
from aggregator.text import plural, safe_url

MOST_SHOWN = 3

_PASSED_ON = {
    "reposted": "Passed on most: a post on {network}",
    "linked": "Passed on most: {host}",
    "repeated": "Repeated most: a post on {network}",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A spike as a line; `link` and its words where readers may be sent to what set it off."""

    text: str
    link: str | None = None
    link_words: str = ""


@dataclass(frozen=True, slots=True)
class Spike:
    """A spike as a digest tells of it: [start, end) in UTC, its posts, and how many times what is usual."""

    start: datetime
    end: datetime
    posts: int
    times: float


def spikes(digest: Digest) -> list[Spike]:
    """All spikes of the digest, in the order of time."""
    found = (
        Spike(_instant(one["start"]), _instant(one["end"]), one["posts"], one["times"])
        for one in digest.spikes
        if _is_spike(one)
    )
    return sorted(found, key=lambda one: (one.start, one.end))


def moments(digest: Digest) -> list[Moment]:
    """The largest spikes, in the order of time; none where the digest tells of none."""
    found = [one for one in digest.spikes if _is_spike(one)]
    largest = sorted(found, key=lambda one: (-one["posts"], one["start"]))[:MOST_SHOWN]
    return [_moment(one, digest.language) for one in sorted(largest, key=lambda one: str(one["start"]))]


def _moment(spike: Mapping[str, Any], language: Language) -> Moment:
    hours = _hours(_instant(spike["start"]), _instant(spike["end"]), language)
    text = (
        f"{hours}: {plural(spike['posts'], 'post')}, "
        f"reposts and copies among them, about {times(spike['times'])} what is usual."
    )
    first = spike.get("first_minute")
    if first is not None and first != spike["start"] and _is_instant(first):
        text += f" It began at {_instant(first):%H:%M}."
    trigger = spike.get("trigger")
    link = safe_url(trigger.get("url")) if isinstance(trigger, Mapping) else None
    if not isinstance(trigger, Mapping) or link is None or trigger.get("kind") not in _PASSED_ON:
        return Moment(text)
    named = words.network(str(trigger.get("source")))
    said = _PASSED_ON[trigger["kind"]].format(network=named, host=words.host(link))
    seen = trigger.get("first_seen")
    if isinstance(seen, str) and _is_instant(seen):
        said += f", first seen {_instant(seen):%H:%M}"
    return Moment(text, link, said)


def times(number: float) -> str:
    """A factor as people say it: "6 times", "2.5 times"."""
    return f"{factor(number)} times"


def factor(number: float) -> str:
    """The same in figures: "6", "2.5"."""
    return f"{number:,.0f}" if number >= 10 or round(number, 1) == round(number) else f"{number:.1f}"


def _hours(start: datetime, end: datetime, language: Language) -> str:
    first, last = words.day(start, language), words.day(end, language)
    if start.date() == end.date():
        return f"From {start:%H:%M} to {end:%H:%M} UTC on {first}"
    return f"From {start:%H:%M} UTC on {first} to {end:%H:%M} UTC on {last}"


def _is_spike(one: Any) -> bool:
    """Whether an entry of `spikes` is such a one, and not the busiest day or something of another version."""
    return (
        isinstance(one, Mapping)
        and one.get("kind") == "spike"
        and _is_instant(one.get("start"))
        and _is_instant(one.get("end"))
        and isinstance(one.get("posts"), int)
        and isinstance(one.get("times"), int | float)
    )


def _is_instant(value: Any) -> bool:
    try:
        return isinstance(value, str) and _instant(value) is not None
    except (ValueError, OverflowError):
        return False


def _instant(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    return at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)
