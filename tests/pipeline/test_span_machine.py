"""The span machine under crashes, budgets, caps, late posts and other processes: no post is lost unnamed."""

import functools
import itertools
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import make
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from invented_network import QUERY, Invented, Killed, Network

from aggregator.errors import LeaseLost
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.walk import read_query
from aggregator.store import films, leases, open_store, posts, spans

START = datetime(2031, 5, 4, 0, 0, tzinfo=UTC)
OVERLAP = timedelta(minutes=30)
DEPTHS = Depths(overlap=OVERLAP, settle=timedelta(0), first=timedelta(hours=6))
LEASE = timedelta(minutes=2)
FILM = make.film()
FILMS = (FILM,)
_holders = itertools.count(1)


class Newsroom:
    """A store, a clock and the invented network, with one `run` after the other."""

    def __init__(self, path, network: Network) -> None:
        self.now = START
        self.network = network
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now)
        self.collector = Invented(network, lambda: self.now)
        self.last_claim = None
        with self.store.write() as session:
            films.sync(session, [FILM])

    def claim(self):
        with self.store.write() as session:
            holder = f"process {next(_holders)}"
            return leases.claim(session, "collect", "x", now=self.now, lease=LEASE, holder=holder)

    def run(self, *, pages=None, since=None):
        claim = self.claim()
        self.last_claim = self.now
        report = read_query(
            self.ctx, self.collector, QUERY, FILMS, claim=claim, depths=DEPTHS, pages=pages, since=since
        )
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

    def missing(self):
        shown = self.network.visible(self.now)
        with self.store.read() as session:
            stored = posts.find(session, [post.key for post in shown])
        return [post for post in shown if post.key not in stored]

    def unread(self):
        with self.store.read() as session:
            return [stored.span for stored in spans.list_all(session)]

    def state(self):
        with self.store.read() as session:
            return spans.query_state(session, QUERY)


@pytest.fixture
def newsroom(tmp_path):
    rooms = []

    def build(**network):
        rooms.append(Newsroom(tmp_path / "spans.db", Network(**network)))
        return rooms[-1]

    yield build
    for room in rooms:
        room.store.close()


def test_a_burst_whose_runs_die_every_100_pages_ends_complete_at_the_price_of_one_walk(newsroom):
    """40,000 posts: the naive cursor never finishes these, and buys the newest pages again in every run."""
    room = newsroom(page_size=40)
    room.now = START + timedelta(hours=2)
    for number in range(40_000):
        room.network.add(START + timedelta(hours=1) + timedelta(milliseconds=50 * number))
    ordered = room.network.visible(room.now)
    room.network.visible = lambda _now: ordered  # all of them are shown: no need to sort 40,000 posts a page
    clean_walk = 40_000 / 40

    runs = 0
    while runs == 0 or [span for span in room.unread() if span.low < span.high]:
        runs += 1
        assert runs <= 15
        room.run_killed(after_pages=100)

    assert room.missing() == []
    assert room.network.pages_served <= 1.1 * clean_walk


def test_a_capped_network_leaves_a_gap_with_a_name(newsroom):
    room = newsroom(page_size=2, cap=2)
    same = START - timedelta(hours=1)
    for _ in range(9):  # nine posts in one instant: no bound can get below the cap
        room.network.add(same)

    report = room.run()

    assert len(room.missing()) > 0
    assert [gap.why for gap in report.gaps] == ["x served nothing older than this"]


def test_a_cap_is_walked_under_where_bounds_can(newsroom):
    room = newsroom(page_size=2, cap=2)
    for minute in range(1, 61):
        room.network.add(START - timedelta(minutes=minute))

    report = room.run()

    assert room.missing() == []
    assert report.gaps == ()


def test_a_failure_names_what_is_left_and_the_next_run_completes_it(newsroom):
    room = newsroom(page_size=3)
    for minute in range(1, 60):
        room.network.add(START - timedelta(minutes=minute))
    room.network.fail_after = 4

    failed = room.run()
    room.now += timedelta(minutes=1)
    completed = room.run()

    assert failed.error.kind == "unavailable"
    assert [gap.why for gap in failed.gaps] == ["x: no answer"]
    assert completed.error is None
    assert completed.gaps == ()
    assert room.missing() == []


def test_a_long_outage_leaves_one_span_not_one_for_each_run(newsroom):
    room = newsroom()
    room.run()
    for _ in range(20):
        room.now += timedelta(minutes=10)
        room.network.fail_after = 1
        room.run()

    assert len(room.unread()) <= 2


def test_a_process_that_slept_through_its_lease_writes_nothing(newsroom):
    room = newsroom(page_size=2)
    for minute in range(1, 20):
        room.network.add(START - timedelta(minutes=minute))
    asleep = room.claim()
    room.now += LEASE + timedelta(seconds=1)
    room.run()
    stored = room.state()

    with pytest.raises(LeaseLost):
        read_query(room.ctx, room.collector, QUERY, FILMS, claim=asleep, depths=DEPTHS)

    assert room.state() == stored


