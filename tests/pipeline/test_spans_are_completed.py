"""Bursts, backlogs, outages, budgets and stops: what a run leaves, the next ones complete, at its price."""

from dataclasses import replace
from datetime import timedelta

import pytest
from invented_network import Invented
from invented_newsroom import DEPTHS, OVERLAP, START, TICK

from aggregator.errors import RateLimited, SourceUnavailable
from aggregator.model import Page

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def test_a_burst_whose_runs_die_every_100_pages_ends_complete_at_the_price_of_one_walk(newsroom):
    """40,000 posts: the naive cursor never finishes these, and buys the newest pages again in every run."""
    room = newsroom(page_size=40)
    room.now = START + 2 * HOUR
    for number in range(40_000):
        room.network.add(START + HOUR + timedelta(milliseconds=50 * number))
    ordered = room.network.visible(room.now)
    room.network.visible = lambda _now: ordered  # all of them are shown: no need to sort 40,000 posts a page
    clean_walk = 40_000 / 40

    runs = 0
    while runs == 0 or room.unread():
        runs += 1
        assert runs <= 15
        room.run_killed(after_pages=100)

    assert room.missing() == []
    assert room.network.pages_served <= 1.1 * clean_walk


def test_a_burst_in_one_instant_goes_on_at_its_mark_though_its_runs_die(newsroom):
    """By its bounds alone it would begin again at the first of them, in every run."""
    room = newsroom(page_size=5)
    room.post(START - HOUR, 200)

    deaths = 0
    while deaths == 0 or room.unread():
        deaths += 1
        assert deaths <= 10
        room.run_killed(after_pages=5)

    assert room.missing() == []


def test_a_failure_names_what_is_left_and_the_next_run_completes_it(newsroom):
    room = newsroom(page_size=3)
    for minute in range(1, 60):
        room.network.add(START - minute * MINUTE)
    room.network.fail_after = 4

    failed = room.run()
    room.now += MINUTE
    completed = room.run()

    assert failed.error.kind == "unavailable"
    assert [gap.why for gap in failed.gaps] == ["x: no answer"]
    assert completed.error is None
    assert completed.gaps == ()
    assert room.missing() == []


def test_a_limit_says_until_when_the_rest_has_to_wait(newsroom):
    room = newsroom()
    room.network.fail_after = 1
    room.network.failure = RateLimited("x", "too many requests", until=START + HOUR)

    report = room.run()

    assert report.error.until == START + HOUR
    assert [(one.state, one.next_try) for one in room.unread()] == [("open", START + HOUR)]


def test_a_report_names_what_older_runs_left_too(newsroom):
    room = newsroom(page_size=2)
    for minute in range(1, 61):
        room.network.add(START - minute * MINUTE)
    room.run(pages=5)
    room.now += HOUR
    room.network.fail_after = 1

    report = room.run()

    assert min(gap.low for gap in report.gaps) == START - DEPTHS.first


def test_a_long_outage_leaves_one_span_not_one_for_each_run(newsroom):
    room = newsroom()
    room.run()
    for _ in range(20):
        room.now += 10 * MINUTE
        room.network.fail_after = 1
        room.run()

    assert len(room.unread()) <= 2


def test_a_span_that_stands_at_a_mark_is_not_stretched_over_what_is_new(newsroom):
    """Its mark lies below the new posts: a walk that goes on there would leave them out."""
    room = newsroom(page_size=2)
    room.post(START - TICK, 5)  # after one page the span still ends at the top: its last instant is not done
    room.run(pages=1)
    room.now += HOUR
    room.post(START + MINUTE, 3)

    room.run()

    assert room.missing() == []


def test_a_burst_just_below_the_top_is_not_begun_again_by_the_next_run(newsroom):
    """Its span still ends at the top, but stands at a mark: what is new is another span."""
    room = newsroom(page_size=2)
    room.post(START - TICK, 40)
    room.run(pages=10)
    room.now += MINUTE

    assert room.run().pages <= 40 / 2 - 10 + 2
    assert room.missing() == []


def test_what_is_new_is_not_joined_to_a_span_that_ends_elsewhere(newsroom):
    """All that lies between the two would be bought again."""
    room = newsroom(page_size=2, marks=False)
    for minute in range(60, 70):
        room.network.add(START - minute * MINUTE)
    room.run(pages=1)
    [old] = room.unread()
    room.network.marks = True
    room.now += HOUR
    room.post(room.now - TICK, 5)
    room.network.fail_after = 2  # the newest span ends at the top still, at a mark; the old one is untouched
    room.run()
    room.now += HOUR
    room.network.fail_after = 1

    room.run()

    assert old.span in [one.span for one in room.unread()]


def test_pages_that_one_span_leaves_over_go_to_another(newsroom):
    room = newsroom(page_size=2)
    room.post(START - HOUR, 3)
    room.run(pages=1)
    room.now += HOUR
    for second in range(100):
        room.network.add(START + timedelta(seconds=second))

    assert room.run(pages=20).pages == 20


