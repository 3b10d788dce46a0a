"""Files of archives as lines or as one JSON document, in constant memory: plain, gzipped or from a pipe.

A file that is cut off or damaged gives what can be read of it, then a `ValueError` that says why it ends.
"""

import json
import zlib
from collections.abc import Iterator
from hashlib import blake2b
from itertools import chain, islice
from typing import Protocol

import orjson

MAX_LINE = 5_000_000
"""Bytes of one line; the longest real page of an API has a fifth of it."""

MAX_DOCUMENT = 200_000_000
"""Bytes of a file that is one JSON document: it must be in memory whole."""

MAX_VALUES = 5_000_000
"""Commas and opening brackets of such a document: an empty list takes 3 bytes here, 60 in memory."""

MAX_BLANK = 1_000_000
"""Empty lines of a file: a gzip file of nothing else grows a thousandfold."""

BLOCK = 1 << 18
STRETCH = 1_000
"""Lines of a stretch, the last one of a file has fewer."""

_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_MIDDLE = (b"{", b"[", b",", b":")


class Readable(Protocol):
    """What of a file is used here."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""


def blocks_of(stream: Readable) -> Iterator[bytes]:
    """The file's bytes, unpacked if it is gzipped (told by its first bytes, not its name), without a BOM.

    Raises ValueError where it can't be read further, after what was readable, and for other packings.
    """
    first = _read(stream)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("not UTF-8: the file looks like UTF-16")
    if first.startswith(b"\x28\xb5\x2f\xfd"):
        raise ValueError(
            "the file is packed with zstd: unpack it first (zstd -dc FILE | fansreact import - ...)"
        )
    if first.startswith((b"PK\x03\x04", b"BZh", b"\xfd7zXZ")):
        raise ValueError("the file is packed in a way other than gzip: unpack it first")
    blocks: Iterator[bytes] = chain((first,), iter(lambda: _read(stream), b""))
    if first.startswith(_GZIP):
        blocks = _unpacked(blocks)
    yield next(blocks, b"").removeprefix(_BOM)
    yield from blocks


def _read(stream: Readable) -> bytes:
    try:
        return stream.read(BLOCK)
    except OSError as error:
        raise ValueError(f"the file can't be read further: {error.strerror or error}") from error


def _unpacked(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The content of a gzip file, however many members it has; zeros after the last one are padding."""
    unpack = zlib.decompressobj(wbits=31)
    for block in blocks:
        packed = block
        while packed:
            if unpack.eof:
                packed = packed.lstrip(b"\0")
                if not packed:
                    break
                if not packed.startswith(_GZIP[: len(packed)]):
                    raise ValueError("the gzip file has other bytes after its end")
                unpack = zlib.decompressobj(wbits=31)
            try:
                content = unpack.decompress(packed, BLOCK)
            except zlib.error as error:
                raise ValueError(f"the gzip file is damaged: {error}") from error
            packed = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
            if content:
                yield content
    if not unpack.eof:
        raise ValueError("the gzip file is cut off")


def lines_of(blocks: Iterator[bytes]) -> Iterator[bytes | ValueError]:
    """Every line, the empty ones too, in its place; a ValueError stands for one that can't be given.

    A line over MAX_LINE is never held whole. Where the file breaks off, the error takes the place of the
    incomplete last line.
    """
    pending: list[bytes] = []
    size = 0
    try:
        for block in blocks:
            head, *rest = block.split(b"\n")
            size += len(head)
            if size <= MAX_LINE:
                pending.append(head)
            else:
                pending.clear()
            if not rest:
                continue
            yield b"".join(pending) if size <= MAX_LINE else _too_long(size)
            yield from rest[:-1]
            pending, size = [rest[-1]], len(rest[-1])
    except ValueError as error:
        yield error
        return
    if size:
        yield b"".join(pending) if size <= MAX_LINE else _too_long(size)


def stretches_of(lines: Iterator[bytes | ValueError]) -> Iterator[list[bytes | ValueError]]:
    """The lines in lists of STRETCH."""
    return iter(lambda: list(islice(lines, STRETCH)), [])


def mark_of(lines: list[bytes | ValueError], reading: str) -> str | None:
    """What tells these lines, read this way, from any others; None: one of them can't be read at all."""
    if any(isinstance(line, ValueError) for line in lines):
        return None
    told = blake2b(reading.encode() + b"\0", digest_size=20)
    told.update(b"\n".join(lines))  # type: ignore[arg-type]  # no error among them
    return told.hexdigest()


def _too_long(size: int) -> ValueError:
    return ValueError(f"a line of {size:,} bytes, limit {MAX_LINE:,}")


def look_ahead(blocks: Iterator[bytes]) -> tuple[bool, Iterator[bytes]]:
    """Whether the file is one JSON document over several lines, and all its blocks again.

    It is when its first line breaks off inside (`[`, `{"data": [`), or when it is an array whose first line
    is longer than any line may be. Everything else is read line by line.
    """
    head = b""
    fault: ValueError | None = None
    try:
        for block in blocks:
            head += block
            if b"\n" in head.lstrip() or len(head) > MAX_LINE:
                break
    except ValueError as error:
        fault = error
    first, newline, _ = head.lstrip().partition(b"\n")
    if newline:
        is_document = first.startswith((b"{", b"[")) and first.rstrip().endswith(_MIDDLE)
    else:
        is_document = first.startswith(b"[") and len(first) > MAX_LINE
    return is_document, chain((head,), blocks if fault is None else _raising(fault))


def _raising(fault: ValueError) -> Iterator[bytes]:
    raise fault
    yield b""


def document_of(blocks: Iterator[bytes]) -> object:
    """The one JSON document of a file. Raises ValueError: too large, too many values, damaged, no JSON."""
    held = bytearray()
    values = 0
    for block in blocks:
        held += block
        values += block.count(b",") + block.count(b"[") + block.count(b"{")
        if values > MAX_VALUES:
            raise ValueError(
                f"one JSON document of more than {MAX_VALUES:,} values: write it as one object a line "
                "(jq -c '.[]' FILE)"
            )
        if len(held) > MAX_DOCUMENT:
            raise ValueError(
                f"one JSON document of more than {MAX_DOCUMENT:,} bytes: write it as one object a line "
                "(jq -c '.[]' FILE)"
            )
    return load(bytes(held))


def load(line: bytes) -> object:
    """The JSON value of a line. Raises ValueError with what is wrong with it, and where."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as strict:
        return _load_loosely(line, strict)


def _load_loosely(line: bytes, strict: orjson.JSONDecodeError) -> object:
    """What orjson refuses and others write: halves of characters, NaN, numbers of any length."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8: byte {line[error.start]:#04x} at byte {error.start + 1}") from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"not JSON: {strict.msg} at character {strict.pos + 1}") from None
