"""Values as words that fit into a line: facts, hosts, links."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

LONGEST_LINK = 60


def fact_words(value: Any) -> str:
    """A fact's value: "Ottiline Varnholt", "Juno Vale as Mara", "2031-09-12, Portugal"."""
    if isinstance(value, dict):
        between = " as " if "actor" in value else ", "
        return between.join(str(one) for one in value.values())
    return str(value)


def host_of(url: str) -> str:
    """The host of an address, without "www."; the address itself where it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.") or url


def shortened(url: str) -> str:
    """An address without its scheme, cut where it is long."""
    shown = url.partition("://")[2].removeprefix("www.") or url
    return shown if len(shown) <= LONGEST_LINK else f"{shown[:LONGEST_LINK]}…"


def short_time(at: datetime) -> str:
    """26 Nov, 14:02: of the last days, in a column that says UTC."""
    return f"{at.day} {at:%b, %H:%M}"
