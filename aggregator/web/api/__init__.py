"""The JSON API, /api/v1: one file for each noun, found by its name; each has a `router`.

It calls what the pages call. Who may what, and how a failure reads, is one and the same for both.
"""

import importlib
import pkgutil

from fastapi import APIRouter


def routers() -> list[APIRouter]:
    """The router of every noun, sorted by the file's name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}").router for name in names]
