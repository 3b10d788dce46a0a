"""The films that are watched: those of films.toml, and over them those that editors keep in the database."""

import threading
from collections.abc import Mapping
from typing import Any

import structlog

from aggregator.config import Settings, checked_film, described, with_kept
from aggregator.errors import Mistake
from aggregator.model import Film
from aggregator.model.editors import By
from aggregator.model.kept import KeptFilm
from aggregator.pipeline import kept_films as keeping
from aggregator.pipeline.context import Context
from aggregator.store import films, kept_films

log = structlog.get_logger(__name__)


class Watchlist:
    """The settings with today's films. Threads may share it.

    `mistaken` is what is wrong with kept films that this version can't use: there, films.toml holds.
    """

    def __init__(self, of_files: Settings, ctx: Context) -> None:
        self._of_files = of_files
        self._ctx = ctx
        self._lock = threading.Lock()
        self._mark: int | None = None
        self.settings = of_files
        self.mistaken: tuple[Mistake, ...] = ()

    def reread(self) -> bool:
        """Take up what editors changed, here or in another process; whether anything was.

        Costs one look-up where nothing was. Whoever holds films or settings keeps what they hold.

        Raises:
            StoreError: the database refused.
        """
        with self._lock:
            with self._ctx.store.read() as session:
                mark = kept_films.mark(session)
                if mark == self._mark:
                    return False
                settings, mistaken = with_kept(self._of_files, kept_films.newest(session))
                synced = films.is_synced(session, settings.films)
            if not synced:
                with self._ctx.store.write() as session:
                    films.sync(session, settings.films)
            for one in mistaken:
                log.warning("a film of the database can't be used", key=one.key, why=one.problem, fix=one.fix)
            self.settings, self.mistaken, self._mark = settings, mistaken, mark
            return True

    def of_files(self, slug: str) -> Film | None:
        """The film as films.toml has it; None where it does not."""
        return next((film for film in self._of_files.films if film.slug == slug), None)

    def version(self, slug: str) -> int:
        """The newest version of a film in the database, also of one that was taken back; 0: none ever was."""
        with self._ctx.store.read() as session:
            versions = kept_films.versions(session, slug)
        return versions[0].version if versions else 0

    def entry(self, film: Film) -> dict[str, Any]:
        """A film as its entry in films.toml, in plain JSON: what an editor changes."""
        return described(film, self._of_files)

    def changes(self, slug: str) -> list[keeping.Change]:
        """Who changed what of a film and when, the newest first."""
        of_files = self.of_files(slug)
        return keeping.changes(self._ctx, slug, None if of_files is None else self.entry(of_files))

    def keep(self, entry: Mapping[str, Any], *, on: int, by: By) -> KeptFilm:
        """Check a film's entry and keep it as the version after `on`; it is watched by it at once.

        Raises:
            ConfigError: every mistake, with its key in the entry and what would be right.
            EditConflict: somebody else changed the film since.
            StoreError: the database refused.
        """
        film = checked_film(entry, self._of_files)
        kept = keeping.keep(self._ctx, film, self.entry(film), on=on, by=by)
        self.reread()
        return kept

    def take_back(self, slug: str, *, on: int, by: By) -> KeptFilm:
        """Leave a film to films.toml again; one that is not there is watched no more, and keeps its posts.

        Raises:
            ConfigError: the database describes no such film.
            EditConflict: somebody else changed the film since.
            StoreError: the database refused.
        """
        kept = keeping.take_back(self._ctx, slug, on=on, by=by, left=self.of_files(slug))
        self.reread()
        return kept
