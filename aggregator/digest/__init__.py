"""Reactions in, a Digest out, and the proof that it says what they say. Pure: no I/O, no clock, no chance."""

from aggregator.digest.compose import compose, digest_id
from aggregator.digest.mask import mask
from aggregator.digest.style import Style, ThemeWords, read_themes
from aggregator.digest.verify import verify

__all__ = ["Style", "ThemeWords", "compose", "digest_id", "mask", "read_themes", "verify"]
