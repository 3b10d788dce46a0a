"""Films that editors describe: a version is kept, and from that moment on posts are matched by its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aggregator.errors import ConfigError
from aggregator.model import Film
from aggregator.model.editors import By
from aggregator.model.kept import KeptFilm
from aggregator.pipeline.context import Context
from aggregator.store import audit, films, kept_films


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a film beside the one before: what of its description came, went or is other.

    `before` and `after` are by key, plain JSON; a key that a version lacks is None there.
    """

    version: KeptFilm
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that differ, in the order of a description."""
        every = [*self.after, *(key for key in self.before if key not in self.after)]
        return tuple(key for key in every if self.before.get(key) != self.after.get(key))


def keep(ctx: Context, film: Film, description: Mapping[str, Any], *, on: int, by: By) -> KeptFilm:
    """Keep a film's new version, made on version `on` (0: the database had none).

    In the same transaction it becomes the film by which stored posts are judged: where its words changed, all
    of them wait to be judged and scored anew.

    Raises:
        EditConflict: somebody else changed the film since.
        StoreError: the database refused.
    """
    now = ctx.clock()
    with ctx.store.write() as session:
        kept = kept_films.keep(session, film.slug, description, on=on, by=by.who, at=now)
        films.sync(session, [film])
        audit.record(session, by, "film changed", film.slug, at=now, detail={"version": kept.version})
    return kept


def take_back(ctx: Context, slug: str, *, on: int, by: By, left: Film | None) -> KeptFilm:
    """End what the database says of a film: `left` is what films.toml says of it, None if that lacks it.

    Its versions stay, so that it can be kept again; its posts stay too.

    Raises:
        ConfigError: the database describes no such film.
        EditConflict: somebody else changed the film since.
        StoreError: the database refused.
    """
    now = ctx.clock()
    with ctx.store.write() as session:
        versions = kept_films.versions(session, slug)
        if not versions or versions[0].description is None:
            raise ConfigError(
                f"film {slug}: is not kept in the database",
                hint="what films.toml says of a film is changed there",
            )
        kept = kept_films.keep(session, slug, None, on=on, by=by.who, at=now)
        audit.record(session, by, "film taken back", slug, at=now, detail={"version": kept.version})
        if left is not None:
            films.sync(session, [left])
    return kept


def changes(ctx: Context, slug: str, of_files: Mapping[str, Any] | None) -> list[Change]:
    """Every change of a film, the newest first. `of_files`: films.toml's entry, on which the first was made.

    It is what films.toml says today: what it said then nobody kept.
    """
    with ctx.store.read() as session:
        versions = kept_films.versions(session, slug)
    under = of_files or {}
    described = [one.description if one.description is not None else under for one in versions]
    return [
        Change(version, before, after)
        for version, after, before in zip(versions, described, [*described, under][1:], strict=True)
    ]
