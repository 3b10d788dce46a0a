"""Gathers what is wrong, everything at once, in the words of whoever wrote the file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from aggregator.errors import Mistake, did_you_mean

Place = Callable[[tuple[int | str, ...]], tuple[str, str]]
"""From the path of a value to the file and key under which a person finds it."""


@dataclass(slots=True)
class Mistakes:
    """All mistakes of one reading."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, file: str, key: str, problem: str, fix: str = "") -> None:
        """Note one mistake; `problem` may itself be "what is wrong; what would be right"."""
        wrong, _, right = problem.partition("; ")
        self.found.append(Mistake(file, key, wrong, fix or right))

    def unknown(self, file: str, key: str, known: Iterable[str], *, what: str = "setting") -> None:
        """Note a key that nobody knows: `key` is its path, `known` are last parts that would be right."""
        names = sorted(known)
        guess = did_you_mean(key.rpartition(".")[2], names)
        self.add(file, key, f"there is no such {what}", guess or f"known are: {', '.join(names)}")

    def check(self, model: type[BaseModel], value: Any, place: Place) -> BaseModel | None:
        """The value as that model, or None with every mistake noted."""
        try:
            return model.model_validate(value)
        except ValidationError as errors:
            for error in errors.errors(include_url=False):
                self._translate(model, error, place)
            return None

    def _translate(self, model: type[BaseModel], error: ErrorDetails, place: Place) -> None:
        file, key = place(error["loc"])
        if error["type"] == "extra_forbidden":
            self.unknown(file, key, model.model_fields)
        elif error["type"] == "value_error":
            self.add(file, key, str(error["ctx"]["error"]))
        else:
            self.add(file, key, *_in_words(error))


def dotted(loc: Iterable[int | str]) -> str:
    """A path as people write it: `films.facts.cast[2].role`, list items counted from 0."""
    words = ""
    for part in loc:
        if part == "[key]":  # pydantic's mark for a mapping's key, which stands before it already
            continue
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else str(part)
    return words


_MUST_BE: Mapping[str, str] = {
    "string_type": 'a text in quotes, like "text"',
    "string_sub_type": 'a text in quotes, like "text"',
    "path_type": 'a path in quotes, like "digests"',
    "int_type": "a whole number without quotes",
    "bool_type": "true or false, without quotes",
    "tuple_type": 'a list, like ["first", "second"]',
    "dict_type": "a table of names and values",
    "model_type": "a table of names and values",
}


def _in_words(error: ErrorDetails) -> tuple[str, str]:
    """What pydantic found, as (what is wrong, what would be right)."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "missing":
        return "is missing", "every entry needs it"
    if kind in _MUST_BE:
        return f"is {shown(value)}", f"must be {_MUST_BE[kind]}"
    if kind == "literal_error":
        right = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        guess = did_you_mean(value, right) if isinstance(value, str) else ""
        return f"is {shown(value)}", guess or f"must be one of: {', '.join(right)}"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"least {context['ge']}" if "ge" in context else f"most {context['le']}"
        return f"is {value}", f"must be at {bound}"
    if kind == "too_short":
        return "is empty", "name at least one, or remove the key"
    return error["msg"][:1].lower() + error["msg"][1:], ""


def shown(value: Any) -> str:
    """A value as it stood in the file, shortened; what a table or list holds is not repeated."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else f"{value!r:.60}"
