"""One account, several queries and films: who gets what, and what a failure costs."""

import threading
from datetime import UTC, datetime, timedelta

import make
import pytest
from invented_network import Invented, Network

from aggregator.errors import (
    ConfigError,
    LeaseLost,
    RateLimited,
    SourceUnavailable,
    StoreError,
    UnexpectedPayload,
)
from aggregator.model import Query
from aggregator.pipeline import lease
from aggregator.pipeline.collect import TASK, Reading, collect_account, collect_now
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.store import films, leases, open_store, reactions, runs, spans

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
DEPTHS = Depths(timedelta(minutes=30), timedelta(0), timedelta(hours=6))
LEASE = timedelta(minutes=2)
HARBOUR = make.film(slug="harbour", hashtags=("Shared",))
SEQUEL = make.film(slug="sequel", hashtags=("Shared", "Sequel"))


class ByHashtag(Invented):
    """Asks for hashtags; `broken` says which of them fail, and how."""

    def __init__(self, network, clock) -> None:
        super().__init__(network, clock)
        self.broken: dict[str, Exception] = {}
        self.asked: list[str] = []

    def targets(self, film):
        return tuple(sorted(f"#{tag.casefold()}" for tag in film.hashtags))

    def pages(self, query, span):
        self.asked.append(query.target)
        if query.target in self.broken:
            raise self.broken[query.target]
        yield from super().pages(query, span)


class Room:
    def __init__(self, path) -> None:
        self.now = NOON
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now)
        self.collector = ByHashtag(Network(page_size=50), lambda: self.now)
        self.reading = Reading(self.collector, DEPTHS)
        self.keeper = lease.LeaseKeeper(self.ctx, LEASE)
        with self.store.write() as session:
            films.sync(session, [HARBOUR, SEQUEL])

    def claim(self):
        with self.store.write() as session:
            return leases.claim(session, TASK, self.reading.key, now=self.now, lease=LEASE, holder="someone")

    def collect(self, *asked, everyone=()):
        claim = self.claim()
        reports = collect_account(self.ctx, self.reading, asked, everyone, claim=claim)
        lease.give_back(self.ctx, claim, next_due=None)
        return {report.target: report for report in reports}

    def now_collect(self, *asked, longest_wait=timedelta(seconds=30)):
        return collect_now(
            self.ctx,
            self.reading,
            asked,
            (),
            keeper=self.keeper,
            duration=LEASE,
            longest_wait=longest_wait,
        )

    def posts_of(self, film):
        with self.store.read() as session:
            return reactions.count(session, film.slug)


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path / "collect.db")
    yield room
    room.keeper.close()
    room.store.close()


def test_a_hashtag_that_two_films_share_is_fetched_once_for_both_whoever_asked(room):
    for minute in range(1, 6):
        room.collector.network.add(NOON - timedelta(minutes=minute))

    room.collect(HARBOUR, everyone=[HARBOUR, SEQUEL])

    assert room.collector.asked == ["#shared"]
    assert (room.posts_of(HARBOUR), room.posts_of(SEQUEL)) == (5, 5)


def test_an_answer_that_can_not_be_understood_ends_only_its_own_query(room):
    room.collector.broken["#sequel"] = UnexpectedPayload("x", "not what it was")

    reports = room.collect(SEQUEL)

    assert reports["#sequel"].error.kind == "payload"
    assert reports["#shared"].error is None


def test_a_fault_of_our_own_costs_one_account_and_is_told(room):
    room.collector.broken["#shared"] = OverflowError("a hostile number")

    report = room.collect(HARBOUR)["#shared"]

    assert report.error.kind == "unexpected"
    assert "hostile" not in report.error.message


def test_a_folder_that_can_not_be_written_costs_one_account_not_all(room):
    room.collector.broken["#shared"] = ConfigError(
        "sessions: can't be written", hint="give this user the right"
    )

    report = room.collect(HARBOUR)["#shared"]

    assert (report.error.kind, report.error.hint) == ("config", "give this user the right")


def test_an_unreachable_network_is_asked_once_and_the_rest_is_reported_with_its_gap(room):
    room.collect(SEQUEL)
    room.now += timedelta(hours=1)
    room.collector.asked.clear()
    room.collector.broken = {tag: SourceUnavailable("x", "no answer") for tag in ("#shared", "#sequel")}

    reports = room.collect(SEQUEL)

    assert len(room.collector.asked) == 1
    assert all(report.gaps for report in reports.values())
    assert sorted(report.note for report in reports.values()) == ["", "not asked: the account failed before"]


def test_a_target_that_was_never_asked_names_what_its_first_run_would_have_read(room):
    room.collector.broken = {tag: SourceUnavailable("x", "no answer") for tag in ("#shared", "#sequel")}

    reports = room.collect(SEQUEL)

    [skipped] = [report for report in reports.values() if report.note]
    [gap] = skipped.gaps
    assert (gap.low, gap.high, gap.why) == (NOON - timedelta(hours=6), NOON, "not asked yet")


def test_a_run_by_hand_that_fails_counts_as_a_failure_of_its_task(room):
    def task():
        with room.store.read() as session:
            [found] = [one for one in leases.tasks(session) if one.name == TASK]
        return found.failures, found.last_error

    room.collector.broken = {"#shared": SourceUnavailable("x", "no answer")}
    for _ in range(2):
        room.now_collect(HARBOUR)
    assert task() == (2, "x: no answer")

    room.collector.broken = {"#shared": RateLimited("x", "asks us to wait", until=NOON)}
    room.now_collect(HARBOUR)
    assert task() == (0, None)


