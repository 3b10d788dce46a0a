"""Two moments of a film from the command line."""

from datetime import timedelta

import pytest
from cli.conftest import NOON

FILM = "the-paper-lighthouse"
EVENTS = """
[[films.events]]
name = "set photos"
at = 2026-05-04T12:00:00Z
kind = "first_look"
[[films.events]]
name = "trailer 1"
at = 2026-05-20T12:00:00Z
kind = "trailer"
[[films.events]]
name = "the premiere"
at = 2026-08-20T12:00:00Z
kind = "opening_weekend"
"""


@pytest.fixture
def two_moments(run, archive, config_dir):
    films = config_dir / "films.toml"
    films.write_text(films.read_text("utf-8") + EVENTS, "utf-8")
    run("import", str(archive(150)), "--film", FILM)
    run("import", str(archive(60, 50, NOON + timedelta(days=16), "later.jsonl")), "--film", FILM)


def test_two_moments_are_put_side_by_side(run, two_moments, tmp_path):
    told = run("compare", FILM, "--event", "set photos", "--event", "trailer 1")
    ran = run(
        "compare",
        FILM,
        "--event",
        "set photos",
        "--event",
        "Trailer 1",
        "--json",
        "--out",
        str(tmp_path / "out"),
    )

    assert told.code == 0
    assert "set photos" in told.out
    assert "can’t be compared" in told.out  # an archive vouches for nothing
    assert "not a survey" in told.err
    assert ran.code == 0
    assert sorted(ran.json["paths"]) == ["html", "json", "md"]
    volumes = ran.json["comparison"]["volumes"]
    assert (volumes[0]["posts"], volumes[1]["posts"]) == (150, 60)
    assert sorted(one.suffix for one in (tmp_path / "out").iterdir()) == [".html", ".json", ".md"]


def test_nothing_is_stored_or_written_unless_asked(run, two_moments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("compare", FILM, "--event", "set photos", "--event", "trailer 1")

    assert not (tmp_path / "digests").exists()
    assert run("status", "--json").json["digests"] == []


def test_a_moment_with_too_few_posts_is_named(run, two_moments):
    ran = run("compare", FILM, "--event", "set photos", "--event", "the premiere")

    assert ran.code == 1
    assert "the premiere: has 0, needs 12" in ran.err


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (("set photos",), "1 given, compare takes two"),
        (("set photos", "set photos"), "given twice"),
        (("set photos", "teaser"), "has no event 'teaser'"),
    ],
)
def test_wrong_events_are_exit_2(run, two_moments, events, said):
    ran = run("compare", FILM, *(word for one in events for word in ("--event", one)))

    assert ran.code == 2
    assert said in ran.err


def test_a_window_that_holds_an_event_makes_a_story_of_its_kind(run, two_moments, tmp_path):
    out = ("--out", str(tmp_path / "out"), "--json")

    asked = run("digest", FILM, "--since", "2026-05-04", "--until", "2026-05-06", *out)
    by_hand = run("digest", FILM, "--since", "2026-05-04", "--until", "2026-05-06", "--kind", "brief", *out)
    without = run("digest", FILM, "--since", "2026-05-04T13:00:00Z", "--until", "2026-05-06", *out)

    assert asked.json["digest"]["kind"] == "first_look"
    assert by_hand.json["digest"]["kind"] == "brief"
    assert without.json["digest"]["kind"] == "brief"
