"""Where a finished digest goes: one file in this package for each destination."""

from collections.abc import Mapping
from pathlib import Path

from aggregator.errors import ConfigError, did_you_mean
from aggregator.publishers.base import Publisher
from aggregator.publishers.folder import Folder

__all__ = ["Folder", "Publisher", "find", "names"]


def names() -> tuple[str, ...]:
    """The destinations that this version knows, sorted."""
    return (Folder.name,)


def find(name: str, folder: Path, suffixes: Mapping[str, str] | None = None) -> Folder:
    """The destination of that name; the one that writes files puts them into `folder`, with these suffixes.

    Raises ConfigError for an unknown name, with the nearest known ones.
    """
    if name == Folder.name:
        return Folder(folder, suffixes=suffixes)
    hint = did_you_mean(name, names()) or f"the destinations are {', '.join(names())}"
    raise ConfigError(f"no such destination: {name!r}", hint=hint)
