"""What a newcomer does first: each command as it is printed, from a folder that holds nothing else."""

import shutil

import pytest

from aggregator.config import defaults_dir


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An empty folder to work in, and no configuration anywhere."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("FANSREACT_CONFIG", raising=False)
    return folder


def test_the_demos_hint_works_as_it_is_printed(run, empty):
    said = run("demo", config=False).out

    [hint] = [line for line in said.splitlines() if "fansreact verify" in line]
    words = hint.split("fansreact ", 1)[1].split()
    ran = run(*words, config=False)

    assert (ran.code, ran.err) == (0, "")
    assert "every quote and number holds" in ran.out
    assert sorted(path.name for path in empty.iterdir()) == ["demo"]


def test_init_in_a_checkout_says_that_its_configuration_is_the_one_that_ships(run, empty):
    shutil.copytree(defaults_dir(), empty / "config")
    (empty / "aggregator" / "config").mkdir(parents=True)
    for name in ("pyproject.toml", "aggregator/config/files.py"):
        (empty / name).touch()

    here = run("init", config=False)
    elsewhere = run("init", "my-newsroom", config=False)

    assert "To leave that as it is: fansreact init my-newsroom" in here.out
    assert "ships with it" not in elsewhere.out
    assert "describe your film in my-newsroom/films.toml" in elsewhere.out


def test_init_says_that_example_films_are_collected_as_long_as_they_stand_there(run, empty):
    first = run("init", config=False)
    again = run("init", config=False)

    assert "example films, which are collected too" in first.out
    assert "example films" not in again.out


def test_a_database_that_is_named_needs_no_configuration(run, empty):
    url = "sqlite:///some.db"

    assert run("db", "upgrade", "--db", url, config=False).code == 0
    assert run("db", "check", "--db", url, "--json", config=False).json == {"ok": True, "differences": []}


def test_a_database_that_is_not_there_is_told_and_not_made(run, empty):
    ran = run("verify", "some-story", "--db", "sqlite:///none.db", config=False)

    assert ran.code == 1
    assert "does not exist" in ran.err
    assert list(empty.iterdir()) == []


def test_a_configuration_that_is_named_is_read_all_the_same(run, empty):
    ran = run("verify", "some-story", "--db", "sqlite:///none.db", "--config", "nowhere", config=False)

    assert (ran.code, "nowhere" in ran.err) == (2, True)
