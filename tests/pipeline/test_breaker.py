"""An account that keeps failing is left in peace by the schedule; a person's own `collect` asks it all the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import make
import pytest
from invented_network import Invented, Network

from aggregator.errors import CredentialsRejected, SourceUnavailable
from aggregator.pipeline import lease
from aggregator.pipeline.collect import TASK, Reading, collect_account
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.store import films, leases, open_store

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
DEPTHS = Depths(timedelta(minutes=30), timedelta(0), timedelta(hours=6))
FILM = make.film(slug="harbour", hashtags=("Harbour",))


class Moody(Invented):
    """Fails as it is told; counts how often it is asked."""

    error: Exception | None = None
    asked = 0

    def pages(self, query, span):
        self.asked += 1
        if self.error is not None:
            raise self.error
        yield from super().pages(query, span)


class Room:
    def __init__(self, path) -> None:
        self.now = NOON
        self.begun = 0
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now, chance=lambda: 0.0)
        self.collector = Moody(Network(page_size=50), lambda: self.now)
        self.reading = Reading(self.collector, DEPTHS, begin=self.begin, key_mark="old")
        with self.store.write() as session:
            films.sync(session, [FILM])

    def begin(self):
        self.begun += 1

    def collect(self, *, by_hand=False):
        self.now += timedelta(minutes=1)
        lasts = timedelta(minutes=2)
        with self.store.write() as session:
            claim = leases.claim(session, TASK, self.reading.key, now=self.now, lease=lasts, holder="someone")
        reports = collect_account(self.ctx, self.reading, [FILM], (), claim=claim, by_hand=by_hand)
        lease.give_back(self.ctx, claim, next_due=None)
        return reports[0].error


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path / "breaker.db")
    yield room
    room.store.close()


def test_after_three_failures_the_schedule_leaves_an_account_in_peace(room):
    room.collector.error = SourceUnavailable("invented", "no answer")
    for _ in range(3):
        assert room.collect().until is None

    spared = room.collect()

    assert room.collector.asked == 3
    assert "failed 3 times in a row and is left in peace until 2031-05-04T12:13:00Z" in spared.message
    assert spared.until == NOON + timedelta(minutes=13)
    room.now = spared.until
    room.collect()
    assert room.collector.asked == 4


def test_a_person_is_not_held_up_and_a_good_answer_closes_the_breaker(room):
    room.collector.error = SourceUnavailable("invented", "no answer")
    for _ in range(3):
        room.collect()
    room.collector.error = None

    assert room.collect(by_hand=True) is None
    assert room.collect() is None
    assert room.collector.asked == 5


def test_a_refused_key_is_sent_once_and_then_not_until_it_changes(room):
    room.collector.error = CredentialsRejected("invented", "the key in KEY was refused", hint="set KEY")
    room.collect()

    spared = room.collect()

    assert room.collector.asked == 1
    assert spared.kind == "credentials"
    assert spared.message.endswith("was refused; it is not asked until the key changes")
    room.reading = replace(room.reading, key_mark="new")
    room.collector.error = None
    assert room.collect() is None
    assert room.collector.asked == 2


def test_each_run_begins_with_its_own_budget(room):
    room.collect()
    room.collect()

    assert room.begun == 2
