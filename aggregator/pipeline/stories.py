"""Stored stories as values, read once: a version is looked at again and again, and never changes."""

from functools import lru_cache

import orjson

from aggregator.model import Digest
from aggregator.model.digest_json import from_json

MOST = 32
"""Stories that are kept: about a megabyte each."""


@lru_cache(maxsize=MOST)
def story_of(body: bytes) -> Digest:
    """The story of a stored digest.json. It is shared: nobody changes what it holds."""
    return from_json(orjson.loads(body))