def test_no_target_starves_where_every_run_ends_early(room):
    """The one that was read longest ago comes first; in the order of names the last would never be asked."""
    room.collect(SEQUEL)
    room.collector.asked.clear()
    for _ in range(2):
        room.now += timedelta(minutes=10)
        claim = room.claim()
        room.collector.broken = {}
        first = []

        def fail_after_one(query, span, first=first):
            if first:
                raise SourceUnavailable("x", "no answer")
            first.append(query.target)
            room.collector.asked.append(query.target)
            return Invented.pages(room.collector, query, span)

        room.collector.pages = fail_after_one
        collect_account(room.ctx, room.reading, [SEQUEL], (), claim=claim)
        lease.give_back(room.ctx, claim, next_due=None)

    assert sorted(room.collector.asked) == ["#sequel", "#shared"]


def test_a_page_budget_is_shared_between_the_queries_of_an_account(room):
    """Each gets its part, and what one leaves goes to those after it."""
    for second in range(1000):
        room.collector.network.add(NOON - timedelta(hours=1, seconds=second))
    both = Reading(room.collector, DEPTHS, pages=7)
    claim = room.claim()

    reports = collect_account(room.ctx, both, [SEQUEL], (), claim=claim)

    assert [report.pages for report in reports] == [4, 3]


def test_what_is_left_open_counts_as_unread_for_who_comes_first(room):
    """#sequel was asked last, but #shared has a hole that is older."""
    for second in range(1000):
        room.collector.network.add(NOON - timedelta(hours=1, seconds=second))
    claim = room.claim()
    collect_account(room.ctx, Reading(room.collector, DEPTHS, pages=2), [HARBOUR], (), claim=claim)
    room.now += timedelta(minutes=10)
    room.collector.targets = lambda _film: ("#sequel",)
    collect_account(room.ctx, room.reading, [SEQUEL], (), claim=claim)
    del room.collector.targets
    room.now += timedelta(minutes=10)
    collect_account(room.ctx, Reading(room.collector, DEPTHS, pages=1), [HARBOUR], (), claim=claim)
    room.collector.asked.clear()

    collect_account(room.ctx, room.reading, [SEQUEL], (), claim=claim)

    assert room.collector.asked[0] == "#shared"
    assert room.collector.asked[-1] == "#sequel"


def test_a_claim_that_ends_does_not_end_the_renewal_of_its_successor(room):
    """The first one overslept its lease; the second, of the same task, is kept by the same process."""
    first = room.claim()
    with room.keeper.keeping(first):
        room.now += LEASE
        second = room.claim()
        kept = room.keeper.keeping(second)
        kept.__enter__()

    assert list(room.keeper._held.values()) == [second]
    kept.__exit__(None, None, None)


def test_a_run_that_was_waited_for_is_joined(room, monkeypatch):
    claim = room.claim()
    waiting, refused = [], threading.Event()
    take = leases.claim

    def claim_or_tell(*args, **rest):
        taken = take(*args, **rest)
        if taken is None:
            refused.set()
        return taken

    monkeypatch.setattr(leases, "claim", claim_or_tell)
    thread = threading.Thread(target=lambda: waiting.extend(room.now_collect(HARBOUR)))
    thread.start()
    assert refused.wait(20)  # it has seen that we hold the account, before we are done with it
    room.collector.network.add(NOON - timedelta(minutes=3))
    room.now += timedelta(seconds=1)

    collect_account(room.ctx, room.reading, [HARBOUR], (), claim=claim)
    lease.give_back(room.ctx, claim, next_due=None)
    thread.join(timeout=20)

    assert [(report.joined, report.new) for report in waiting] == [(True, 1)]
    assert room.collector.asked == ["#shared"]


def test_a_source_that_stays_held_is_said_to_be_busy(room):
    room.claim()
    ticks = iter(range(1_000))
    ctx = Context(room.store, "impatient", clock=lambda: NOON + timedelta(seconds=next(ticks)))

    [report] = collect_now(
        ctx,
        room.reading,
        [HARBOUR],
        (),
        keeper=room.keeper,
        duration=LEASE,
        longest_wait=timedelta(seconds=2),
    )

    assert report.error.kind == "busy"
    assert report.joined


def test_a_report_is_kept_as_soon_as_its_query_is_read(room):
    room.collector.broken["#shared"] = LeaseLost("collect x: another process took it over")

    with pytest.raises(LeaseLost):
        room.collect(SEQUEL)

    with room.store.read() as session:
        assert [report.target for report in runs.latest(session)] == ["#sequel"]


def test_a_renewal_that_fails_once_is_tried_again(room, monkeypatch):
    """A database that is locked for a moment must not cost the lease."""
    claim = room.claim()
    renewed = threading.Event()
    tries = []

    def renew(session, kept, **rest):
        tries.append(kept)
        if len(tries) == 1:
            raise StoreError("database: locked")
        renewed.set()

    monkeypatch.setattr(leases, "renew", renew)
    keeper = lease.LeaseKeeper(room.ctx, timedelta(seconds=0.3))
    with keeper.keeping(claim):
        assert renewed.wait(10)
    keeper.close()


def test_coverage_names_what_a_film_was_not_asked_for(room):
    room.collect(HARBOUR)
    with room.store.read() as session:
        state = spans.query_state(session, Query("x", "", "#sequel"))
        told = spans.coverage(session, Query("x", "", "#sequel"), NOON - timedelta(hours=1), NOON)

    assert state is None
    assert [gap.why for gap in told] == ["not asked yet"]