def test_a_run_buys_no_more_pages_than_its_budget_however_many_spans_are_open(newsroom):
    room = newsroom(page_size=2)
    for _ in range(4):
        for minute in range(1, 31):
            room.network.add(room.now - minute * MINUTE)
        room.network.fail_after = 2
        room.run()
        room.now += HOUR

    assert len(room.unread()) == 4
    assert room.run(pages=6).pages == 6


def test_older_spans_get_pages_while_the_newest_burst_goes_on(newsroom):
    room = newsroom(page_size=2)
    for second in range(60):
        room.network.add(START - HOUR + timedelta(seconds=second))
    room.run(pages=4)
    for _ in range(25):
        for second in range(40):  # each run meets more new posts than its budget can read
            room.network.add(room.now + timedelta(seconds=second))
        room.now += MINUTE
        room.run(pages=8)

    assert [post for post in room.missing() if post.created_at < START] == []


def test_a_budget_of_one_page_comes_to_the_end_of_a_backlog(newsroom):
    """If the newest span always took it, the older ones would wait for ever."""
    room = newsroom(page_size=5)
    for minute in range(1, 21):
        room.network.add(START - minute * MINUTE)
    room.run(pages=1)
    for _ in range(20):
        room.now += 10 * MINUTE
        room.network.add(room.now - MINUTE)
        room.run(pages=1)

    assert [post for post in room.missing() if post.created_at < START] == []


def test_a_late_post_in_what_was_read_during_a_backlog_is_found_after_it(newsroom):
    """It lies below the newest top less the overlap by the time the backlog is read: only clean_top owes it."""
    room = newsroom(page_size=2)
    for minute in range(1, 41):
        room.network.add(START - minute * MINUTE)
    room.run(pages=2)  # read: the newest four minutes; unread: the rest
    room.network.add(START - 2 * MINUTE, visible_at=START + MINUTE)
    for hours in (1, 2, 3):
        room.now = START + hours * HOUR
        room.network.add(room.now - MINUTE)
        room.run(pages=2)  # the backlog stays, the top goes on

    for hours in (4, 5):
        room.now = START + hours * HOUR
        room.run()

    assert room.missing() == []


def test_a_post_as_late_as_the_overlap_is_found_by_the_next_run(newsroom):
    room = newsroom()
    room.run()
    room.post(START - OVERLAP)
    room.now += MINUTE

    room.run()

    assert room.missing() == []


def test_what_was_read_is_read_again_for_the_overlap_alone(newsroom):
    room = newsroom(page_size=1)
    for minute in range(1, 300):
        room.network.add(START - minute * MINUTE)
    room.run()
    room.now += MINUTE

    assert room.run().pages <= OVERLAP / MINUTE + 2


def test_posts_that_a_network_indexes_within_settle_need_no_overlap(newsroom):
    room = newsroom(depths=replace(DEPTHS, overlap=timedelta(0), settle=MINUTE))
    for _ in range(10):
        room.now += timedelta(seconds=20)
        room.post(room.now - MINUTE)  # created a minute ago, shown only now
        room.run()
    room.now += timedelta(seconds=20)
    room.run()

    assert room.missing() == []


def test_a_stop_leaves_the_rest_open_with_a_name_and_is_no_failure(newsroom):
    room = newsroom(page_size=2)
    for minute in range(1, 21):
        room.network.add(START - minute * MINUTE)
    room.network.meanwhile = room.ctx.stopping.set

    stopped = room.run()
    room.ctx.stopping.clear()
    room.now += MINUTE
    completed = room.run()

    assert (stopped.pages, stopped.error, stopped.note) == (1, None, "stopped; goes on with the next run")
    assert [gap.why for gap in stopped.gaps] == ["the run was stopped"]
    assert (completed.gaps, room.missing()) == ((), [])


def test_a_request_that_a_stop_cut_short_is_no_failure_of_the_network(newsroom):
    room = newsroom()
    room.network.fail_after = 1
    room.network.failure = SourceUnavailable("x", "cut short")
    room.network.meanwhile = room.ctx.stopping.set

    report = room.run()

    assert (report.error, report.note) == (None, "stopped; goes on with the next run")
    assert len(report.gaps) == 1


class Hesitant(Invented):
    """Its first page is empty and says nothing of the span, but is not the last."""

    reached = None

    def pages(self, query, span):
        yield Page((), self.reached)
        yield from super().pages(query, span)


@pytest.mark.parametrize("reached", [None, START + HOUR], ids=["nothing", "above it"])
def test_a_page_that_says_nothing_of_the_span_leaves_it_as_it_was(newsroom, reached):
    room = newsroom()
    room.post(START - HOUR, 2)
    room.collector = Hesitant(room.network, lambda: room.now)
    room.collector.reached = reached

    room.run(pages=1)
    [left] = room.unread()
    room.run()

    assert (left.span.low, left.span.high) == (START - DEPTHS.first, START)
    assert room.missing() == []


def test_a_run_that_dies_while_it_saves_a_page_has_not_reached_it(newsroom):
    """Posts and how far they reach are one transaction."""
    room = newsroom(page_size=2)
    for minute in range(1, 11):
        room.network.add(START - minute * MINUTE)

    room.run_killed_saving(after_pages=1)
    [left] = room.unread()
    room.run()

    assert left.span.high == START - 2 * MINUTE + TICK
    assert room.missing() == []
