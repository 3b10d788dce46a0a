"""Charts as pictures of their own, and as images of the page."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from render.drawings import HOUR, moved, spike
from sample_digest import SINCE, full, hostile, round_up
from selectolax.lexbor import LexborHTMLParser

from aggregator import render
from aggregator.errors import AggregatorError
from aggregator.model.shares import VolumeOverTime
from aggregator.render.charts import inline
from aggregator.render.charts.scene import Drawing, Words

SVG = "{http://www.w3.org/2000/svg}"


def parsed(body):
    return ET.fromstring(body)  # noqa: S314 - our own


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
