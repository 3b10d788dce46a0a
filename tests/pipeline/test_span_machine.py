"""Any order of posts, runs and misfortunes: no post is missing that no span or gap names."""

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from invented_network import Network
from invented_newsroom import DEPTHS, OVERLAP, TICK, Newsroom

from aggregator.errors import LeaseLost


class SpanMachine(RuleBasedStateMachine):
    """Small pages, many posts of one instant, and those at the very edges of what was claimed and reached."""

    @initialize(
        page_size=st.integers(1, 4),
        marks=st.booleans(),
        settle=st.sampled_from([0, 10]),
        posted=st.lists(st.tuples(st.integers(0, 20), st.sampled_from([1, 2, 5, 9])), max_size=4),
    )
    def open_newsroom(self, page_size, marks, settle, posted):
        self.folder = Path(tempfile.mkdtemp(prefix="spans-"))
        depths = replace(DEPTHS, settle=timedelta(seconds=settle))
        network = Network(page_size=page_size, marks=marks)
        self.room = Newsroom(self.folder / "spans.db", network, depths=depths)
        self.state, self.unread, self.looked_after = None, [], 0  # what the last run left
        self.late = set()  # posts that were shown when their instant had been claimed already
        for minutes, count in posted:
            self.room.post(self.room.now - timedelta(minutes=minutes), count)

    def teardown(self):
        if hasattr(self, "room"):
            self.room.store.close()
            shutil.rmtree(self.folder)

    def edges(self):
        """The instants at which an error by one tick, or by one post, would show."""
        now, state = self.room.now, self.state
        edges = [now, now - self.room.depths.settle, now - timedelta(seconds=1), now - OVERLAP]
        if state is not None:
            edges += [state.top, state.clean_top, state.clean_top - OVERLAP, state.bottom]
        for stored in self.unread:
            edges += [stored.span.high, stored.span.low]
        return edges

    def claimed(self, at):
        return self.state is not None and self.state.bottom <= at < self.state.top

    def fans_post(self, at, count=1):
        """Where that instant was claimed already the posts are late: then by no more than the overlap."""
        if self.claimed(at):
            at = max(at, self.room.now - OVERLAP)
        posted = self.room.post(at, count)
        if self.claimed(at):
            self.late.update(post.key for post in posted)

    @rule(seconds=st.sampled_from([1, 1, 50, 700, 2400, 3600]))
    def time_passes(self, seconds):
        self.room.now += timedelta(seconds=seconds)

    @rule(edge=st.integers(0, 12), ticks=st.integers(-1, 1), count=st.sampled_from([1, 2, 3, 5, 9, 14]))
    def fans_post_in_one_instant(self, edge, ticks, count):
        edges = self.edges()
        self.fans_post(min(edges[edge % len(edges)] + ticks * TICK, self.room.now), count)

    @rule(count=st.integers(1, 12), apart=st.sampled_from([TICK, timedelta(seconds=1), timedelta(minutes=2)]))
    def fans_post_one_after_the_other(self, count, apart):
        """The newest stands at now, so that the next run leaves it for the one after."""
        for number in range(count):
            self.fans_post(self.room.now - number * apart)

    @rule()
    def a_run_is_undisturbed(self):
        report = self.room.run()
        assert report.error is None

    @rule(after=st.integers(0, 4), saving=st.booleans())
    def a_run_is_killed(self, after, saving):
        if saving:
            self.room.run_killed_saving(after)
        else:
            self.room.run_killed(after)

    @rule(after=st.integers(1, 4))
    def the_network_fails(self, after):
        self.room.network.fail_after = after
        self.room.run()
        self.room.network.fail_after = None

    @rule(pages=st.integers(1, 5))
    def a_run_has_a_budget(self, pages):
        assert self.room.run(pages=pages).pages <= pages

    @rule(cap=st.integers(1, 3), pages=st.sampled_from([None, 2, 4]))
    def the_network_caps_a_walk(self, cap, pages):
        self.room.network.cap = cap
        self.room.run(pages=pages)
        self.room.network.cap = None

    @rule(cap=st.integers(1, 2), after=st.integers(1, 4))
    def a_run_is_killed_while_the_network_caps_its_walks(self, cap, after):
        self.room.network.cap = cap
        self.room.run_killed(after)
        self.room.network.cap = None

    @rule(pages=st.sampled_from([None, 1, 3]))
    def the_network_has_forgotten_its_marks(self, pages):
        self.room.network.forgetful = True
        self.room.run(pages=pages)
        self.room.network.forgetful = False

    @rule(pages=st.sampled_from([None, 1, 2]))
    def a_process_sleeps_through_its_lease_and_another_reads_meanwhile(self, pages):
        slept = []
        self.room.network.meanwhile = lambda: slept.append(self.room.fall_asleep(pages=pages))
        claim = self.room.claim()
        try:
            self.room.read(claim)
        except LeaseLost:
            assert slept
        else:
            assert not slept
            self.room.network.meanwhile = None
            self.room.now += timedelta(minutes=3)  # it had nothing to ask; its lease runs out

    @rule(hours=st.integers(1, 30), pages=st.sampled_from([None, 1]))
    def someone_asks_for_older_posts(self, hours, pages):
        self.room.run(since=self.room.now - timedelta(hours=hours), pages=pages)

    @invariant()
    def nothing_is_missing_without_a_name(self):
        """A post that was there when its instant was claimed is stored or named, from then on. A late one is
        so at the latest when the overlap was read again.
        """
        if not hasattr(self, "room") or self.looked_after == self.room.runs:
            return
        self.state, self.unread, self.looked_after = self.room.state(), self.room.unread(), self.room.runs
        if self.state is None:
            return
        named = self.room.coverage(self.state.bottom, self.state.top)
        for post in self.room.missing():
            at = post.created_at
            if self.claimed(at) and not any(gap.low <= at < gap.high for gap in named):
                assert post.key in self.late
                assert at >= self.state.clean_top - OVERLAP
        for stored in self.unread:
            low, high = stored.span.low, stored.span.high
            assert self.state.bottom <= low < high <= self.state.top
            told = [min(gap.high, high) - max(gap.low, low) for gap in named]
            assert sum((piece for piece in told if piece > timedelta(0)), timedelta(0)) == high - low

    @precondition(lambda self: self.state is not None)
    @rule()
    def undisturbed_runs_make_it_complete(self):
        """Two quiet runs: one for the backlog, one that reads the owed overlap again. What stays is what the
        network would not give within a day.
        """
        for _ in range(2):
            self.room.now += timedelta(hours=7)  # gaps are due for their next try
            self.room.run()
        state, unread = self.room.state(), self.room.unread()
        assert all(stored.state == "gap" and stored.next_try is None for stored in unread)
        assert state.clean_top == state.top
        for post in self.room.missing():
            at = post.created_at
            given_up = any(stored.span.low <= at < stored.span.high for stored in unread)
            assert given_up or not state.bottom <= at < state.top


SpanMachine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestSpanMachine = pytest.mark.timeout(400)(SpanMachine.TestCase)  # a slow machine is no fault
