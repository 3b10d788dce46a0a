"""Films as films.toml writes them: from a Film back to its entry, and from entries to the file's text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from aggregator.config.accounts import CLASSES
from aggregator.config.facts import KINDS, Words
from aggregator.config.films import EventEntry, FilmEntry, MediaEntry
from aggregator.model import Account, Event, Fact, Film
from aggregator.model.films import LISTED_FACTS, KnownMedia

_DAYS = frozenset({"date", "released"})
_TABLES = frozenset({"facts", "events", "media", "accounts"})
_TOLD = frozenset({"rights", "verified", "made_by"})
_SHORT = 90  # characters of a list that stays on one line
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def entry_of(film: Film, everybody: Sequence[Account] = ()) -> dict[str, Any]:
    """The entry of films.toml that describes this film, without what is as it would be anyway.

    Values are texts, numbers, flags, dates, lists and tables. `everybody` are the accounts of accounts.toml,
    which stand behind the film's own.
    """
    own = film.accounts[: len(film.accounts) - len(everybody)] if everybody else film.accounts
    written: dict[str, Any] = {
        "facts": _facts(film.facts),
        "events": [_event(one, film.media) for one in film.events],
        "media": [_filled(MediaEntry, one) for one in film.media if one.event is None],
        "accounts": _accounts(own),
    }
    entry: dict[str, Any] = {}
    for name, field in FilmEntry.model_fields.items():
        value = written[name] if name in written else getattr(film, name)
        if name in ("slug", "kind") or (value != field.default and value not in ((), [], {})):
            entry[name] = list(value) if isinstance(value, tuple) else value
    return entry


def films_toml(films: Sequence[Film], everybody: Sequence[Account] = ()) -> str:
    """The text of a films.toml that holds these films, in their order; it reads back as the same films."""
    lines = ["# What is watched, written by fansreact: docs/configuration.md explains every key."]
    for film in films:
        lines += ["", "[[films]]", *lines_of(entry_of(film, everybody))]
    return "\n".join(lines) + "\n"


def lines_of(entry: Mapping[str, Any]) -> list[str]:
    """The lines of one entry, below its [[films]]. Of plain JSON, days are texts in quotes."""
    lines = _pairs({key: value for key, value in entry.items() if key not in _TABLES})
    for name in ("facts", "accounts"):
        if entry.get(name):
            lines += ["", f"[films.{name}]", *_pairs(entry[name])]
    for name in ("events", "media"):
        for one in entry.get(name, ()):
            lines += ["", f"[[films.{name}]]", *_pairs(one)]
    return [line for pair in lines for line in pair.split("\n")]


# ── from a film to its entry ─────────────────────────────────────────────────


def _facts(facts: Iterable[Fact]) -> dict[str, Any]:
    """Facts by key; those of one page, day and standing that follow each other in one table."""
    tables: dict[str, Any] = {}
    for (key, *origin), some in groupby(
        facts, key=lambda one: (one.key, one.source, one.as_of, one.standing)
    ):
        values = [_value(fact.value) for fact in some]
        whence = dict(zip(("source", "as_of", "standing"), origin, strict=True))
        if KINDS[key] is Words or len(values) > 1:
            table = {"value": values if len(values) > 1 else values[0], **whence}
        else:
            table = {**values[0], **whence}
        if key in LISTED_FACTS:
            tables.setdefault(key, []).append(table)
        else:
            tables[key] = table
    return tables


def _value(value: Any) -> Any:
    """A fact's value, its days as days."""
    if not isinstance(value, dict):
        return value
    return {name: date.fromisoformat(one) if name in _DAYS else one for name, one in value.items()}


def _event(event: Event, media: Iterable[KnownMedia]) -> dict[str, Any]:
    told = next((one for one in media if one.event == event.name), None)
    entry = _filled(EventEntry, event)
    if told is not None:
        entry |= {name: one for name, one in _filled(EventEntry, told).items() if name in _TOLD}
    return entry


def _filled(model: type[EventEntry | MediaEntry], of: Event | KnownMedia) -> dict[str, Any]:
    """The model's keys of which something is said."""
    values = {name: getattr(of, name, None) for name in model.model_fields}
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _accounts(accounts: Iterable[Account]) -> dict[str, Any]:
    """Handles by class and network, and the outlets that critics write for."""
    lists = {kind: name for name, kind in reversed(CLASSES.items())}  # the first name of a class
    tables: dict[str, Any] = {}
    outlets: dict[str, dict[str, str]] = {}
    for one in accounts:
        tables.setdefault(lists[one.kind], {}).setdefault(one.source, []).append(one.handle)
        if one.outlet:
            outlets.setdefault(one.source, {})[one.handle] = one.outlet
    return {**tables, **({"outlets": outlets} if outlets else {})}


# ── from entries to text ─────────────────────────────────────────────────────


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_toml(value)}" for name, value in table.items()]


def _toml(value: Any, *, within: bool = False) -> str:
    """A value as TOML writes it. A table stays on its line, as TOML wants it; a long list outside one does
    not.
    """
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, date):
        return _moment(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_key(name)} = {_toml(one, within=True)}' for name, one in value.items())}}}"
    if isinstance(value, list | tuple):
        items = [_toml(one, within=within) for one in value]
        line = f"[{', '.join(items)}]"
        if within or len(line) <= _SHORT:
            return line
        return "[\n" + "".join(f"    {item},\n" for item in items) + "]"
    return _text(str(value))


def _moment(at: date) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(at, datetime) else str(at)


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _text(name)


def _text(words: str) -> str:
    """A text in quotes. What no editor shows (controls, lone surrogates never come this far) is escaped."""
    shown = "".join(
        _ESCAPED.get(sign) or (sign if sign.isprintable() or sign == " " else _escape(sign)) for sign in words
    )
    return f'"{shown}"'


def _escape(sign: str) -> str:
    number = ord(sign)
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"
