"""Where log lines go: to stderr, one line each, because stdout belongs to results.

Our messages carry no secret (errors are redacted where they are made). Where an error came from (`trace`, see
fetcher.unforeseen) is printed with -v only.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from aggregator.text import printable


def configure(*, verbose: bool, quiet: bool) -> None:
    """Set the least important level that is shown: warnings, errors alone with -q, everything with -v."""
    level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.WARNING
    ours = logging.getLogger("aggregator")  # the fetcher's words; other libraries' stay theirs
    ours.handlers = [_ToStderr(level)]
    ours.setLevel(logging.DEBUG if verbose else logging.NOTSET)  # unset: whoever embeds us decides
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if verbose else [_without_trace]),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # today's stderr, whatever it is
        cache_logger_on_first_use=False,
    )


class _ToStderr(logging.Handler):
    """A line on today's stderr, whatever it is."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"[{record.levelname.lower()}] {printable(record.getMessage(), 2_000)}\n")


def _without_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("trace", None)
    return event
