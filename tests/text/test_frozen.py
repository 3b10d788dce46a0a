"""Frozen inputs as bytes: canonical, and those of earlier versions keep theirs."""

import json
from dataclasses import replace

import make

from aggregator.model.digests import FrozenInput
from aggregator.model.frozen import frozen_bytes, read_frozen
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
