"""Wikidata's statements: of one property the ones that count, with what qualifies them.

What a statement is: https://www.wikidata.org/wiki/Help:Statements. Deprecated ones are known to be wrong and
are never read; where one is preferred, it is the one that Wikidata itself would show.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aggregator.facts.base import day, rows, table, words
from aggregator.model.films import Standing

ITEM = re.compile(r"Q[1-9][0-9]{0,11}", re.ASCII)
_DAY = 11  # Wikidata's precision of a time that names a day
_GREGORIAN = "Q1985727"
_DOUBTS = (
    "P1480",
    "P5102",
)  # sourcing circumstances, nature of statement: "presumably", "rumoured", "disputed"
_LANGUAGES = ("en", "mul")  # "mul": names that are the same in all languages


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of an item: its value, its qualifiers by property, and how sure Wikidata is."""

    value: Any
    qualifiers: Mapping[str, Any]
    preferred: bool

    @property
    def item(self) -> str | None:
        """The item that it names: "Q42"."""
        return _item(self.value)

    @property
    def text(self) -> str | None:
        """The text that it holds."""
        return words(self.value)

    @property
    def day(self) -> str | None:
        """The day that it names; None for a month, a year, or a day of the old calendar."""
        return _day(self.value)

    @property
    def standing(self) -> Standing:
        """Reported; rumoured where the statement itself says that it is uncertain."""
        return "rumoured" if any(self.qualifiers.get(doubt) for doubt in _DOUBTS) else "reported"

    def items(self, qualifier: str) -> list[str]:
        """The items that a qualifier names."""
        return [found for value in _values(self.qualifiers.get(qualifier)) if (found := _item(value))]

    def texts(self, qualifier: str) -> list[str]:
        """The texts that a qualifier holds."""
        return [found for value in _values(self.qualifiers.get(qualifier)) if (found := words(value))]


@dataclass(frozen=True, slots=True)
class Item:
    """An entity of Wikidata, as it answers for it."""

    id: str
    raw: Mapping[str, Any]

    @property
    def label(self) -> str | None:
        """What it is called in English."""
        labels = table(self.raw.get("labels"))
        found = (words(table(labels.get(language)).get("value")) for language in _LANGUAGES)
        return next((label for label in found if label), None)

    @property
    def names(self) -> list[str]:
        """The label and the other names."""
        aliases = table(self.raw.get("aliases"))
        others = [words(row.get("value")) for language in _LANGUAGES for row in rows(aliases.get(language))]
        return [name for name in (self.label, *others) if name]

    def all(self, key: str) -> list[Statement]:
        """The statements of a property, preferred ones first; none that is deprecated or says nothing."""
        found = [
            Statement(value, table(raw.get("qualifiers")), raw.get("rank") == "preferred")
            for raw in rows(table(self.raw.get("claims")).get(key))
            if raw.get("rank") in ("normal", "preferred")
            for value in _values([raw.get("mainsnak")])
        ]
        return sorted(found, key=lambda one: not one.preferred)

    def best(self, key: str) -> list[Statement]:
        """The preferred statements of a property; where there are none, all."""
        every = self.all(key)
        return [one for one in every if one.preferred] or every

    def released(self) -> str | None:
        """The first day on which it was published anywhere."""
        return min((when for one in self.all("P577") if (when := one.day)), default=None)


def _values(snaks: object) -> Iterator[Any]:
    """The values of snaks; "unknown" and "none" are no values."""
    for snak in rows(snaks):
        if snak.get("snaktype") == "value":
            yield table(snak.get("datavalue")).get("value")


def _item(value: object) -> str | None:
    found = table(value).get("id")
    return found if isinstance(found, str) and ITEM.fullmatch(found) else None


def _day(value: object) -> str | None:
    told = table(value)
    written, calendar = told.get("time"), told.get("calendarmodel")
    plain = isinstance(written, str) and written.startswith("+") and isinstance(calendar, str)
    if not plain or told.get("precision") != _DAY or not str(calendar).endswith(f"/{_GREGORIAN}"):
        return None
    return day(str(written)[1:])
