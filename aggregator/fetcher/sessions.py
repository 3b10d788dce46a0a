"""Logins that outlive a process: some networks count them (Bluesky: 30 in 5 minutes, 300 a day)."""

import contextlib
import hashlib
import json
import os
import tempfile
import threading
from pathlib import Path
from typing import Any, Protocol

from aggregator.errors import ConfigError


class SessionCache(Protocol):
    """Keeps what a login returned, by a key such as "bluesky:fan.example"."""

    def load(self, key: str) -> dict[str, Any] | None:
        """What was saved, or None."""

    def save(self, key: str, value: dict[str, Any]) -> None:
        """Keep it, instead of what was there."""

    def forget(self, key: str) -> None:
        """Drop it."""


class MemorySessionCache:
    """For tests and for machines where nothing may be written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: dict[str, str] = {}

    def load(self, key: str) -> dict[str, Any] | None:
        """What was saved, or None."""
        with self._lock:
            text = self._texts.get(key)
        return None if text is None else dict(json.loads(text))

    def save(self, key: str, value: dict[str, Any]) -> None:
        """Keep it, instead of what was there."""
        with self._lock:
            self._texts[key] = json.dumps(value)

    def forget(self, key: str) -> None:
        """Drop it."""
        with self._lock:
            self._texts.pop(key, None)


class DiskSessionCache:
    """One file a key, readable by its owner only (0600 in a folder 0700), replaced in one step.

    A file that can't be read counts as no session: the collector logs in again and writes a whole one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> dict[str, Any] | None:
        """What was saved, or None; also None for a broken file."""
        try:
            value = json.loads(self._path(key).read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def save(self, key: str, value: dict[str, Any]) -> None:
        """Keep it, instead of what was there.

        Raises:
            ConfigError: the folder can't be written; logging in anew each time exceeds a network's limit.
        """
        try:
            self._write(key, value)
        except OSError as error:
            raise ConfigError(
                f"{self._folder}: a login can't be kept here: {error.strerror}",
                hint="make the folder writable",
            ) from error

    def _write(self, key: str, value: dict[str, Any]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)  # it may have been made by hand, with the umask of that day
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".session-")  # mkstemp makes it 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(value, file)
            Path(name).replace(self._path(key))
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def forget(self, key: str) -> None:
        """Drop it."""
        with contextlib.suppress(OSError):  # whoever can't take it away could not have put it there
            self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        # A key may hold anything (a handle, an address): its hash is a safe name that tells nothing.
        return self._folder / f"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}.json"
