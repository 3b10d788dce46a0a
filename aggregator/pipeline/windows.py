"""The window that a story is about: around an event, or some hours, and the kind of story that fits it."""

from datetime import datetime, timedelta
from typing import cast

from aggregator.model import Event, Film
from aggregator.model.digests import DigestKind, Window

BEFORE_EVENT, AFTER_EVENT = timedelta(hours=6), timedelta(hours=24)


def around(event: Event, now: datetime) -> Window:
    """From before an event to the day after it, or to `now` where that has not come yet."""
    end = min(event.at + AFTER_EVENT, now)
    return Window(event.at - BEFORE_EVENT, end, event.name, event.shows or None, event.source or None)


def calendar(film: Film, event: Event, now: datetime) -> datetime:
    """The time by which an event is judged: of an invented film its calendar is invented too, and may lie
    years ahead of the clock.
    """
    return max(now, event.at + AFTER_EVENT) if film.invented else now


def kind_within(film: Film, since: datetime, until: datetime) -> DigestKind:
    """The kind of the film's latest event in these hours: whoever asks after a trailer wants its story."""
    within = [one for one in film.events if since <= one.at < until]
    found = max(within, key=lambda one: (one.at, one.name)).kind if within else "brief"
    return cast("DigestKind", found)  # films.toml was checked


def kind_of(film: Film, window: Window) -> DigestKind:
    """The kind of the event that a window is around, else of the latest one within it."""
    named = [one for one in film.events if one.name == window.event]
    if named:
        return cast("DigestKind", named[0].kind)
    return kind_within(film, window.since, window.until)
