"""Facts: what a film is, from those who keep lists of films; one file per provider, found by its name.

The film's own facts stand in films.toml and win always (merging). A provider is one class with one method
that matters; it neither sleeps, retries nor stores.
"""

import importlib
import pkgutil
from collections.abc import Collection

from aggregator.errors import ConfigError, did_you_mean
from aggregator.facts.base import FactsProvider
from aggregator.facts.merging import merged
from aggregator.facts.shapes import checked

__all__ = ["FactsProvider", "checked", "find", "is_provider", "merged", "missing", "names"]


def names() -> tuple[str, ...]:
    """The providers that ship with fansreact, sorted."""
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in modules if _in_module(f"{__name__}.{name}") is not None))


def find(name: str) -> type[FactsProvider]:
    """The provider of that name, or at that import path ("your_package.module:Class").

    Raises:
        ConfigError: there is none; the message says which name is near.
    """
    found = _imported(name) if ":" in name else _in_module(f"{__name__}.{name}") if name in names() else None
    if found is None:
        near = did_you_mean(name, names())
        raise ConfigError(
            f"no such provider of facts: {name!r}" + (f"; {near}" if near else ""),
            hint=f"known ones: {', '.join(names())}; your own: package.module:Class",
        )
    return found


def missing(name: str, keys: Collection[str]) -> tuple[str, ...]:
    """The variables that this provider needs and that are not among `keys`."""
    return tuple(variable for variable in find(name).needs_key if variable not in keys)


def is_provider(name: str) -> bool:
    """Whether a table [sources.NAME] gives facts; anything else is for the collectors to judge."""
    return name in names() or (":" in name and _imported(name) is not None)


def _in_module(path: str) -> type[FactsProvider] | None:
    module = importlib.import_module(path)
    own = (value for value in vars(module).values() if isinstance(value, type) and value.__module__ == path)
    return next(
        (value for value in own if issubclass(value, FactsProvider) and value is not FactsProvider), None
    )


def _imported(path: str) -> type[FactsProvider] | None:
    module_name, _, class_name = path.partition(":")
    try:
        found = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError):
        return None
    return found if isinstance(found, type) and issubclass(found, FactsProvider) else None
