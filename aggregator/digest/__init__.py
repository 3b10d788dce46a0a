"""Reactions in, a Digest out, and the proof that it says what they say. Pure: no I/O, no clock, no chance."""

from aggregator.digest.compose import compose, digest_id
from aggregator.digest.corrections import posts_taken_out, quote_taken_out
from aggregator.digest.genuine import HINT as HOW_TO_VERIFY
from aggregator.digest.genuine import why_blocked
from aggregator.digest.mask import mask
from aggregator.digest.pictures import PASSES_ON
from aggregator.digest.spikes import are_told, trigger
from aggregator.digest.story import FEWEST_IN_A_ROUND_UP, FEWEST_QUOTES
from aggregator.digest.style import Style, ThemeWords, read_themes
from aggregator.digest.verify import verify

__all__ = [
    "FEWEST_IN_A_ROUND_UP",
    "FEWEST_QUOTES",
    "HOW_TO_VERIFY",
    "PASSES_ON",
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
    "why_blocked",
]
