"""Reactions in, a Digest out, and the proof that it says what they say. Pure: no I/O, no clock, no chance."""

from aggregator.digest.blocks import section_names
from aggregator.digest.changes import dated, substantive
from aggregator.digest.compose import Composition, compose, compose_whole
from aggregator.digest.corrections import by_editor, named_taken_out, posts_taken_out, quote_taken_out
from aggregator.digest.edited import UNSUPPORTED, confirmed
from aggregator.digest.editing import Edited, Fallen, apply_edits, block_text, checked, watch
from aggregator.digest.embargo import embargo_until
from aggregator.digest.genuine import HINT as HOW_TO_VERIFY
from aggregator.digest.genuine import why_blocked
from aggregator.digest.identity import digest_id
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
    "UNSUPPORTED",
    "Composition",
    "Edited",
    "Fallen",
    "Style",
    "ThemeWords",
    "apply_edits",
    "are_told",
    "block_text",
    "by_editor",
    "checked",
    "compose",
    "compose_whole",
    "confirmed",
    "dated",
    "digest_id",
    "embargo_until",
    "mask",
    "named_taken_out",
    "posts_taken_out",
    "quote_taken_out",
    "read_themes",
    "section_names",
    "substantive",
    "trigger",
    "verify",
    "watch",
    "why_blocked",
]
