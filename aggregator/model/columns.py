"""Columns of many rows: texts in one piece of bytes, and values of which few are different by their number.

A million Python texts take 80 bytes each before their first letter, and as many tuples more than that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

CHUNK = 20_000
"""Rows that are turned into Python's own values at once."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Numbers = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Texts:
    """Many short texts in one piece of bytes, parted at `edges`; `at` picks some of them (None: all)."""

    data: bytes
    edges: Numbers
    at: Codes | None = None

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Pack some texts."""
        return cls.packed([text.encode("utf-8", "surrogatepass") for text in texts])

    @classmethod
    def packed(cls, pieces: Sequence[bytes]) -> Self:
        """Pack some texts that are bytes already."""
        edges = np.zeros(len(pieces) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)), out=edges[1:])
        return cls(b"".join(pieces), edges)

    def __len__(self) -> int:
        return len(self.edges) - 1 if self.at is None else len(self.at)

    def __getitem__(self, place: int) -> str:
        return self.some(place, place + 1)[0]

    def pieces(self, low: int, high: int) -> list[bytes]:
        """Those of [low, high), as bytes."""
        at = slice(low, high) if self.at is None else self.at[low:high]
        starts, ends = self.edges[:-1][at].tolist(), self.edges[1:][at].tolist()
        data = self.data
        return [data[start:end] for start, end in zip(starts, ends, strict=True)]

    def some(self, low: int, high: int) -> list[str]:
        """Those of [low, high)."""
        return [piece.decode("utf-8", "surrogatepass") for piece in self.pieces(low, high)]

    def put(self, others: Mapping[int, str]) -> "Texts":
        """The same with other texts in some places."""
        if not others:
            return self
        pieces = list(self.as_bytes())
        for place, text in others.items():
            pieces[place] = text.encode("utf-8", "surrogatepass")
        return Texts.packed(pieces)

    def as_bytes(self) -> Iterator[bytes]:
        """Each of them, as bytes."""
        for low in range(0, len(self), CHUNK):
            yield from self.pieces(low, min(low + CHUNK, len(self)))

    def take(self, places: Numbers) -> "Texts":
        """Those of these places: the bytes are shared."""
        picked = places if self.at is None else self.at[places]
        return Texts(self.data, self.edges, picked.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Strings:
    """As Texts, of texts that Python's own values hold anyway: nothing is packed, and nothing unpacked."""

    values: Sequence[str]
    at: Codes | None = None

    def __len__(self) -> int:
        return len(self.values) if self.at is None else len(self.at)

    def __getitem__(self, place: int) -> str:
        return self.values[place if self.at is None else int(self.at[place])]

    def some(self, low: int, high: int) -> list[str]:
        """Those of [low, high)."""
        if self.at is None:
            return list(self.values[low:high])
        return [self.values[place] for place in self.at[low:high].tolist()]

    def put(self, others: Mapping[int, str]) -> "Strings":
        """The same with other texts in some places."""
        values = self.some(0, len(self))
        for place, text in others.items():
            values[place] = text
        return Strings(values)

    def as_bytes(self) -> Iterator[bytes]:
        """Each of them, as bytes."""
        return (text.encode("utf-8", "surrogatepass") for text in self.some(0, len(self)))

    def take(self, places: Numbers) -> "Strings":
        """Those of these places."""
        picked = places if self.at is None else self.at[places]
        return Strings(self.values, picked.astype(np.int32))


class GrowingTexts:
    """Up to `most` texts, added some at a time: no pieces are left behind between them in the memory."""

    def __init__(self, most: int) -> None:
        self._data = bytearray()
        self._edges = np.zeros(most + 1, np.int64)
        self._many = 0

    def add(self, texts: Sequence[str]) -> None:
        """Some more."""
        pieces = [text.encode("utf-8", "surrogatepass") for text in texts]
        lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
        edges = self._edges[self._many + 1 : self._many + 1 + len(pieces)]
        np.cumsum(lengths, out=edges)
        edges += len(self._data)
        self._data += b"".join(pieces)
        self._many += len(pieces)

    def whole(self) -> Texts:
        """All of them."""
        return Texts(bytes(self._data), self._edges[: self._many + 1])


class GrowingStrings:
    """As GrowingTexts, where nothing is packed."""

    def __init__(self) -> None:
        self._values: list[str] = []

    def add(self, texts: Sequence[str]) -> None:
        """Some more."""
        self._values += texts

    def whole(self) -> Strings:
        """All of them."""
        return Strings(self._values)


@dataclass(frozen=True, slots=True)
class Named:
    """A column of few different values: `codes` are places in `values`."""

    codes: Codes
    values: tuple[Any, ...]

    def code(self, value: object) -> int:
        """The code of a value; -1, which no row has, where none bears it."""
        return self.values.index(value) if value in self.values else -1

    def take(self, places: Numbers) -> "Named":
        """Those of these places."""
        return Named(self.codes[places], self.values)


class Coder(dict[Any, int]):
    """Gives each new value the next number: `codes` turns a list of values into a column's piece."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = len(self)
        return number

    def codes(self, values: Sequence[Any]) -> Codes:
        """The number of each value."""
        return np.fromiter(map(self.__getitem__, values), np.int32, len(values))

    def named(self, codes: Codes) -> Named:
        """The whole column."""
        return Named(codes, tuple(self))


def hashed(keys: Iterable[bytes], size: int, secret: bytes = b"") -> bytearray:
    """The hashes (blake2b, so many bytes each) of some keys, one after the other."""
    digests, each = bytearray(), iter(keys)
    while some := list(islice(each, CHUNK)):
        digests += b"".join([blake2b(key, key=secret, digest_size=size).digest() for key in some])
    return digests


def grouped(keys: Iterable[bytes]) -> Numbers:
    """A number for each key, equal for equal ones. By 128 bits of a hash: no dictionary of a million keys."""
    halves = np.frombuffer(hashed(keys, 16), dtype=np.uint64).reshape(-1, 2)
    order = np.lexsort((halves[:, 0], halves[:, 1]))
    ordered = halves[order]
    new = np.ones(len(ordered), dtype=np.int64)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    found = np.empty(len(ordered), dtype=np.int64)
    found[order] = np.cumsum(new) - 1
    return found


def micros(at: datetime) -> int:
    """An aware instant as whole microseconds since 1970 UTC."""
    return (at - EPOCH) // _MICROSECOND
