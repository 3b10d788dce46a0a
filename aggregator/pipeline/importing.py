"""The stage "import": an archive's posts, for a film that the editor names, in constant memory."""

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.model import Film, Post, Rejected, RunReport
from aggregator.model.quick import quick
from aggregator.pipeline.context import Context
from aggregator.store import archives, posts, runs

BATCH = 1_000  # the store's longest transaction
NEW_OBJECTS = 200_000  # more than a batch keeps alive: a collection now and then, not one for each page
REJECTED_NAMED = 10_000  # beyond this many, rejected lines are only counted


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file. `rejected` names the first 10,000 lines, `rejected_count` counts them all.

    `read` counts posts and rejected records together; `refused` are posts that someone asked to forget.
    """

    file: str
    read: int
    new: int
    known: int
    refused: int
    rejected: tuple[Rejected, ...]
    rejected_count: int
    took_s: float

    @property
    def usable(self) -> int:
        """Posts that are in the database now."""
        return self.new + self.known


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Lets the garbage collector look for cycles seldom while an import runs.

    Posts and rows hold no cycles: they go with their batch. The collector's usual rhythm looks at all of them
    again and again and takes a sixth of an import's time (measured).
    """
    usual = gc.get_threshold()
    gc.set_threshold(max(usual[0], NEW_OBJECTS) if usual[0] else 0, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@_rare_collections()
def import_archive(
    ctx: Context,
    name: str,
    records: Iterable[Post | Rejected],
    film: Film,
    *,
    on_progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Save an archive's posts for `film`; importing the same again changes nothing.

    Each batch is one transaction: a run that is killed has kept whole batches, and the next import of the
    file completes it.

    Raises:
        StoreError: the database refused.
    """
    started_at, clock_start = ctx.clock(), time.monotonic()
    films, make_sighting = (film.slug,), quick(posts.Sighting)
    batch: list[posts.Sighting] = []
    rejected: list[Rejected] = []
    held: dict[str, _Held] = {}
    read = new = known = refused = rejected_count = 0

    def flush() -> None:
        nonlocal new, known, refused
        with ctx.store.write() as session:
            saved = posts.save(session, batch, seen_at=None)
            _widen(held, batch)
            if read <= BATCH + rejected_count:  # at once: a killed import leaves its archive named too
                _record(session, film, name, held, at=started_at)
        new, known, refused = new + saved.new, known + saved.known, refused + saved.refused
        on_progress(len(batch))
        batch.clear()

    for record in records:
        read += 1
        if isinstance(record, Rejected):
            rejected_count += 1
            if len(rejected) < REJECTED_NAMED:
                rejected.append(record)
            continue
        batch.append(make_sighting(record, films))
        if len(batch) == BATCH:
            flush()
            if ctx.stopping.is_set():
                break
    if batch:
        flush()
    report = ImportReport(
        name,
        read,
        new,
        known,
        refused,
        tuple(rejected),
        rejected_count,
        round(time.monotonic() - clock_start, 3),
    )
    with ctx.store.write() as session:
        _record(session, film, name, held, at=started_at)
        runs.record(
            session,
            RunReport(
                stage="import",
                started_at=started_at,
                took_s=report.took_s,
                film=film.slug,
                target=name,
                fetched=read,
                new=new,
                known=known,
                rejected=rejected_count,
            ),
        )
    return report


@dataclass(slots=True)
class _Held:
    """What an archive holds of one network. A digest names it: an archive can't vouch for what it lacks."""

    posts: int
    oldest: datetime
    newest: datetime


def _widen(held: dict[str, _Held], batch: Sequence[posts.Sighting]) -> None:
    for source in {item.post.source for item in batch}:
        times = [item.post.created_at for item in batch if item.post.source == source]
        one = held.setdefault(source, _Held(0, times[0], times[0]))
        one.posts += len(times)
        times += one.oldest, one.newest
        one.oldest, one.newest = min(times), max(times)


def _record(session: Any, film: Film, name: str, held: dict[str, _Held], *, at: datetime) -> None:
    for source, one in sorted(held.items()):
        archives.record(
            session, film.slug, source, name, at=at, posts=one.posts, oldest=one.oldest, newest=one.newest
        )
