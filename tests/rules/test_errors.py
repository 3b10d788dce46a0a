"""All that fansreact can explain is one tree of errors: what a command ends with, and what programs see."""

import ast
import re
from pathlib import Path

import pytest

from aggregator import errors
from aggregator.cli.output import error_document

PACKAGE = Path(errors.__file__).parent


def tree(kind=errors.AggregatorError):
    """The error and all that come of it, as errors.py has them."""
    own = [one for one in kind.__subclasses__() if one.__module__ == errors.__name__]
    return [kind, *(below for one in own for below in tree(one))]


def test_no_other_module_has_errors_of_its_own():
    """Callers look in one place for what may happen, and what to do next."""
    names = {kind.__name__ for kind in tree()}
    elsewhere = [
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != Path(errors.__file__)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).rpartition(".")[2] in names for base in node.bases)
    ]

    assert elsewhere == []


def test_only_what_is_configured_or_typed_wrong_is_exit_2():
    assert {kind.__name__: kind.exit_code for kind in tree() if kind.exit_code != 1} == {"ConfigError": 2}


def test_programs_see_a_word_for_each_kind():
    for kind in tree():
        assert re.fullmatch(r"[a-z_]+", kind.kind), kind.__name__
        assert "kind" in vars(kind) or kind is errors.NotLoggedIn, f"{kind.__name__} needs a word of its own"
    assert (
        errors.NotLoggedIn.kind == errors.NotAllowed.kind
    )  # to a program it is the same: it gets in nowhere


@pytest.mark.parametrize(
    ("error", "kind", "problems"),
    [
        (errors.StillOpen("digest d: not approved", left=("a quote is unread",)), "still_open", ["a quote is unread"]),
        (errors.TooBusy("draft: 20 tasks wait already", hint="try again"), "busy", []),
        (errors.NotThere("digest d: there is none"), "not_found", []),
        (errors.NoSuchPage("digests: there is no such page"), "usage", []),
        (errors.NotLoggedIn("nobody is logged in", login="/login?next=%2F"), "not_allowed", []),
    ],
)  # fmt: skip
def test_what_only_the_desk_meets_is_told_like_any_other(error, kind, problems):
    told = error_document(error)["error"]

    assert (told["kind"], told["message"], told["problems"]) == (kind, str(error), problems)
    assert error.exit_code == 1
