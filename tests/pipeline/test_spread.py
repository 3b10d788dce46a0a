"""Where pages are bought when they cost money: over the whole time, and what is left has a name."""

import json
from datetime import UTC, datetime, timedelta

import make
import pytest
from invented_network import QUERY, Invented, Network

from aggregator.collectors.x import BEARER_TOKEN, X
from aggregator.errors import BudgetSpent, UnexpectedPayload
from aggregator.fetcher import Cost, Fetcher, MemoryBudget
from aggregator.loopback import play
from aggregator.model import Counted, Query, Span
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.spread import MOST_SLICES, cut, is_worth_counting, turns
from aggregator.pipeline.walk import read_query
from aggregator.store import films, leases, open_store, posts, spans

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DEPTHS = Depths(timedelta(minutes=5), timedelta(0), timedelta(hours=24))
FILM = make.film()


class Paid(Invented):
    """Its pages cost money; it counts by the hour. `purse` is how many pages it lets us buy, then it is empty."""

    page_size = 10
    purse = None

    def __init__(self, network, clock):
        super().__init__(network, clock)
        self.asked_counts = []

    @property
    def page_cost(self):
        return Cost("usd_micros", 50_000)

    def counted(self, query, low, high):
        self.asked_counts.append((low, high))
        shown = self.network.visible(self.clock())
        pieces = []
        while low < high:
            end = min(high, low + HOUR)
            pieces.append(Counted(low, end, sum(low <= post.created_at < end for post in shown)))
            low = end
        return tuple(pieces)

    def pages(self, query, span):
        for page in super().pages(query, span):
            if self.purse is not None:
                if self.purse == 0:
                    raise BudgetSpent("x", "its budget is spent")
                self.purse -= 1
            yield page


class Newsroom:
    def __init__(self, path):
        self.now = NOON
        self.query = QUERY
        self.network = Network(page_size=10)
        self.collector = Paid(self.network, lambda: self.now)
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now)
        with self.store.write() as session:
            films.sync(session, [FILM])

    def run(self, *, pages=None):
        with self.store.write() as session:
            claim = leases.claim(
                session, "collect", "x", now=self.now, lease=2 * MINUTE, holder=f"run at {self.now}"
            )
        report = read_query(
            self.ctx, self.collector, self.query, [FILM], claim=claim, depths=DEPTHS, pages=pages
        )
        with self.store.write() as session:
            leases.finish(session, claim, now=self.now, next_due=None)
        return report

    def stored(self):
        shown = self.network.visible(self.now)
        with self.store.read() as session:
            known = posts.find(session, [post.key for post in shown])
        return [post for post in shown if post.key in known]

    def missing_without_a_name(self):
        known = {post.key for post in self.stored()}
        with self.store.read() as session:
            unread = [stored.span for stored in spans.list_all(session)]
        return [
            post
            for post in self.network.visible(self.now)
            if post.key not in known and not any(span.low <= post.created_at < span.high for span in unread)
        ]


@pytest.fixture
def room(tmp_path):
    room = Newsroom(tmp_path / "spread.db")
    yield room
    room.store.close()


def by_quarter(found):
    """How many of the posts lie in each six hours of the day before noon."""
    return [
        sum(NOON - (6 * n + 6) * HOUR <= post.created_at < NOON - 6 * n * HOUR for post in found)
        for n in range(4)
    ]


def fill_evenly(room, many=2_000):
    for number in range(many):
        room.network.add(NOON - timedelta(seconds=1) - number * (24 * HOUR - MINUTE) / many)


def test_a_budget_that_ends_early_has_bought_a_sample_of_the_whole_day(room):
    fill_evenly(room)

    report = room.run(pages=24)

    assert report.pages == 24
    assert all(40 <= found <= 80 for found in by_quarter(room.stored()))
    assert room.missing_without_a_name() == []
    assert {gap.why for gap in report.gaps} == {"page budget of this run is used up"}


@pytest.mark.parametrize("purse", [4, 9, 30])
def test_money_that_ends_anywhere_ends_evenly(room, purse):
    fill_evenly(room)
    room.collector.purse = purse

    report = room.run(pages=500)

    assert report.error.kind == "budget"
    quarters = by_quarter(room.stored())
    assert min(quarters) > 0
    assert max(quarters) - min(quarters) <= 20
    assert room.missing_without_a_name() == []
    assert {gap.why for gap in report.gaps} == {"x: its budget is spent"}


def test_a_burst_gets_pages_in_proportion(room):
    for number in range(900):
        room.network.add(NOON - 20 * HOUR + number * timedelta(seconds=2))  # a trailer's half hour
    for number in range(90):
        room.network.add(NOON - MINUTE - number * 10 * MINUTE)

    room.run(pages=33)

    burst = [post for post in room.stored() if post.created_at < NOON - 19 * HOUR]
    rest = len(room.stored()) - len(burst)
    assert len(burst) > 3 * rest
    assert rest > 0


def test_a_run_with_enough_budget_reads_everything(room):
    fill_evenly(room, 700)

    report = room.run(pages=200)

    assert report.gaps == ()
    assert len(room.stored()) == 700
    assert report.pages <= 70 + MOST_SLICES


def test_later_runs_complete_what_a_budget_left(room):
    fill_evenly(room, 600)

    for _ in range(20):
        room.run(pages=10)
        room.now += 10 * MINUTE

    assert len(room.stored()) == 600
    with room.store.read() as session:
        assert spans.list_all(session) == []


def test_where_the_network_counts_nothing_no_page_is_bought(room):
    report = room.run(pages=10)

    assert room.network.pages_served == 0
    assert report.gaps == ()
    assert len(room.collector.asked_counts) == 1


