"""Builds everything from the settings, once: the only place that knows all parts."""

import os
import random
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from tomllib import TOMLDecodeError, loads
from typing import Any
from urllib.parse import urlsplit

from aggregator import collectors, facts
from aggregator.collectors.links import Links
from aggregator.config import Settings, SourceSettings
from aggregator.digest import Style, read_themes
from aggregator.errors import ConfigError, Mistake, did_you_mean
from aggregator.fetcher import DiskSessionCache, Fetcher, proxy_of
from aggregator.model import Film, Post, Query
from aggregator.model.quotas import Quota, with_settings
from aggregator.pipeline import media
from aggregator.pipeline.collect import Reading, queries
from aggregator.pipeline.context import Clock, Context, utc_now
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.key_marks import key_mark, nameless
from aggregator.pipeline.lease import LeaseKeeper
from aggregator.pipeline.outlets import Outlets
from aggregator.pipeline.standing import CANT_TELL, Asking
from aggregator.pipeline.versions import Making
from aggregator.scorers.pool import ScorePool
from aggregator.store import budgets, open_store
from aggregator.watchlist import Watchlist


@dataclass(slots=True, kw_only=True)
class _Parts:
    """What is opened only when it is needed, and closed with the app."""

    pool: ScorePool | None = None
    keeper: LeaseKeeper | None = None
    fetchers: list[Fetcher] = field(default_factory=list)
    sites: dict[str, Fetcher] = field(default_factory=dict)


