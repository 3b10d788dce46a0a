"""All hashtags of an account in one walk: each keeps its own history, and what is taken back is honoured."""

from datetime import timedelta

import make
import pytest
from invented_stream import HARBOUR, LATE, MINUTE, SEQUEL, START, WATCHED, Newsroom, Stream, Streamed

from aggregator.model import Page, Query
from aggregator.store import posts, spans


@pytest.fixture
def newsroom(tmp_path):
    rooms = []

    def build(**stream):
        rooms.append(Newsroom(tmp_path / "stream.db", Stream(**stream)))
        return rooms[-1]

    yield build
    for room in rooms:
        room.store.close()


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
    assert room.count(LATE) == 120  # half of them were stored already, for the others
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
