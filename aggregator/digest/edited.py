"""Holding an edited story against the generated one and its stored edits."""

import json
from collections.abc import Sequence
from typing import Any

from aggregator.digest.editing import apply_edits
from aggregator.errors import Failure
from aggregator.model.digest_json import plain
from aggregator.model.digests import Digest, Lock
from aggregator.model.edits import Edit

UNSUPPORTED = "unsupported"

_TOUCHED = ("headline", "headlines", "highlights", "lede", "sections", "quotes", "media", "seo", "locks")
"""All that an edit can change."""


def check_edits(digest: Digest, generated: Digest, edits: Sequence[Edit]) -> list[Failure]:
    """Whatever is neither generated nor an edit, and what edits say that nothing covers.

    What the editor confirmed, with a reason, is no failure: `confirmed` lists it.
    """
    made = apply_edits(generated, edits).digest
    failures = [
        Failure(name, _shown(expected), _shown(found))
        for name in _TOUCHED
        if (expected := getattr(made, name, None)) != (found := getattr(digest, name, None))
    ]
    allowed = {edit.block: edit.confirmed for edit in edits}
    for lock in digest.locks:
        open_ones = [one for one in lock.unsupported if one not in allowed.get(lock.block, ())]
        if open_ones:
            covered = "what the story's claims cover, or a reason why it stands"
            failures.append(Failure(lock.block, covered, "; ".join(open_ones), kind=UNSUPPORTED))
    return failures


def confirmed(digest: Digest) -> list[Lock]:
    """The edited blocks that say what no claim covers, for a reason that their editor gave."""
    return [lock for lock in digest.locks if lock.unsupported and lock.reason]


def _shown(value: Any) -> str:
    text = json.dumps(plain(value), ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
