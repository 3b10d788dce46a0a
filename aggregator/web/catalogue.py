"""All that the desk says, in one catalogue: texts/*.toml, one file for each page.

A key is the file's name and the path within it: `films.title`. A text with `{n}` in it is filled by name; one
that differs by number is a table {one = "...", other = "..."} chosen by `n`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


class MissingText(KeyError):
    """A page asks for a text that the catalogue lacks: a fault of ours, found by the tests."""


@cache
def catalogue() -> Mapping[str, str | Mapping[str, str]]:
    """Every text by its key."""
    found: dict[str, str | Mapping[str, str]] = {}
    for file in sorted(files("aggregator.web").joinpath("texts").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            _lay_out(tomllib.loads(file.read_text(encoding="utf-8")), file.name.removesuffix(".toml"), found)
    return found


def text(key: str, **values: Any) -> str:
    """The text of that key, filled with `values`; of a text with two forms the one that fits `n`."""
    found = catalogue().get(key)
    if found is None:
        raise MissingText(key)
    form = found if isinstance(found, str) else found["one" if values.get("n") == 1 else "other"]
    return form.format_map({name: _shown(value) for name, value in values.items()}) if values else form


def known(key: str) -> bool:
    """Whether the catalogue has a text of that key: one that came in with a request may name any."""
    return key in catalogue()


def _lay_out(table: Mapping[str, Any], path: str, found: dict[str, str | Mapping[str, str]]) -> None:
    for key, value in table.items():
        name = f"{path}.{key}"
        if isinstance(value, str) or set(value) == {"one", "other"}:
            found[name] = value
        else:
            _lay_out(value, name, found)


def _shown(value: Any) -> Any:
    """Numbers with their thousands apart."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
