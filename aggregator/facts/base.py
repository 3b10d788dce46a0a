"""What a provider of facts is, and the readers that all of them share.

A provider turns a film into facts, each with its source, date and standing. What it reads is written by
strangers: texts are cleaned and bounded, addresses are https, and nothing is taken that is not plainly there.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from aggregator.errors import ConfigError, UnexpectedPayload
from aggregator.fetcher import Fetcher
from aggregator.model import Fact, Film
from aggregator.model.films import Standing
from aggregator.text import clean, fold, plural

MOST_NAMES = 12
"""People of one kind: what a digest prints at most."""
LONGEST_NAME = 200
LONGEST_TEXT = 2_000
CHANGED = "the site may have changed: see docs/facts.md for what it is known to send"
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
_SHOWN = 8  # candidates that a refusal names
_INSTEAD = {"United States of America": "United States"}


class FactsProvider:
    """The base of all providers.

    Class attributes: `name` (of the file), `docs` (address of the API's description), `needs_key` (variables
    without which it tells nothing), `base_url` (the usual address), `id_key` (the key of films.toml that
    names a film to it), `kinds` (of film that it knows).
    """

    name: ClassVar[str]
    docs: ClassVar[str]
    needs_key: ClassVar[tuple[str, ...]] = ()
    base_url: ClassVar[str] = ""
    id_key: ClassVar[str] = ""
    kinds: ClassVar[tuple[str, ...]] = ("film", "series")

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        keys: Mapping[str, str] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep what it asks with: the fetcher, the values of `needs_key`, its further settings."""
        self.fetcher = fetcher
        self.keys = dict(keys or {})
        self.options = dict(options or {})

    def facts(self, film: Film, *, now: datetime) -> tuple[Fact, ...]:
        """What is known of the film, read now; nothing where it is not there.

        Raises:
            ConfigError: several films fit, or its id names none: films.toml has to be mended.
            SourceError: one of its five kinds.
        """
        raise NotImplementedError

    def check(self) -> None:
        """Ask one small question, with the key that stands in the configuration: for `doctor`.

        Raises:
            SourceError: one of its five kinds.
        """
        raise NotImplementedError

    @property
    def territory(self) -> str:
        """Whose release date is told, by the two letters of ISO 3166."""
        return str(self.options.get("territory") or "US")

    def vouched(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """The facts, if none of them repeats a key of ours.

        Raises:
            UnexpectedPayload: one does.
        """
        if any(self.fetcher.knows(str(fact)) for fact in facts):
            raise UnexpectedPayload(self.name, "its answer holds a key of ours: it repeats what it is sent")
        return tuple(facts)

    def only(self, film: Film, found: Sequence["Candidate"]) -> "Candidate | None":
        """The one film that fits; None where none does.

        Raises:
            ConfigError: several do: an editor has to choose.
        """
        if len(found) <= 1:
            return found[0] if found else None
        put = f"put {self.id_key} = ... into films.toml, below slug = {film.slug!r}"
        listed = [one.shown for one in found[:_SHOWN]]
        rest = [f"{len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        many = plural(len(found), film.kind, "series" if film.kind == "series" else "")
        raise ConfigError(
            f"{self.name}: {many} there are called {film.title!r:.90}",
            hint=f"{put}: {', '.join([*listed, *rest])}",
        )

    def unknown_id(self, film: Film, given: object) -> ConfigError:
        """The error for an id of films.toml that names nothing there."""
        return ConfigError(
            f"{self.name}: there is no {film.kind} {given}",
            hint=f"mend {self.id_key} in films.toml, below slug = {film.slug!r}",
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A film that may be meant: its id there, and the day it came out, as far as that is known."""

    id: str
    released: str | None = None

    @property
    def shown(self) -> str:
        """The candidate as an editor can tell it from the others: "101 (2031-09-12)"."""
        return f"{self.id} ({self.released or 'no date'})"

    def fits(self, film: Film) -> bool:
        """Whether its year is that of films.toml, give or take one; it may be where one is unknown."""
        told = film.fact("release")
        known = told.value.get("date") if told is not None else None
        years = [year for text in (known, self.released) if (year := _year(text)) is not None]
        return len(years) < 2 or abs(years[0] - years[1]) <= 1


def _year(text: object) -> int | None:
    return int(text[:4]) if isinstance(text, str) and re.match(r"[0-9]{4}", text) else None


@dataclass(frozen=True, slots=True)
class Page:
    """Where facts were read, and when: makes facts that all say so."""

    provider: str
    url: str
    as_of: date

    def fact(self, key: str, value: Any, index: int = 0, standing: Standing = "reported") -> Fact:
        """A fact of this page. What users of a site write is reported, never confirmed."""
        return Fact(key, value, self.url, self.as_of, standing, index, self.provider)

    def people(self, key: str, names: Sequence[tuple[str, Standing]]) -> list[Fact]:
        """The names as facts of their own, each once, in their order."""
        once: dict[str, tuple[str, Standing]] = {}
        for name, standing in names:
            once.setdefault(compared(name), (name, standing))
        return [
            self.fact(key, name, index, standing)
            for index, (name, standing) in enumerate(list(once.values())[:MOST_NAMES])
        ]


def compared(words: str) -> str:
    """A name or title as it is compared: letters and digits alone, folded, without accents."""
    letters = unicodedata.normalize("NFKD", fold(words))
    return "".join(sign for sign in letters if sign.isalnum())


def words(value: object, longest: int = LONGEST_NAME) -> str | None:
    """A text as one clean line; None for what is none, too long, or carries an address."""
    if not isinstance(value, str) or len(value) > 4 * longest:
        return None
    line = " ".join(clean(value).split())
    return line if line and len(line) <= longest and "://" not in line else None


def day(value: object) -> str | None:
    """The day of an ISO instant or date, "2031-09-12"; None for what is none."""
    try:
        return date.fromisoformat(value[:10]).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def youtube(video: object) -> str | None:
    """The page of a video on YouTube, by its id."""
    plain = isinstance(video, str) and _VIDEO.fullmatch(video) is not None
    return f"https://www.youtube.com/watch?v={video}" if plain else None


def country(value: object) -> str | None:
    """A country's name in the shorter form that people write."""
    name = words(value)
    return _INSTEAD.get(name, name) if name else None


def table(value: object) -> Mapping[str, Any]:
    """An object of foreign JSON; empty for anything else."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list of foreign JSON; none for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
