"""The destinations that are set up, each opened when it is first needed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from aggregator import publishers, render
from aggregator.errors import ConfigError
from aggregator.fetcher import Fetcher
from aggregator.pipeline.context import Context
from aggregator.pipeline.sending import Insisting, Outlet
from aggregator.publishers import Destination, Folder, Publisher


class Table(Protocol):
    """A destination's checked settings: its options, and its secrets in clear text by key."""

    @property
    def options(self) -> Mapping[str, Any]:
        """Its keys that are no secrets."""
        ...

    def keys(self) -> dict[str, str]:
        """Its secrets in clear text, by key; only those that are set."""
        ...


@dataclass(frozen=True, slots=True)
class Outlets(Mapping[str, Destination]):
    """Those that are set up and have their keys, by name. A folder needs no table and is always there, but is
    none of these: it has no copy to renew.
    """

    ctx: Context
    tables: Mapping[str, Table]
    ask: Callable[..., Fetcher]
    opened: dict[str, Destination] = field(default_factory=dict)

    @property
    def without_key(self) -> dict[str, str]:
        """Destinations that are set up but lack a key, with the variable that would bring it."""
        lacking = {
            name: publishers.find(name).lacks(table.options, table.keys())
            for name, table in self.tables.items()
        }
        return {name: variable for name, variable in lacking.items() if variable}

    def __getitem__(self, name: str) -> Destination:
        """By the name of its table, or by the one that the class of somebody's own gives itself."""
        key = name if name in self.tables else self._named(name)
        if key not in self.opened:
            table = self.tables[key]
            kind = publishers.find(key)
            if kind.lacks(table.options, table.keys()):
                raise KeyError(name)
            self.opened[key] = kind.opened(table.options, table.keys(), self.ask)
        return self.opened[key]

    def _named(self, name: str) -> str:
        for key in self.tables:
            if ":" in key and publishers.find(key).name == name:
                return key
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.tables.keys() - self.without_key.keys()))

    def __len__(self) -> int:
        return len(self.tables) - len(self.without_key)

    def to(
        self,
        name: str,
        *,
        folder: Path,
        formats: tuple[str, ...],
        who: str = "",
        insisting: Insisting = Insisting(),  # noqa: B008 - frozen
    ) -> Publisher:
        """Where `publish` hands a story over: into `folder` in these formats, or to a destination outside.

        Raises:
            ConfigError: there is no such destination, or it is not set up.
        """
        if name == Folder.name:
            return Folder(folder, suffixes=render.suffixes(formats))
        publishers.find(name)
        if name not in self.tables:
            raise ConfigError(
                f"{name}: is not set up",
                hint=f"add [publish.{name}] to fansreact.toml: docs/publishing.md says how",
            )
        if name in self.without_key:
            raise ConfigError(f"{name}: needs key", hint=f"set {self.without_key[name]}")
        return Outlet(self.ctx, self[name], who=who, insisting=insisting)
