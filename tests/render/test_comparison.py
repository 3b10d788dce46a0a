"""A comparison as a page and as Markdown: whole, quiet, and safe from what strangers wrote."""

import json
import re
from dataclasses import replace

import make
import pytest
from digest.crowd import crowd
from digest.test_comparison import compared, side
from markdown_it import MarkdownIt

from aggregator.errors import AggregatorError, ConfigError
from aggregator.render import comparison

HOSTILE = '"><script>alert(1)</script> [x](javascript:alert(2)) | a | <!-- \u202e @everyone'


@pytest.fixture(scope="module")
def found():
    return compared(side(crowd(300, 60, 40)), side(crowd(120, 240, 40), 10, "second"))


def test_the_page_holds_both_moments_with_their_quotes_and_loads_nothing(found):
    page = comparison.html(found).decode()

    assert page.count('<figure class="post">') == 2 * comparison.MOST_QUOTES
    assert "45 points fewer" in page
    assert "differs" in page
    assert "not a survey" in page
    assert "<script" not in page
    assert not re.search(r"(?:src|srcset)=|url\(|@import", page)


def test_markdown_and_json_hold_the_same_numbers(found):
    draft = comparison.markdown(found).decode()
    document = json.loads(comparison.json(found))

    assert "| X, positive | 75% | 30% | −45 (" in draft
    assert document["networks"][0]["shares"]["positive"]["change"] == -0.45
    assert document["schema"] == "fansreact.comparison/1"
    assert len(document["moments"]) == 2


def test_hostile_words_stay_words(found):
    first, second = found.moments
    hostile = replace(
        first,
        window=replace(first.window, event=HOSTILE),
        quotes=tuple(replace(quote, display=HOSTILE, url="javascript:alert(3)") for quote in first.quotes),
    )
    made = replace(found, moments=(hostile, second), title=HOSTILE, summary=(HOSTILE,))

    page, draft = comparison.html(made).decode(), comparison.markdown(made).decode()

    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page + draft
    rendered = MarkdownIt("commonmark").enable("table").render(draft)
    assert "<script>" not in rendered
    assert 'href="javascript' not in rendered


def test_a_dead_quote_is_not_shown(found):
    first, second = found.moments
    dead = replace(first, quotes=tuple(replace(quote, alive=False) for quote in first.quotes))

    page = comparison.html(replace(found, moments=(dead, second))).decode()

    assert page.count('<figure class="post">') == comparison.MOST_QUOTES
    assert "No post passed the checks for quoting." in page


def test_an_unknown_format_and_a_folder_that_cannot_be_written_are_told(found, tmp_path):
    with pytest.raises(ConfigError, match="did you mean 'html'"):
        comparison.check("htm")
    (tmp_path / "file").write_text("x")
    with pytest.raises(AggregatorError, match="can't be written"):
        comparison.write(found, "md", tmp_path / "file")


def test_made_at_stands_on_the_page(found):
    assert f"{make.NOON:%Y-%m-%dT%H:%M:%SZ}" in comparison.html(found).decode()
