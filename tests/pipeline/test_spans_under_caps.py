"""Posts of one instant, networks that end a walk early, gaps, and processes that slept too long."""

from datetime import timedelta

import pytest
from invented_network import Invented, Killed
from invented_newsroom import DEPTHS, LEASE, OVERLAP, START, TICK

from aggregator.errors import LeaseLost, StoreError
from aggregator.store import posts, spans

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SERVED_NOTHING = "x served nothing older than this"


# ── ties ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page_size", [2, 3, 4, 5])
@pytest.mark.parametrize("cap", [2, 3])
@pytest.mark.parametrize("marks", [True, False])
def test_ties_on_both_sides_of_a_cap_are_all_read(newsroom, page_size, cap, marks):
    """Below the newest they are triples: every cap cuts some of them apart, whatever the size of a page."""
    room = newsroom(page_size=page_size, cap=cap, marks=marks)
    for minute in range(60, 75):
        room.post(START - minute * MINUTE, 3)

    report = room.run()

    assert room.missing() == []
    assert report.gaps == ()


@pytest.mark.parametrize("pages", [2, 3])
@pytest.mark.parametrize("marks", [True, False])
def test_ties_on_both_sides_of_where_a_run_ended_are_all_read(newsroom, pages, marks):
    room = newsroom(page_size=2, marks=marks)
    for minute in range(60, 75):
        room.post(START - minute * MINUTE, 3)
    for _ in range(20):
        room.run(pages=pages)

    assert room.unread() == []
    assert room.missing() == []


def test_posts_at_the_spans_own_low_are_read_though_a_run_ends_among_them(newsroom):
    room = newsroom(page_size=2)
    room.post(START - DEPTHS.first, 5)

    room.run(pages=1)
    [left] = room.unread()
    room.run()

    assert (left.span.low, left.span.high) == (START - DEPTHS.first, START - DEPTHS.first + TICK)
    assert room.missing() == []


def test_the_instant_of_the_top_belongs_to_the_next_run(newsroom):
    room = newsroom(page_size=1)
    room.post(START - HOUR, 2)
    room.run(pages=1)  # a backlog: the next run does not read the overlap
    room.post(START, 3)
    room.now += MINUTE

    room.run()

    assert room.missing() == []


# ── caps and gaps ────────────────────────────────────────────────────────────


def test_a_capped_network_leaves_a_gap_with_a_name(newsroom):
    room = newsroom(page_size=2, cap=2)
    room.post(START - HOUR, 9)  # nine posts in one instant: no bound can get below the cap

    report = room.run()

    assert len(room.missing()) > 0
    assert [gap.why for gap in report.gaps] == [SERVED_NOTHING]
    assert [(one.state, one.next_try) for one in room.unread()] == [("gap", START + 6 * HOUR)]


def test_a_cap_is_walked_under_where_bounds_can(newsroom):
    room = newsroom(page_size=2, cap=2)
    for minute in range(1, 61):
        room.network.add(START - minute * MINUTE)

    report = room.run()

    assert room.missing() == []
    assert report.gaps == ()
    assert report.pages <= 1.5 * 60 / 2 + 2  # each new walk begins where the last one stopped


def test_a_mark_that_the_network_has_forgotten_is_replaced_by_the_bounds(newsroom):
    room = newsroom(page_size=2)
    for minute in range(1, 21):
        room.network.add(START - minute * MINUTE)
    room.run(pages=2)
    room.network.forgetful = True

    report = room.run()

    assert (report.gaps, room.missing()) == ((), [])


def test_a_page_without_a_mark_ends_the_old_one(newsroom):
    """A mark of the page before would lead the next walk back to where it was."""
    room = newsroom(page_size=2)
    room.post(START - HOUR, 7)
    room.run(pages=1)
    room.network.marks = False
    room.run(pages=1)

    assert [one.span.resume for one in room.unread()] == [None]


def test_a_gap_is_asked_for_again_when_its_time_has_come_and_not_before(newsroom):
    room = newsroom(page_size=2, cap=2)
    room.post(START - HOUR, 9)
    room.run()
    room.network.cap = None

    room.now += 6 * HOUR - MINUTE
    early = room.run()
    room.now += MINUTE
    due = room.run()

    assert (early.pages, len(due.gaps)) == (1, 0)
    assert room.unread() == []
    assert room.missing() == []


def test_a_gap_whose_next_try_dies_stays_to_be_read(newsroom):
    room = newsroom(page_size=2, cap=2)
    room.post(START - HOUR, 9)
    room.run()
    room.network.cap = None
    room.now += 6 * HOUR
    claim = room.claim()
    room.network.die_after = 3  # the new hours take one page, then the gap one
    with pytest.raises(Killed):
        room.read(claim)
    room.now += LEASE + TICK

    room.run()

    assert room.missing() == []


