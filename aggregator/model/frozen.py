"""Frozen inputs as bytes and back: what a digest rests on, column by column.

The bytes are canonical (equal inputs give equal bytes): they are hashed for `provenance.inputs_hash` and kept
beside the digest. Columns, since ten thousand rows of ten values would cost five times as much to write, and
compress worse.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

import orjson

from aggregator.model.digests import FrozenInput, History
from aggregator.model.quick import quick
from aggregator.model.scoring import Calibration, Flag, Yardstick

_COLUMNS = (
    "source", "remote_id", "content_hash", "text_key", "author", "created_at", "label", "probabilities",
    "repost", "excluded",
)  # fmt: skip
# Columns of later versions: left out where no row says anything in them, so that what was frozen before they
# were there has the bytes, and the hash, that it always had.
_LATER: dict[str, Any] = {
    "author_class": "unknown",
    "language": None,
    "flags": (),
    "new_account": None,
    "weight": 1.0,
    "pictures": (),
}
_make = quick(FrozenInput)
_flag = lru_cache(maxsize=4096)(Flag)


def frozen_bytes(
    frozen: Sequence[FrozenInput], yardstick: Yardstick | None = None, history: History | None = None
) -> bytes:
    """A JSON object with a list for each field; times in UTC, to the microsecond.

    A yardstick and a history stand behind them, under their own names; digests of before there were any,
    and those that tell of no spike, have none.
    """
    body: dict[str, Any] = {name: list(map(attrgetter(name), frozen)) for name in _COLUMNS}
    body["created_at"] = [at if at.tzinfo is UTC else at.astimezone(UTC) for at in body["created_at"]]
    for name, usual in _LATER.items():
        column = list(map(attrgetter(name), frozen))
        if column.count(usual) < len(column):
            body[name] = column
    if "flags" in body:
        body["flags"] = [flags and [(one.name, one.because) for one in flags] for flags in body["flags"]]
    if yardstick is not None:
        body["yardstick"] = yardstick
    if history is not None:
        body["history"] = {
            field.name: getattr(history, field.name)
            for field in fields(history)
            if field.name != "holes" or history.holes  # a later one, as above
        }
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)


def read_frozen(body: bytes) -> tuple[FrozenInput, ...]:
    """The inverse of `frozen_bytes`.

    Raises ValueError where the bytes are no frozen inputs.
    """
    columns: Any = orjson.loads(body)
    try:
        columns["created_at"] = [datetime.fromisoformat(at) for at in columns["created_at"]]
        columns["probabilities"] = [odds and tuple(odds) for odds in columns["probabilities"]]
        number = len(columns["source"])
        if "flags" in columns:
            columns["flags"] = [tuple([_flag(*one) for one in flags]) for flags in columns["flags"]]
        if "pictures" in columns:
            columns["pictures"] = [tuple(keys) for keys in columns["pictures"]]
        later = (columns.get(name) or [usual] * number for name, usual in _LATER.items())
        return tuple(_make(*row) for row in zip(*(columns[name] for name in _COLUMNS), *later, strict=True))
    except (KeyError, TypeError) as error:
        raise ValueError("frozen inputs: columns are missing") from error


def read_yardstick(body: bytes) -> Yardstick | None:
    """The yardstick of `frozen_bytes`, None where there is none.

    Raises ValueError where there is something else.
    """
    held: Any = orjson.loads(body).get("yardstick")
    if held is None:
        return None
    try:
        given = held["calibration"]
        calibration = given and Calibration(
            given["scorer"], tuple(given["labels"]), tuple(map(tuple, given["probabilities"]))
        )
        return Yardstick(tuple(held["error"]), calibration)
    except (KeyError, TypeError) as error:
        raise ValueError("frozen inputs: the yardstick is none") from error


def read_history(body: bytes) -> History | None:
    """The history of `frozen_bytes`, None where there is none.

    Raises ValueError where there is something else.
    """
    held: Any = orjson.loads(body).get("history")
    if held is None:
        return None
    try:
        start = datetime.fromisoformat(held["start"]).astimezone(UTC)
        holes = tuple(held.get("holes", ()))
        return History(start, tuple(held["posts"]), tuple(held["networks"]), held["zone"], holes)
    except (KeyError, TypeError) as error:
        raise ValueError("frozen inputs: the history is none") from error
