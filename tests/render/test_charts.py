"""The charts: where their shapes stand, what they say in words, and that no file can break them."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_digest import SINCE, UNTIL, full, hostile, round_up, shares
from selectolax.lexbor import LexborHTMLParser

from aggregator import render
from aggregator.errors import AggregatorError
from aggregator.model import Gap
from aggregator.model.digests import (
    Coverage,
    MoodOverTime,
    Shares,
    Theme,
    VolumeOverTime,
    Window,
)
from aggregator.model.films import Event
from aggregator.render.charts import inline, mood, themes, timeline
from aggregator.render.charts.scale import compact, count_ticks, time_ticks
from aggregator.render.charts.scene import Badge, Box, Dot, Drawing, Stroke, Words

SVG = "{http://www.w3.org/2000/svg}"
HOUR = timedelta(hours=1)


def over(since, until, step_minutes, posts, start=None, **fields):
    """A story over that window, with so many posts in each step."""
    return full(
        window=Window(since, until),
        volume=VolumeOverTime(step_minutes, start or since, tuple(posts)),
        **{"events": (), "coverage": (), **fields},
    )


def shapes(drawing, kind):
    return [one for one in drawing.shapes if getattr(one, "kind", None) == kind]


def words_in(drawing):
    return [one.text for one in drawing.shapes if isinstance(one, Words)]


def parsed(body):
    return ET.fromstring(body)  # noqa: S314 - our own


def spike(start, end, times=6.0):
    stamps = {name: at.isoformat() for name, at in (("start", start), ("end", end))}
    return {"kind": "spike", **stamps, "first_minute": None, "posts": 90, "expected": 15.0, "times": times, "trigger": None}  # fmt: skip


def assert_within(drawing):
    """No shape leaves the drawing; words may stand off it by what their anchor says."""
    for one in drawing.shapes:
        match one:
            case Box(x, y, width, height):
                assert 0 <= x <= x + width <= 100.001
                assert -0.001 <= y <= y + height <= drawing.height
            case Stroke(x1, y1, x2, y2):
                assert all(0 <= x <= 100 for x in (x1, x2))
                assert all(-2 <= y <= drawing.height + 2 for y in (y1, y2))
            case Dot(x, y) | Badge(x, y) | Words(x, y):
                assert 0 <= x <= 100
                assert 0 <= y <= drawing.height


# ── volume


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
        events=(Event("first", SINCE, "x"), Event("last", SINCE + length - timedelta(seconds=1), "x")),
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
    digest = full(events=(Event("trailer 1", SINCE, "trailer"), Event("the stars' panel", at, "panel")))
    drawing = timeline.drawing(digest)
    assert [one.text for one in drawing.shapes if isinstance(one, Badge)] == ["1", "2"]
    assert [one.x1 for one in shapes(drawing, "event")] == [
        timeline.LEFT,
        timeline.LEFT + (100 - timeline.LEFT) / 2,
    ]
    named = LexborHTMLParser(render.render(digest, "html").decode()).css(".events li")
    assert [" ".join(one.text().split()) for one in named] == [
        "1 trailer 1, 4 May 2031, 14:00 UTC",
        "2 the stars' panel, 5 May 2031, 03:00 UTC",
    ]


def test_events_side_by_side_share_a_badge_and_of_many_the_rest_is_counted():
    close = tuple(Event(f"event {n}", SINCE + timedelta(minutes=n), "x") for n in range(12))
    digest = full(events=close, window=Window(SINCE, UNTIL, "event 11"))
    drawing = timeline.drawing(digest)
    assert [one.text for one in drawing.shapes if isinstance(one, Badge)] == ["1–9"]
    assert [event.name for _, event in timeline.numbered(digest)][-1] == "event 11"
    assert "3 more events not marked." in timeline.notes(digest)


def test_an_event_outside_the_window_is_not_marked():
    digest = full(events=(Event("later", UNTIL, "x"), Event("before", SINCE - HOUR, "x")))
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

    digest = full(
        coverage=(
            Coverage("x", "#a", False, (gap(1, 3), gap(-5, 0), gap(25, 40))),
            Coverage("bluesky", "#a", False, (gap(2, 6), gap(2, 4))),
            Coverage("x", "archive old.jsonl", False, (gap(0, 26),)),
        )
    )
    found = [(round((one.low - SINCE) / HOUR), round((one.high - SINCE) / HOUR), one.whole) for one in timeline.unread(digest)]  # fmt: skip
    assert found == [(1, 2, False), (2, 3, True), (3, 6, False), (25, 26, False)]
    patterns = [one.pattern for one in shapes(timeline.drawing(digest), "hole")]
    assert patterns == ["partly", "unread", "partly", "partly"]
    assert "Read in part (wide hatches): 4 May 2031, 17:00 to 20:00 UTC." in timeline.notes(digest)


def test_an_archive_alone_leaves_nothing_hatched():
    archive = Coverage("x", "archive old.jsonl", False, (Gap(SINCE, UNTIL, "can't say"),))
    assert timeline.unread(full(coverage=(archive,))) == []


def test_the_chart_is_told_in_words_and_as_a_table():
    page = LexborHTMLParser(render.render(full(), "html").decode())
    said = page.css_first("#timeline-desc").text()
    assert "352 posts, 4 May 2031, 14:00 UTC to 5 May 2031, 16:00 UTC." in said
    assert "Most were written from 4 May 2031, 14:00 UTC on: 97." in said
    assert "Event 1: trailer 1, 4 May 2031, 14:00 UTC." in said
    cells = [int(one.text()) for one in page.css("table.bars td")]
    assert (len(cells), sum(cells)) == (52, 352)


# ── mood


def test_the_bar_has_a_place_for_each_camp_and_the_interval_of_its_border():
    found = full().sentiment
    drawing = mood.bar(found)
    widths = {one.kind: one.width for one in drawing.shapes if isinstance(one, Box)}
    assert sum(widths.values()) == pytest.approx(100, abs=0.05)
    assert [one.pattern for one in drawing.shapes if isinstance(one, Box)] == ["", "dots", "stripes"]
    pleased, critical = (shapes(drawing, f"reach {camp}")[0] for camp in ("positive", "negative"))
    assert (pleased.x1, pleased.x2) == (found.positive.low * 100, found.positive.high * 100)
    assert (critical.x1, critical.x2) == pytest.approx(
        ((1 - found.negative.high) * 100, (1 - found.negative.low) * 100)
    )
    assert_within(drawing)


def test_a_camp_of_nobody_and_a_camp_of_all_can_be_drawn():
    everybody = replace(full().sentiment, **shares(100, 0, 0))
    drawing = mood.bar(everybody)
    assert [one.kind for one in drawing.shapes if isinstance(one, Box)] == ["positive"]
    assert "100%" in words_in(drawing)
    assert_within(drawing)


def test_each_network_has_its_points_within_their_intervals():
    drawing = mood.by_network(full())
    assert [one for one in words_in(drawing) if one[0].isalpha()] == ["Bluesky", "Mastodon"]
    for camp in ("positive", "negative"):
        points = [one for one in drawing.shapes if isinstance(one, Dot) and one.kind == camp]
        assert len(points) == 2
        for point, reach in zip(points, shapes(drawing, f"reach {camp}"), strict=True):
            assert reach.x1 <= point.x <= reach.x2
            assert point.y == reach.y1
    assert "Bluesky, 164 judged posts: positive 62% (95% interval 54–69%)" in drawing.description
    assert_within(drawing)


def test_a_network_with_too_few_posts_says_so_and_has_no_point():
    found = full().sentiment
    digest = full(sentiment=replace(found, by_network={"bluesky": found.by_network["bluesky"]}))
    drawing = mood.by_network(digest)
    assert len([one for one in drawing.shapes if isinstance(one, Dot)]) == 2
    assert "181 posts: too few for shares" in words_in(drawing)
    assert_within(drawing)


def test_one_network_and_a_round_up_have_no_comparison_of_networks():
    assert mood.by_network(round_up()) is None
    alone = replace(full().counted, networks={"bluesky": 352})
    only = replace(full().sentiment, by_network={"bluesky": full().sentiment.by_network["bluesky"]})
    assert mood.by_network(full(counted=alone, sentiment=only)) is None


LONG = Window(SINCE, SINCE + timedelta(days=5))


def moved(*found):
    made = tuple(Shares(**shares(*one)) if one else None for one in found)
    trend = MoodOverTime(1440, SINCE.replace(hour=0), made, "each step has an interval of its own")
    return full(window=LONG, trend=trend)


def test_over_time_each_step_with_enough_posts_has_a_band_and_a_point():
    drawing = mood.over_time(moved((60, 10, 30), (50, 10, 40), None, (30, 10, 60), (20, 0, 80), (9, 1, 90)))
    for camp in ("positive", "negative"):
        bands = shapes(drawing, f"band {camp}")
        points = [one for one in drawing.shapes if isinstance(one, Dot) and one.kind == camp]
        assert len(bands) == len(points) == 5
        for band, point in zip(bands, points, strict=True):
            assert band.x <= point.x <= band.x + band.width
            assert band.y <= point.y <= band.y + band.height
        assert len(shapes(drawing, f"level {camp}")) == 1 + 2  # none over the step that has too few posts
    assert_within(drawing)


def test_a_trend_that_does_not_fit_its_window_or_has_no_shares_is_not_drawn():
    told = moved((60, 10, 30), (50, 10, 40), None, (30, 10, 60), (20, 0, 80), (9, 1, 90))
    assert mood.over_time(told) is not None
    assert mood.over_time(replace(told, sentiment=None)) is None
    assert mood.over_time(replace(told, window=Window(SINCE, UNTIL))) is None
    assert mood.over_time(full()) is None


# ── themes


def test_a_theme_has_its_critics_left_of_the_line_and_its_admirers_right():
    theme = Theme("the music", 74, 0.21, 52, 9, ("music",))
    drawing = themes.bar(theme, 60)
    critical, pleased = (one for one in drawing.shapes if isinstance(one, Box))
    assert critical.x + critical.width == pleased.x == themes.MIDDLE
    assert (critical.width / 9, pleased.width / 52) == pytest.approx((themes.REACH / 60,) * 2)
    assert (critical.pattern, pleased.pattern) == ("stripes", "")
    assert words_in(drawing) == ["9", "52"]
    assert drawing.title == "9 negative, 52 positive, 13 neither"
    assert_within(drawing)


@pytest.mark.parametrize(
    ("positive", "negative", "most"), [(0, 0, 0), (7, 0, 7), (0, 3, 3), (10**9, 1, 10**9), (5, 5, 2)]
)
def test_any_counts_of_a_theme_stay_within_the_row(positive, negative, most):
    assert_within(themes.bar(Theme("x", positive + negative, None, positive, negative, ("x",)), most))


def test_the_film_itself_is_set_apart_on_a_scale_of_its_own():
    digest = full(
        themes=(*full().themes, Theme("the film as a whole", 300, 0.85, 200, 60, ("film",), general=True))
    )
    page = LexborHTMLParser(render.render(digest, "html").decode())
    assert [len(one.css("li")) for one in page.css("ul.themes")] == [3, 1]
    assert "The film itself" in [one.text() for one in page.css("aside h3")]
    assert themes.longest(themes.told(digest)) == 52
    assert themes.longest(themes.general(digest)) == 200


# ── scales


@pytest.mark.parametrize(("most", "ticks"), [(0, []), (1, [1]), (3, [1, 2, 3]), (4, [2, 4]), (43, [20, 40]), (97, [50]), (1800, [500, 1000, 1500])])  # fmt: skip
def test_count_ticks_are_round_numbers(most, ticks):
    assert count_ticks(most) == ticks


@given(st.integers(1, 10**15))
def test_there_are_one_to_three_count_ticks_up_to_the_largest(most):
    ticks = count_ticks(most)
    assert 1 <= len(ticks) <= 3
    assert 0 < ticks[0] <= ticks[-1] <= most


@given(
    st.integers(0, 10**6 * 3),
    st.timedeltas(timedelta(0), timedelta(days=1)),
    st.timedeltas(timedelta(seconds=1), timedelta(days=365 * 3000)),
)
def test_time_ticks_lie_within_any_window_and_never_crowd(days, hours, length):
    since = datetime.min.replace(tzinfo=UTC) + timedelta(days=days) + hours
    until = since + min(length, datetime.max.replace(tzinfo=UTC) - since)
    ticks = time_ticks(since, until)
    assert len(ticks) <= 6
    assert all(since <= one.at <= until for one in ticks)
    assert all(before.at < after.at for before, after in pairwise(ticks))
    assert len({after.at - before.at for before, after in pairwise(ticks)}) <= 4  # months differ, no more
    if length > timedelta(hours=1):
        assert len(ticks) >= 2


def test_ticks_name_the_day_and_the_year_where_they_change():
    told = [(one.text, one.below) for one in time_ticks(SINCE, UNTIL)]
    assert told == [("18:00", "4 May"), ("00:00", "5 May"), ("06:00", ""), ("12:00", "")]
    told = [
        (one.text, one.below)
        for one in time_ticks(datetime(2031, 11, 20, tzinfo=UTC), datetime(2032, 3, 2, tzinfo=UTC))
    ]
    assert told == [("Dec", "2031"), ("Jan", "2032"), ("Feb", ""), ("Mar", "")]


def test_large_numbers_are_short_on_an_axis():
    assert [compact(one) for one in (0, 850, 1_500, 20_000, 3_000_000, 2 * 10**9)] == ["0", "850", "1.5k", "20k", "3M", "2G"]  # fmt: skip


# ── pictures of their own


def everything():
    told = moved((60, 10, 30), (50, 10, 40), None, (30, 10, 60), (20, 0, 80), (9, 1, 90))
    days = VolumeOverTime(1440, SINCE.replace(hour=0), (97, 80, 60, 50, 40, 25))
    return replace(told, volume=days, spikes=(spike(SINCE, SINCE + 5 * HOUR),))


@pytest.mark.parametrize("name", ["mood", "themes", "trend", "volume"])
def test_a_chart_alone_is_a_picture_that_loads_and_runs_nothing(name):
    body = render.chart(everything(), name)
    root = parsed(body)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    assert root.find(f"{SVG}title").text.startswith("The Glass Harbour: ")
    assert root.find(f"{SVG}desc").text
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "style", "defs", "pattern", "rect", "line", "circle", "text",
    }  # fmt: skip
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on") or "href" in key]
    text = body.decode()
    assert re.findall(r"url\(([^)]*)\)", text) == [f"#{one}" for one in re.findall(r'"url\(#(\w+)\)"', text)]
    style = root.find(f"{SVG}style").text
    assert "prefers-color-scheme: dark" in style
    assert "var(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("name", ["mood", "themes", "trend", "volume"])
def test_a_chart_alone_says_of_what_film_it_is_and_that_it_is_no_survey(name):
    text = " ".join(parsed(render.chart(everything(), name)).itertext())
    assert "not a survey" in text
    assert "Invented for demonstration." in text


def test_the_lines_below_a_chart_stay_within_it():
    root = parsed(render.chart(everything(), "volume"))
    height = float(root.attrib["height"])
    margin = float(root.find(f"{SVG}svg").attrib["y"])
    assert all(
        0 < margin + float(one.attrib["y"]) < height for one in root.iter(f"{SVG}text") if "x" in one.attrib
    )


HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]></style><g onload=x>", "a\0b\x1b[31m\ud800",
    "\u202etxt.exe", "&lt;b&gt; &#60;", "{{ 7 * 7 }}", "漢字" * 60, "x" * 400, " ", "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_nothing_but_words_in_a_picture(text):
    def tags(digest, name):
        return [one.tag for one in parsed(render.chart(digest, name)).iter() if one.tag != f"{SVG}text"]

    plain, odd = hostile("plain"), hostile(text)
    assert render.charts_of(odd) == ("mood", "themes", "volume")
    for name in render.charts_of(odd):
        assert tags(odd, name) == tags(plain, name)


def test_a_digest_names_the_charts_that_it_has():
    assert render.charts_of(everything()) == ("mood", "themes", "trend", "volume")
    assert render.charts_of(full()) == ("mood", "themes", "volume")
    assert render.charts_of(round_up()) == ("themes", "volume")
    assert render.charts_of(full(state="withdrawn")) == ()


def test_a_death_has_no_chart_at_all():
    digest = replace(everything(), kind="death")
    assert render.charts_of(digest) == ()
    page = LexborHTMLParser(render.render(digest, "html").decode())
    assert page.css("svg.chart") == []
    assert page.css("figure.mood") == []
    assert page.css(".noshares") == []
    for none in (replace(digest, sentiment=None), replace(digest, kind="death", trend=None)):
        assert render.charts_of(none) == ()


def test_a_chart_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(AggregatorError, match="no such chart: 'moood'") as found:
        render.chart(full(), "moood")
    assert "did you mean 'mood'" in (found.value.hint or "")
    with pytest.raises(AggregatorError, match="has no chart 'trend'") as found:
        render.chart(full(), "trend")
    assert found.value.hint == "its charts: mood, themes, volume"


def test_on_the_page_every_chart_is_an_image_with_a_name():
    page = LexborHTMLParser(render.render(everything(), "html").decode())
    charts = page.css("svg.chart")
    assert len(charts) == 4 + len(everything().themes)
    for one in charts:
        assert one.attributes["role"] == "img"
        assert (
            one.attributes.get("aria-label")
            or page.css_first(f"#{one.attributes['aria-labelledby'].split()[0]}").text()
        )
    used = set(re.findall(r'fill="url\(#(\w+)\)"', page.html))
    assert used <= {one.attributes["id"] for one in page.css("pattern")}
    assert used


def test_a_label_in_a_row_of_few_words_is_text():
    made = inline(Drawing(8, (Words(0, 8, "<b>&"),), '"><script>'))
    assert "<script" not in made
    assert "<b>" not in made