def test_a_gap_older_than_a_day_keeps_its_name_and_is_not_asked_for_again(newsroom):
    room = newsroom(page_size=2, cap=2)
    room.post(START - 30 * HOUR, 9)
    room.run(since=START - 40 * HOUR)
    room.network.cap = None
    room.now += 100 * HOUR

    room.run()

    missing = room.missing()
    assert missing
    named = room.coverage(START - 40 * HOUR, START)
    assert [gap.why for gap in named] == [SERVED_NOTHING]
    assert all(named[0].low <= post.created_at < named[0].high for post in missing)


def test_a_gap_that_stays_does_not_keep_late_posts_from_being_found(newsroom):
    """Nobody expects to read it soon: it is no backlog."""
    room = newsroom(page_size=2, cap=2)
    room.post(START - 30 * HOUR, 9)
    room.run(since=START - 40 * HOUR)
    [late] = room.post(START - OVERLAP)
    room.now += MINUTE

    room.run()

    assert late not in room.missing()


def test_a_gap_that_is_due_does_not_keep_late_posts_from_being_found(newsroom):
    room = newsroom(page_size=2, cap=2)
    room.post(START - HOUR, 9)
    room.run()
    [late] = room.post(START - OVERLAP)
    room.now += 6 * HOUR

    room.run()

    assert late not in room.missing()


def test_coverage_tells_what_lies_before_and_after_all_that_was_asked(newsroom):
    room = newsroom()
    room.run()

    told = room.coverage(START - DEPTHS.first - HOUR, START + HOUR)

    assert [(gap.low, gap.high, gap.why) for gap in told] == [
        (START - DEPTHS.first - HOUR, START - DEPTHS.first, spans.BEFORE),
        (START, START + HOUR, spans.NOT_ASKED),
    ]


# ── the fence ────────────────────────────────────────────────────────────────


def test_a_process_that_slept_through_its_lease_claims_nothing(newsroom):
    room = newsroom(page_size=2)
    asleep = room.claim()
    room.fall_asleep()
    room.now += MINUTE  # there is something new to claim
    stored = (room.state(), room.unread())

    with pytest.raises(LeaseLost):
        room.read(asleep)

    assert (room.state(), room.unread()) == stored


def test_a_process_that_slept_while_a_page_came_saves_neither_post_nor_place(newsroom):
    room = newsroom(page_size=2)
    for minute in range(1, 21):
        room.network.add(START - minute * MINUTE)
    seen = []

    def asleep():
        room.fall_asleep(pages=3)
        seen.extend(room.unread())

    room.network.meanwhile = asleep

    with pytest.raises(LeaseLost):
        room.read(room.claim())

    assert len(seen) > 0
    assert room.unread() == seen


class Sleeper(Invented):
    """Falls asleep when it has given its last page."""

    asleep = None

    def pages(self, query, span):
        yield from super().pages(query, span)
        asleep, self.asleep = self.asleep, None
        if asleep is not None:
            asleep()


def test_a_process_that_slept_after_its_last_page_declares_no_gap(newsroom):
    room = newsroom(page_size=2, cap=1)
    room.post(START - TICK, 9)
    room.collector = Sleeper(room.network, lambda: room.now)
    room.collector.asleep = lambda: room.fall_asleep(pages=1)

    with pytest.raises(LeaseLost):
        room.read(room.claim())

    assert {one.state for one in room.unread()} == {"open"}


def test_a_process_that_slept_until_its_request_failed_names_no_failure(newsroom):
    room = newsroom(page_size=2)
    room.post(START - HOUR, 9)

    def asleep():
        room.fall_asleep(pages=1)
        room.network.fail_after = 1

    room.network.meanwhile = asleep

    with pytest.raises(LeaseLost):
        room.read(room.claim())

    assert all(one.why != "x: no answer" for one in room.unread())


def test_a_task_that_is_held_is_claimed_by_nobody_else(newsroom):
    room = newsroom()
    first = room.claim()

    assert room.claim() is None
    room.now += LEASE
    assert room.claim().fence == first.fence + 1


def test_a_page_of_a_span_that_another_run_has_read_is_rolled_back(newsroom, monkeypatch):
    """The last guard, should a fence ever fail."""
    room = newsroom(page_size=2)
    room.post(START - HOUR, 5)
    save = posts.save

    def save_and_lose_the_span(session, *args, **rest):
        for stored in spans.list_all(session):
            spans.close(session, stored.span.id)
        return save(session, *args, **rest)

    monkeypatch.setattr(posts, "save", save_and_lose_the_span)

    with pytest.raises(StoreError, match="no longer open"):
        room.run()

    assert len(room.missing()) == 5
    assert len(room.unread()) == 1
