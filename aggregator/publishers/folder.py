"""A folder as a destination: one whole file for each format, and nobody's edits overwritten."""

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from aggregator.errors import PublishError
from aggregator.model import Digest

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names that Windows keeps for devices
_LONGEST = 150  # characters of a file's name before its suffix; file systems take 255 bytes


class Folder:
    """Writes `<id>-v<version>.<suffix>` into a folder, making it where it is missing.

    `name` is another stem for the files ("digest"). A file that holds something else than we would write was
    changed by a person, or comes from another database: it is left alone (PublishError), unless `replace`.
    """

    name = "folder"

    def __init__(
        self,
        path: Path,
        *,
        name: str | None = None,
        replace: bool = False,
        suffixes: Mapping[str, str] | None = None,
    ) -> None:
        self.path = path
        self._stem = name
        self._replace = replace
        self._suffixes = dict(suffixes or {})

    def paths(self, digest: Digest, formats: Iterable[str]) -> dict[str, Path]:
        """Where the digest's files go, by format."""
        stem = safe_name(self._stem or f"{digest.id}-v{digest.version}")
        return {one: self.path / f"{stem}.{safe_name(self._suffixes.get(one, one))}" for one in formats}

    def publish(self, digest: Digest, bodies: Mapping[str, bytes]) -> Path:
        """The folder, once all files stand in it. Nothing is written if one of them may not be.

        Raises PublishError where a file differs from ours, or the folder cannot be written.
        """
        paths = self.paths(digest, bodies)
        if len(set(paths.values())) < len(paths):
            raise PublishError(
                self.name,
                "two formats have the same suffix, and would be one file",
                hint="ask for one of them, or write them into two folders",
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            todo = [one for one in sorted(paths) if self._needs_writing(paths[one], bodies[one])]
            for one in todo:
                _write(paths[one], bodies[one])
            if todo:
                _settle(self.path)
        except OSError as e:
            place = e.filename if isinstance(e.filename, str) else str(self.path)
            raise PublishError(
                self.name,
                f"can't write {place}: {(e.strerror or 'unknown reason').lower()}",
                hint="choose another folder with --out, or give us the right to write there",
            ) from e
        return self.path

    def _needs_writing(self, path: Path, body: bytes) -> bool:
        """Whether the file is missing or may be replaced; PublishError where it holds somebody's changes."""
        try:
            there = path.read_bytes()
        except FileNotFoundError:
            return True
        if there == body:
            return False
        if self._replace:
            return True
        raise PublishError(
            self.name,
            f"{path} was changed since it was written, or is of another database; nothing was written",
            hint="move or rename that file, or choose another folder with --out",
        )


def safe_name(name: str) -> str:
    """`name` as part of a file's name on every system: not hidden, not too long, plain signs only."""
    safe = _UNSAFE.sub("-", name).strip(".-")[:_LONGEST].rstrip(".-")
    return f"_{safe}" if not safe or _RESERVED.match(safe) else safe


def _write(path: Path, body: bytes) -> None:
    """The file whole or not at all: written beside it, put on the disk, then renamed."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())  # mkstemp made it readable for us alone
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    """The process's mask for new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _settle(folder: Path) -> None:
    """Put the renames themselves on the disk, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
