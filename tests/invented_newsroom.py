"""A newsroom that reads the invented network: a store, a clock, and one run after the other."""

import functools
import itertools
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import make
from invented_network import QUERY, Invented, Killed, Network

from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.walk import read_query
from aggregator.store import films, leases, open_store, posts, spans

START = datetime(2031, 5, 4, 0, 0, tzinfo=UTC)
OVERLAP = timedelta(minutes=30)
DEPTHS = Depths(overlap=OVERLAP, settle=timedelta(0), first=timedelta(hours=6))
LEASE = timedelta(minutes=2)
TICK = timedelta(microseconds=1)
FILM = make.film()
FILMS = (FILM,)
_holders = itertools.count(1)


@functools.cache
def _migrated() -> Path:
    """An empty database of this version's schema, made once."""
    path = Path(tempfile.mkdtemp(prefix="spans-")) / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


class Newsroom:
    def __init__(self, path, network: Network, *, depths=DEPTHS) -> None:
        self.now = START
        self.network = network
        self.depths = depths
        self.runs = 0
        shutil.copy(_migrated(), path)  # the migrations cost more than all that follows
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now)
        self.collector = Invented(network, lambda: self.now)
        with self.store.write() as session:
            films.sync(session, [FILM])

    def claim(self):
        with self.store.write() as session:
            holder = f"process {next(_holders)}"
            return leases.claim(session, "collect", "x", now=self.now, lease=LEASE, holder=holder)

    def read(self, claim, *, pages=None, since=None):
        self.runs += 1
        return read_query(
            self.ctx, self.collector, QUERY, FILMS, claim=claim, depths=self.depths, pages=pages, since=since
        )

    def run(self, *, pages=None, since=None):
        claim = self.claim()
        report = self.read(claim, pages=pages, since=since)
        with self.store.write() as session:
            leases.finish(session, claim, now=self.now, next_due=None)
        return report

    def run_killed(self, after_pages: int) -> None:
        """A run that dies while it asks for the page after `after_pages`; its lease runs out."""
        self.network.die_after = after_pages + 1
        try:
            self.run()
        except Killed:
            self.now += LEASE + timedelta(seconds=1)
        self.network.die_after = None

    def run_killed_saving(self, after_pages: int) -> None:
        """A run that dies in the transaction of the page after `after_pages`."""
        saved, save = itertools.count(), posts.save

        def save_or_die(*args, **rest):
            done = save(*args, **rest)
            if next(saved) == after_pages:
                raise Killed
            return done

        with patch.object(posts, "save", save_or_die):
            try:
                self.run()
            except Killed:
                self.now += LEASE + timedelta(seconds=1)

    def fall_asleep(self, *, pages=None) -> None:
        """The process that holds the lease sleeps until it has ended; another one has a run meanwhile."""
        self.now += LEASE + timedelta(seconds=1)
        self.run(pages=pages)

    def post(self, at: datetime, count: int = 1):
        """Posts of one instant that the network shows from now on, however old they are."""
        return [self.network.add(at, visible_at=self.now) for _ in range(count)]

    def missing(self):
        shown = self.network.visible(self.now)
        with self.store.read() as session:
            stored = posts.find(session, [post.key for post in shown])
        return [post for post in shown if post.key not in stored]

    def unread(self):
        """Spans and gaps, newest first, as the store keeps them."""
        with self.store.read() as session:
            return spans.list_all(session)

    def coverage(self, since, until):
        with self.store.read() as session:
            return spans.coverage(session, QUERY, since, until)

    def state(self):
        with self.store.read() as session:
            return spans.query_state(session, QUERY)
