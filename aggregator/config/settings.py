"""The checked settings, as the rest of the program is given them."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, SecretStr

from aggregator.config.destinations import DestinationSettings
from aggregator.config.files import word_list
from aggregator.config.films import film_by_slug
from aggregator.config.known import PREFIX
from aggregator.config.tables import (
    CollectSettings,
    DeskSettings,
    DigestSettings,
    LinksSettings,
    MediaSettings,
    ScheduleSettings,
    ScoreSettings,
    StoreSettings,
)
from aggregator.model import Account, Film, OwnModel
from aggregator.model.kept import KeptFilm
from aggregator.model.languages import AMERICAN

SettingOrigin: TypeAlias = Literal["default", "file", "environment", "command line"]
WORD_LISTS = ("lexicon.toml", "themes.toml")
TOKENS = "tokens"
OWN_MODEL = "onnx"
"""The scorer whose files stand under [score]."""


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One network. `on`: its table stands in fansreact.toml.

    `base_url` and `instances` have no slash at their end; `base_url` is "" where the network has instances
    or feeds, or where its collector knows its own. `options` are its further keys that are no secrets.
    `secrets` are by environment variable, `tokens` by instance; both hold only what is set.
    """

    name: str
    on: bool
    base_url: str = ""
    instances: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, SecretStr] = field(default_factory=dict)
    tokens: dict[str, SecretStr] = field(default_factory=dict)

    def keys(self, instance: str = "") -> dict[str, str]:
        """The secrets in clear text by variable, as a collector takes them; of tokens only the instance's."""
        keys = {variable: secret.get_secret_value() for variable, secret in self.secrets.items()}
        if instance in self.tokens:
            keys[variable_of(self.name, TOKENS)] = self.tokens[instance].get_secret_value()
        return keys


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may be set. `films` are in their file's order, invented ones among them; `publish` are
    the destinations whose table stands in fansreact.toml, in its order.

    `everybody` are the accounts of accounts.toml, which stand behind each film's own. `kept` are the films
    that editors describe in the database, by slug: they stand in `films` already (config.kept).
    """

    config_dir: Path
    store: StoreSettings
    sources: dict[str, SourceSettings]
    collect: CollectSettings
    schedule: ScheduleSettings
    digest: DigestSettings
    score: ScoreSettings
    links: LinksSettings
    media: MediaSettings
    desk: DeskSettings
    publish: Mapping[str, DestinationSettings]
    films: tuple[Film, ...]
    origins: Mapping[str, SettingOrigin]
    everybody: tuple[Account, ...] = ()
    kept: Mapping[str, KeptFilm] = field(default_factory=dict)

    def film(self, slug: str) -> Film:
        """The film of that slug.

        Raises ConfigError: `unknown film 'x'; did you mean 'y'?`
        """
        return film_by_slug(self.films, slug)

    def origin(self, key: str) -> SettingOrigin:
        """Where the value of a key such as `collect.overlap` came from. Raises KeyError for no such key."""
        return self.origins[key]

    def file(self, name: str) -> Path:
        """The word list of that name: the folder's own if it has one, else the shipped one."""
        return word_list(self.config_dir, name)

    @property
    def own_model(self) -> OwnModel | None:
        """The classifier that [score] names, where its scorer is "onnx"; paths start in `config_dir`."""
        if self.score.scorer != OWN_MODEL:
            return None
        return OwnModel(
            self.config_dir / self.score.model, self.config_dir / self.score.tokenizer, self.score.labels
        )

    def config_hash(self, film: Film) -> str:
        """16 hex digits over all that shapes this film's digests; equal on every machine, free of secrets.

        Comments and the layout of the files do not count, nor does what happens to a digest afterwards.
        """
        described = _described(film)
        shaping = {
            "film": described,
            "contact": self.digest.contact,
            "facts_max_age": self.digest.facts_max_age,
            "scorer": self.score.scorer,
            "words": {name: _content(self.file(name)) for name in WORD_LISTS},
        }
        if self.digest.language != AMERICAN:
            shaping["language"] = self.digest.language
        if self.own_model:
            files = (self.own_model.model, self.own_model.tokenizer)
            shaping["model"] = [*self.own_model.labels, *(_content(file) for file in files)]
        text = json.dumps(shaping, sort_keys=True, ensure_ascii=True, default=str)
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def _described(film: Film) -> dict[str, Any]:
    """The film as it shapes a digest; keys that came later only where they say something, so that digests of
    before keep their hash.
    """
    described = asdict(film)
    if film.zone == "UTC":
        del described["zone"]
    for account in described["accounts"]:
        if not account["outlet"]:
            del account["outlet"]
    for event in described["events"]:
        for key in ("shows", "source", "embargo_until"):
            if not event[key]:
                del event[key]
    if not film.media:
        del described["media"]
    if described["embargo_until"] is None:
        del described["embargo_until"]
    return described


def source_settings(name: str, table: BaseModel, *, on: bool, secrets: Mapping[str, str]) -> SourceSettings:
    """A network's checked table in the shape that all networks share."""
    values = {key: getattr(table, key) for key in type(table).model_fields}
    base_url, instances, tokens = (values.pop(key, None) for key in ("base_url", "instances", TOKENS))
    found = {variable_of(name, key): value for key, value in values.items() if isinstance(value, SecretStr)}
    found.update({variable: SecretStr(value) for variable, value in secrets.items()})
    return SourceSettings(
        name=name,
        on=on,
        base_url=base_url or "",
        instances=instances or (),
        options={
            key: value
            for key, value in values.items()
            if value is not None and not isinstance(value, SecretStr)
        },
        secrets=found,
        tokens=tokens or {},
    )


def variable_of(source: str, key: str) -> str:
    """The environment variable of a source's key."""
    return f"{PREFIX}SOURCES__{source.upper()}__{key.upper()}"


def _content(path: Path) -> Any:
    """What a word list says; a hash of whatever is no TOML."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except ValueError:
        return hashlib.sha256(data).hexdigest()
