"""The charts of the mood and of themes: points within their intervals, bars on their sides."""

from dataclasses import replace

import pytest
from render.drawings import assert_within, moved, shapes, words_in
from sample_digest import SINCE, UNTIL, full, round_up, shares
from selectolax.lexbor import LexborHTMLParser

from aggregator import render
from aggregator.model.digests import (
    Theme,
    Window,
)
from aggregator.render.charts import mood, themes
from aggregator.render.charts.scene import Box, Dot


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
