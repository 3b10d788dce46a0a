"""What was read of a window, as a story says it."""

from collections.abc import Sequence
from typing import Any

from aggregator.model import Film, Gap, Query
from aggregator.model.digests import ARCHIVE, Coverage, Window
from aggregator.store import archives, spans
from aggregator.text import plural

ARCHIVE_GAP = "an archive can't say what it left out"


def coverage_of(session: Any, film: Film, window: Window, asked: Sequence[Query]) -> tuple[Coverage, ...]:
    """What was read of each query in the window, and what came from archives, which vouch for nothing."""
    told = []
    for query in sorted(asked, key=lambda one: (one.source, one.account, one.target)):
        gaps = spans.coverage(session, query, window.since, window.until)
        host = query.account.removeprefix("https://")  # an instance; a login's name is nobody's business
        where = query.target if host == query.account else f"{query.target} on {host}"
        told.append(Coverage(query.source, where, complete=not gaps, gaps=gaps))
    for archive in archives.of_film(session, film.slug):
        outside = (archive.newest is not None and archive.newest < window.since) or (
            archive.oldest is not None and archive.oldest >= window.until
        )
        if outside:
            continue
        unread = plural(archive.rejected, "record")
        why = f"{ARCHIVE_GAP}; {unread} of it could not be read" if archive.rejected else ARCHIVE_GAP
        gap = Gap(window.since, window.until, why)
        told.append(Coverage(archive.source, f"{ARCHIVE}{archive.name}", complete=False, gaps=(gap,)))
    return tuple(told)
