"""The stage "import": an archive's posts, for a film that the editor names, in constant memory."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from aggregator.collectors.archive import Stretch
from aggregator.model import Film, Post, Rejected, RunReport
from aggregator.model.quick import quick, rare_collections
from aggregator.pipeline.context import Context
from aggregator.store import archives, posts, runs

BATCH = 1_000  # the store's longest transaction
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


@rare_collections()
def import_archive(
    ctx: Context,
    name: str,
    records: Iterable[Post | Rejected | Stretch],
    film: Film,
    *,
    on_progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Save an archive's posts for `film`; importing the same again changes nothing.

    Stretches that were imported for the film before, without a fault, are skipped: their posts are known.
    Each batch is one transaction: a run that is killed has kept whole batches, and the next import of the
    file completes it.

    Raises:
        StoreError: the database refused.
    """
    started_at, clock_start = ctx.clock(), time.monotonic()
    work = _Import(ctx, name, film, started_at, on_progress)
    for record in records:
        if type(record) is Stretch:
            work.begin(record)
        elif type(record) is Post:
            work.take(record)
        else:
            work.reject(cast("Rejected", record))
        if ctx.stopping.is_set():
            work.leave_open()
            break
    return work.end(round(time.monotonic() - clock_start, 3))


class _Import:
    """One file on its way into the database, a batch at a time."""

    def __init__(
        self, ctx: Context, name: str, film: Film, at: datetime, on_progress: Callable[[int], None]
    ) -> None:
        self._ctx, self._name, self._film, self._at = ctx, name, film, at
        self._on_progress = on_progress
        self._films, self._make_sighting = (film.slug,), quick(posts.Sighting)
        self._batch: list[posts.Sighting] = []
        self._rejected: list[Rejected] = []
        self._held: dict[str, archives.Holding] = {}
        self._open = _Open()
        self._new = self._known = self._refused = self._rejected_count = 0
        self._is_named = False

    def begin(self, stretch: Stretch) -> None:
        """Lines begin: those that were read for this film before are skipped."""
        self._close()
        with self._ctx.store.read() as session:
            again = archives.find_stretch(session, self._film.slug, stretch.mark)
        if again is None:
            self._open = _Open(stretch.mark)
            return
        count = sum(one.posts for one in again.values())
        stretch.skip(count)
        self._known += count
        _widen(self._held, again)
        self._on_progress(count)

    def take(self, post: Post) -> None:
        """A post, saved with its batch."""
        if len(self._batch) == BATCH:
            self._flush(closes=False)
        self._batch.append(self._make_sighting(post, self._films))

    def reject(self, record: Rejected) -> None:
        """A record that can't be read: its lines will be read, and told, each time."""
        self._open.sound = False
        self._rejected_count += 1
        if len(self._rejected) < REJECTED_NAMED:
            self._rejected.append(record)

    def leave_open(self) -> None:
        """The lines are not read to their end."""
        self._open.sound = False

    def end(self, took_s: float) -> ImportReport:
        """Saves what is left; the report, which is recorded too."""
        self._close()
        read = self._new + self._known + self._refused + self._rejected_count
        report = ImportReport(
            self._name,
            read,
            self._new,
            self._known,
            self._refused,
            tuple(self._rejected),
            self._rejected_count,
            took_s,
        )
        with self._ctx.store.write() as session:
            self._record(session)
            runs.record(
                session,
                RunReport(
                    stage="import",
                    started_at=self._at,
                    took_s=took_s,
                    film=self._film.slug,
                    target=self._name,
                    fetched=read,
                    new=report.new,
                    known=report.known,
                    rejected=report.rejected_count,
                ),
            )
        return report

    def _close(self) -> None:
        if self._batch:
            self._flush(closes=True)
        self._open = _Open()

    def _flush(self, *, closes: bool) -> None:
        """One transaction: the batch, and with a stretch's last one its mark."""
        part = _holdings(self._batch)
        with self._ctx.store.write() as session:
            saved = posts.save(session, self._batch, seen_at=None)
            lines = self._open
            lines.add(part, sound=not saved.refused)
            if closes and lines.mark is not None and lines.sound:
                archives.keep_stretch(session, self._film.slug, lines.mark, lines.held)
            _widen(self._held, part)
            if not self._is_named:  # at once: a killed import leaves its archive named too
                self._record(session)
        self._is_named = True
        self._new, self._known = self._new + saved.new, self._known + saved.known
        self._refused += saved.refused
        self._on_progress(len(self._batch))
        self._batch.clear()

    def _record(self, session: Any) -> None:
        for source, one in sorted(self._held.items()):
            archives.record(
                session,
                self._film.slug,
                source,
                self._name,
                at=self._at,
                posts=one.posts,
                oldest=one.oldest,
                newest=one.newest,
                rejected=self._rejected_count,
            )


@dataclass(slots=True)
class _Open:
    """The stretch that is being read: whether all of it was read and saved so far, and what it holds."""

    mark: str | None = None
    sound: bool = True
    held: dict[str, archives.Holding] = field(default_factory=dict)

    def add(self, part: Mapping[str, archives.Holding], *, sound: bool) -> None:
        self.sound = self.sound and sound
        _widen(self.held, part)


def _holdings(batch: Sequence[posts.Sighting]) -> dict[str, archives.Holding]:
    """What the batch holds, by network."""
    times: dict[str, list[datetime]] = {}
    for item in batch:
        times.setdefault(item.post.source, []).append(item.post.created_at)
    return {source: archives.Holding(len(some), min(some), max(some)) for source, some in times.items()}


def _widen(held: dict[str, archives.Holding], part: Mapping[str, archives.Holding]) -> None:
    for source, one in part.items():
        so_far = held.get(source, one)
        posts_in_all = one.posts if so_far is one else one.posts + so_far.posts
        held[source] = archives.Holding(
            posts_in_all, min(one.oldest, so_far.oldest), max(one.newest, so_far.newest)
        )
