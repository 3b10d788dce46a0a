"""All that the desk says stands in the catalogue, and all of the catalogue is said."""

import re
from pathlib import Path

import pytest

from aggregator.web.catalogue import catalogue, text

WEB = Path(__file__).parents[2] / "aggregator" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
_KEY = re.compile(r"""\b(?:t|text)\(\s*["']([\w.]+\w)["'](?!\s*~)""")
_NAMED = re.compile(r"""["']((?:\w+\.)+\w+)["']""")
_BUILT = re.compile(r"""["']((?:\w+\.)+)(?:["']|\{)|["']((?:\w+\.)+\w+_)(?:["']\s*~|\{)""")


def _sources() -> str:
    return "\n".join(
        file.read_text(encoding="utf-8")
        for file in sorted([*TEMPLATES, *WEB.rglob("*.py")])
        if file.is_file()
    )


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_template_has_no_words_of_its_own(file):
    """A translation, or a change of wording, is made in one place."""
    page = file.read_text(encoding="utf-8")
    page = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", page, flags=re.DOTALL)
    page = re.sub(r"<(script|svg|title)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"<[^>]*>", "", page, flags=re.DOTALL)
    page = re.sub(r"&\w+;", "", page)
    assert re.findall(r"[^\W\d_]{2,}", page) == []


def test_every_text_that_is_asked_for_is_there():
    """A missing one would be found by a reader."""
    asked = set(_KEY.findall(_sources()))
    assert asked - set(catalogue()) == set()


def test_every_text_is_asked_for():
    """A text that no page shows is clutter."""
    sources = _sources()
    named = set(_NAMED.findall(sources))
    built = tuple(whole or part for whole, part in _BUILT.findall(sources))
    assert [key for key in sorted(catalogue()) if key not in named and not key.startswith(built)] == []


def test_every_beginning_of_a_key_has_texts():
    """What is put together as a page is made is looked for no sooner than that."""
    calls = re.findall(r"""\bt(?:ext)?\(\s*f?["']([\w.]+[._])(?:["']\s*~|\{)""", _sources())
    assert len(calls) > 50
    assert [one for one in sorted(set(calls)) if not any(key.startswith(one) for key in catalogue())] == []


def test_number_chooses_the_form():
    """One minute, two minutes; numbers have their thousands apart."""
    assert text("common.ago.minutes", n=1) == "1 minute ago"
    assert text("common.ago.minutes", n=1200) == "1,200 minutes ago"
