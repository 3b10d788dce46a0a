"""What lies behind a failure, for those who look closer: its own message says in words what to do."""

import contextlib
import logging
from collections.abc import Callable, Iterator

from aggregator.errors import SourceError
from aggregator.text import printable

_log = logging.getLogger(__name__)
_DEEPEST = 10


def causes(failure: BaseException) -> list[str]:
    """From the nearest cause to the deepest, each as `Type: what it said`."""
    told: list[str] = []
    behind = failure.__cause__ or failure.__context__
    for _ in range(_DEEPEST):
        if behind is None:
            break
        said = f"{type(behind).__name__}: {printable(str(behind), 300)}".removesuffix(": ")
        if not isinstance(behind, SourceError) and said not in told:
            told.append(said)
        behind = behind.__cause__ or behind.__context__
    return told


@contextlib.contextmanager
def causes_logged(redact: Callable[[str], str]) -> Iterator[None]:
    """Log the causes of a failure that leaves this block, without secrets: `-v` shows them."""
    try:
        yield
    except Exception as failure:
        if told := causes(failure):
            _log.info("%s; behind it: %s", redact(str(failure)), redact(" <- ".join(told)))
        raise
