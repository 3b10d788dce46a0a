"""Frozen inputs of a large window, column by column: a million posts in 200 MB instead of 800.

`FrozenColumns` is a sequence of FrozenInput like any other: each is made when it is asked for. What looks at
all of them (digest/of_columns.py) works on the columns. Their bytes are those of model/frozen.py, written and
read piece by piece, since all of them at once would take twice the memory of the columns.
"""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from dataclasses import replace as replaced
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, overload

import numpy as np
import orjson
from numpy.typing import NDArray

from aggregator.model.columns import (
    CHUNK,
    EPOCH,
    Bools,
    Coder,
    Named,
    Numbers,
    Strings,
    Texts,
    grouped,
    micros,
)
from aggregator.model.digests import FrozenInput, History
from aggregator.model.frozen import frozen_bytes, read_frozen
from aggregator.model.quick import quick
from aggregator.model.scoring import LABELS, Flag, Label, Yardstick

LARGE = 60_000
"""Posts in a window above which its inputs are held as columns, and its quotes sought in a sample."""

_LARGE_BYTES = 4_000_000  # 60,000 rows take more than twice as many

_make = quick(FrozenInput)


@dataclass(frozen=True, eq=False)
class FrozenColumns(Sequence[FrozenInput]):
    """Frozen inputs as columns, oldest first. Rows with no author or label have "" and -1 there.

    `created_at` are microseconds since 1970 UTC, `probabilities` has a row of NaN where there are none,
    `new_account` is -1 where nobody knows.
    """

    source: Named
    remote_id: Texts | Strings
    content_hash: Texts | Strings
    text_key: Texts | Strings
    author: Texts | Strings
    has_author: Bools
    created_at: Numbers
    label: NDArray[np.int8]
    probabilities: NDArray[np.float64]
    repost: Bools
    excluded: Named
    author_class: Named
    language: Named
    flags: Named
    new_account: NDArray[np.int8]
    weight: NDArray[np.float64]
    pictures: Named

    def __len__(self) -> int:
        return len(self.created_at)

    @overload
    def __getitem__(self, place: int) -> FrozenInput: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[FrozenInput, ...]: ...
    def __getitem__(self, place: int | slice) -> FrozenInput | tuple[FrozenInput, ...]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        return next(self._rows(at, at + 1))

    def __iter__(self) -> Iterator[FrozenInput]:
        for low in range(0, len(self), CHUNK):
            yield from self._rows(low, min(low + CHUNK, len(self)))

    def _rows(self, low: int, high: int) -> Iterator[FrozenInput]:
        values = [columns(low, high) for columns in self.readers().values()]
        return map(_make, *values)

    def readers(self) -> dict[str, Callable[[int, int], list[Any]]]:
        """For each field of FrozenInput, in their order, how its values of [low, high) are read."""
        return {
            "source": lambda a, b: _values(self.source, a, b),
            "remote_id": self.remote_id.some,
            "content_hash": self.content_hash.some,
            "text_key": self.text_key.some,
            "author": self._authors,
            "created_at": lambda a, b: self.instants(slice(a, b)),
            "label": lambda a, b: self.labels(range(a, b)),
            "probabilities": lambda a, b: [
                None if odds[0] != odds[0] else tuple(odds) for odds in self.probabilities[a:b].tolist()
            ],
            "repost": lambda a, b: self.repost[a:b].tolist(),
            "excluded": lambda a, b: _values(self.excluded, a, b),
            "author_class": lambda a, b: _values(self.author_class, a, b),
            "language": lambda a, b: _values(self.language, a, b),
            "flags": lambda a, b: _values(self.flags, a, b),
            "new_account": lambda a, b: [
                bool(new) if new >= 0 else None for new in self.new_account[a:b].tolist()
            ],
            "weight": lambda a, b: self.weight[a:b].tolist(),
            "pictures": lambda a, b: _values(self.pictures, a, b),
        }

    def _authors(self, low: int, high: int) -> list[str | None]:
        known = self.has_author[low:high].tolist()
        return [
            name if there else None for name, there in zip(self.author.some(low, high), known, strict=True)
        ]

    def instants(self, places: Numbers | slice) -> list[datetime]:
        """When the posts of these places were written, UTC."""
        return [EPOCH + timedelta(microseconds=at) for at in self.created_at[places].tolist()]

    def take(self, places: Sequence[int] | Numbers) -> "FrozenColumns":
        """The rows of these places."""
        at = np.asarray(places, dtype=np.int64)
        taken: dict[str, Any] = {}
        for part in fields(self):
            column = getattr(self, part.name)
            taken[part.name] = column.take(at) if isinstance(column, Texts | Strings | Named) else column[at]
        made = FrozenColumns(**taken)
        for name in _GROUPS.intersection(self.__dict__):
            made.__dict__[name] = self.__dict__[name][at]
        return made

    def replace(self, **columns: Any) -> "FrozenColumns":
        """The same with other columns of these names."""
        made = replaced(self, **columns)
        for name, rests_on in (("authors", {"author", "has_author", "source"}), ("copies", {"text_key"})):
            if name in self.__dict__ and rests_on.isdisjoint(columns):
                made.__dict__[name] = self.__dict__[name]
        return made

    def with_groups(self, authors: Numbers, copies: Numbers) -> "FrozenColumns":
        """The same, told what `authors` and `copies` are, so that nobody has to find out."""
        self.__dict__.update(authors=authors, copies=copies)
        return self

    def labels(self, places: Sequence[int] | Numbers) -> list[Label | None]:
        """What the posts of these places are taken for."""
        names = (*LABELS, None)  # -1 is the last
        return [names[code] for code in self.label[np.asarray(places, dtype=np.int64)].tolist()]

    @cached_property
    def authors(self) -> Numbers:
        """A number for each author of each network, equal for posts of one; -1 for unknown ones."""
        names = self.source.codes.tolist()
        groups = grouped(b"%d\0%s" % (names[place], one) for place, one in enumerate(self.author.as_bytes()))
        return np.where(self.has_author, groups, -1)

    @cached_property
    def copies(self) -> Numbers:
        """A number for each text_key."""
        return grouped(self.text_key.as_bytes())

    @property
    def is_countable(self) -> Bools:
        """Which posts are neither reposts nor excluded."""
        counts: Bools = ~self.repost & (self.excluded.codes == self.excluded.code(None))
        return counts

    def places(self, keys: Collection[tuple[str, str]], column: str = "remote_id") -> Iterator[int]:
        """Where these posts stand, by (source, remote_id); with `author`, those of these authors."""
        ids = {one.encode("utf-8", "surrogatepass") for _, one in keys}
        texts: Texts | Strings = getattr(self, column)
        for place, one in enumerate(texts.as_bytes()):
            if one in ids and (self.source.values[self.source.codes[place]], texts[place]) in keys:
                yield place

    def flagged(self, names: Iterable[str]) -> Bools:
        """Which posts bear one of these flags."""
        wanted = frozenset(names)
        bears = [any(flag.name in wanted for flag in flags) for flags in self.flags.values]
        found: Bools = np.array([*bears, False], dtype=np.bool_)[self.flags.codes]
        return found


