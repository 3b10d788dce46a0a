"""Streams: spans that are read upwards, one query alone and all queries of an account together."""

import random
from datetime import UTC, datetime, timedelta

import make
import pytest
from invented_network import Killed
from invented_stream import Stream, Streamed

from aggregator.model import Page, Query
from aggregator.pipeline.collect import Reading, collect_account
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.walk import read_query
from aggregator.store import films, leases, open_store, posts, reactions, spans

START = datetime(2031, 5, 4, 0, 0, tzinfo=UTC)
DEPTHS = Depths(overlap=timedelta(0), settle=timedelta(0), first=timedelta(hours=1))
LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)
HARBOUR = make.film(slug="harbour", hashtags=("Shared",))
SEQUEL = make.film(slug="sequel", hashtags=("Shared", "Sequel"))
LATE = make.film(slug="late", hashtags=("Late",))
WATCHED = (HARBOUR, SEQUEL)


class Newsroom:
    """A store, a clock and the invented stream; `collect` reads all films together, `alone` one hashtag."""

    def __init__(self, path, stream):
        self.now = START
        self.stream = stream
        self.store = open_store(f"sqlite:///{path}")
        self.ctx = Context(self.store, "test", clock=lambda: self.now)
        self.collector = Streamed(stream)
        self.number = 0
        with self.store.write() as session:
            films.sync(session, [HARBOUR, SEQUEL, LATE])

    def _claimed(self, read):
        self.number += 1
        with self.store.write() as session:
            claim = leases.claim(
                session, "collect", "x", now=self.now, lease=LEASE, holder=f"process {self.number}"
            )
        reports = read(claim)
        with self.store.write() as session:
            leases.finish(session, claim, now=self.now, next_due=None)
        return reports

    def collect(self, *watched, pages=None, since=None):
        reading = Reading(self.collector, DEPTHS, pages)
        reports = self._claimed(
            lambda claim: collect_account(
                self.ctx, reading, watched or WATCHED, watched or WATCHED, claim=claim, since=since
            )
        )
        return {report.target: report for report in reports}

    def alone(self, *, pages=None, since=None):
        return self._claimed(
            lambda claim: read_query(
                self.ctx,
                self.collector,
                Query("x", "", "#shared"),
                [HARBOUR],
                claim=claim,
                depths=DEPTHS,
                pages=pages,
                since=since,
            )
        )

    def die(self, after, read):
        self.stream.die_after = after
        with pytest.raises(Killed):
            read()
        self.now += LEASE + timedelta(seconds=1)

    def missing(self):
        with self.store.read() as session:
            stored = posts.find(session, [post.key for post in self.stream.posts])
        return [post for post in self.stream.posts if post.key not in stored]

    def unread(self):
        with self.store.read() as session:
            return list(spans.list_all(session))

    def count(self, film):
        with self.store.read() as session:
            return reactions.count(session, film.slug)

    def standing(self, post):
        with self.store.read() as session:
            return posts.find(session, [post.key])[post.key].quotable


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


# ── together ─────────────────────────────────────────────────────────────────


def test_all_hashtags_of_all_films_are_read_in_one_walk_and_reported_each(newsroom):
    room = newsroom(page_size=50)
    for minute in range(1, 6):
        room.stream.add(START - minute * MINUTE, "shared")
        room.stream.add(START - minute * MINUTE, "sequel", "shared")
        room.stream.add(START - minute * MINUTE, "sequel")

    reports = room.collect()

    assert room.stream.walks == ["stream:#sequel #shared"]
    assert (room.count(HARBOUR), room.count(SEQUEL)) == (10, 15)
    assert {target: (report.fetched, report.new) for target, report in reports.items()} == {
        "#sequel": (10, 10),
        "#shared": (5, 5),
    }
    assert sum(report.pages for report in reports.values()) == room.stream.pages_served
    assert [report.gaps for report in reports.values()] == [(), ()]


