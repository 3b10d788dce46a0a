"""Facts of the film as lines, and where they come from; shared by the formats."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from aggregator.model import Digest
from aggregator.model.digests import DigestFact, Section, Sentence
from aggregator.model.languages import AMERICAN, Language, day, spelled
from aggregator.render import words
from aggregator.text import safe_url

_FACTS = {
    "director": "Director",
    "writers": "Writer",
    "cast": "Cast",
    "release": "Release",
    "synopsis": "Synopsis",
    "plot": "Plot",
    "trailer": "Trailer",
    "predecessor": "Earlier film",
    "related": "Related story",
}


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact as a line: what, its value in words, and how sure and from where it is known."""

    label: str
    value: str
    hedge: str
    source: str
    as_of: date
    link: str | None = None
    notes: tuple[str, ...] = ()


def fact_line(fact: DigestFact, language: Language = AMERICAN) -> FactLine:
    """A fact of any key in words; unknown keys and shapes are shown as they are."""
    return FactLine(
        label=_FACTS.get(fact.key, fact.key.replace("_", " ").capitalize()),
        value=_fact_value(fact.key, fact.value, language, official=fact.standing == "confirmed"),
        hedge=_hedge(fact, language),
        source=fact.source,
        as_of=fact.as_of,
        link=safe_url(fact.value.get("url")) if isinstance(fact.value, dict) else None,
        notes=_notes(fact, language),
    )


def _notes(fact: DigestFact, language: Language) -> tuple[str, ...]:
    """What a reader of the fact must know: that it is old, that it is disputed, and what others say."""
    told = ["read long ago, to be checked again"] if fact.too_old else []
    told += ["disputed: the story does not tell it"] if fact.disputed else []
    for other in fact.conflicts:
        values = other.value if isinstance(other.value, list) else [other.value]
        said = " and ".join(_fact_value(fact.key, value, language, official=False) for value in values)
        told.append(f"{words.host(other.source)}, as of {day(other.as_of, language)}, says: {said}")
    return tuple(told)


def _hedge(fact: DigestFact, language: Language) -> str:
    said = {"confirmed": "", "rumoured": "rumored"}.get(fact.standing, fact.standing)
    return spelled(said, language)


def _fact_value(key: str, value: Any, language: Language, *, official: bool) -> str:
    if not isinstance(value, dict):
        return str(value)
    said = {
        "cast": " as ".join(str(value[part]) for part in ("actor", "role") if value.get(part)),
        "release": _listed(
            _date(value.get("date"), language), value.get("territory"), value.get("distributor")
        ),
        "synopsis": f"{'official ' if official else ''}synopsis of {value.get('of_film') or 'the film'}",
        "trailer": "official trailer" if official else "trailer",
        "predecessor": _listed(value.get("title"), _date(value.get("released"), language)),
    }.get(key, value.get("title") or value.get("url"))
    return str(said or _listed(*value.values()))


def _listed(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _date(value: Any, language: Language) -> str:
    """A date of the config as words; what is no date stays as it is."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    return day(value, language) if isinstance(value, date) else str(value or "")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """An address that facts rest on, how sure it is, and of what date."""

    url: str
    hedge: str
    as_of: date


def sources_of(digest: Digest, section: Section) -> list[SourceLine]:
    """Where the facts of a section come from, in the order of its sentences, each once."""
    by_name = {fact.name or fact.key: fact for fact in digest.facts}
    named = [
        by_name[claim.fact] for one in section.sentences for claim in one.claims if claim.fact in by_name
    ]
    return list(
        dict.fromkeys(SourceLine(fact.source, _hedge(fact, digest.language), fact.as_of) for fact in named)
    )


def facts_by_label(digest: Digest) -> list[tuple[str, list[FactLine]]]:
    """All facts as lines, those of one label together, in the order of the film's own list."""
    found: dict[str, list[FactLine]] = {}
    for fact in digest.facts:
        line = fact_line(fact, digest.language)
        found.setdefault(line.label, []).append(line)
    return list(found.items())


def official(digest: Digest, sentence: Sentence) -> DigestFact | None:
    """The synopsis that a sentence repeats word for word: it is shown as a quotation of its own."""
    said = sentence.text.strip('“”"')
    for fact in digest.facts:
        if (
            fact.key == "synopsis"
            and isinstance(fact.value, dict)
            and said == str(fact.value.get("text", "")).strip()
        ):
            return fact
    return None
