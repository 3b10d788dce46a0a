"""Jetstream x each fault: what is stored, what is said, and that the next run has it all."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import make
import pytest

from aggregator.collectors.jetstream import Jetstream
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.loopback import Reply, play
from aggregator.pipeline import lease
from aggregator.pipeline.collect import TASK, Reading, collect_account
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.store import films, leases, open_store, reactions, spans

RECORDING = Path(__file__).parent.parent / "recordings" / "jetstream"
FILM = make.film(slug="harbour", hashtags=("GlassHarbour",), phrases=("no such phrase",))
HOUR = timedelta(hours=1)
ALL = 30


def refused(status, body, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda network: setattr(
        network, "fail", lambda path: Reply(status, body, named) if path == "/subscribe" else None
    )


def double(**values):
    def spoil(network):
        for name, value in values.items():
            setattr(network.double("jetstream"), name, value)

    return spoil


def frames(change):
    return lambda network: setattr(
        network, "alter", lambda path, body: change(body) if path == "/subscribe" else body
    )


FAULTS = {
    "429, far": (refused(429, {"error": "slow"}, retry_after="3600"), "rate_limited", 0),
    "401": (refused(401, {"error": "no"}), "credentials", 0),
    "403, HTML": (refused(403, "<html>Forbidden"), "credentials", 0),
    "500": (refused(500, "<html>oops"), "unavailable", 0),
    "a page of HTML": (refused(200, "<html>hello"), "payload", 0),
    "connection cut": (double(cut_after=20), "unavailable", 10),
    "silence": (frames(lambda body: body[:20]), "unavailable", 10),
    "a frame too large": (frames(lambda body: [*body[:20], "x" * 2_000_001, *body[20:]]), "payload", 10),
    "one malformed frame": (frames(lambda body: [*body[:20], "{", *body[20:]]), None, ALL),
    "nothing readable": (frames(lambda body: ["{"] * len(body)), "payload", 0),
    "no AppView": (double(answers=False), None, ALL),
}


class Room:
    def __init__(self, network, path):
        about = json.loads((RECORDING / "recording.json").read_text("utf-8"))
        low, high = (datetime.fromisoformat(about[at]) for at in ("low", "high"))
        self.now = high + HOUR
        self.network = network
        self.depths = Depths(timedelta(0), settle=HOUR, first=high - low)
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now, chance=lambda: 0.0)
        with self.store.write() as session:
            films.sync(session, [FILM])

    def run(self):
        """A run by a new process: its reports by target."""
        fetcher = Fetcher(
            "bluesky",
            self.network.url,
            account="jetstream",
            budget=MemoryBudget(lambda: self.now),
            clock=lambda: self.now,
            wait=lambda _seconds: False,
            attempts=2,
            deadline_s=1.0,
        )
        collector = Jetstream(fetcher, options={"hydrate_url": self.network.url})
        vars(collector)["page_size"] = 7
        reading = Reading(collector, self.depths)
        with self.store.write() as session:
            claim = leases.claim(
                session, TASK, reading.key, now=self.now, lease=timedelta(minutes=2), holder="someone"
            )
        reports = collect_account(self.ctx, reading, [FILM], [FILM], claim=claim, by_hand=True)
        lease.give_back(self.ctx, claim, next_due=None)
        fetcher.close()
        return {report.target: report for report in reports}

    def held(self):
        with self.store.read() as session:
            return reactions.count(session, FILM.slug)

    def unread(self):
        with self.store.read() as session:
            return spans.list_all(session)


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost_unnamed_and_the_next_run_has_it_all(tmp_path, name):
    spoil, kind, at_least = FAULTS[name]
    with play(RECORDING) as network:
        room = Room(network, tmp_path / "stream.db")
        spoil(network)

        reports = room.run()

        assert {report.error and report.error.kind for report in reports.values()} == {kind}
        assert at_least <= room.held() <= ALL
        if kind is not None:
            assert {stored.state for stored in room.unread()} == {"open"}
            assert all(report.gaps for report in reports.values())
        network.fail = network.alter = None
        double(cut_after=None, answers=True)(network)
        again = room.run()

        assert [report.error for report in again.values()] == [None, None]
        assert (room.held(), room.unread()) == (ALL, [])
        room.store.close()
