"""Films that the desk keeps, from the command line: shown, exported, taken back, and told by doctor."""

import json
import sqlite3

import pytest

from aggregator import config
from aggregator.app import App
from aggregator.model.editors import By

SLUG = "the-paper-lighthouse"


@pytest.fixture
def keep(config_dir, tmp_path):
    """Keeps a film, as the desk does."""

    def run(entry, on=0, by="ada"):
        app = App.build(config.load(config_dir, {}), environ={"HOME": str(tmp_path)})
        try:
            return app.watchlist.keep(entry, on=on, by=By(by))
        finally:
            app.close()

    return run


@pytest.fixture
def described(config_dir):
    (film,) = config.load(config_dir, {}).films
    return config.described(film, config.load(config_dir, {}))


def test_films_says_which_are_kept_in_the_database_by_whom_and_in_which_version(run, keep, described):
    keep({**described, "hashtags": ["PaperLighthouse", "TPL"]})
    keep({"slug": "low-water", "title": "Low Water", "phrases": ["low water"]}, by="grace")
    ran = run("films", "--json")
    rows = {row["slug"]: row for row in ran.json["films"]}
    assert list(rows) == [SLUG, "low-water"]
    assert rows[SLUG]["hashtags"] == ["PaperLighthouse", "TPL"]
    assert (rows[SLUG]["kept"]["version"], rows["low-water"]["kept"]["changed_by"]) == (1, "grace")
    assert "kept in the database: version 1, " in run("films").out


def test_a_film_of_the_file_is_kept_by_nobody(run):
    assert run("films", "--json").json["films"][0]["kept"] is None


def test_what_export_prints_is_a_films_toml_with_the_same_films(run, keep, described, config_dir):
    keep({**described, "never": ["origami"]})
    keep({"slug": "low-water", "title": "Low Water", "phrases": ["low water"]})
    text = run("films", "--export").out
    assert run("films", "--export", "--json").json == {"films_toml": text}
    before = run("films", "--json").json["films"]
    (config_dir / "films.toml").write_text(text, encoding="utf-8")
    assert run("films", SLUG, "low-water", "--take-back").code == 0
    after = run("films", "--json").json["films"]
    assert [{**row, "kept": None} for row in before] == after
    assert run("films", "--export").out == text


def test_one_film_is_exported_where_one_is_named(run, keep):
    keep({"slug": "low-water", "title": "Low Water", "phrases": ["low water"]})
    text = run("films", "low-water", "--export").out
    assert "Low Water" in text
    assert SLUG not in text


def test_a_film_taken_back_is_that_of_the_file_again_and_one_that_is_nowhere_else_is_watched_no_more(
    run, keep, described
):
    keep({**described, "hashtags": ["TPL"]})
    keep({"slug": "low-water", "title": "Low Water", "phrases": ["low water"]})
    ran = run("films", SLUG, "low-water", "--take-back", "--json")
    assert ran.json == {
        "taken_back": [{"slug": SLUG, "watched": True}, {"slug": "low-water", "watched": False}]
    }
    assert [row["hashtags"] for row in run("films", "--json").json["films"]] == [["PaperLighthouse"]]


@pytest.mark.parametrize(
    "words",
    [("--take-back",), (SLUG, "--take-back"), ("no-such-film", "--take-back"), ("--export", "--refresh")],
)
def test_what_can_not_be_taken_back_or_exported_is_a_mistake_of_the_command(run, words):
    ran = run("films", *words)
    assert ran.code == 2
    assert "hint:" in ran.err


def test_doctor_names_a_kept_film_that_this_version_can_not_use(run, keep, tmp_path):
    keep({"slug": "low-water", "title": "Low Water", "phrases": ["low water"]})
    with sqlite3.connect(tmp_path / "fansreact.db") as database:
        database.execute("UPDATE kept_film SET description = ?", (json.dumps({"title": "Low Water"}),))
    checks = {one["name"]: one for one in run("doctor", "--json").json["checks"]}
    assert checks["films[low-water]"]["ok"] is False
    assert "neither hashtags nor phrases" in checks["films[low-water]"]["problem"]
    assert [row["slug"] for row in run("films", "--json").json["films"]] == [SLUG]
