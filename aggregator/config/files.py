"""The folder of the configuration: finds it, reads its TOML, writes the shipped one for `fansreact init`."""

import contextlib
import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator.config.mistakes import Mistakes
from aggregator.errors import ConfigError

SETTINGS_FILE = "fansreact.toml"
FILMS_FILE = "films.toml"
ACCOUNTS_FILE = "accounts.toml"
DEFAULT_FOLDER = Path("config")


@dataclass(frozen=True, slots=True)
class Written:
    """What `write_defaults` did: files written, and files that stood there and were kept as they are.

    `shipped`: the folder is the one of a checkout, with the configuration that ships.
    """

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    shipped: bool = False


def find_folder(config_dir: Path | None, environ: Mapping[str, str]) -> Path:
    """The folder to read: the given one, else that of FANSREACT_CONFIG, else ./config.

    Raises ConfigError where it is missing.
    """
    named = config_dir or Path(environ.get("FANSREACT_CONFIG") or DEFAULT_FOLDER)
    if named.is_dir():
        return named
    problem = "is no folder" if named.exists() else "does not exist"
    init = "fansreact init" if named == DEFAULT_FOLDER else f"fansreact init {named}"
    raise ConfigError(f"configuration folder '{named}' {problem}", hint=f"run: {init}")


def read_toml(path: Path, mistakes: Mistakes) -> dict[str, Any] | None:
    """What stands in a TOML file, or None with the mistake noted."""
    try:
        # utf-8-sig: Windows editors put a byte order mark in front, which TOML does not know.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        mistakes.add(str(path), "", "is missing", f"run: fansreact init {path.parent}")
    except UnicodeDecodeError as error:
        mistakes.add(str(path), "", f"is not UTF-8 at byte {error.start}", "save it as UTF-8")
    except tomllib.TOMLDecodeError as error:
        mistakes.add(str(path), "", _syntax(str(error)), "texts stand in quotes, lists in [ ]")
    except RecursionError:
        mistakes.add(str(path), "", "is nested too deeply", "no setting needs that")
    except OSError as error:
        mistakes.add(str(path), "", f"can't be read: {error.strerror}", "check its permissions")
    return None


def _syntax(message: str) -> str:
    """What tomllib says, "Invalid value (at line 3, column 5)", with the place first."""
    what, found, place = message.rpartition(" (at ")
    if not found:
        return f"is no TOML: {message}"
    return f"{place.removesuffix(')')}: {what[:1].lower()}{what[1:]}"


def defaults_dir() -> Path:
    """The folder with the configuration as it is shipped: inside the wheel, or config/ of a checkout.

    Raises ConfigError where the installation lacks it.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_config", package.parent / "config"):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise ConfigError("installation: its default configuration is missing", hint="install fansreact anew")


def word_list(folder: Path, name: str) -> Path:
    """The list of that name: the folder's own if it has one, else the shipped one."""
    own = folder / name
    return own if own.is_file() else defaults_dir() / name


def write_defaults(folder: Path) -> Written:
    """Write the shipped files into a folder, which is made if need be; a file that stands there is kept.

    Raises ConfigError where the folder can't be written.
    """
    written: list[Path] = []
    kept: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for shipped in sorted(defaults_dir().glob("*.toml")):
            target = folder / shipped.name
            if target.exists() or target.is_symlink():
                kept.append(target)
            else:
                _write_whole(target, shipped.read_bytes())
                written.append(target)
    except OSError as error:
        raise ConfigError(
            f"configuration folder '{folder}' can't be written: {error.strerror}",
            hint="name another folder: fansreact init DIR",
        ) from error
    return Written(tuple(written), tuple(kept), shipped=is_of_checkout(folder))


def is_of_checkout(folder: Path) -> bool:
    """Whether a folder is config/ of fansreact's own source, whichever installation asks."""
    beside = folder.resolve().parent
    return folder.resolve().name == DEFAULT_FOLDER.name and (
        (beside / "aggregator" / "config" / "files.py").is_file() and (beside / "pyproject.toml").is_file()
    )


def _write_whole(target: Path, content: bytes) -> None:
    """Beside it, then renamed: a full disk leaves no half file that the next `init` would keep."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)  # mkstemp's own mode hides it from everybody else
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
