"""Where a finished digest goes: one file in this package for each destination, found by its name."""

import importlib
import pkgutil

from aggregator.errors import ConfigError, did_you_mean
from aggregator.publishers.base import Copy, Destination, Event, Parcel, Publisher, variable
from aggregator.publishers.folder import Folder

__all__ = [
    "Copy",
    "Destination",
    "Event",
    "Folder",
    "Parcel",
    "Publisher",
    "find",
    "names",
    "variable",
]


def names() -> tuple[str, ...]:
    """The destinations that this version knows, sorted; the folder, which needs no table, among them."""
    modules = (module.name for module in pkgutil.iter_modules(__path__))
    outside = [name for name in modules if _in_module(f"{__name__}.{name}") is not None]
    return tuple(sorted([Folder.name, *outside]))


def find(name: str) -> type[Destination]:
    """The destination of that name, or at that import path ("your_package.module:Class").

    Raises ConfigError for an unknown name, with the nearest known ones.
    """
    found = _imported(name) if ":" in name else _in_module(f"{__name__}.{name}") if name in names() else None
    if found is None:
        hint = did_you_mean(name, names()) or f"the destinations are {', '.join(names())}"
        raise ConfigError(f"no such destination: {name!r}", hint=hint)
    return found


def _in_module(path: str) -> type[Destination] | None:
    module = importlib.import_module(path)
    own = (value for value in vars(module).values() if isinstance(value, type) and value.__module__ == path)
    return next((value for value in own if issubclass(value, Destination) and value is not Destination), None)


def _imported(path: str) -> type[Destination] | None:
    module_name, _, class_name = path.partition(":")
    try:
        found = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError, ValueError):
        return None
    return found if isinstance(found, type) and issubclass(found, Destination) else None
