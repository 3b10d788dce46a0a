"""Every setting there is: its key, its environment variable, whether it is secret, its default."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from aggregator.config.publishing import PHRASE, PUBLISHERS
from aggregator.config.tables import NETWORKS, TABLES, Secret, Tokens

PREFIX = "FANSREACT_"
FROM_FILE = "_FILE"
FILMS_VARIABLE = "FANSREACT_FILMS"
NO_SETTINGS = ("FANSREACT_CONFIG", "FANSREACT_REAL_DATA")
"""Variables with our prefix that mean something else: the folder itself, and the data that tests read."""
NO_SETTINGS_PREFIX = "FANSREACT_TEST_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of fansreact.toml, as `sources.bluesky.base_url`.

    `secret`: it comes from the environment only. `phrase`: it may hold blanks.
    """

    key: str
    secret: bool
    default: Any
    phrase: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return variable_of_key(self.key)

    @property
    def may_come_from_file(self) -> bool:
        """Whether `<variable>_FILE` may name a file with the value: secrets, and the database's address."""
        return self.secret or self.key == "store.url"


def variable_of_key(key: str) -> str:
    """The environment variable that sets a key."""
    return PREFIX + key.upper().replace(".", "__")


@cache
def known_settings() -> tuple[Setting, ...]:
    """All settings, in the order of the documentation."""
    found = [setting for table, model in TABLES.items() for setting in _of(table, model)]
    for name, model in NETWORKS.items():
        found += _of(f"sources.{name}", model)
    for name, model in PUBLISHERS.items():
        found += _of(f"publish.{name}", model)
    return tuple(found)


def _of(table: str, model: type[BaseModel]) -> Iterator[Setting]:
    for name, field in model.model_fields.items():
        secret = field.annotation in (Secret, Tokens)
        yield Setting(f"{table}.{name}", secret, field.default, PHRASE in field.metadata)
