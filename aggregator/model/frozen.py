"""Frozen inputs as bytes and back: what a digest rests on, column by column.

The bytes are canonical (equal inputs give equal bytes): they are hashed for `provenance.inputs_hash` and kept
beside the digest. Columns, since ten thousand rows of ten values would cost five times as much to write, and
compress worse.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import orjson

from aggregator.model.digests import FrozenInput
from aggregator.model.quick import quick
from aggregator.model.scoring import Calibration, Yardstick

_COLUMNS = (
    "source", "remote_id", "content_hash", "text_key", "author", "created_at", "label", "probabilities",
    "repost", "excluded",
)  # fmt: skip
_make = quick(FrozenInput)


def frozen_bytes(frozen: Sequence[FrozenInput], yardstick: Yardstick | None = None) -> bytes:
    """A JSON object with a list for each field; times in UTC, to the microsecond.

    A yardstick stands behind them, under its own name; digests of before there were any have none.
    """
    rows = map(attrgetter(*_COLUMNS), frozen)
    columns: dict[str, Any] = dict(zip(_COLUMNS, zip(*rows, strict=True), strict=False))
    columns["created_at"] = [
        at if at.tzinfo is UTC else at.astimezone(UTC) for at in columns.get("created_at", ())
    ]
    written: dict[str, Any] = {name: columns.get(name, ()) for name in _COLUMNS}
    if yardstick is not None:
        written["yardstick"] = yardstick
    return orjson.dumps(written, option=orjson.OPT_UTC_Z)


def read_frozen(body: bytes) -> tuple[FrozenInput, ...]:
    """The inverse of `frozen_bytes`.

    Raises ValueError where the bytes are no frozen inputs.
    """
    columns: Any = orjson.loads(body)
    try:
        columns["created_at"] = [datetime.fromisoformat(at) for at in columns["created_at"]]
        columns["probabilities"] = [odds and tuple(odds) for odds in columns["probabilities"]]
        return tuple(_make(*row) for row in zip(*(columns[name] for name in _COLUMNS), strict=True))
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
