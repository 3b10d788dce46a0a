"""digest.json: a Digest as plain JSON values and back ("fansreact.digest/1", docs/digest.md).

The keys are those of the dataclasses, with three exceptions: a Gap's `low` and `high` are `from` and `to`, an
author's `class_` is `class`, and `schema` stands first. Absent values are null, keys are never left out;
`sampled` alone stands in no digest but those of large windows: all others have the bytes they always had.
Times are ISO 8601 in UTC with Z, dates ISO, floats rounded to 4 places, free mappings sorted by key: equal
digests give equal bytes.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from aggregator.model.collecting import Gap
from aggregator.model.digests import (
    LATER_OF_FACTS,
    LATER_OF_WINDOWS,
    SCHEMA,
    Digest,
    DigestFact,
    DigestMedia,
    QuoteAuthor,
    Theme,
    Window,
)
from aggregator.model.letting_out import Approval

# What digests of earlier versions lack: read as its default.
_LATER = frozenset(
    {(Digest, name) for name in ("held_back", "campaigns", "events", "volume", "trend", "embargo_until")}
    | {(Digest, name) for name in ("locks", "approvals", "published_at", "date_modified", "sampled")}
    | {(Digest, name) for name in ("language", "seo", "pictures", "trigger")}
    | {(Theme, "general"), (QuoteAuthor, "outlet"), (DigestMedia, "because"), (Approval, "version")}
    | {(DigestFact, name) for name in LATER_OF_FACTS}
    | {(Window, name) for name in LATER_OF_WINDOWS}
)
_AS_THEY_ARE = (str, int, NoneType)  # most of a digest's five thousand values, so it is asked first
_KEYS: dict[type, dict[str, str]] = {Gap: {"low": "from", "high": "to"}, QuoteAuthor: {"class_": "class"}}


def to_json(digest: Digest) -> dict[str, Any]:
    """The digest as plain JSON values, in the order of docs/digest.md."""
    document: dict[str, Any] = {"schema": digest.schema}
    document.update(plain(digest))
    if not digest.sampled:
        del document["sampled"]
    return document


def to_bytes(digest: Digest) -> bytes:
    """The canonical digest.json: UTF-8, indented by two, with a newline at its end."""
    return document_bytes(to_json(digest))


def document_bytes(document: dict[str, Any]) -> bytes:
    """A document of `to_json` as the bytes of digest.json."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def from_json(document: dict[str, Any]) -> Digest:
    """The digest that a document describes. Unknown keys are passed over.

    Raises ValueError, naming the place, where the document is no digest of this schema.
    """
    found = _expect(document, dict, "digest").get("schema")
    _check_letters(document)
    if found != SCHEMA:
        raise ValueError(f"schema: is {found!r:.60}, must be {SCHEMA!r}")
    return cast("Digest", _read_object(document, Digest, ""))


def _check_letters(document: dict[str, Any]) -> None:
    """Halves of characters (lone surrogates) fit no file and no hash."""
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("digest: holds half a character, which is no text") from error
    except RecursionError as error:
        raise ValueError("digest: is nested too deeply") from error


def plain(value: Any) -> Any:
    """Any value of the model as plain JSON values, by the rules above."""
    if isinstance(value, _AS_THEY_ARE):
        return value
    if is_dataclass(value):
        names = _KEYS.get(type(value), {})
        value = {names.get(part.name, part.name): getattr(value, part.name) for part in fields(value)}
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, dict):
        return {str(key): plain(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 4) + 0.0  # + 0.0: never "-0.0"
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(value: Any, kind: Any, where: str) -> Any:
    """`value` as `kind`: a dataclass, an optional, a container or a plain type."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any or (value is None and NoneType in inner):
        return value
    if origin in (Union, UnionType):
        return _read(value, next(arm for arm in inner if arm is not NoneType), where)
    if is_dataclass(kind):
        return _read_object(value, cast("type", kind), where)
    return _read_plain(value, kind, where) if origin is None else _read_container(value, origin, inner, where)


def _read_container(value: Any, origin: Any, inner: tuple[Any, ...], where: str) -> Any:
    if origin is Literal:
        if value not in inner:
            raise ValueError(f"{where}: is {value!r:.60}, must be one of {', '.join(map(str, inner))}")
        return value
    if origin is dict:
        items = _expect(value, dict, where)
        return {key: _read(item, inner[1], f"{where}.{key}") for key, item in items.items()}
    listed = _expect(value, list, where)
    kinds = inner[:1] * len(listed) if inner[-1] is Ellipsis else inner
    return tuple(_read(item, kinds[i], f"{where}[{i}]") for i, item in enumerate(listed))


def _read_object(value: Any, kind: type, where: str) -> Any:
    names = _KEYS.get(kind, {})
    given = _expect(value, dict, where or "digest")
    arguments = {}
    for name, hint in _hints(kind).items():
        key = names.get(name, name)
        place = f"{where}.{key}" if where else key
        if key not in given and (kind, name) in _LATER:
            continue
        if key not in given:
            raise ValueError(f"{place}: is missing")
        arguments[name] = _read(given[key], hint, place)
    return kind(**arguments)


def _read_plain(value: Any, kind: type, where: str) -> Any:
    if kind in (datetime, date):
        text = _expect(value, str, where)
        try:
            return (
                datetime.fromisoformat(text).astimezone(UTC) if kind is datetime else date.fromisoformat(text)
            )
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{where}: {text!r:.60} is no {kind.__name__}") from error
    if isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError(f"{where}: is too large a number")
    if kind is float and isinstance(value, int):
        value = float(value)
    return _expect(value, kind, where)


def _expect(value: Any, kind: type, where: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{where}: is {value!r:.60}, must be {kind.__name__}")
    return value
