"""The words that moved a score, between the column's JSON and values, read when somebody asks for them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import overload

import orjson

from aggregator.model import Evidence

NOTHING = "[]"

_sign = lru_cache(maxsize=20_000)(Evidence)  # the same few words move most scores: values may be shared


class StoredEvidence(Sequence[Evidence]):
    """The tuple of a column's signs, equal to it and of its hash.

    A window has ten thousand posts, of which a digest looks at a few hundred so closely.
    """

    __slots__ = ("_signs", "_stored")

    def __init__(self, stored: str) -> None:
        self._stored = stored
        self._signs: tuple[Evidence, ...] | None = None

    def _read(self) -> tuple[Evidence, ...]:
        if self._signs is None:
            self._signs = tuple([_sign(*sign) for sign in orjson.loads(self._stored)])
        return self._signs

    @overload
    def __getitem__(self, at: int) -> Evidence: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Evidence, ...]: ...
    def __getitem__(self, at: int | slice) -> Evidence | tuple[Evidence, ...]:
        return self._read()[at]

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        return self._read() == (other._read() if isinstance(other, StoredEvidence) else other)

    def __hash__(self) -> int:
        return hash(self._read())

    def __repr__(self) -> str:
        return repr(self._read())

    def __reduce__(self) -> tuple[type[tuple[Evidence, ...]], tuple[tuple[Evidence, ...]]]:
        return tuple, (self._read(),)


def read(stored: str) -> Sequence[Evidence]:
    """The column's JSON as a score holds it."""
    return () if stored == NOTHING else StoredEvidence(stored)


def written(evidence: Sequence[Evidence]) -> str:
    """As the column keeps it."""
    return orjson.dumps([(sign.words, sign.weight) for sign in evidence]).decode() if evidence else NOTHING
