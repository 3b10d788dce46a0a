"""All that the desk says stands in the catalogue, and all of the catalogue is said."""

import ast
import re
from pathlib import Path

import pytest

from aggregator import errors
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


def test_no_failure_of_the_desk_has_words_of_its_own():
    """What errors say is said to readers too. (What programs alone are told stands beside its shapes.)"""
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    found = [
        f"{file.relative_to(WEB)}:{node.lineno}"
        for file in sorted(WEB.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in kinds
        and any(_is_prose(one) for one in [*node.args, *(word.value for word in node.keywords)])
    ]
    assert found == []


def _is_prose(node):
    """Whether it is a text with a blank in it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    words = (one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return any(" " in one.strip() for one in words)


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