def test_a_usual_short_run_is_read_without_counting(room):
    fill_evenly(room, 100)
    room.run()
    room.now += 10 * MINUTE
    room.network.add(room.now - MINUTE)

    room.run()

    assert len(room.collector.asked_counts) == 1
    assert len(room.stored()) == 101


def test_a_count_that_can_not_be_understood_costs_the_spreading_only(room):
    fill_evenly(room, 100)

    def broken(query, low, high):
        raise UnexpectedPayload("x", "counted in roman numerals")

    room.collector.counted = broken
    report = room.run(pages=50)

    assert len(room.stored()) == 100
    assert report.note == "could not be counted: x: counted in roman numerals"


def test_a_fault_in_counting_costs_the_spreading_only(room):
    fill_evenly(room, 100)
    room.collector.counted = lambda *_: [None]

    report = room.run(pages=50)

    assert len(room.stored()) == 100
    assert report.note == "could not be counted: x: its counts could not be read: AttributeError"


def test_more_posts_of_one_instant_than_a_page_holds_are_read_in_one_turn(room):
    """Nothing but the bounds says where it goes on: a page that moved nothing must not be bought again."""
    inner = Invented.pages

    def without_resume(query, span):
        for page in inner(room.collector, query, Span(query, span.low, span.high)):
            yield type(page)(page.posts, page.reached)

    room.collector.pages = without_resume
    for _ in range(35):
        room.network.add(NOON - 2 * HOUR)
    for number in range(30):
        room.network.add(NOON - 3 * HOUR - number * MINUTE)

    report = room.run(pages=60)

    assert len(room.stored()) == 65
    assert report.gaps == ()


# ── pure ─────────────────────────────────────────────────────────────────────


def hours(*posts):
    """Counted hours before noon, the oldest first."""
    low = NOON - len(posts) * HOUR
    return tuple(Counted(low + n * HOUR, low + (n + 1) * HOUR, many) for n, many in enumerate(posts))


def test_slices_hold_about_equally_many_posts_and_together_the_whole_span():
    span = Span(QUERY, NOON - 4 * HOUR, NOON)

    (slices,) = cut([span], hours(100, 0, 300, 0), page_size=100)

    assert slices[0][1] == span.high
    assert slices[-1][0] == span.low
    assert [newer[0] for newer in slices[:-1]] == [older[1] for older in slices[1:]]
    assert len(slices) == 4
    assert slices[1] == (NOON - 100 * MINUTE, NOON - 80 * MINUTE)


def test_no_slice_is_cut_very_short():
    span = Span(QUERY, NOON - 3 * MINUTE, NOON)

    (slices,) = cut([span], hours(100_000), page_size=100)

    assert len(slices) == 3


def test_a_span_that_was_counted_in_part_is_not_taken_for_empty():
    counted_in_part = Span(QUERY, NOON - 9 * HOUR, NOON)
    empty = Span(QUERY, NOON - 2 * HOUR, NOON - HOUR)

    assert cut([counted_in_part, empty], hours(0, 0, 0), 100) == [((NOON - 9 * HOUR, NOON),), ()]


def test_turns_lie_apart_whenever_they_end():
    assert turns(8) == [0, 4, 2, 6, 1, 5, 3, 7]
    assert turns(24)[:8] == [0, 12, 6, 18, 3, 15, 9, 21]
    assert (turns(0), turns(1)) == ([], [0])
    assert all(sorted(turns(many)) == list(range(many)) for many in range(70))


def test_a_single_short_span_is_not_worth_counting():
    short = Span(QUERY, NOON - HOUR, NOON)

    assert not is_worth_counting([short])
    assert is_worth_counting([short, short])
    assert is_worth_counting([Span(QUERY, NOON - 2 * HOUR, NOON)])
    assert not is_worth_counting([])


# ── with X, whose pages cost money ───────────────────────────────────────────


def raw(number, at):
    identity = str((int(at.timestamp() * 1000) - 1_288_834_974_657 << 22) | number)
    return {
        "id": identity,
        "text": f"fog {number} #GlassHarbour",
        "created_at": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "author_id": "71",
        "author": {"id": "71", "username": "harbourpim"},
        "entities": {"hashtags": [{"tag": "GlassHarbour"}]},
        "edit_history_tweet_ids": [identity],
    }


def test_x_is_counted_once_and_sampled_over_the_whole_day_then_completed(tmp_path):
    folder = tmp_path / "recording"
    folder.mkdir()
    items = [raw(number, NOON - MINUTE - number * timedelta(seconds=70)) for number in range(1_200)]
    (folder / "x.json").write_text(json.dumps(items), encoding="utf-8")
    room = Newsroom(tmp_path / "x.db")
    budget = MemoryBudget(lambda: room.now)
    with play(folder) as network:
        fetcher = Fetcher("x", network.url, budget=budget, clock=lambda: room.now, wait=lambda _: False)
        room.collector = X(fetcher, keys={BEARER_TOKEN: "canary"}, options={"page_size": 10})
        room.query = Query("x", "", "search:#glassharbour -is:nullcast -is:retweet")

        first = room.run(pages=24)

        assert network.requests[0][1].startswith("/2/tweets/counts/recent?")
        assert sum("/counts/" in path for _, path in network.requests) == 1
        assert (first.pages, first.new) == (24, 240)
        with room.store.read() as session:
            assert len({gap.low for gap in spans.coverage(session, room.query, NOON - 24 * HOUR, NOON)}) > 12
        assert budget.costs == {"usd_micros": 5_000 + 240 * 5_000}

        last = room.run(pages=200)

        assert last.gaps == ()
        assert first.new + last.new == 1_200
        assert (
            network.double("x").sold <= 1_200 + 3 * MOST_SLICES
        )  # ends of slices: a second's posts are read again
    room.store.close()
