"""A source read into a real database over its double: what faults and bursts are tried on."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import make

from aggregator import collectors
from aggregator.fetcher import Fetcher, MemoryBudget, MemorySessionCache
from aggregator.loopback import HERE
from aggregator.model import Query
from aggregator.pipeline import lease
from aggregator.pipeline.collect import TASK, Reading, collect_account
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.store import films, leases, open_store, reactions, spans

RECORDINGS = Path(__file__).parent / "recordings"
FILM = make.film(slug="harbour", hashtags=("GlassHarbour",))
HOUR = timedelta(hours=1)
MAX_BYTES = 1_000_000


class Killed(BaseException):
    """kill -9, as near as a test in one process can come: no handler of ours may catch it."""


class Room:
    """A network's double and a database, on one clock.

    `dies_after` pages the process is gone, as by kill -9 (once).
    """

    def __init__(self, name, network, path, *, page_size=None) -> None:
        written = (RECORDINGS / name / "recording.json").read_text("utf-8")
        about = json.loads(written.replace(HERE, network.url))
        self.name = name
        self.network = network
        self.low, high = (datetime.fromisoformat(about[at]) for at in ("low", "high"))
        self.now = high + HOUR
        self.about = about
        self.page_size = page_size or about.get("page_size")
        self.dies_after = None
        self.earlier = None  # the first answer to the same question, whatever its page
        self.deadline_s = 20.0
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now, chance=lambda: 0.0)
        self.sessions = MemorySessionCache()
        with self.store.write() as session:
            films.sync(session, [FILM])

    def collector(self):
        kind = collectors.find(self.name)
        fetcher = Fetcher(
            kind.source,
            self.network.url,
            account="reader",
            budget=MemoryBudget(lambda: self.now),
            clock=lambda: self.now,
            wait=lambda _seconds: False,
            attempts=2,
            deadline_s=self.deadline_s,
            max_bytes=MAX_BYTES,
        )
        options = self.about.get("options", {})
        keys = {name: f"key-of-{name}" for name in kind.needs_key}
        made = kind(fetcher, keys=keys, sessions=self.sessions, options=options)
        vars(made)["page_size"] = int(self.page_size or kind.page_size)
        vars(made)["targets"] = lambda _film: (self.about["target"],)
        vars(made)["belongs"] = lambda *_: True
        vars(made)["read"] = self._mortal(made.read)
        return made

    def _mortal(self, read):
        def or_die(*given):
            if self.dies_after is not None:
                self.dies_after -= 1
                if self.dies_after < 0:
                    self.dies_after = None
                    raise Killed
            return read(*given)

        return or_die

    def run(self, *, since=None):
        """One run, from the recording's low on or as it is due (`since` False)."""
        collector = self.collector()
        with self.store.write() as session:
            claim = leases.claim(session, TASK, "all", now=self.now, lease=HOUR / 12, holder="someone")
        depths = Depths(timedelta(minutes=30), timedelta(0), self.now - self.low)
        reading = Reading(collector, depths)
        [report] = collect_account(
            self.ctx,
            reading,
            [FILM],
            (),
            claim=claim,
            since=self.low if since is None else since or None,
            by_hand=True,
        )
        lease.give_back(self.ctx, claim, next_due=None)
        collector.fetcher.close()
        return report

    def stored(self):
        with self.store.read() as session:
            return reactions.count(session, FILM.slug)

    def unread(self, until=None):
        query = Query(collectors.find(self.name).source, "reader", self.about["target"])
        with self.store.read() as session:
            return spans.coverage(session, query, self.low, until or self.now - HOUR)
