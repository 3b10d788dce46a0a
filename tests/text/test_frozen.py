"""Frozen inputs as bytes: canonical, and those of earlier versions keep theirs."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import make
import pytest

from aggregator.model.digests import FrozenInput
from aggregator.model.frozen import frozen_bytes, read_frozen
from aggregator.model.frozen_columns import frozen_pieces, read_columns
from aggregator.model.scoring import Flag

PLAIN = FrozenInput("x", "1", "00", "k", "ada", make.NOON, "positive", (0.1, 0.2, 0.7), False, None)
TOLD = replace(PLAIN, author_class="critic", language="en", flags=(Flag("spoiler", "marked as one"),))


def test_frozen_inputs_come_back_as_they_were():
    for inputs in ((), (PLAIN,), (PLAIN, TOLD), (TOLD, PLAIN)):
        assert read_frozen(frozen_bytes(inputs)) == inputs


def test_what_was_frozen_before_there_were_such_signals_keeps_its_bytes():
    assert sorted(json.loads(frozen_bytes([PLAIN]))) == sorted([
        "source", "remote_id", "content_hash", "text_key", "author", "created_at", "label", "probabilities",
        "repost", "excluded",
    ])  # fmt: skip


@pytest.mark.parametrize(
    "at",
    [
        (1, 1, 1), (1, 1, 3), (999, 12, 31, 23, 59, 59, 999_999), (1969, 12, 31, 23, 59, 59, 1), (1970, 1, 1),
        (2024, 2, 29, 12), (9998, 12, 31, 23, 59, 59), (9999, 12, 31, 23, 59, 59, 999_999),
    ],
)  # fmt: skip
def test_any_instant_is_written_the_same_from_columns(at):
    inputs = (TOLD, replace(PLAIN, remote_id="2", created_at=datetime(*at, tzinfo=UTC)))
    written = frozen_bytes(inputs)
    columns = read_columns(written)
    assert b"".join(frozen_pieces(columns)) == written
    assert tuple(columns) == inputs