def test_older_spans_get_pages_while_the_newest_burst_goes_on(newsroom):
    room = newsroom(page_size=2)
    for second in range(200):
        room.network.add(START - timedelta(hours=1) + timedelta(seconds=second))
    room.run(pages=4)
    for _ in range(60):
        for second in range(40):  # each run meets more new posts than its budget can read
            room.network.add(room.now + timedelta(seconds=second))
        room.now += timedelta(minutes=1)
        room.run(pages=10)

    old = [post for post in room.missing() if post.created_at < START]
    assert old == []


def test_a_late_post_in_what_was_read_during_a_backlog_is_found_after_it(newsroom):
    """It lies below the newest top less the overlap by the time the backlog is read: only clean_top owes it."""
    room = newsroom(page_size=2)
    for minute in range(1, 41):
        room.network.add(START - timedelta(minutes=minute))
    room.run(pages=2)  # read: the newest four minutes; unread: the rest
    room.network.add(START - timedelta(minutes=2), visible_at=START + timedelta(minutes=1))
    for hours in (1, 2, 3):
        room.now = START + timedelta(hours=hours)
        room.network.add(room.now - timedelta(minutes=1))
        room.run(pages=2)  # the backlog stays, the top goes on

    for hours in (4, 5):
        room.now = START + timedelta(hours=hours)
        room.run()

    assert room.missing() == []


@functools.cache
def _migrated() -> Path:
    """An empty database of this version's schema, made once."""
    path = Path(tempfile.mkdtemp(prefix="spans-")) / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


class SpanMachine(RuleBasedStateMachine):
    """Any order of posts, late posts, runs, deaths, failures, budgets and caps."""

    @initialize()
    def open_newsroom(self):
        self.folder = Path(tempfile.mkdtemp(prefix="spans-"))
        shutil.copy(_migrated(), self.folder / "spans.db")  # the migrations cost more than all that follows
        self.room = Newsroom(self.folder / "spans.db", Network())

    def teardown(self):
        if hasattr(self, "room"):
            self.room.store.close()
            shutil.rmtree(self.folder)

    @rule(seconds=st.sampled_from([1, 50, 700, 2400, 3600]))
    def time_passes(self, seconds):
        self.room.now += timedelta(seconds=seconds)

    @rule(count=st.sampled_from([1, 4, 7, 12]), same_instant=st.booleans())
    def fans_post(self, count, same_instant):
        for number in range(count):
            back = 0 if same_instant else number
            self.room.network.add(self.room.now - timedelta(seconds=back))

    @rule(minutes=st.integers(1, 30))
    def a_post_appears_late(self, minutes):
        """Created up to the overlap ago, shown from now on: back-dated or slowly federated."""
        late = self.room.now - min(timedelta(minutes=minutes), OVERLAP - timedelta(seconds=1))
        self.room.network.add(late, visible_at=self.room.now)

    @rule(after=st.integers(0, 4))
    def a_run_is_killed(self, after):
        self.room.run_killed(after)

    @rule(after=st.integers(1, 4))
    def the_network_fails(self, after):
        self.room.network.fail_after = after
        self.room.run()
        self.room.network.fail_after = None

    @rule(pages=st.integers(1, 5))
    def a_run_has_a_budget(self, pages):
        self.room.run(pages=pages)

    @rule(cap=st.integers(1, 2), seconds=st.sampled_from([1, 2400]))
    def the_network_caps_a_walk(self, cap, seconds):
        self.room.now += timedelta(seconds=seconds)
        self.room.network.cap = cap
        self.room.run()
        self.room.network.cap = None

    @rule(hours=st.integers(1, 30))
    def someone_asks_for_older_posts(self, hours):
        self.room.run(since=self.room.now - timedelta(hours=hours))

    @invariant()
    def nothing_is_missing_without_a_name(self):
        room = getattr(self, "room", None)
        if room is None or room.last_claim is None:
            return
        state = room.state()
        unread = room.unread()
        for post in room.missing():
            at = post.created_at
            shown_before_the_claim = any(
                one is post and visible_at <= room.last_claim for one, visible_at in room.network.posts
            )
            claimed = state.bottom <= at < state.top
            owed_by_overlap = at >= state.clean_top - OVERLAP
            named = any(span.low <= at < span.high for span in unread)
            assert named or owed_by_overlap or not claimed or not shown_before_the_claim

    @precondition(lambda self: self.room.last_claim is not None)
    @rule()
    def undisturbed_runs_make_it_complete(self):
        """Two quiet runs: one for the backlog, one that reads the owed overlap again."""
        for _ in range(2):
            self.room.now += timedelta(hours=7)  # gaps are due for their next try
            self.room.run()
        state = self.room.state()
        left = [post for post in self.room.missing() if state.bottom <= post.created_at < state.top]
        assert left == []


SpanMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestSpanMachine = SpanMachine.TestCase
