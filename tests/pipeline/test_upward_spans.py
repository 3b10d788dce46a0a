"""Spans that are read upwards, one query alone and all queries of an account together."""

import random
from datetime import timedelta

import pytest
from invented_network import Killed
from invented_stream import LEASE, MINUTE, START, Newsroom, Stream

from aggregator.model import Query
from aggregator.store import spans


@pytest.fixture
def newsroom(tmp_path):
    rooms = []

    def build(**stream):
        rooms.append(Newsroom(tmp_path / "stream.db", Stream(**stream)))
        return rooms[-1]

    yield build
    for room in rooms:
        room.store.close()


def both(room, kind):
    """Read by either way of reading: one hashtag alone, or all together."""
    return room.alone if kind == "alone" else room.collect


EITHER = pytest.mark.parametrize("kind", ["alone", "together"])


@EITHER
def test_a_run_that_dies_goes_on_where_its_last_page_ended(newsroom, kind):
    room = newsroom()
    for minute in range(1, 31):
        room.stream.add(START - minute * MINUTE)

    room.die(4, both(room, kind))
    served = room.stream.pages_served
    both(room, kind)()

    assert room.missing() == []
    assert room.unread() == []
    # 30 posts, of which each page's newest is read again with the next: 15 pages and no walk from the start.
    assert room.stream.pages_served - served <= 12


@EITHER
def test_a_failure_leaves_the_upper_part_open_with_its_name(newsroom, kind):
    room = newsroom()
    for minute in range(1, 31):
        room.stream.add(START - minute * MINUTE)
    room.stream.fail_after = 4

    both(room, kind)()
    (left, *_) = room.unread()

    assert (left.state, left.why, left.span.high) == ("open", "x: broke off", START)
    assert left.span.low > START - timedelta(minutes=30)
    assert all(post.created_at >= left.span.low for post in room.missing())


@EITHER
def test_an_outage_leaves_one_span_for_each_hashtag_which_grows(newsroom, kind):
    room = newsroom()
    for _ in range(20):
        room.now += 10 * MINUTE
        room.stream.add(room.now - MINUTE)
        room.stream.fail_after = 1
        both(room, kind)()

    assert len(room.unread()) == (1 if kind == "alone" else 2)
    both(room, kind)()
    assert (room.missing(), room.unread()) == ([], [])


@EITHER
def test_what_a_stream_no_longer_holds_is_a_gap_that_is_never_asked_for_again(newsroom, kind):
    room = newsroom()
    for minute in range(1, 60):
        room.stream.add(START - minute * MINUTE)
    room.stream.holds_from = START - 20 * MINUTE

    both(room, kind)()
    gaps = room.unread()
    room.now += timedelta(days=3)
    room.stream.holds_from = None
    both(room, kind)()

    assert {(gap.state, gap.why, gap.next_try) for gap in gaps} == {
        ("gap", "the stream no longer holds it", None)
    }
    assert {(gap.span.low, gap.span.high) for gap in gaps} == {
        (START - timedelta(hours=1), START - 20 * MINUTE)
    }
    assert [gap.span for gap in room.unread()] == [gap.span for gap in gaps]
    assert all(post.created_at < START - 20 * MINUTE for post in room.missing())


@EITHER
def test_a_page_budget_is_kept_and_the_oldest_is_read_first(newsroom, kind):
    room = newsroom()
    for minute in range(1, 50):
        room.stream.add(START - minute * MINUTE)

    both(room, kind)(pages=5)

    assert room.stream.pages_served == 5
    assert {stored.why for stored in room.unread()} == {"page budget of this run is used up"}
    assert min(post.created_at for post in room.missing()) > START - 45 * MINUTE


@EITHER
def test_a_walk_that_just_ends_leaves_a_gap_above(newsroom, kind):
    room = newsroom(ends_after=0)
    room.stream.add(START - MINUTE)

    both(room, kind)()

    assert {stored.why for stored in room.unread()} == {"x served nothing newer than this"}


@EITHER
def test_a_stop_between_two_pages_leaves_the_rest_open(newsroom, kind):
    room = newsroom()
    for minute in range(1, 30):
        room.stream.add(START - minute * MINUTE)
    room.ctx.stopping.set()
    if kind == "alone":
        report = room.alone()
        assert report.note == "stopped; goes on with the next run"
        assert room.stream.pages_served == 1
    else:
        assert room.collect()["#shared"].note.startswith("stopped")
        assert room.stream.pages_served == 1
    assert {stored.state for stored in room.unread()} == {"open"}


@EITHER
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_in_whatever_order_nothing_is_lost_unnamed(newsroom, kind, seed):
    choose = random.Random(seed)
    room = newsroom(page_size=2)
    claimed = None
    for _ in range(25):
        room.now += choose.choice([MINUTE, 7 * MINUTE, 50 * MINUTE])
        for _ in range(choose.randint(0, 6)):
            room.stream.add(
                room.now - choose.randint(1, 600) * timedelta(seconds=0.1),
                "shared",
                choose.choice(["sequel", "none"]),
            )
        what = choose.choice(["run", "die", "fail", "budget", "forget", "end"])
        if what == "forget":
            room.stream.holds_from = room.now - timedelta(minutes=choose.randint(1, 90))
        setattr(
            room.stream,
            {"die": "die_after", "fail": "fail_after"}.get(what, "fail_after"),
            choose.randint(1, 4) if what in {"die", "fail"} else None,
        )
        room.stream.ends_after = choose.randint(0, 2) if what == "end" else None
        try:
            both(room, kind)(pages=choose.randint(1, 4) if what == "budget" else None)
        except Killed:
            room.now += LEASE + timedelta(seconds=1)
        with room.store.read() as session:
            state = spans.query_state(session, Query("x", "", "#shared"))
            unread = [
                stored.span for stored in spans.list_all(session) if stored.span.query.target == "#shared"
            ]
        claimed = state
        for post in room.missing():
            at = post.created_at
            named = any(span.low <= at < span.high for span in unread)
            arrived_after_the_claim = at >= state.top
            arrived_unseen = at < state.bottom
            assert named or arrived_after_the_claim or arrived_unseen, (what, at)
    assert claimed is not None
    room.stream.die_after = room.stream.fail_after = room.stream.ends_after = room.stream.holds_from = None
    room.now += timedelta(hours=7)
    both(room, kind)()
    lost = [stored.span for stored in room.unread() if stored.span.query.target == "#shared"]
    assert all(
        any(span.low <= post.created_at < span.high for span in lost) or post.created_at < claimed.bottom
        for post in room.missing()
    )
