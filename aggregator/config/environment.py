"""FANSREACT_*: every key of fansreact.toml, and the secrets, which stand nowhere else."""

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from aggregator.config.known import (
    FILMS_VARIABLE,
    FROM_FILE,
    NO_SETTINGS,
    NO_SETTINGS_PREFIX,
    PREFIX,
    Setting,
    known_settings,
)
from aggregator.config.mistakes import Mistakes
from aggregator.errors import did_you_mean

LARGEST_FILE = 65_536
"""Bytes of a file that a ..._FILE variable names: keys and addresses are short."""

ENVIRONMENT = "environment"
"""What stands for the file in a mistake of an environment variable."""


_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def read_environment(
    environ: Mapping[str, str], others: Collection[str], mistakes: Mistakes
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Values by key (`films` among them), and secrets of `others` by their table and variable.

    `others` are sources and destinations without settings of their own ("sources.pixelfed",
    "publish.your_package.module:Class"): any variable FANSREACT_SOURCES__PIXELFED__... (or
    FANSREACT_PUBLISH__CLASS__...) is a secret of theirs. An empty variable is unset.
    """
    settings = {setting.variable: setting for setting in known_settings()}
    prefixes = {_prefix_of(name): name for name in others}
    values: dict[str, Any] = {}
    secrets: dict[str, dict[str, str]] = {name: {} for name in others}
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or not environ[variable] or _means_something_else(variable):
            continue
        named = variable.removesuffix(FROM_FILE)
        setting = settings.get(variable) or settings.get(named)
        owner = next((name for prefix, name in prefixes.items() if variable.startswith(prefix)), None)
        if variable == FILMS_VARIABLE:
            values["films"] = _json(variable, environ[variable], mistakes)
        elif owner is not None:
            text = _text(environ, named if variable != named else variable, variable, mistakes)
            if text is not None:
                secrets[owner][named] = text
        elif setting is None or (variable != setting.variable and not setting.may_come_from_file):
            _unknown(variable, mistakes)
        else:
            text = _text(environ, setting.variable, variable, mistakes)
            if text is not None:
                values[setting.key] = _value(setting, variable, text, mistakes)
                sent = str(values[setting.key]).replace(" ", "") if setting.phrase else values[setting.key]
                if setting.secret and not all(map(_can_be_sent, _keys_of(sent))):
                    mistakes.add(
                        ENVIRONMENT,
                        variable,
                        "holds a sign that no key has",
                        "letters, digits and signs of ASCII only, without blanks and line ends",
                    )
    return {key: value for key, value in values.items() if value is not None}, secrets


def _prefix_of(table: str) -> str:
    kind, _, name = table.partition(".")
    return f"{PREFIX}{kind.upper()}__{name.rpartition(':')[2].upper()}__"


def _can_be_sent(key: object) -> bool:
    """Whether a key can stand in a header; what is no text is told by its check."""
    return not isinstance(key, str) or (key.isascii() and key.isprintable() and " " not in key)


def _keys_of(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else [value]


def _means_something_else(variable: str) -> bool:
    return variable in NO_SETTINGS or variable.startswith(NO_SETTINGS_PREFIX)


def _unknown(variable: str, mistakes: Mistakes) -> None:
    names = [setting.variable for setting in known_settings()]
    names += [s.variable + FROM_FILE for s in known_settings() if s.may_come_from_file]
    guess = did_you_mean(variable, names)
    mistakes.add(
        ENVIRONMENT,
        variable,
        "there is no such setting",
        guess or "docs/configuration.md lists them; unset it",
    )


def _text(environ: Mapping[str, str], name: str, variable: str, mistakes: Mistakes) -> str | None:
    """The text of a variable, or of the file that its _FILE twin names; None where mistaken."""
    if variable == name:
        return environ[name].strip()
    if environ.get(name):
        mistakes.add(ENVIRONMENT, variable, f"{name} is set too", "unset one of them")
        return None
    path = Path(environ[variable])
    try:
        if path.exists() and not path.is_file():
            mistakes.add(ENVIRONMENT, variable, f"'{path}' is no regular file", "write the value into one")
            return None
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            mistakes.add(
                ENVIRONMENT, variable, f"'{path}' has more than {LARGEST_FILE:,} bytes", "name another file"
            )
            return None
        text = content.decode("utf-8").strip()
    except UnicodeDecodeError:
        mistakes.add(ENVIRONMENT, variable, f"'{path}' is not UTF-8", "save it as UTF-8")
    except OSError as error:
        mistakes.add(
            ENVIRONMENT,
            variable,
            f"'{path}' can't be read: {error.strerror}",
            "name a file that this user may read",
        )
    except ValueError:  # a NUL in the path
        mistakes.add(ENVIRONMENT, variable, "is no path", "name a file")
    else:
        if text:
            return text
        mistakes.add(ENVIRONMENT, variable, f"'{path}' is empty", "write the value into it")
    return None


def _value(setting: Setting, variable: str, text: str, mistakes: Mistakes) -> Any:
    """A variable's text in the shape of its setting: lists also as `a, b`, tables as JSON."""
    if isinstance(setting.default, dict):
        return _json(variable, text, mistakes)
    if isinstance(setting.default, tuple):
        if text.startswith("["):
            return _json(variable, text, mistakes)
        return [item.strip() for item in text.split(",") if item.strip()]
    if isinstance(setting.default, bool):
        return {"true": True, "false": False}.get(text.lower(), text)
    return _number(setting, text)


def _number(setting: Setting, text: str) -> int | float | str:
    """A number where the setting is one; what is none stays a text, and is told by its check."""
    if isinstance(setting.default, int) and text.lstrip("-").isdecimal():
        return int(text)
    if isinstance(setting.default, float) and _DECIMAL.fullmatch(text):
        return float(text)
    return text


def _json(variable: str, text: str, mistakes: Mistakes) -> Any:
    """None where it is no JSON. The text is not repeated: it may be a secret."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (character {error.pos})" if isinstance(error, json.JSONDecodeError) else ""
        mistakes.add(ENVIRONMENT, variable, f"is no JSON{where}", _example(variable))
        return None


def _example(variable: str) -> str:
    if variable.endswith("TOKENS"):
        return 'write it like {"https://mastodon.social": "TOKEN"}'
    return 'write it like ["first", "second"]'
