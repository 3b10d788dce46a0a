"""Reads fansreact.toml, films.toml and FANSREACT_*, and says everything that is wrong with them at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from aggregator.config.accounts import read_accounts
from aggregator.config.destinations import DestinationSettings, check_destination, destination_settings
from aggregator.config.environment import ENVIRONMENT, read_environment
from aggregator.config.files import (
    ACCOUNTS_FILE,
    FILMS_FILE,
    SETTINGS_FILE,
    find_folder,
    read_toml,
    word_list,
)
from aggregator.config.films import read_films
from aggregator.config.kinds import holds_password, is_name
from aggregator.config.known import FILMS_VARIABLE, FROM_FILE, PREFIX, Setting, known_settings
from aggregator.config.mistakes import Mistakes, dotted, shown
from aggregator.config.publishing import PUBLISHERS, OtherTable
from aggregator.config.settings import (
    OWN_MODEL,
    SettingOrigin,
    Settings,
    SourceSettings,
    source_settings,
)
from aggregator.config.tables import NETWORKS, TABLES, OtherSource, ScoreSettings
from aggregator.errors import ConfigError, did_you_mean
from aggregator.model import Account, Film

DB_OPTION = "--db"


def load(config_dir: Path | None, environ: Mapping[str, str], *, db: str | None = None) -> Settings:
    """The checked settings of a folder: None is the folder of FANSREACT_CONFIG, else ./config.

    A variable FANSREACT_* overrides its key of the file, `db` overrides [store] url. Nothing but `environ`
    and the files is read, and nothing is written.

    Raises ConfigError with every mistake, each with its file (or variable) and key.
    """
    folder = find_folder(config_dir, environ)
    reading = _Reading(folder, environ, db)
    settings = reading.settings()
    if settings is None:
        count = len(reading.mistakes.found)
        mistakes = "1 mistake" if count == 1 else f"{count} mistakes"
        raise ConfigError(
            f"configuration: {mistakes} in '{folder}' or the environment",
            mistakes=sorted(reading.mistakes.found, key=lambda mistake: mistake.file),
            hint="docs/configuration.md explains every setting",
        )
    return settings


@dataclass(slots=True)
class _Reading:
    """One reading of a folder: what stands where, and what is wrong with it."""

    folder: Path
    environ: Mapping[str, str]
    db: str | None
    mistakes: Mistakes = field(default_factory=Mistakes)
    origins: dict[str, SettingOrigin] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """fansreact.toml as a person would name it."""
        return str(self.folder / SETTINGS_FILE)

    def settings(self) -> Settings | None:
        """None where there is any mistake."""
        raw = read_toml(self.folder / SETTINGS_FILE, self.mistakes) or {}
        for name in sorted(raw.keys() - TABLES.keys() - {"sources", "publish"}):
            known = [*TABLES, "sources", "publish", *NETWORKS, *PUBLISHERS]
            self.mistakes.unknown(self.file, name, known, what="table")
        sources = self._named_in_file(raw, "sources", "source", NETWORKS)
        outlets = self._named_in_file(raw, "publish", "destination", PUBLISHERS)
        others = [name for name in sources if name not in NETWORKS]
        own = [f"publish.{name}" for name in outlets if name not in PUBLISHERS]
        own += [f"sources.{name}" for name in others]
        values, secrets = read_environment(self.environ, own, self.mistakes)
        everybody = self._accounts()
        films = self._films(values.pop("films", None), everybody)
        self._know_origins(raw, values)
        self._refuse_secrets(raw)
        tables = self._merge(raw, values)
        parts = {name: self._table(name, model, tables.get(name, {})) for name, model in TABLES.items()}
        networks = {
            name: self._source(
                name, tables["sources"].get(name, {}), name in sources, secrets.get(f"sources.{name}", {})
            )
            for name in [*NETWORKS, *others]
        }
        destinations = [
            self._destination(name, tables["publish"][name], secrets.get(f"publish.{name}", {}))
            for name in outlets
        ]
        self._check_tokens(networks)
        self._check_model(parts["score"])
        if self.mistakes.found:
            return None
        return Settings(
            config_dir=self.folder,
            sources={name: source for name, source in networks.items() if source is not None},
            publish={one.name: one for one in destinations if one is not None},
            films=films,
            origins=self.origins,
            everybody=everybody,
            **cast("Any", parts),
        )

    def _films(self, from_environment: Any, known: tuple[Account, ...]) -> tuple[Film, ...]:
        if from_environment is not None:
            found = read_films(from_environment, f"{ENVIRONMENT}: {FILMS_VARIABLE}", self.mistakes)
        else:
            found = self._films_in_file()
        return tuple(replace(film, accounts=film.accounts + known) for film in found)

    def _accounts(self) -> tuple[Account, ...]:
        """Of the folder's accounts.toml, or of the shipped one where it has none."""
        path = word_list(self.folder, ACCOUNTS_FILE)
        raw = read_toml(path, self.mistakes)
        return () if raw is None else read_accounts(raw, str(path), "", self.mistakes)

    def _films_in_file(self) -> tuple[Film, ...]:
        raw = read_toml(self.folder / FILMS_FILE, self.mistakes)
        if raw is None:
            return ()
        file = str(self.folder / FILMS_FILE)
        for key in sorted(raw.keys() - {"films"}):
            self.mistakes.unknown(file, key, ["films"], what="table")
        return read_films(raw.get("films", []), file, self.mistakes)

    def _named_in_file(
        self, raw: dict[str, Any], group: str, what: str, ours: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The tables [sources.NAME] or [publish.NAME]; names that nobody knows are noted on the way."""
        written = raw.get(group, {})
        if not isinstance(written, dict):
            self.mistakes.add(
                self.file, group, f"is {shown(written)}", f"write each under a line [{group}.NAME]"
            )
            return {}
        known = {}
        for name, table in written.items():
            guess = "" if name in ours or ":" in name else did_you_mean(name, ours)
            # A destination of somebody's own has an import path; that a collector of ours has no table is
            # possible, as it is found by its file.
            named = is_name(name) and (group == "sources" or name in ours or ":" in name)
            if guess or not named:
                fix = guess or f"known are: {', '.join(ours)}"
                self.mistakes.add(self.file, f"{group}.{name:.90}", f"there is no such {what}", fix)
            else:
                known[name] = table
        return known

    def _know_origins(self, raw: dict[str, Any], values: Mapping[str, Any]) -> None:
        for setting in known_settings():
            if setting.key in values:
                self.origins[setting.key] = "environment"
            else:
                self.origins[setting.key] = "file" if _stands(raw, setting.key) else "default"
        if self.db is not None:
            self.origins["store.url"] = "command line"

    def _refuse_secrets(self, raw: dict[str, Any]) -> None:
        """A secret in a file that may be committed is a mistake even where the environment overrides it."""
        for setting in known_settings():
            table, _, name = setting.key.rpartition(".")
            if not _stands(raw, setting.key):
                continue
            if setting.secret:
                place = _table(raw, table)
                del place[name]
                self._refuse(setting)
            elif setting.key == "store.url" and holds_password(str(raw["store"]["url"])):
                self._refuse(setting, what="holds a password, which stands in no file")

    def _refuse(self, setting: Setting, what: str = "is a secret and stands in no file") -> None:
        fix = f"set {setting.variable}, or {setting.variable}{FROM_FILE} to a file that holds it"
        self.mistakes.add(self.file, setting.key, what, fix)

    def _merge(self, raw: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """The file's tables under the environment's values; what is no table is left to its check."""
        merged: dict[str, Any] = {name: _copied(raw.get(name, {})) for name in TABLES}
        for group in ("sources", "publish"):
            written = raw.get(group, {})
            merged[group] = {
                name: _copied(table) for name, table in (written if isinstance(written, dict) else {}).items()
            }
        for key, value in values.items():
            table, _, name = key.rpartition(".")
            place = merged
            for part in table.split("."):
                place = place.setdefault(part, {})
            if isinstance(place, dict):
                place[name] = value
        if self.db is not None and isinstance(merged["store"], dict):
            merged["store"]["url"] = self.db
        return merged

    def _table(self, name: str, model: type[BaseModel], table: Any) -> BaseModel | None:
        return self.mistakes.check(model, table, lambda loc: self._place((*name.split("."), *loc)))

    def _source(self, name: str, table: Any, on: bool, secrets: Mapping[str, str]) -> SourceSettings | None:
        checked = self.mistakes.check(
            NETWORKS.get(name, OtherSource), table, lambda loc: self._place(("sources", name, *loc))
        )
        return None if checked is None else source_settings(name, checked, on=on, secrets=secrets)

    def _destination(self, name: str, table: Any, secrets: Mapping[str, str]) -> DestinationSettings | None:
        checked = self.mistakes.check(
            PUBLISHERS.get(name, OtherTable), table, lambda loc: self._place(("publish", name, *loc))
        )
        check_destination(name, checked, self._place, self.mistakes)
        return None if checked is None else destination_settings(name, checked, secrets)

    def _place(self, loc: tuple[int | str, ...]) -> tuple[str, str]:
        """Where a person finds a value: its file and key, or the environment and its variable."""
        key = dotted(loc)
        for setting in known_settings():
            if key == setting.key or key.startswith((f"{setting.key}.", f"{setting.key}[")):
                origin = self.origins[setting.key]
                if origin == "environment":
                    return ENVIRONMENT, self._variable(setting) + key.removeprefix(setting.key)
                if origin == "command line":
                    return "command line", DB_OPTION
        return self.file, key

    def _variable(self, setting: Setting) -> str:
        return setting.variable if self.environ.get(setting.variable) else setting.variable + FROM_FILE

    def _check_tokens(self, networks: Mapping[str, SourceSettings | None]) -> None:
        """A token of an instance that is not read is a slip, or a secret that need not be there."""
        for name, source in networks.items():
            for instance in source.tokens if source else ():
                if source and instance not in source.instances:
                    guess = did_you_mean(instance, source.instances)
                    variable = f"{PREFIX}SOURCES__{name.upper()}__TOKENS"
                    fix = guess or f"instances are: {', '.join(source.instances)}"
                    self.mistakes.add(
                        ENVIRONMENT, variable, f"{instance!r:.90} is not among the instances", fix
                    )

    def _check_model(self, score: BaseModel | None) -> None:
        """A scorer "onnx" needs its files, and labels for both sides; other scorers do not read them."""
        if not isinstance(score, ScoreSettings) or score.scorer != OWN_MODEL:
            return
        for key, path in (("model", score.model), ("tokenizer", score.tokenizer)):
            place = self._place(("score", key))
            if not path:
                self.mistakes.add(*place, "is missing", f'scorer "{OWN_MODEL}" needs the path of a file')
            elif not (self.folder / path).is_file():
                self.mistakes.add(*place, f"{path!r:.200} is no file", f"paths start in {str(self.folder)!r}")
        if not {"negative", "positive"} <= set(score.labels):
            self.mistakes.add(*self._place(("score", "labels")), "lack a side", "name negative and positive")


def _stands(raw: Mapping[str, Any], key: str) -> bool:
    table, _, name = key.rpartition(".")
    return name in _table(raw, table)


def _table(raw: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The table at a dotted path; empty where there is none."""
    place: Any = raw
    for part in path.split("."):
        place = place.get(part, {}) if isinstance(place, dict) else {}
    return place if isinstance(place, dict) else {}


def _copied(table: Any) -> Any:
    return dict(table) if isinstance(table, dict) else table
