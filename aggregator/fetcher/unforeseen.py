"""An error that nobody foresaw, as words for a log: cheap, and without the values that stood around it.

Never the exception itself: what somebody's logging makes of one may hold the values of local variables, keys
and texts of posts among them, and take half a minute of a thread.
"""

import traceback
from pathlib import Path

from aggregator.fetcher.causes import causes
from aggregator.fetcher.redaction import redact
from aggregator.text import printable

DEEPEST = 12
"""So many calls are told, the last ones."""

LONGEST = 300


def unforeseen(error: BaseException) -> dict[str, str]:
    """What a line of the log says of it: `why`, and `trace`: what lies behind it, and the calls that led to
    it, the last one first. `fansreact -v` shows both, others `why` alone.
    """
    said = printable(str(error), LONGEST)
    behind = [f"behind it: {one}" for one in causes(error)]
    return {
        "why": redact(f"{type(error).__name__}: {said}".removesuffix(": ")),
        "trace": redact(" <- ".join([*behind, *_calls(error)])),
    }


def _calls(error: BaseException) -> list[str]:
    """`web/pages/films.py:25 film`, the last one first. No line of code is read for it."""
    calls = [
        f"{'/'.join(Path(frame.f_code.co_filename).parts[-3:])}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return calls[: -DEEPEST - 1 : -1]
