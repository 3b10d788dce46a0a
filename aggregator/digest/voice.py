"""How our own sentences sound: in which English, and whose reactions they tell of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from aggregator.digest.prose import Piece, instant, say
from aggregator.model.digests import Claim, DigestKind, Sentence, Window
from aggregator.model.kinds import manner_of
from aggregator.model.languages import (
    AMERICAN,
    Language,
    closing,
    day,
    days,
    last_day,
    short_day,
    span,
    spelled,
)

_MANY = re.compile(r"\b([Ff]ans)\b")
_FANS = re.compile(r"\bfan(s?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voice:
    """Says templates. They are put into the story's words before they are filled: what fills them is never
    touched.
    """

    language: Language = AMERICAN
    people: str = "fans"
    person: str = "fan"

    def words(self, template: str) -> str:
        """A template, or a heading of ours, in the story's words. All are written in American, about fans."""
        return spelled(_FANS.sub(self._people, template), self.language)

    def _people(self, found: re.Match[str]) -> str:
        word = self.people if found[1] else self.person
        return word.capitalize() if found.group()[0].isupper() else word

    def say(self, template: str, **pieces: Piece) -> Sentence:
        """As `prose.say`, in the story's words."""
        return say(self.words(template), **pieces)

    def sayings(self, templates: Sequence[str], **pieces: Piece) -> list[Sentence]:
        """Each of the templates, said."""
        return [self.say(one, **pieces) for one in templates]

    def day(self, when: date) -> str:
        """May 4, 2031."""
        return day(when, self.language)

    def short_day(self, when: date) -> str:
        """May 4, where the year was told already."""
        return short_day(when, self.language)

    def time_of(self, window: Window) -> Piece:
        """When: "on May 4, 2031", "from May 4 to 10, 2031", "between 09:00 and 12:00 UTC on May 4, 2031"."""
        since, until = window.since.astimezone(UTC), window.until.astimezone(UTC)
        first, last = since.date(), last_day(until)
        if _whole_days(since, until):
            told = f"on {self.day(first)}" if first == last else f"from {days(first, last, self.language)}"
        elif first == last:
            told = f"between {since:%H:%M} and {closing(until)} UTC on {self.day(first)}"
        else:
            begins = self.short_day(first) if first.year == last.year else self.day(first)
            told = f"between {since:%H:%M} UTC on {begins} and {closing(until)} UTC on {self.day(last)}"
        return Piece(told, _claims(window))

    def days_of(self, window: Window) -> Piece:
        """As `time_of`, without the hours of a window that touches several days."""
        first, last = window.since.astimezone(UTC).date(), last_day(window.until.astimezone(UTC))
        if first == last:
            return self.time_of(window)
        return Piece(f"from {days(first, last, self.language)}", _claims(window))

    def span_of(self, window: Window) -> Piece:
        """The same in a line: "May 4, 2031, 09:00–12:00 UTC", "May 4–10, 2031"."""
        return Piece(span(window.since, window.until, self.language), _claims(window))


def of_some(template: str) -> str:
    """A template about fans as one about some of them: a round-up speaks for no more."""
    return _MANY.sub(lambda found: "Some fans" if found[1] == "Fans" else "some fans", template, count=1)


def voice_of(kind: DigestKind, language: Language) -> Voice:
    """The voice of a kind of story."""
    manner = manner_of(kind)
    return Voice(language, manner.people, manner.person)


def _whole_days(since: datetime, until: datetime) -> bool:
    return since.time() == until.time() == datetime.min.time()


def _claims(window: Window) -> tuple[Claim, ...]:
    return (
        Claim("fact", instant(window.since), of="window.since"),
        Claim("fact", instant(window.until), of="window.until"),
    )
