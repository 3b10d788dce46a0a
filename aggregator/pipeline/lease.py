"""Holding a piece of work, so that no other process does it at the same time.

A lease is a row with an end. Whoever holds it renews it from a thread of its own, however long one request
takes; whoever dies stops renewing, and the next process takes over when the lease ends. Every transaction
checks its claim's fence, so that a process that was only asleep can't write over its successor's work.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from aggregator.errors import LeaseLost
from aggregator.pipeline.context import Context
from aggregator.store import leases

log = structlog.get_logger(__name__)


class LeaseKeeper:
    """Renews a process's claims from one daemon thread, three times within each lease."""

    def __init__(self, ctx: Context, lease: timedelta) -> None:
        self._ctx = ctx
        self._lease = lease
        self._held: dict[tuple[str, str], leases.Claim] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew_all, name="lease-keeper", daemon=True)
        self._thread.start()

    @contextmanager
    def keeping(self, claim: leases.Claim) -> Iterator[leases.Claim]:
        """Keep this claim renewed while the body runs."""
        with self._lock:
            self._held[claim.name, claim.key] = claim
        try:
            yield claim
        finally:
            self._drop(claim)

    def close(self) -> None:
        """Stop renewing; what is still held ends with its lease."""
        self._ended.set()
        self._thread.join()

    def _drop(self, claim: leases.Claim) -> None:
        with self._lock:
            if self._held.get((claim.name, claim.key)) == claim:  # not a newer claim of the same task
                del self._held[claim.name, claim.key]

    def _renew_all(self) -> None:
        while not self._ended.wait(self._lease.total_seconds() / 3):
            with self._lock:
                held = [claim for _, claim in sorted(self._held.items())]
            for claim in held:
                self._renew(claim)

    def _renew(self, claim: leases.Claim) -> None:
        try:
            with self._ctx.store.write() as session:
                leases.renew(session, claim, now=self._ctx.clock(), lease=self._lease)
        except LeaseLost as lost:
            # The work's own next write will find its fence stale and roll back; nothing to undo here.
            log.warning("lease not renewed", task=claim.name, key=claim.key, why=str(lost))
            self._drop(claim)
        except Exception as error:  # noqa: BLE001 - a thread that ends renews nobody; the next turn tries again
            log.warning("lease not renewed yet", task=claim.name, key=claim.key, why=str(error))


def wait_for(
    ctx: Context, name: str, key: str, *, lease: timedelta, longest: timedelta
) -> tuple[leases.Claim | None, bool]:
    """Claim a task now, waiting at most `longest` for its holder: (claim or None, whether we waited)."""
    begun = ctx.clock()
    waited = False
    while True:
        with ctx.store.write() as session:
            claim = leases.claim(session, name, key, now=ctx.clock(), lease=lease, holder=ctx.holder)
        if claim is not None:
            return claim, waited
        waited = True
        if ctx.clock() - begun >= longest or ctx.stopping.wait(0.2):
            return None, waited


def give_back(
    ctx: Context, claim: leases.Claim, *, next_due: datetime | None, error: str | None = None
) -> None:
    """End a claim: the task is due again at `next_due` (None: when it was due anyway).

    A claim that another process took over meanwhile is no longer ours to give back; it goes on there.
    """
    try:
        with ctx.store.write() as session:
            leases.finish(session, claim, now=ctx.clock(), next_due=next_due, error=error)
    except LeaseLost as lost:
        log.warning("lease was lost before the work ended", task=claim.name, key=claim.key, why=str(lost))