_GROUPS = frozenset({"authors", "copies"})


def _values(column: Named, low: int, high: int) -> list[Any]:
    return [column.values[code] for code in column.codes[low:high].tolist()]


# ── as bytes ─────────────────────────────────────────────────────────────────

_WRITTEN = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC | orjson.OPT_SERIALIZE_NUMPY
_EARLIEST, _LATEST = micros(datetime(1, 1, 2, tzinfo=UTC)), micros(datetime(9999, 1, 1, tzinfo=UTC))
"""Between these instants orjson writes those of numpy, and just as it does those of Python."""

_ALWAYS = (
    "source", "remote_id", "content_hash", "text_key", "author", "created_at", "label", "probabilities",
    "repost", "excluded",
)  # fmt: skip


def frozen_pieces(
    frozen: Sequence[FrozenInput], yardstick: Yardstick | None = None, history: History | None = None
) -> Iterator[bytes]:
    """The bytes of `frozen_bytes`, in pieces: of columns a few thousand rows at a time."""
    if not isinstance(frozen, FrozenColumns):
        yield frozen_bytes(frozen, yardstick, history)
        return
    columns = {**frozen.readers(), **_writers(frozen)}
    later = {
        "author_class": any(
            frozen.author_class.values[code] != "unknown" for code in _used(frozen.author_class)
        ),
        "language": any(frozen.language.values[code] is not None for code in _used(frozen.language)),
        "flags": any(frozen.flags.values[code] for code in _used(frozen.flags)),
        "new_account": bool((frozen.new_account >= 0).any()),
        "weight": bool((frozen.weight != 1.0).any()),
        "pictures": any(frozen.pictures.values[code] for code in _used(frozen.pictures)),
    }
    mark = b"{"
    for name in (*_ALWAYS, *(name for name, told in later.items() if told)):
        yield mark + orjson.dumps(name) + b":["
        for low in range(0, len(frozen), CHUNK):
            values = columns[name](low, min(low + CHUNK, len(frozen)))
            yield (b"," if low else b"") + orjson.dumps(values, option=_WRITTEN)[1:-1]
        yield b"]"
        mark = b","
    beside = read_beside(frozen_bytes((), yardstick, history))
    yield b"," + beside[1:] if len(beside) > len(b"{}") else b"}"


def _writers(frozen: FrozenColumns) -> dict[str, Callable[[int, int], Any]]:
    """What is read otherwise where it is only written: without a value of Python's own for each row."""
    flags = Named(
        frozen.flags.codes, tuple([[(one.name, one.because) for one in some] for some in frozen.flags.values])
    )
    made: dict[str, Callable[[int, int], Any]] = {"flags": lambda a, b: _values(flags, a, b)}
    at = frozen.created_at
    if len(at) and at.min() >= _EARLIEST and at.max() < _LATEST:
        made["created_at"] = lambda a, b: at[a:b].astype("datetime64[us]")
    return made


