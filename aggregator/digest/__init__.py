"""Reactions in, a Digest out, and the proof that it says what they say. Pure: no I/O, no clock, no chance."""

from aggregator.digest.compose import compose
from aggregator.digest.corrections import posts_taken_out, quote_taken_out
from aggregator.digest.identity import digest_id
from aggregator.digest.mask import mask
from aggregator.digest.spikes import are_told, trigger
from aggregator.digest.story import FEWEST_IN_A_ROUND_UP, FEWEST_QUOTES
from aggregator.digest.style import Style, ThemeWords, read_themes
from aggregator.digest.verify import verify

__all__ = [
    "FEWEST_IN_A_ROUND_UP",
    "FEWEST_QUOTES",
    "Style",
    "ThemeWords",
    "are_told",
    "compose",
    "digest_id",
    "mask",
    "posts_taken_out",
    "quote_taken_out",
    "read_themes",
    "trigger",
    "verify",
]
