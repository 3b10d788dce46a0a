"""CONTRIBUTING.md: what it shows works, what it names exists."""

import re
import sys
import types
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator import errors
from aggregator.collectors import Collector, find
from aggregator.model import Query, Span

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.fixture
def template(monkeypatch):
    """The page's collector as somebody's own module."""
    module = types.ModuleType("shown_in_contributing")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    code = re.search(r"```python\n(.+?)```", PAGE, re.DOTALL)
    assert code
    exec(code[1], vars(module))  # noqa: S102 - our own page
    return module


class Answers:
    """A fetcher whose pages are told beforehand."""

    account = ""

    def __init__(self, *bodies):
        self.bodies = list(bodies)
        self.asked = []

    def knows(self, text):
        return False

    def get(self, path, params):
        self.asked.append(params)
        return Answer(self.bodies.pop(0))


class Answer:
    url = "https://api.reeltalk.example/v1/search"
    source = "reeltalk"
    kept = b"{}"

    def __init__(self, document):
        self.document = document

    def json(self):
        return self.document


def post(number, minute):
    return {
        "id": number,
        "text": "So good #GlassHarbour",
        "user": {"id": number},
        "created_at": f"2031-05-04T12:{minute:02}:00Z",
    }


def test_template_of_a_collector_is_one(template):
    kind = find("shown_in_contributing:Reeltalk")
    assert issubclass(kind, Collector)
    assert kind.name == kind.source == "reeltalk"
    low, high = datetime(2031, 5, 4, 12, 0, tzinfo=UTC), datetime(2031, 5, 4, 13, 0, tzinfo=UTC)
    fetcher = Answers({"posts": [post(3, 30), post(2, 20)], "next": "2"}, {"posts": [post(1, 20)]})
    query = Query("reeltalk", "", "#glassharbour")
    pages = list(kind(fetcher).pages(query, Span(query, low, high)))
    assert [[one.remote_id for one in page.posts] for page in pages] == [["3", "2"], ["1"]]
    assert pages[0].reached > pages[1].posts[0].created_at
    assert pages[1].reached == low
    assert pages[0].posts[0].hashtags == ("glassharbour",)
    assert fetcher.asked[1]["next"] == "2"


def test_every_error_has_its_place_in_the_table():
    classes = [
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.AggregatorError)
    ]
    groups = {errors.AggregatorError, errors.SourceError}
    missing = [one.__name__ for one in classes if one not in groups and f"`{one.__name__}" not in PAGE]
    assert missing == []


def test_files_and_commands_that_the_page_names_exist():
    for path in re.findall(r"`((?:aggregator|tests|docs)/[\w/]+(?:\.\w+)?)/?`", PAGE):
        assert "reeltalk" in path or "NAME" in path or (ROOT / path).exists(), path
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make (\w+)`", PAGE)) <= set(targets)