class App:
    """Everything a command or a runner needs. Close it at the end."""

    def __init__(
        self, settings: Settings, ctx: Context, *, environ: Mapping[str, str], addresses: Mapping[str, str]
    ) -> None:
        self.watchlist = Watchlist(settings, ctx)
        self.ctx = ctx
        self._environ = environ
        self._addresses = addresses
        self._parts = _Parts()
        self._opening = threading.RLock()  # jobs ask for these parts from several threads at once

    @classmethod
    def build(
        cls,
        settings: Settings,
        *,
        environ: Mapping[str, str],
        clock: Clock = utc_now,
        addresses: Mapping[str, str] | None = None,
        chance: Callable[[], float] = random.random,
    ) -> "App":
        """Open the database; sources, scorer and threads are opened when they are first needed.

        `addresses` sends an account's requests elsewhere ({"https://reelchat.example": "http://127.0.0.1:80"}):
        the demo's loopback servers. `chance` as in Context.

        Raises:
            StoreError: the database can't be opened, or is of another version.
        """
        store = open_store(settings.store.url)
        ctx = Context(store, holder=f"{socket.gethostname()}:{os.getpid()}", clock=clock, chance=chance)
        ctx = replace(ctx, providers=tuple(facts.find(one.name).name for one in _providers_on(settings)))
        app = cls(settings, ctx, environ=environ, addresses=addresses or {})
        try:
            app.reread()
        except BaseException:
            store.close()
            raise
        return app

    def close(self) -> None:
        """End threads, worker processes and connections."""
        self.ctx.stopping.set()
        if self._parts.keeper is not None:
            self._parts.keeper.close()
        if self._parts.pool is not None:
            self._parts.pool.close()
        for fetcher in self._parts.fetchers:
            fetcher.close()
        self.ctx.store.close()

    # ── films ────────────────────────────────────────────────────────────────

    @property
    def settings(self) -> Settings:
        """Everything that is set, with the films as they were last taken up (Watchlist.reread)."""
        return self.watchlist.settings

    def reread(self) -> bool:
        """Take up what editors changed of the films since; whether anything was. Raises StoreError."""
        return self.watchlist.reread()

    @property
    def films(self) -> tuple[Film, ...]:
        """What is watched. An invented film is shown and can be named, but no network is asked about it."""
        return tuple(film for film in self.settings.films if not film.invented)

    def film(self, slug: str) -> Film:
        """The film of that slug (also an invented one). Raises ConfigError with the nearest names."""
        return self.settings.film(slug)

    def films_of(self, slugs: Sequence[str]) -> tuple[Film, ...]:
        """These films, or all of the configuration where none is named."""
        return tuple(self.film(slug) for slug in slugs) if slugs else self.settings.films

    def watched(self, slugs: Sequence[str]) -> tuple[Film, ...]:
        """These films; all that are watched where none is named."""
        return tuple(map(self.film, slugs)) if slugs else self.films

    # ── sources ──────────────────────────────────────────────────────────────

    def readings_of(self, sources: Sequence[str]) -> list[Reading]:
        """The accounts of these networks, or of all that are on.

        Raises:
            ConfigError: a named source is unknown, off, or lacks its key.
        """
        for name in sources:
            if name in self.without_key:
                raise ConfigError(f"{name}: needs key", hint=f"set {' and '.join(self.without_key[name])}")
            if not any(reading.collector.name == name for reading in self.readings.values()):
                raise self._not_on(name)
        wanted = set(sources)
        return [
            reading
            for _, reading in sorted(self.readings.items())
            if not wanted or reading.collector.name in wanted
        ]

    @property
    def quotas(self) -> dict[tuple[str, str], tuple[Quota, ...]]:
        """What each account may spend, by (source, account)."""
        return {
            (reading.collector.source, reading.collector.account): reading.quotas
            for reading in self.readings.values()
        }

    def asked(self, film: Film) -> list[Query]:
        """Every query that this film makes of the sources that are on."""
        return [
            query for _, reading in sorted(self.readings.items()) for query, _ in queries(reading, [film])
        ]

    def asking(self) -> Asking:
        """A new round of asking how posts stand, by every account of every network that is on."""
        return Asking(self.ctx, self.readings.values(), self._why_not_asked, self._by_link)

    def _by_link(self, posts: Sequence[Post]) -> dict[tuple[str, str], collectors.Standing]:
        """How posts stand by their links alone; opened only when there is such a post."""
        return self.links.recheck(posts)

    def _why_not_asked(self, source: str) -> str:
        """Why a network is not read here: off, without its key, or beyond this version."""
        if any(source in reading.collector.networks for reading in self.readings.values()):
            return CANT_TELL
        names = [name for name in self.without_key if collectors.find(name).source == source]
        if names:
            variables = sorted({variable for name in names for variable in self.without_key[name]})
            return f"{source} needs key: set {' and '.join(variables)}"
        if source in collectors.names():
            return f"{source} is not on: add [sources.{source}] to fansreact.toml"
        return f"{source} can't be read by this version"

    def _not_on(self, name: str) -> ConfigError:
        if name in facts.names():
            return ConfigError(
                f"{name}: tells facts and has no posts", hint="fansreact films --refresh asks it"
            )
        known = collectors.names()
        if name in collectors.names():
            return ConfigError(f"{name}: is not on", hint=f"add [sources.{name}] to fansreact.toml")
        return ConfigError(
            f"no such source: '{name}'", hint=did_you_mean(name, known) or f"one of {', '.join(known)}"
        )

    @property
    def readings(self) -> dict[str, Reading]:
        """Every account of every network that is on, by its key."""
        with self._opening:
            return self._sources[0]

    @property
    def without_key(self) -> dict[str, tuple[str, ...]]:
        """Networks that are on but lack a key, with the variables that would bring it."""
        with self._opening:
            return self._sources[1]

    @cached_property
    def _sources(self) -> tuple[dict[str, Reading], dict[str, tuple[str, ...]]]:
        readings: dict[str, Reading] = {}
        without_key: dict[str, tuple[str, ...]] = {}
        for name, source in self.settings.sources.items():
            if not source.on or facts.is_provider(name):
                continue
            kind, keys = collectors.find(name), source.keys()
            missing = tuple(variable for variable in kind.needs_key if variable not in keys)
            if missing:
                without_key[name] = missing
                continue
            for account in kind.accounts(source.instances, source.options):
                reading = self._reading(kind, source, account)
                readings[reading.key] = reading
        return readings, without_key

    def _reading(self, kind: type[collectors.Collector], source: SourceSettings, own: str) -> Reading:
        keys = source.keys(own)
        # A second way of reading a network (a stream) has a lease, limits and spans of its own.
        beside = kind.name if kind.name != kind.source else ""
        # A login's name tells whose account it is, a key never does: a new one has the old one's limits.
        account = own or (nameless(keys[kind.login]) if kind.login in keys else beside)
        usual = own if kind.per_instance else source.base_url or kind.base_url
        base_url = self._addresses.get(account) or usual
        quotas = with_settings(kind.quotas, source.options, kind.name)
        budget = budgets.StoreBudget(self.ctx.store, self.ctx.clock, quotas)
        secrets = tuple(keys.values())
        collector = kind(
            self._fetcher(kind.source, base_url, account=account, secrets=secrets, budget=budget),
            keys=keys,
            sessions=DiskSessionCache(state_folder(self._environ) / "sessions"),
            options=source.options,
            elsewhere=self._fetcher(kind.source, "", guard_addresses=True, deadline_s=10, attempts=1),
        )
        settings = self.settings.collect
        return Reading(
            collector,
            Depths(
                overlap=_overlap(settings.overlap, collector),
                settle=collector.settle,
                first=min(settings.first_run, collector.first_depth or settings.first_run),
            ),
            pages=settings.page_budget,
            begin=budget.begin_run,
            key_mark=key_mark(keys),
            quotas=quotas,
        )

    def _fetcher(
        self, source: str, base_url: str, *, budget: budgets.StoreBudget | None = None, **options: Any
    ) -> Fetcher:
        own_machine = urlsplit(base_url).hostname in ("127.0.0.1", "::1", "localhost")
        fetcher = Fetcher(
            source,
            base_url,
            budget=budget or budgets.StoreBudget(self.ctx.store, self.ctx.clock),
            clock=self.ctx.clock,
            wait=self.ctx.stopping.wait,
            contact=self.settings.collect.contact,
            proxy=None if own_machine or not base_url else proxy_of(self._environ),
            **options,
        )
        self._parts.fetchers.append(fetcher)
        return fetcher

    # ── facts ────────────────────────────────────────────────────────────────

    @cached_property
    def providers(self) -> dict[str, facts.FactsProvider]:
        """Who can be asked what a film is, by name: those that are on and have their key."""
        on = [one for one in _providers_on(self.settings) if one.name not in self.providers_without_key]
        return {one.name: self._provider(one) for one in on}

    def _provider(self, source: SourceSettings) -> facts.FactsProvider:
        kind, keys = facts.find(source.name), source.keys()
        fetcher = self._fetcher(kind.name, source.base_url or kind.base_url, secrets=tuple(keys.values()))
        return kind(fetcher, keys=keys, options=source.options)

    @cached_property
    def providers_without_key(self) -> dict[str, tuple[str, ...]]:
        """Providers of facts that are on but lack a key, with the variables that would bring it."""
        missing = {one.name: facts.missing(one.name, one.keys()) for one in _providers_on(self.settings)}
        return {name: variables for name, variables in missing.items() if variables}

    # ── links ────────────────────────────────────────────────────────────────

    @property
    def links(self) -> Links:
        """Who reads posts by their links, without any key."""
        return Links(self._site)

    def _site(self, source: str, origin: str, stranger: bool) -> Fetcher:
        """Who asks a site for posts by their links; a stranger's address stands in a link alone: guarded."""
        key = f"{source} {origin}"
        with self._opening:
            if key not in self._parts.sites:
                host = origin.removeprefix("https://")
                gateway = self.settings.links.base_url
                elsewhere = self._addresses.get(origin) or (f"{gateway}/{host}" if gateway else "")
                self._parts.sites[key] = self._fetcher(
                    source,
                    elsewhere or origin,
                    account=host,
                    guard_addresses=stranger and not elsewhere,
                    deadline_s=15,
                    max_bytes=1_000_000,
                    attempts=2,
                )
            return self._parts.sites[key]

    # ── pictures ─────────────────────────────────────────────────────────────

    @cached_property
    def pictures(self) -> Fetcher | None:
        """Who asks for pictures of posts, None where nobody should. Raises ConfigError if nobody can."""
        return media.asker(self._fetcher) if self.settings.media.hash else None

    @cached_property
    def outlets(self) -> Outlets:
        """Where stories go, beside folders."""
        return Outlets(self.ctx, self.settings.publish, self._fetcher)

    # ── judgement and text ───────────────────────────────────────────────────

    @property
    def pool(self) -> ScorePool:
        """The scorer, behind its worker processes; started when first asked for."""
        with self._opening:
            if self._parts.pool is None:
                self._parts.pool = ScorePool(
                    self.settings.score.scorer,
                    lexicon=self.settings.file("lexicon.toml"),
                    model=self.settings.own_model,
                    workers=self.settings.score.processes or None,  # 0: one for each core
                )
            return self._parts.pool

    @property
    def keeper(self) -> LeaseKeeper:
        """The thread that renews our leases; started when first asked for."""
        with self._opening:
            if self._parts.keeper is None:
                self._parts.keeper = LeaseKeeper(self.ctx, self.settings.schedule.lease)
            return self._parts.keeper

    @cached_property
    def style(self) -> Style:
        """Words and rules of the story. Raises ConfigError if themes.toml is wrong."""
        path = self.settings.file("themes.toml")
        try:
            themes = read_themes(loads(path.read_text(encoding="utf-8-sig")))
        except (ValueError, TOMLDecodeError, OSError) as error:
            raise ConfigError(
                f"{path.name}: can't be used",
                mistakes=[Mistake(str(path), "", str(error))],
                hint=f"mend {path}",
            ) from error
        own = self.settings.digest
        return Style(themes, own.contact, own.facts_max_age.days, own.language)

    @property
    def making(self) -> Making:
        """What it takes to make a stored story again. Raises ConfigError as `style` does."""
        films = {film.slug: film for film in self.settings.films}
        return Making(films, self.style, self.settings.config_hash)


def _providers_on(settings: Settings) -> list[SourceSettings]:
    return [one for name, one in settings.sources.items() if one.on and facts.is_provider(name)]


def _overlap(wanted: timedelta, collector: collectors.Collector) -> timedelta:
    """How much each run reads again: what is wanted, or more where the network needs it.

    Nothing where nothing arrives late; no more than is needed where it may be paid for again.
    """
    if not collector.overlap or collector.page_cost is not None:
        return collector.overlap
    return max(wanted, collector.overlap)


def state_folder(environ: Mapping[str, str]) -> Path:
    """Where sessions are kept by the XDG rules; never beside the configuration, which is shared."""
    base = environ.get("XDG_STATE_HOME") or str(Path(environ.get("HOME") or ".") / ".local" / "state")
    return Path(base) / "fansreact"
