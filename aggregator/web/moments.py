"""The window that somebody asks for: around one of the film's events, or from when to when."""

from datetime import UTC, datetime

from aggregator.errors import ConfigError
from aggregator.model import Film
from aggregator.model.digests import Window
from aggregator.pipeline import windows
from aggregator.web.catalogue import text


def around_event(film: Film, name: str, now: datetime) -> Window:
    """Around the event of that name. Raises ConfigError: there is none, or it is still to come."""
    found = next((one for one in film.events if one.name == name), None)
    if found is None or found.at >= windows.calendar(film, found, now):
        raise ConfigError(text("common.window.no_event"), hint=text("common.window.no_event_hint"))
    return windows.around(found, windows.calendar(film, found, now))


def from_to(since: str | datetime, until: str | datetime) -> Window:
    """From one instant to another, as a form or a program sends them: without a zone they are UTC, as the
    form's label says. Raises ConfigError for what makes no window.
    """
    try:
        start, end = (
            one if isinstance(one, datetime) else datetime.fromisoformat(one) for one in (since, until)
        )
        start, end = (one if one.tzinfo else one.replace(tzinfo=UTC) for one in (start, end))
        if start < end and start.year >= 1990 and end.year <= 2099:
            return Window(start.astimezone(UTC), end.astimezone(UTC))
    except ValueError:  # told below
        pass
    raise ConfigError(text("common.window.none"), hint=text("common.window.none_hint"))
