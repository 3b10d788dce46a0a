"""What a later version of a story says about itself: that something was taken out (never what it said), or
what an editor has to say about an earlier one.
"""

from datetime import datetime
from typing import Any

from aggregator.digest.prose import capital, network
from aggregator.model.digest_json import plain
from aggregator.model.edits import CorrectionKind
from aggregator.model.languages import Language, day

_WHY = {
    "gone": "was deleted",
    "hidden": "is no longer shown to everyone",
    "edited": "was changed by its author",
}


def quote_taken_out(source: str, standing: str, *, at: datetime, replaced: bool) -> dict[str, Any]:
    """A quote left the story because its post does not stand as it was quoted."""
    instead = "another post is quoted instead" if replaced else "it is not quoted any more"
    text = f"A post on {network(source)} that an earlier version quoted {_WHY[standing]}: {instead}."
    return {"at": plain(at), "kind": "quote", "why": standing, "text": text}


def named_taken_out(source: str, standing: str, *, at: datetime) -> dict[str, Any]:
    """A post that the story named (what set off a spike, the first with a picture) is not to be shown now."""
    text = f"A post on {network(source)} that an earlier version named {_WHY[standing]}: it is named no more."
    return {"at": plain(at), "kind": "quote", "why": standing, "text": text}


def posts_taken_out(posts: int, *, at: datetime, withdrawn: bool) -> dict[str, Any]:
    """Posts left the story, its counts too, because somebody asked to be forgotten."""
    what = "A post was" if posts == 1 else f"{posts:,} posts were"
    without = f"everything was counted again without {'it' if posts == 1 else 'them'}"
    text = f"{what} taken out for good: {'this story was withdrawn' if withdrawn else without}."
    return {"at": plain(at), "kind": "forgotten", "text": text}


def by_editor(
    kind: CorrectionKind, text: str, *, who: str, at: datetime, language: Language
) -> dict[str, Any]:
    """An editor's own line, as it is shown: `Correction, May 4, 2031: an earlier version said ...`."""
    line = f"{capital(kind)}, {day(at, language)}: {text}"
    return {"at": plain(at), "kind": kind, "text": line, "who": who}