def _used(column: Named) -> list[int]:
    used: list[int] = np.unique(column.codes).tolist()
    return used


def packed(pieces: Iterable[bytes]) -> bytes:
    """Frozen inputs, in pieces, as one compressed. Level 1: most is hashes, which none makes smaller."""
    press = zlib.compressobj(1)
    parts = [press.compress(piece) for piece in pieces]
    return b"".join([*parts, press.flush()])


def read_inputs(body: bytes) -> Sequence[FrozenInput]:
    """The inverse of `frozen_pieces`: columns, where there are more than LARGE, else a tuple.

    Whoever holds columns takes the window for a large one, which was sampled: of long names and many flags
    fewer posts fill as many bytes.

    Raises ValueError where the bytes are no frozen inputs.
    """
    if len(body) < _LARGE_BYTES:
        return read_frozen(body)
    try:
        columns = read_columns(body)
        return columns if len(columns) > LARGE else tuple(columns)
    except (KeyError, TypeError) as error:
        raise ValueError("frozen inputs: columns are missing") from error


def read_beside(body: bytes) -> bytes:
    """What stands behind the columns, as an object of its own: for `read_yardstick` and `read_history`.

    A million rows would be read for two small values.
    """
    at = _end_of_columns(body)
    return b"{" + body[at + 2 :] if at < len(body) - 2 else b"{}"


def _end_of_columns(body: bytes) -> int:
    """Where the last column's bracket stands."""
    found = (body.rfind(b'],"yardstick":{'), body.rfind(b'],"history":{'))
    return next((at for at in found if at >= 0), len(body) - 2)


class _Columns:
    """The columns of a body, each read when it is asked for.

    Within a text a quotation mark bears a backslash, so that `],"name":[` stands between two columns alone.
    """

    def __init__(self, body: bytes) -> None:
        self._body = memoryview(body)
        self._starts: dict[str, int] = {}
        self._ends: list[int] = []
        at = 0
        for part in fields(FrozenInput):
            mark = (b"{" if not self._starts else b"],") + orjson.dumps(part.name) + b":["
            found = body.find(mark, at)
            if found >= 0:
                at = found + len(mark)
                self._starts[part.name] = at - 1
                self._ends.append(found)
        self._ends.append(_end_of_columns(body))

    def __contains__(self, name: str) -> bool:
        return name in self._starts

    def __getitem__(self, name: str) -> list[Any]:
        start = self._starts[name]
        end = next(one for one in self._ends if one > start)
        values: list[Any] = orjson.loads(self._body[start : end + 1])
        return values


def read_columns(body: bytes) -> FrozenColumns:
    """The columns of `frozen_pieces` or `frozen_bytes`."""
    columns = _Columns(body)
    many = len(columns["repost"])

    def named(name: str, usual: Any) -> Named:
        if name not in columns:
            return Named(np.zeros(many, np.int32), (usual,))
        coder = Coder()
        return coder.named(coder.codes(columns[name]))

    flags = Named(np.zeros(many, np.int32), ((),))
    if "flags" in columns:
        coder = Coder()
        told = [tuple(Flag(*one) for one in some) if some else () for some in columns["flags"]]
        flags = coder.named(coder.codes(told))
    pictures = no_pictures(many)
    if "pictures" in columns:
        coder = Coder()
        pictures = coder.named(coder.codes([tuple(keys) for keys in columns["pictures"]]))
    label = {None: -1} | {label: place for place, label in enumerate(LABELS)}
    nothing = (np.nan, np.nan, np.nan)
    authors = columns["author"]
    known = np.fromiter((one is not None for one in authors), np.bool_, many)
    author = Texts.of(one or "" for one in authors)
    del authors
    new = np.full(many, -1, np.int8)
    if "new_account" in columns:
        new = np.fromiter((-1 if one is None else one for one in columns["new_account"]), np.int8, many)
    weight = np.array(columns["weight"], np.float64) if "weight" in columns else np.ones(many)
    return FrozenColumns(
        source=named("source", ""),
        remote_id=Texts.of(columns["remote_id"]),
        content_hash=Texts.of(columns["content_hash"]),
        text_key=Texts.of(columns["text_key"]),
        author=author,
        has_author=known,
        created_at=np.fromiter(map(_read_micros, columns["created_at"]), np.int64, many),
        label=np.fromiter(map(label.__getitem__, columns["label"]), np.int8, many),
        probabilities=np.array([odds or nothing for odds in columns["probabilities"]], np.float64).reshape(
            many, 3
        ),
        repost=np.array(columns["repost"], np.bool_),
        excluded=named("excluded", None),
        author_class=named("author_class", "unknown"),
        language=named("language", None),
        flags=flags,
        new_account=new,
        weight=weight,
        pictures=pictures,
    )


def no_pictures(many: int) -> Named:
    """Of so many posts, that none passes on a picture."""
    return Named(np.zeros(many, np.int32), ((),))


def _read_micros(at: str) -> int:
    return micros(datetime.fromisoformat(at))
