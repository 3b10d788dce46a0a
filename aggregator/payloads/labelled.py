"""Posts that a person labelled: CSV with a header, or one JSON object a line (our form of a post, too).

What is needed is `text` and `label` (negative, neutral or positive, whatever its case). Of a line in our form
`source` and `lang` are read too; columns and keys of other names are passed over. A row that can't be used
is a `Rejected` in its place, with its line and the reason.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson

from aggregator.model import Label, Rejected
from aggregator.model.scoring import LABELS
from aggregator.payloads.fields import kind, language, shown
from aggregator.text import MAX_TEXT, clean

csv.field_size_limit(10_000_000)

_BETWEEN = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, what a person says it feels, and what else the row tells: its network, its language."""

    line: int
    text: str
    label: Label
    source: str | None = None
    language: str | None = None


def parse_lines(lines: Iterable[bytes | ValueError]) -> Iterator[Labelled | Rejected]:
    """Each row of a file, given as its lines; a ValueError among them says why a line can't be read.

    A file whose first line that is not empty begins with a brace is JSON lines, any other is CSV.
    """
    numbered = enumerate(lines, 1)
    for number, line in numbered:
        if isinstance(line, ValueError):
            yield Rejected(f"line {number}", str(line))
        elif line.strip():
            rest = _with(number, line, numbered)
            yield from _json(rest) if line.lstrip().startswith((b"{", b"[")) else _csv(rest)
            return


_Numbered = Iterator[tuple[int, bytes | ValueError]]


def _with(number: int, line: bytes, rest: Iterable[tuple[int, bytes | ValueError]]) -> _Numbered:
    yield number, line
    yield from rest


def _json(lines: _Numbered) -> Iterator[Labelled | Rejected]:
    for number, line in lines:
        if isinstance(line, ValueError):
            yield Rejected(f"line {number}", str(line))
        elif line.strip():
            try:
                yield _of_object(number, orjson.loads(line))
            except orjson.JSONDecodeError as error:
                yield Rejected(f"line {number}", f"not JSON: {error.msg} at character {error.pos + 1}")
            except ValueError as error:
                yield Rejected(f"line {number}", str(error))


def _of_object(number: int, record: object) -> Labelled:
    if not isinstance(record, dict):
        raise ValueError(f"not an object but {kind(record)}")  # noqa: TRY004 - the reason of a Rejected
    source = record.get("source")
    return Labelled(
        number,
        _text(record.get("text")),
        _label(record.get("label")),
        source if isinstance(source, str) else None,
        language(record.get("lang")),
    )


def _csv(lines: _Numbered) -> Iterator[Labelled | Rejected]:
    """Rows of a CSV: its header names the columns, in any order, with commas, semicolons or tabs between."""
    at = [0]
    faults: list[Rejected] = []
    number, first = next(lines)
    head = _decoded(cast("bytes", first)).rstrip("\r")
    between = max(_BETWEEN, key=lambda sign: (head.count(sign), -_BETWEEN.index(sign)))
    names = [name.strip().casefold() for name in next(csv.reader([head], delimiter=between), [])]
    if "text" not in names or "label" not in names:
        yield Rejected(f"line {number}", "the header must name the columns text and label")
        return
    rows = csv.reader(_told(lines, at, faults), delimiter=between)
    began = number
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Rejected(f"line {began + 1}", f"no CSV: {error}")
            continue
        began, start = at[0], began + 1
        if row:
            try:
                yield _of_row(start, names, row)
            except ValueError as error:
                yield Rejected(f"line {start}", str(error))
        yield from faults
        faults.clear()
        if row is None:
            return


def _told(lines: _Numbered, at: list[int], faults: list[Rejected]) -> Iterator[str]:
    """The lines as text; `at` is kept at the number of the last one, what can't be read goes to `faults`."""
    for number, line in lines:
        at[0] = number
        if isinstance(line, ValueError):
            faults.append(Rejected(f"line {number}", str(line)))
        else:
            yield _decoded(line) + "\n"


def _of_row(number: int, names: Sequence[str], row: Sequence[str]) -> Labelled:
    values: dict[str, str] = dict(zip(names, row, strict=False))
    if len(row) < len(names) and "label" not in values:
        raise ValueError(f"{len(row)} columns, the header has {len(names)}")
    return Labelled(
        number,
        _text(values.get("text")),
        _label(values.get("label")),
        values.get("source") or None,
        language(values.get("lang") or None),
    )


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape").replace("\0", "")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        reason = "no text" if value is None else f"text is not text but {kind(value)}"
        raise ValueError(reason)  # noqa: TRY004 - as above
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ValueError("text is not UTF-8")
    text = clean(value[:MAX_TEXT])
    if not text.strip():
        raise ValueError("no text")
    return text


def _label(value: Any) -> Label:
    said = value.strip().casefold() if isinstance(value, str) else value
    if said in LABELS:
        return cast("Label", said)
    if said is None or not said:
        raise ValueError("no label")
    raise ValueError(f"label is {shown(value)}, must be one of {', '.join(LABELS)}")
