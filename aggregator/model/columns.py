"""Columns of many rows: texts in one piece of bytes, and values of which few are different by their number.

A million Python texts take 80 bytes each before their first letter, and as many tuples more than that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

CHUNK = 20_000
"""Rows that are turned into Python's own values at once."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Numbers = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Texts:
    """Many short texts in one piece of bytes; `ends` holds where each ends in it."""

    data: bytes
    ends: Numbers

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Pack some texts."""
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        return cls(b"".join(parts), np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts))))

    @classmethod
    def joined(cls, some: Sequence["Texts"]) -> Self:
        """One after the other."""
        starts = np.cumsum([0, *(len(one.data) for one in some)])
        ends = [one.ends + start for one, start in zip(some, starts, strict=False)]
        return cls(b"".join(one.data for one in some), np.concatenate([np.zeros(0, np.int64), *ends]))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, place: int) -> str:
        start = int(self.ends[place - 1]) if place else 0
        return self.data[start : int(self.ends[place])].decode("utf-8", "surrogatepass")

    def pieces(self, low: int, high: int) -> list[bytes]:
        """Those of [low, high), as bytes."""
        first = int(self.ends[low - 1]) if low else 0
        ends = self.ends[low:high].tolist()
        return [self.data[start:end] for start, end in zip([first, *ends], ends, strict=False)]

    def some(self, low: int, high: int) -> list[str]:
        """Those of [low, high)."""
        return [piece.decode("utf-8", "surrogatepass") for piece in self.pieces(low, high)]

    def put(self, others: Mapping[int, str]) -> "Texts":
        """The same with other texts in some places."""
        pieces = list(self.as_bytes())
        for place, text in others.items():
            pieces[place] = text.encode("utf-8", "surrogatepass")
        return Texts(b"".join(pieces), np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces))))

    def as_bytes(self) -> Iterator[bytes]:
        """Each of them, as bytes."""
        for low in range(0, len(self), CHUNK):
            yield from self.pieces(low, min(low + CHUNK, len(self)))

    def take(self, places: Numbers) -> "Texts":
        """Those of these places."""
        ends = self.ends[places]
        starts = np.where(places > 0, self.ends[places - 1], 0)
        parts = [self.data[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        return Texts(b"".join(parts), np.cumsum(ends - starts))


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

    def named(self, pieces: Sequence[Codes]) -> Named:
        """The whole column."""
        return Named(np.concatenate([np.zeros(0, np.int32), *pieces]), tuple(self))


def grouped(keys: Iterable[bytes]) -> Numbers:
    """A number for each key, equal for equal ones. By 128 bits of a hash: no dictionary of a million keys."""
    digests = b"".join([blake2b(key, digest_size=16).digest() for key in keys])
    halves = np.frombuffer(digests, dtype=np.uint64).reshape(-1, 2)
    order = np.lexsort((halves[:, 0], halves[:, 1]))
    ordered = halves[order]
    new = np.ones(len(ordered), dtype=np.int64)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    found = np.empty(len(ordered), dtype=np.int64)
    found[order] = np.cumsum(new) - 1
    return found


def micros(at: datetime) -> int:
    """An aware instant as whole microseconds since 1970 UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)
