"""Archives: posts out of files, whatever form they were kept in (docs/archives.md).

Our own form (payloads/jsonl.py) and the networks' raw JSON, one record a line or as one document, plain or
gzipped. The form is told from each record by itself, so that a file may mix them. A record is one post, or a
page of them. What can't be read is a `Rejected` in its place, never an exception: an archive of a million
lines is worth having without line 17.
"""

import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import orjson

from aggregator import __version__
from aggregator.collectors.archive_bytes import (
    MAX_BLANK,
    blocks_of,
    document_of,
    lines_of,
    load,
    look_ahead,
    mark_of,
    stretches_of,
)
from aggregator.collectors.archive_forms import UNREADABLE, posts_of, reason_of
from aggregator.errors import ConfigError, did_you_mean
from aggregator.model import Post, Rejected
from aggregator.payloads.jsonl import SOURCES, parse_record

FORMATS = ("auto", "jsonl", "x", "reddit", "youtube", "mastodon", "bluesky", "threads", "tumblr", "lemmy")

_BLANK = f"more than {MAX_BLANK:,} empty lines: the rest of the file is not read"


@dataclass(slots=True)
class Tally:
    """How far the reading has come: bytes of the file as it lies there, records (lines, elements), posts."""

    bytes: int = 0
    records: int = 0
    posts: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Stretch:
    """A thousand lines of a file, told before they are read; `mark` tells them, read this way, from others.

    Whoever has read them before says so: `skip(posts)`. Then no record of them follows.
    """

    mark: str
    posts: int | None = None

    def skip(self, posts: int) -> None:
        """They are known, and held so many posts."""
        self.posts = posts


def read_archive(
    source: Path | str | BinaryIO,
    *,
    format: str = "auto",  # noqa: A002 - the command's own word
    now: datetime | None = None,
    tally: Tally | None = None,
) -> Iterator[Post | Rejected]:
    """The posts of a file, in its order, and in their places the records that can't be read.

    Args:
        source: a path, "-" for standard input, or an open binary file (left open).
        format: one of FORMATS; "auto" tells each record's form by itself.
        now: posts dated more than a day later are rejected; None: those after 2100.
        tally: is kept up to date while reading.

    `Rejected.where` is "line 17" (in a document that is a list: "record 17"), in a page "line 17, post 3".

    Raises:
        ConfigError: there is no such file, or no such format.
    """
    _refuse(source, format)
    found = _read(source, format, now, tally or Tally())
    return (one for one in found if not isinstance(one, Stretch))


def read_stretches(
    source: Path | str | BinaryIO,
    *,
    format: str = "auto",  # noqa: A002 - the command's own word
    now: datetime | None = None,
    tally: Tally | None = None,
) -> Iterator[Post | Rejected | Stretch]:
    """As `read_archive`, and before each thousand lines a `Stretch` that may be skipped.

    A file that is one JSON document has none; neither have lines of which one can't be read as text.

    Raises ConfigError as `read_archive`.
    """
    _refuse(source, format)
    return _read(source, format, now, tally or Tally())


def _refuse(source: Path | str | BinaryIO, form: str) -> None:
    """Raises ConfigError: there is no such file, or no such format."""
    if form not in FORMATS:
        near = did_you_mean(form, FORMATS)
        raise ConfigError(
            f"no such format: {form!r}" + (f"; {near}" if near else ""),
            hint=f"formats: {', '.join(FORMATS)}",
        )
    if isinstance(source, str | Path) and source != "-":
        path = Path(source)
        if not path.exists():
            raise ConfigError(f"{source}: no such file")
        if path.is_dir():
            raise ConfigError(
                f"{source}: is a folder", hint="name its files: fansreact import FOLDER/*.jsonl.gz"
            )


def _read(
    source: Path | str | BinaryIO, form: str, now: datetime | None, tally: Tally
) -> Iterator[Post | Rejected | Stretch]:
    with ExitStack() as files:
        if source == "-":
            stream: BinaryIO = sys.stdin.buffer
        elif isinstance(source, str | Path):
            try:
                stream = files.enter_context(Path(source).open("rb"))
            except OSError as error:
                raise ConfigError(f"{source}: {(error.strerror or str(error)).lower()}") from error
        else:
            stream = source
        is_document, blocks = look_ahead(blocks_of(_Counted(stream, tally)))
        yield from _document(blocks, form, now, tally) if is_document else _lines(blocks, form, now, tally)


def _told_apart(found: Iterator[Post | Rejected], tally: Tally) -> Iterator[Post | Rejected]:
    for one in found:
        if type(one) is Post:
            tally.posts += 1
        else:
            tally.rejected += 1
        yield one


class _Counted:
    """A file that tells the tally how much of it was read."""

    def __init__(self, stream: BinaryIO, tally: Tally) -> None:
        self._stream = stream
        self._tally = tally

    def read(self, size: int) -> bytes:
        block = self._stream.read(size)
        self._tally.bytes += len(block)
        return block


def _lines(
    blocks: Iterator[bytes], form: str, now: datetime | None, tally: Tally
) -> Iterator[Post | Rejected | Stretch]:
    reading = f"{__version__} {form}"
    number, blank = 1, 0
    for lines in stretches_of(lines_of(blocks)):
        mark = mark_of(lines, reading)
        if mark is not None:
            stretch = Stretch(mark)
            yield stretch
            if stretch.posts is not None:
                tally.records += stretch.posts
                tally.posts += stretch.posts
                number += len(lines)
                continue
        blank = yield from _stretch(lines, number, blank, form=form, now=now, tally=tally)
        if blank > MAX_BLANK:
            return
        number += len(lines)


def _stretch(
    lines: list[bytes | ValueError], first: int, blank: int, *, form: str, now: datetime | None, tally: Tally
) -> Generator[Post | Rejected, None, int]:
    """What these lines hold, the first of them line `first`; gives back how many were empty so far."""
    loads, ours = orjson.loads, form in ("auto", "jsonl")
    for number, raw in enumerate(lines, start=first):
        try:
            if isinstance(raw, ValueError):
                raise raw
            try:
                record = loads(raw)
            except orjson.JSONDecodeError:
                if not raw.strip():
                    blank += 1
                    if blank > MAX_BLANK:
                        raise ValueError(_BLANK) from None
                    continue
                record = load(raw)
            tally.records += 1
            # Our own form first: it is by far the most frequent, and the test costs nothing.
            if (
                ours
                and type(record) is dict
                and type(name := record.get("source")) is str
                and name in SOURCES
            ):
                post = parse_record(record, now=now)[0]
                tally.posts += 1
                yield post
                continue
        except UNREADABLE as error:
            tally.rejected += 1
            yield Rejected(f"line {number}", reason_of(error))
            if blank > MAX_BLANK:
                break
        else:
            yield from _told_apart(posts_of(record, f"line {number}", form, now), tally)
    return blank


def _document(
    blocks: Iterator[bytes], form: str, now: datetime | None, tally: Tally
) -> Iterator[Post | Rejected]:
    try:
        document = document_of(blocks)
    except ValueError as error:
        tally.records += 1
        tally.rejected += 1
        yield Rejected("line 1", str(error))
        return
    listed = document if isinstance(document, list) else [document]
    for number, record in enumerate(listed, start=1):
        tally.records += 1
        if record == []:
            tally.rejected += 1
            yield Rejected(f"record {number}", "an empty list")
            continue
        yield from _told_apart(posts_of(record, f"record {number}", form, now), tally)
