"""Reads lexicon.toml: the words by which the scorer "fan" reads what fans write."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from aggregator.errors import ConfigError, Mistake
from aggregator.scorers.phrases import BadPhrase, Phrasebook, forms

SHIPPED = "575001d4"
"""Fingerprint of the words that ship; another one goes into the scorer's version."""

POINTS = {"strong": 3.0, "clear": 2.0, "mild": 1.0}

Grammar = Literal["negator", "more", "less", "contrast"]

_SHAPE: dict[str, tuple[str, ...]] = {
    "sarcasm": ("phrases", "signs"),
    "damning": tuple(POINTS),
    "praise": tuple(POINTS),
    "slang": ("praise", "about"),
    "neutral": ("words",),
    "negative": tuple(POINTS),
    "positive": tuple(POINTS),
    "grammar": ("negators", "more", "less", "contrast"),
    "emoji": ("echo", "positive", "negative"),
}
_GRAMMAR: dict[str, Grammar] = {"negators": "negator", "more": "more", "less": "less", "contrast": "contrast"}
_SEPARATOR = re.compile(r"[,\n]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase says: its points (-3 to 3), or that kind words beside it are meant bitterly."""

    points: float = 0.0
    bitter: bool = False


_FEELINGS: tuple[tuple[str, str, Entry], ...] = (
    ("sarcasm", "phrases", Entry(bitter=True)),
    *(("damning", strength, Entry(-points)) for strength, points in POINTS.items()),
    *(("praise", strength, Entry(points)) for strength, points in POINTS.items()),
    ("neutral", "words", Entry()),
    *(("negative", strength, Entry(-points)) for strength, points in POINTS.items()),
    *(("positive", strength, Entry(points)) for strength, points in POINTS.items()),
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words, ready to be looked up."""

    feelings: Phrasebook[Entry]
    grammar: Phrasebook[Grammar]
    slang: frozenset[tuple[str, ...]]
    about: frozenset[str]
    signs: dict[str, float]  # emoji and emoticons -> points
    echo: frozenset[str]
    crooked: frozenset[str]
    fingerprint: str


def shipped_path() -> Path:
    """Where the shipped words stand: inside an installed package, or in the checkout's config folder."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_config" / "lexicon.toml"
    return inside if inside.is_file() else package.parent / "config" / "lexicon.toml"


def load(path: Path | None = None) -> Lexicon:
    """The words of that file (None: those that ship), read once for each content.

    Raises:
        ConfigError: the file is missing, is no TOML, or has mistakes: each with its key.
    """
    path = shipped_path() if path is None else path
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: can't be read: {error}", hint="run: fansreact init") from error
    return _parse(text, path.name)


@lru_cache(maxsize=4)
def _parse(text: str, file: str) -> Lexicon:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mistake = Mistake(file, "", f"is no TOML: {error}")
        raise ConfigError(f"{file}: one mistake", mistakes=[mistake]) from error
    mistakes = list(_mistakes_of_shape(tables, file))
    feelings: Phrasebook[Entry] = Phrasebook()
    grammar: Phrasebook[Grammar] = Phrasebook()
    slang: set[tuple[str, ...]] = set()
    about: set[str] = set()

    def entries(table: str, key: str) -> Iterator[tuple[str, ...]]:
        value = tables.get(table, {}).get(key, "") if isinstance(tables.get(table, {}), dict) else ""
        for entry in _SEPARATOR.split(value) if isinstance(value, str) else ():
            if entry.strip():
                try:
                    yield from forms(entry.strip())
                except BadPhrase as error:
                    mistakes.append(Mistake(file, f"{table}.{key}", f"{entry.strip()!r} {error}"))

    for table, key, entry in _FEELINGS:  # the first table that has a phrase decides
        for phrase in entries(table, key):
            feelings.add(phrase, entry)
    for key, role in _GRAMMAR.items():
        for phrase in entries("grammar", key):
            grammar.add(phrase, role)
    slang.update(entries("slang", "praise"))
    for phrase in slang:
        feelings.add(phrase, Entry())
    about.update(phrase[0] for phrase in entries("slang", "about"))
    if mistakes:
        count = "one mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        raise ConfigError(f"{file}: {count}", mistakes=mistakes)
    canonical = json.dumps(tables, sort_keys=True, ensure_ascii=False).encode()
    return Lexicon(
        feelings=feelings,
        grammar=grammar,
        slang=frozenset(slang),
        about=frozenset(about),
        signs=_signs(tables.get("emoji", {})),
        echo=frozenset(_plain(sign) for sign in tables.get("emoji", {}).get("echo", "").split()),
        crooked=frozenset(_plain(sign) for sign in tables.get("sarcasm", {}).get("signs", "").split()),
        fingerprint=hashlib.blake2b(canonical, digest_size=4).hexdigest(),
    )


def _mistakes_of_shape(tables: dict[str, Any], file: str) -> Iterator[Mistake]:
    for table, content in tables.items():
        if table not in _SHAPE:
            yield Mistake(file, table, "is no table of the lexicon", f"known are {', '.join(sorted(_SHAPE))}")
        elif not isinstance(content, dict):
            yield Mistake(file, table, "must be a table", f"write [{table}]")
        else:
            yield from _mistakes_of_table(table, content, file)


def _mistakes_of_table(table: str, content: dict[str, Any], file: str) -> Iterator[Mistake]:
    for key, value in content.items():
        name = f"{table}.{key}"
        if key not in _SHAPE[table]:
            yield Mistake(file, name, "is unknown", f"known are {', '.join(_SHAPE[table])}")
        elif table == "emoji" and key != "echo":
            if not isinstance(value, dict):
                yield Mistake(file, name, "must be a table", f"write [{name}]")
                continue
            for strength, signs in value.items():
                if strength not in POINTS:
                    yield Mistake(file, f"{name}.{strength}", "is unknown", f"known are {', '.join(POINTS)}")
                elif not isinstance(signs, str):
                    yield Mistake(file, f"{name}.{strength}", "must be a text of signs with blanks between")
        elif not isinstance(value, str):
            yield Mistake(file, name, "must be a text, its phrases separated by commas")


def _signs(emoji: dict[str, Any]) -> dict[str, float]:
    signs: dict[str, float] = {}
    for side, factor in (("negative", -1.0), ("positive", 1.0)):
        for strength, points in POINTS.items():
            for sign in emoji.get(side, {}).get(strength, "").split():
                signs.setdefault(_plain(sign), factor * points)
    return signs


def _plain(sign: str) -> str:
    """Without the selector that asks for colour: both spellings are one sign."""
    return sign.replace("\ufe0f", "")
