"""The chart of volume: bars that add up, marks within bounds, holes that are named."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from render.drawings import HOUR, assert_within, shapes, spike, words_in
from sample_digest import SINCE, UNTIL, full
from selectolax.lexbor import LexborHTMLParser

from aggregator import render
from aggregator.model import Gap
from aggregator.model.digests import Coverage, DigestEvent, Window
from aggregator.model.shares import VolumeOverTime
from aggregator.render.charts import timeline
from aggregator.render.charts.scale import time_ticks
from aggregator.render.charts.scene import Badge


def over(since, until, step_minutes, posts, start=None, **fields):
    """A story over that window, with so many posts in each step."""
    return full(
        window=Window(since, until),
        volume=VolumeOverTime(step_minutes, start or since, tuple(posts)),
        **{"events": (), "coverage": (), **fields},
    )


def test_bars_are_as_high_as_their_counts_and_stand_side_by_side_over_the_window():
    drawing = timeline.drawing(full())
    bars = shapes(drawing, "bar")
    posts = [one for one in full().volume.posts if one]
    unit = bars[0].height / posts[0]
    assert [one.height / unit for one in bars] == pytest.approx(posts)
    assert sum(round(one.height / unit) for one in bars) == full().counted.posts
    assert max(one.height for one in bars) == timeline.HEIGHT
    assert len({round(one.y + one.height, 6) for one in bars}) == 1
    assert all(left.x + left.width <= right.x for left, right in pairwise(bars))
    assert (bars[0].x, bars[-1].x + bars[-1].width) == (timeline.LEFT, pytest.approx(100, abs=0.5))
    assert_within(drawing)


def test_a_step_without_posts_has_no_bar_and_keeps_its_place():
    drawing = timeline.drawing(over(SINCE, SINCE + 4 * HOUR, 60, (3, 0, 0, 6)))
    first, last = shapes(drawing, "bar")
    assert (last.x - first.x) / (100 - timeline.LEFT) == pytest.approx(0.75)


def test_the_first_and_the_last_bar_are_cut_where_the_window_is():
    digest = over(SINCE + timedelta(minutes=45), SINCE + timedelta(minutes=150), 60, (3, 6, 2), start=SINCE)
    first, middle, last = shapes(timeline.drawing(digest), "bar")
    assert first.width / middle.width == pytest.approx(0.25)
    assert last.width / middle.width == pytest.approx(0.5)
    assert timeline.bars(digest)[-1].end == digest.window.until


@pytest.mark.parametrize(
    ("length", "step_minutes"),
    [(HOUR, 5), (3 * HOUR, 5), (24 * HOUR, 30), (timedelta(days=7), 180), (timedelta(days=365), 10080), (timedelta(days=3650), 80640)],
)  # fmt: skip
def test_a_chart_of_any_length_stays_within_its_bounds(length, step_minutes):
    step = timedelta(minutes=step_minutes)
    number = -(-length // step)
    digest = over(
        SINCE, SINCE + length, step_minutes, range(number),
        events=(DigestEvent("first", SINCE, "x"), DigestEvent("last", SINCE + length - timedelta(seconds=1), "x")),
        spikes=(spike(SINCE - HOUR, SINCE + length / 9), spike(SINCE + length * 0.95, SINCE + length + HOUR)),
        coverage=(Coverage("x", "#a", False, (Gap(SINCE - HOUR, SINCE + length / 3, "down"),)),),
    )  # fmt: skip
    drawing = timeline.drawing(digest)
    assert_within(drawing)
    assert 1 <= len(time_ticks(digest.window.since, digest.window.until)) <= 6
    assert "not read" in words_in(drawing)


def test_a_window_in_which_nobody_wrote_is_an_empty_chart():
    drawing = timeline.drawing(over(SINCE, SINCE + 2 * HOUR, 60, (0, 0)))
    assert shapes(drawing, "bar") == []
    assert shapes(drawing, "axis")
    assert "0 posts" in drawing.description


@pytest.mark.parametrize(
    "volume",
    [
        None,
        VolumeOverTime(0, SINCE, (1,)),
        VolumeOverTime(-30, SINCE, (1,)),
        VolumeOverTime(2**62, SINCE, (1,)),
        VolumeOverTime(30, SINCE, ()),
        VolumeOverTime(30, SINCE, (1,) * 20),
        VolumeOverTime(1, SINCE, (1,) * 1560),
        VolumeOverTime(30, SINCE - 30 * HOUR, (1,) * 52),
        VolumeOverTime(30, SINCE + HOUR, (1,) * 52),
        VolumeOverTime(30, SINCE, (-1,) * 52),
    ],
)
def test_counts_that_do_not_fit_the_window_make_no_chart(volume):
    digest = full(volume=volume)
    assert timeline.drawing(digest) is None
    assert "timeline-title" not in render.render(digest, "html").decode()
    assert "volume" not in render.charts_of(digest)


def test_a_window_to_the_end_of_time_can_be_drawn():
    since, until = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    weeks = -(-(until - since) // timedelta(minutes=10080 * 8192))
    assert_within(timeline.drawing(over(since, until, 10080 * 8192, (1,) * weeks)))


def test_events_are_marked_where_they_were_and_named_beside_the_chart():
    at = SINCE + timedelta(hours=13)
    digest = full(
        events=(DigestEvent("trailer 1", SINCE, "trailer"), DigestEvent("the stars' panel", at, "panel"))
    )
    drawing = timeline.drawing(digest)
    assert [one.text for one in drawing.shapes if isinstance(one, Badge)] == ["1", "2"]
    assert [one.x1 for one in shapes(drawing, "event")] == [
        timeline.LEFT,
        timeline.LEFT + (100 - timeline.LEFT) / 2,
    ]
    named = LexborHTMLParser(render.render(digest, "html").decode()).css(".events li")
    assert [" ".join(one.text().split()) for one in named] == [
        "1 trailer 1, May 4, 2031, 14:00 UTC",
        "2 the stars' panel, May 5, 2031, 03:00 UTC",
    ]


def test_events_side_by_side_share_a_badge_and_of_many_the_rest_is_counted():
    close = tuple(DigestEvent(f"event {n}", SINCE + timedelta(minutes=n), "x") for n in range(12))
    digest = full(events=close, window=Window(SINCE, UNTIL, "event 11"))
    drawing = timeline.drawing(digest)
    assert [one.text for one in drawing.shapes if isinstance(one, Badge)] == ["1–9"]
    assert [event.name for _, event in timeline.numbered(digest)][-1] == "event 11"
    assert "3 more events not marked." in timeline.notes(digest)


def test_an_event_outside_the_window_is_not_marked():
    digest = full(events=(DigestEvent("later", UNTIL, "x"), DigestEvent("before", SINCE - HOUR, "x")))
    assert timeline.numbered(digest) == []
    assert shapes(timeline.drawing(digest), "event") == []


def test_spikes_have_a_bracket_over_their_hours_and_their_size_where_it_fits():
    digest = full(spikes=(spike(SINCE, SINCE + 3 * HOUR), spike(SINCE + 3 * HOUR, SINCE + 4 * HOUR, 12.0)))
    drawing = timeline.drawing(digest)
    across = [one for one in shapes(drawing, "bracket") if one.y1 == one.y2]
    assert across[0].x1 == pytest.approx(timeline.LEFT)
    assert across[0].x2 == pytest.approx(timeline.LEFT + (100 - timeline.LEFT) * 3 / 26)
    assert [one for one in words_in(drawing) if "×" in one] == ["6×", "12×"]


def test_what_was_not_read_is_hatched_by_how_many_searches_lack_it():
    def gap(low, high):
        return Gap(SINCE + low * HOUR, SINCE + high * HOUR, "down")

    searches = (
        Coverage("x", "#a", False, (gap(1, 3), gap(-5, 0), gap(25, 40))),
        Coverage("bluesky", "#a", False, (gap(2, 6), gap(2, 4))),
    )
    archive = Coverage("x", "archive old.jsonl", False, (gap(0, 26),))
    assert holes(full(coverage=searches)) == [(1, 2, False), (2, 3, True), (3, 6, False), (25, 26, False)]
    assert holes(full(coverage=(*searches, archive))) == [(1, 6, False), (25, 26, False)]
    digest = full(coverage=searches)
    patterns = [one.pattern for one in shapes(timeline.drawing(digest), "hole")]
    assert patterns == ["partly", "unread", "partly", "partly"]
    assert "Read in part (wide hatches): May 4, 2031, 17:00–20:00 UTC." in timeline.notes(digest)


def holes(digest):
    hour = [
        ((one.low - SINCE) / HOUR, (one.high - SINCE) / HOUR, one.whole) for one in timeline.unread(digest)
    ]
    return [(round(low), round(high), whole) for low, high, whole in hour]


def test_a_search_that_was_never_read_is_named_and_hatches_nothing():
    never = Coverage("bluesky", "#a", False, (Gap(SINCE - HOUR, UNTIL + HOUR, "needs key"),))
    partly = Coverage("x", "#a", False, (Gap(SINCE, SINCE + HOUR, "down"),))
    archive = Coverage("x", "archive old.jsonl", False, (Gap(SINCE, UNTIL, "can't say"),))
    assert holes(full(coverage=(never, partly))) == [(0, 1, True)]
    assert holes(full(coverage=(never, archive))) == []
    assert holes(full(coverage=(never,))) == [(0, 26, True)]
    assert "1 search never read, see coverage." in timeline.notes(full(coverage=(never, archive)))
    assert not any("never" in line for line in timeline.notes(full(coverage=(never,))))


def test_an_archive_alone_leaves_nothing_hatched():
    archive = Coverage("x", "archive old.jsonl", False, (Gap(SINCE, UNTIL, "can't say"),))
    assert timeline.unread(full(coverage=(archive,))) == []


def test_the_chart_is_told_in_words_and_as_a_table():
    page = LexborHTMLParser(render.render(full(), "html").decode())
    said = page.css_first("#timeline-desc").text()
    assert "352 posts, May 4, 14:00, to May 5, 2031, 16:00 UTC." in said
    assert "Most were written from May 4, 2031, 14:00 UTC on: 97." in said
    assert "Event 1: trailer 1, May 4, 2031, 14:00 UTC." in said
    cells = [int(one.text()) for one in page.css("table.bars td")]
    assert (len(cells), sum(cells)) == (52, 352)
