"""Until when a story may not leave the house, by what an editor wrote into films.toml."""

from datetime import datetime

from aggregator.model.digests import Window
from aggregator.model.films import Film


def embargo_until(film: Film, window: Window, now: datetime) -> datetime | None:
    """The latest embargo under which a story of this window stands at `now`; None: it may go out.

    The film's own holds for all its stories; an event's for those around it, and for any whose window the
    event lies in.
    """
    around = [
        event.embargo_until
        for event in film.events
        if event.name == window.event or window.since <= event.at < window.until
    ]
    return max((one for one in (film.embargo_until, *around) if one is not None and one > now), default=None)
