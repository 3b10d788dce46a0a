"""Films that editors describe in the database: checked like films.toml, and laid over it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import orjson

from aggregator.config.films import read_films
from aggregator.config.mistakes import Mistakes
from aggregator.config.settings import Settings
from aggregator.config.writing import entry_of
from aggregator.errors import ConfigError, Mistake
from aggregator.model import Film
from aggregator.model.kept import KeptFilm

DATABASE = "database"
"""The file that mistakes of kept films name."""


def checked_film(entry: Mapping[str, Any], settings: Settings, file: str = DATABASE) -> Film:
    """The film that an entry describes, by the checks of films.toml.

    Raises ConfigError with every mistake; their keys begin at the entry: `events[0].at`.
    """
    mistakes = Mistakes()
    films = read_films([dict(entry)], file, mistakes)
    if mistakes.found or not films:
        raise ConfigError(
            f"film {entry.get('slug', '')!s:.90}: {len(mistakes.found)} to mend",
            mistakes=[replace(one, key=_own_key(one.key)) for one in mistakes.found],
            hint="docs/configuration.md explains every key",
        )
    return replace(films[0], accounts=films[0].accounts + settings.everybody)


def described(film: Film, settings: Settings) -> dict[str, Any]:
    """The film's entry in plain JSON, as it is kept: days and instants as ISO 8601."""
    read: dict[str, Any] = orjson.loads(orjson.dumps(entry_of(film, settings.everybody)))
    return read


def with_kept(settings: Settings, kept: Iterable[KeptFilm]) -> tuple[Settings, tuple[Mistake, ...]]:
    """The settings with these films over those of films.toml; and what is wrong with some of them.

    One that this version's checks refuse is left as films.toml has it: the others go on. Films that
    films.toml does not have come behind it, by slug.
    """
    films = {film.slug: film for film in settings.films}
    standing: dict[str, KeptFilm] = {}
    wrong: list[Mistake] = []
    for one in sorted(kept, key=lambda each: each.slug):
        if one.description is None:
            continue
        try:
            film = checked_film({**one.description, "slug": one.slug}, settings)
        except ConfigError as error:
            wrong += [
                replace(each, key=f"films[{one.slug}]" + (f".{each.key}" if each.key else ""))
                for each in error.mistakes
            ]
            continue
        films[one.slug] = film
        standing[one.slug] = one
    return replace(settings, films=tuple(films.values()), kept=standing), tuple(wrong)


def _own_key(key: str) -> str:
    """The key from the entry on: `films[a-film].events[0].at` is `events[0].at`."""
    return key.partition("]")[2].removeprefix(".")