def test_a_hashtag_that_comes_later_has_a_history_of_its_own_and_disturbs_nobody(newsroom):
    room = newsroom(page_size=50)
    for minute in range(1, 300):
        room.stream.add(START + minute * MINUTE, "late")
        room.stream.add(START + minute * MINUTE, "shared")
    room.now = START + timedelta(hours=4)
    room.collect()
    room.now += 10 * MINUTE

    reports = room.collect(*WATCHED, LATE)

    with room.store.read() as session:
        shared, late = (spans.query_state(session, Query("x", "", tag)) for tag in ("#shared", "#late"))
        before = spans.coverage(session, Query("x", "", "#late"), START, room.now)
    assert (late.bottom, late.top) == (START + timedelta(hours=3, minutes=10), room.now)
    assert (shared.bottom, shared.top) == (START + timedelta(hours=3), room.now)
    assert [(gap.low, gap.high) for gap in before] == [(START, late.bottom)]
    assert room.count(LATE) == 60
    assert reports["#shared"].new == 10
    assert room.unread() == []


def test_an_old_remainder_is_read_without_all_that_lies_between(newsroom):
    room = newsroom(page_size=5)
    for minute in range(1, 600):
        room.stream.add(START + minute * MINUTE)
    room.now = START + timedelta(hours=1)
    room.collect(pages=4)
    with room.store.write() as session:  # what follows was read by other runs
        for target in ("#sequel", "#shared"):
            spans.set_state(session, Query("x", "", target), top=START + timedelta(hours=9))
    served = room.stream.pages_served
    room.now = START + timedelta(hours=9, minutes=30)

    room.collect()

    assert room.unread() == []
    assert room.stream.pages_served - served < 30  # 70 minutes, not nine hours


def test_deletions_and_silent_authors_are_honoured_in_the_pages_transaction(newsroom):
    room = newsroom(page_size=100)
    quill, piper = make.author("quill"), make.author("piper")
    gone = room.stream.add(START - 9 * MINUTE, author=piper)
    hidden = room.stream.add(START - 8 * MINUTE, author=quill)
    refused = room.stream.add(START - 7 * MINUTE, author=quill, quotable=False)
    both_gone = room.stream.add(START - 6 * MINUTE, author=quill)
    other = room.stream.add(START - 5 * MINUTE, author=piper)
    room.collect()
    assert [room.standing(post) for post in (gone, hidden, refused, both_gone, other)] == [
        True,
        True,
        False,
        True,
        True,
    ]

    room.now += 10 * MINUTE
    mark = room.stream.add(room.now - MINUTE)
    room.stream.withdrawn[mark.created_at] = Page(
        (),
        None,
        deleted=(gone.remote_id, both_gone.remote_id, "nobody's"),
        hidden_authors=(quill.key, "nobody"),
    )
    report = room.collect()["#sequel"]
    assert [room.standing(post) for post in (gone, hidden, refused, both_gone, other)] == [
        False,
        False,
        False,
        False,
        True,
    ]
    assert "4 posts deleted, hidden or shown again" in report.note

    room.now += 10 * MINUTE
    mark = room.stream.add(room.now - MINUTE)
    room.stream.withdrawn[mark.created_at] = Page((), None, shown_authors=(quill.key,))
    room.collect()
    assert [room.standing(post) for post in (gone, hidden, refused, both_gone, other)] == [
        False,
        True,
        False,
        False,
        True,
    ]


def test_an_edit_that_takes_our_words_out_reaches_the_post_that_we_hold_and_no_other(newsroom):
    room = newsroom(page_size=100)
    post = room.stream.add(START - 9 * MINUTE)
    room.collect()
    room.now += 10 * MINUTE

    class Edits(Streamed):
        def pages(self, query, span):
            edited = [
                make.post("never mind", remote_id=one, created_at=post.created_at, edited_at=room.now)
                for one in (post.remote_id, "unknown")
            ]
            yield Page(tuple(edited), span.high)

    room.collector = Edits(room.stream)
    room.collect()

    with room.store.read() as session:
        found = posts.find(session, [post.key, ("x", "unknown")])
    assert [one.text for one in found.values()] == ["never mind"]
    assert room.count(HARBOUR) == 1


def test_a_fault_of_our_own_costs_the_account_and_is_told_for_every_hashtag(newsroom):
    room = newsroom()

    class Broken(Streamed):
        def pages(self, query, span):
            raise OverflowError("a hostile number")
            yield

    room.collector = Broken(room.stream)

    reports = room.collect()

    assert {report.error.kind for report in reports.values()} == {"unexpected"}
    assert all("fault of fansreact" in report.error.hint for report in reports.values())
