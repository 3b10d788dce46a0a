"""What users can do and meet is documented, and the documents are true."""

import importlib.util
import inspect
import re
from pathlib import Path

from aggregator import collectors, errors
from aggregator.cli import app

ROOT = Path(__file__).parent.parent.parent


def commands() -> set[str]:
    listed = {command.name for command in app.registered_commands}
    for group in app.registered_groups:
        listed |= {f"{group.name} {one.name}" for one in group.typer_instance.registered_commands}
    return listed


def test_every_command_has_its_section():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^## fansreact ([a-z ]+)$", page, re.MULTILINE)) == commands()


def test_help_texts_in_the_documents_are_what_the_commands_print():
    spec = importlib.util.spec_from_file_location("make_commands", ROOT / "docs" / "make_commands.py")
    make_commands = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_commands)
    page = make_commands.PAGE.read_text(encoding="utf-8")

    assert make_commands.renewed(page) == page


def test_the_table_of_networks_is_what_the_collectors_say():
    spec = importlib.util.spec_from_file_location("make_sources", ROOT / "docs" / "make_sources.py")
    make_sources = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_sources)

    assert make_sources.PAGE.read_text(encoding="utf-8") == make_sources.page()


def test_the_routes_of_the_api_are_what_its_document_says():
    spec = importlib.util.spec_from_file_location("make_api", ROOT / "docs" / "make_api.py")
    make_api = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_api)
    page = make_api.PAGE.read_text(encoding="utf-8")

    assert make_api.renewed(page) == page


def test_every_network_has_a_page_of_its_own():
    for name in collectors.names():
        assert (ROOT / "docs" / "sources" / f"{name}.md").is_file(), name


def test_the_drawn_tree_of_errors_is_the_real_one():
    drawn = {}
    parents = []
    for line in inspect.getdoc(errors).splitlines():
        found = re.match(r"([│├└─ ]*)([A-Z]\w+)(\(\w+\))?  +\S", line)
        if found is None:
            continue
        depth = len(found[1]) // 4
        parents[depth:] = [found[2]]
        drawn[found[2]] = parents[depth - 1] if depth else "Exception"
    real = {
        name: kind.__bases__[0].__name__
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, Exception)
    }

    assert drawn == real


def test_every_page_that_the_readme_links_exists():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("**/*.md"))]:
        text = page.read_text(encoding="utf-8")
        pictures = re.findall(r' src(?:set)?="([^"]+)"', text)
        for target in [*re.findall(r"\]\((?!https?:|#)([^)#]+)", text), *pictures]:
            assert (page.parent / target).exists(), f"{page.name} links {target}"


def test_the_readmes_two_commands_stand_as_they_are_promised():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/fansreact demo\n" in readme
    assert '.venv/bin/pip install ".[test]" && .venv/bin/python -m pytest\n' in readme


def test_no_python_file_is_longer_than_400_lines():
    long = {
        str(path.relative_to(ROOT))
        for folder in ("aggregator", "tests", "bench", "docs", "training")
        for path in (ROOT / folder).rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 400
    }

    assert long == set()
