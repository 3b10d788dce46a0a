"""`[films.facts]`: what is known of a film, each thing with its source, date and standing.

Three ways of writing are read: `{value = ..., source, as_of, standing}`, the flat form (the value's own keys
beside source, as_of and standing), and for writers, cast and plot lists of either, or a list as `value`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from aggregator.config.kinds import Day, Link, Text
from aggregator.config.mistakes import Mistakes, dotted, shown
from aggregator.model import Fact
from aggregator.model.films import LISTED_FACTS, Standing


class Origin(BaseModel, extra="forbid", frozen=True):
    """Where a fact is from: its page, the day it was read or written there, and how sure it is."""

    source: Link
    as_of: Day
    standing: Standing


class Words(BaseModel, extra="forbid", frozen=True):
    """director, writers: a person's name. plot: a sentence on what the film is about."""

    value: Text


class Cast(BaseModel, extra="forbid", frozen=True):
    """cast: who plays whom."""

    actor: Text
    role: Text | None = None


class Release(BaseModel, extra="forbid", frozen=True):
    """release: the first day, where, and by whom."""

    date: Day
    territory: Text | None = None
    distributor: Text | None = None


class Synopsis(BaseModel, extra="forbid", frozen=True):
    """synopsis: the official text, and the film it was written for, where that is an earlier one."""

    text: Text
    of_film: Text | None = None


class Trailer(BaseModel, extra="forbid", frozen=True):
    """trailer: the official video's page."""

    url: Link


class Predecessor(BaseModel, extra="forbid", frozen=True):
    """predecessor: the film before it."""

    title: Text
    released: Day | None = None


class Related(BaseModel, extra="forbid", frozen=True):
    """related: a story of the newsroom's own to point to."""

    title: Text
    url: Link


KINDS: dict[str, type[BaseModel]] = {
    "director": Words,
    "writers": Words,
    "cast": Cast,
    "release": Release,
    "synopsis": Synopsis,
    "plot": Words,
    "trailer": Trailer,
    "predecessor": Predecessor,
    "related": Related,
}


def fact_fields(key: str) -> tuple[str, ...]:
    """What a fact of that key has to say beside source, as_of and standing: `actor` and `role` of cast."""
    return tuple(KINDS[key].model_fields)


_ORIGIN = frozenset(Origin.model_fields)


def read_facts(raw: Mapping[str, Any], file: str, where: str, mistakes: Mistakes) -> tuple[Fact, ...]:
    """The facts of one film; `where` is the key of their table. What is mistaken is noted and left out."""
    facts: list[Fact] = []
    reader = _Reader(file, mistakes)
    for key, written in raw.items():
        place = f"{where}.{key}"
        if key not in KINDS:
            mistakes.unknown(file, place, KINDS, what="fact")
            continue
        listed = isinstance(written, list) or (
            isinstance(written, dict) and isinstance(written.get("value"), list)
        )
        if listed and key not in LISTED_FACTS | {"director"}:  # who directs is often one, and may be two
            mistakes.add(file, place, "is a list", "there is one of it: write one table")
            continue
        groups = written if isinstance(written, list) else [written]
        for number, group in enumerate(groups):
            at = f"{place}[{number}]" if isinstance(written, list) else place
            for origin, value in reader.group(KINDS[key], group, at):
                index = sum(fact.key == key for fact in facts)
                facts.append(Fact(key, value, origin.source, origin.as_of, origin.standing, index))
    return tuple(facts)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the tables of one file."""

    file: str
    mistakes: Mistakes

    def group(self, kind: type[BaseModel], group: Any, where: str) -> Iterator[tuple[Origin, Any]]:
        """One table: its origin with each of its values."""
        if not isinstance(group, dict):
            right = 'write {value = ..., source = "https://...", as_of = 2024-03-27, standing = "confirmed"}'
            self.mistakes.add(
                self.file, where, f"is {shown(group)}, without source, as_of and standing", right
            )
            return
        given = {name: value for name, value in group.items() if name in _ORIGIN}
        value = {name: value for name, value in group.items() if name not in _ORIGIN}
        origin = self.mistakes.check(Origin, given, lambda loc: (self.file, f"{where}.{dotted(loc)}"))
        values: list[Any] = [value]
        if "value" in value:
            for name in sorted(value.keys() - {"value"}):
                self.mistakes.unknown(self.file, f"{where}.{name}", {"value", *_ORIGIN})
            values = value["value"] if isinstance(value["value"], list) else [value["value"]]
            where = f"{where}.value"
        for number, one in enumerate(values):
            at = f"{where}[{number}]" if len(values) > 1 else where
            fact = self.value(kind, one, at, bare="value" in value)
            if fact is not None and isinstance(origin, Origin):
                yield origin, fact

    def value(self, kind: type[BaseModel], one: Any, where: str, *, bare: bool) -> Any:
        """One value as plain JSON: a text, or a table of texts without its absent keys. None: mistaken.

        `bare`: it stood as `value = ...`, so that a text has no key of its own.
        """
        text = kind is Words and bare
        checked = self.mistakes.check(
            kind,
            {"value": one} if text else one,
            lambda loc: (self.file, where if text or not loc else f"{where}.{dotted(loc)}"),
        )
        if checked is None:
            return None
        return (
            checked.value
            if isinstance(checked, Words)
            else checked.model_dump(mode="json", exclude_none=True)
        )
