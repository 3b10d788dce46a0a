"""Films as editors describe them at the desk: kept in the database, they stand over those of films.toml."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class KeptFilm:
    """One version of a film's description, as an entry of films.toml in plain JSON.

    `description` is None where the film was taken back: from this version on films.toml alone describes it.
    Versions count from 1; `changed_by` is an editor's name, or "command line".
    """

    slug: str
    version: int
    description: dict[str, Any] | None
    changed_at: datetime
    changed_by: str
