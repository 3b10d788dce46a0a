"""Charts as tables: in WordPress and e-mail, which show no drawing, each with a sentence and the same numbers."""

import re
from dataclasses import replace

import pytest
from every_digest import everything
from render.test_email import page, text_of
from sample_digest import SINCE, full
from selectolax.lexbor import LexborHTMLParser

from aggregator import render
from aggregator.model.shares import VolumeOverTime
from aggregator.render.tables import MOST_ROWS, tables

CAPTIONS = ["The mood over time, with 95% intervals", "Posts over time", "What the posts speak of"]


def rows_of(table):
    return [tuple(cell.text(strip=True) for cell in row.css("th, td")) for row in table.css("tr")[1:]]


def wordpress(digest):
    return LexborHTMLParser(render.render(digest, "wordpress").decode())


def test_every_chart_of_the_page_has_a_table_with_its_numbers():
    trend, volume, themes = tables(everything())
    assert [one.caption for one in (trend, volume, themes)] == CAPTIONS
    assert trend.rows[0] == ("May 4, 2031, 14:00", "190", "63% (56–70%)", "21% (15–27%)")
    assert trend.rows[2] == ("May 6, 2031", "too few", "–", "–")
    assert trend.said.startswith(
        "The positive share was 63% from May 4, 2031, 14:00 UTC on and 74% from May 9"
    )
    assert sum(int(posts) for _, posts in volume.rows) == sum(everything().volume.posts)
    assert themes.rows[0] == ("The music", "74", "52", "9")
    for one in (trend, volume, themes):
        assert len(one.rows) == len(one.bars)
        assert all(0 <= size <= 1 for size in one.bars)


@pytest.mark.parametrize("bars", [1, 14, 15, 48, 52, 80, 399])
def test_many_bars_are_rows_together_and_no_post_is_lost(bars):
    window = replace(full().window, until=SINCE + bars * (full().window.until - SINCE) / 52)
    digest = full(window=window, volume=VolumeOverTime(30, SINCE, tuple(range(bars))), trend=None)
    volume = tables(digest)[0]
    assert volume.caption == "Posts over time"
    assert len(volume.rows) <= MOST_ROWS
    assert sum(int(posts.replace(",", "")) for _, posts in volume.rows) == sum(range(bars))


def test_wordpress_holds_them_as_table_blocks_that_no_style_or_drawing_is_in():
    found = wordpress(everything()).css("figure.wp-block-table")
    assert [one.css_first("figcaption").text() for one in found] == CAPTIONS
    assert [tuple(row) for row in rows_of(found[2])] == list(tables(everything())[2].rows)
    assert all(len(cell.attributes) == 1 for one in found for cell in one.css("th[scope=row]"))
    assert wordpress(everything()).css("svg, [style]") == []


def test_an_email_holds_them_with_bars_that_are_not_read_out():
    found = [one.parent for one in page(everything()).css("caption")]
    assert [one.css_first("caption").text() for one in found] == CAPTIONS
    assert [row[:4] for row in rows_of(found[2])] == list(tables(everything())[2].rows)
    bars = found[2].css("td[aria-hidden=true] div")
    widths = [float(re.search(r"width:([\d.]+)%", one.attributes["style"])[1]) for one in bars]
    assert widths == [100.0, 82.4, 54.1]


def test_the_text_of_an_email_draws_bars_of_letters():
    lines = text_of(everything()).replace("\r\n", "\n").split("\n")
    at = lines.index("What the posts speak of:")
    assert lines[at + 1 : at + 4] == [
        "Theme        Posts  Positive  Negative",
        f"The music       74        52         9  {'=' * 24}",
        f"The visuals     61        30        24  {'=' * 20}",
    ]


@pytest.mark.parametrize("digest", [full(kind="death"), full(state="withdrawn")])
def test_a_death_and_a_withdrawn_story_have_none(digest):
    assert "speak of" not in text_of(digest)
    assert wordpress(digest).css("table") == []
