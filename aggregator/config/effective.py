"""The settings as they hold, for people: each with its value in words, and where that came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aggregator.config.known import known_settings
from aggregator.config.settings import SettingOrigin, Settings, variable_of
from aggregator.model.schedule import format_duration


@dataclass(frozen=True, slots=True)
class Effective:
    """One setting. `value` is never that of a secret: of one it says only whether it `is_set`."""

    key: str
    value: str
    origin: SettingOrigin
    variable: str
    secret: bool = False
    is_set: bool = True

    @property
    def table(self) -> str:
        """The table of fansreact.toml that it stands in."""
        return self.key.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Its key within the table."""
        return self.key.rpartition(".")[2]


def effective(settings: Settings, store_url: str) -> dict[str, list[Effective]]:
    """Every setting by its table, those of networks and destinations only
    where they are on.

    `store_url` is the database's address for people, its password hidden.
    """
    found: dict[str, list[Effective]] = {}
    for known in known_settings():
        table, _, name = known.key.rpartition(".")
        source = table.removeprefix("sources.") if table.startswith("sources.") else None
        if source is not None and not settings.sources[source].on:
            continue
        outlet = table.removeprefix("publish.") if table.startswith("publish.") else None
        if outlet is not None and outlet not in settings.publish:
            continue
        if known.secret:
            is_set = _has_secret(settings, source, name) or _opens(settings, outlet, name)
            made = Effective(known.key, "", settings.origin(known.key), known.variable, True, is_set)
        else:
            value = store_url if known.key == "store.url" else _value(settings, table, source, name)
            made = Effective(known.key, words(value), settings.origin(known.key), known.variable)
        found.setdefault(table, []).append(made)
    return found


def words(value: Any) -> str:
    """A setting's value as it is written in fansreact.toml."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, tuple | list | frozenset):
        inside = ", ".join(map(words, sorted(value) if isinstance(value, frozenset) else value))
        return f"[{inside}]"
    return "" if value is None else str(value)


def _value(settings: Settings, table: str, source: str | None, name: str) -> Any:
    if table.startswith("publish."):
        return settings.publish[table.removeprefix("publish.")].options.get(name)
    if source is None:
        return getattr(getattr(settings, table), name)
    held = settings.sources[source]
    if name in ("base_url", "instances"):
        return getattr(held, name)
    return held.options.get(name)


def _opens(settings: Settings, outlet: str | None, name: str) -> bool:
    """Whether a destination has this key of its own."""
    return outlet is not None and name in settings.publish[outlet].secrets


def _has_secret(settings: Settings, source: str | None, name: str) -> bool:
    if source is None:
        return False
    held: Mapping[str, Any] = settings.sources[source].secrets
    return bool(settings.sources[source].tokens) if name == "tokens" else variable_of(source, name) in held
