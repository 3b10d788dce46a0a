"""Where a finished digest goes: one file in this package for each destination."""

from aggregator.publishers.base import Publisher
from aggregator.publishers.folder import Folder

__all__ = ["Folder", "Publisher"]
