"""How a newsroom writes English: spelling and dates. For our own words only, never for anybody's else."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Language = Literal["en-US", "en-GB"]
AMERICAN: Language = "en-US"

# Only words that this program writes itself; each stands here in all the forms that it uses.
_BRITISH = {
    "favorite": "favourite",
    "favorites": "favourites",
    "criticize": "criticise",
    "criticizes": "criticises",
    "criticized": "criticised",
    "rumor": "rumour",
    "rumored": "rumoured",
    "organized": "organised",
    "honor": "honour",
    "honors": "honours",
    "color": "colour",
    "favor": "favour",
    "center": "centre",
    "recognize": "recognise",
    "theater": "cinema",
    "theaters": "cinemas",
    "humor": "humour",
    "labeled": "labelled",
}
_WORD = re.compile(
    rf"\{{[^{{}}]*\}}|\b(?:{'|'.join(sorted(_BRITISH, key=len, reverse=True))})\b", re.IGNORECASE
)


def spelled(words: str, language: Language) -> str:
    """Our own words, written in American English, as the newsroom spells them; `{fields}` stay."""
    return words if language == AMERICAN else _WORD.sub(_british, words)


def _british(found: re.Match[str]) -> str:
    word = found.group()
    other = _BRITISH.get(word.lower(), word)
    return other.capitalize() if word[:1].isupper() else other


def day(when: date, language: Language = AMERICAN) -> str:
    """May 4, 2031, or 4 May 2031; of an instant in UTC."""
    when = _utc(when)
    dated = short_day(when, language)
    return f"{dated}, {when.year}" if language == AMERICAN else f"{dated} {when.year}"


def short_day(when: date, language: Language = AMERICAN) -> str:
    """May 4, or 4 May, where the year was told already."""
    when = _utc(when)
    month = f"{when:%B}"
    return f"{month} {when.day}" if language == AMERICAN else f"{when.day} {month}"


def days(first: date, last: date, language: Language = AMERICAN, to: str = " to ") -> str:
    """May 4 to 10, 2031, or 4 to 10 May 2031: what both days share is said once."""
    if (first.year, first.month) == (last.year, last.month):
        if language == AMERICAN:
            return f"{short_day(first)}{to}{last.day}, {last.year}"
        return f"{first.day}{to}{day(last, language)}"
    begins = short_day(first, language) if first.year == last.year else day(first, language)
    return f"{begins}{to}{day(last, language)}"


def last_day(until: datetime) -> date:
    """The last day (UTC) that a window touches, as it ends before `until`."""
    return (until.astimezone(UTC) - timedelta(microseconds=1)).date()


def closing(until: datetime) -> str:
    """The hour (UTC) at which a window ends, on its last day: midnight is 24:00 of the day before."""
    told = f"{until.astimezone(UTC):%H:%M}"
    return told if last_day(until) == until.astimezone(UTC).date() else "24:00"


def span(since: datetime, until: datetime, language: Language = AMERICAN) -> str:
    """A window in a line: "May 4, 2031, 09:00–12:00 UTC", "May 4–10, 2031" for whole days (UTC)."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    first, last = since.date(), last_day(until)
    if since.time() == until.time() == datetime.min.time():
        return day(first, language) if first == last else days(first, last, language, "–")
    if first == last:
        return f"{day(first, language)}, {since:%H:%M}–{closing(until)} UTC"
    begins = short_day(first, language) if first.year == last.year else day(first, language)
    return f"{begins}, {since:%H:%M}, to {day(last, language)}, {closing(until)} UTC"


def _utc(when: date) -> date:
    return when.astimezone(UTC) if isinstance(when, datetime) and when.tzinfo is not None else when
