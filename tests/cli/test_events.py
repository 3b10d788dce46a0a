"""Digests around events from the command line: edges of their windows, and events that are still to come."""

import pytest
from cli.conftest import NOON

from aggregator import config

FILM = "the-paper-lighthouse"
EVENTS = """
[[films.events]]
name = "trailer 1"
at = 2026-05-04T12:00:00Z
kind = "trailer"
[[films.events]]
name = "trailer 2"
at = 2026-05-06T12:00:00Z
kind = "trailer"
"""


@pytest.fixture
def events(run, archive, config_dir, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where digests are written
    films = config_dir / "films.toml"
    films.write_text(films.read_text("utf-8") + EVENTS, "utf-8")
    run("import", str(archive(150)), "--film", FILM)


def window(ran):
    assert ran.code == 0, ran.err
    found = ran.json["digest"]["window"]
    return found["since"], found["until"], found["event"]


def test_a_day_after_it_the_window_is_six_hours_before_to_24_hours_after(run, events):
    ran = run("digest", FILM, "--event", "TRAILER 1", "--now", "2026-05-05T12:00:00Z", "--json")
    assert window(ran) == ("2026-05-04T06:00:00Z", "2026-05-05T12:00:00Z", "trailer 1")
    assert ran.json["digest"]["kind"] == "trailer"


def test_before_that_it_ends_now_for_nobody_has_read_tomorrow(run, events):
    ran = run("digest", FILM, "--event", "trailer 1", "--now", "2026-05-04T16:30:00Z", "--json")
    assert window(ran) == ("2026-05-04T06:00:00Z", "2026-05-04T16:30:00Z", "trailer 1")


@pytest.mark.parametrize("now", ["2026-05-06T12:00:00Z", "2026-05-06T06:00:00Z", "2026-05-01T00:00:00Z"])
def test_an_event_that_is_still_to_come_is_told_with_its_time(run, events, now):
    ran = run("digest", FILM, "--event", "trailer 2", "--now", now)
    assert ran.code == 2
    assert "'trailer 2' has not happened yet: films.toml has it at 2026-05-06T12:00:00Z" in ran.err
    assert "fansreact run drafts it" in ran.err


def test_a_second_after_it_it_has_happened_and_few_posts_are_told_as_few(run, events):
    ran = run("digest", FILM, "--event", "trailer 2", "--now", "2026-05-06T12:00:01Z")
    assert ran.code == 1
    assert "needs 12" in ran.err


def test_a_name_that_is_nearly_right_is_guessed(run, events):
    ran = run("digest", FILM, "--event", "trailr 1")
    assert ran.code == 2
    assert "did you mean 'trailer 1'?" in ran.err
    assert "films.toml knows 'trailer 1', 'trailer 2'" in ran.err


def test_a_digest_under_embargo_is_refused_by_publish(run, events, config_dir, tmp_path):
    films = config_dir / "films.toml"
    films.write_text(films.read_text("utf-8") + "embargo_until = 2090-01-01T00:00:00Z\n", "utf-8")
    assert config.load(config_dir, {}).films[0].events[1].embargo_until is not None
    text = films.read_text("utf-8").replace("at = 2026-05-06T12:00:00Z", f"at = {NOON:%Y-%m-%dT13:00:00Z}")
    films.write_text(text, "utf-8")
    out = str(tmp_path / "out")
    made = run("digest", FILM, "--event", "trailer 2", "--out", out, "--json").json

    ran = run("publish", made["id"], "--to", "folder", "--out", str(tmp_path / "desk"))

    assert made["digest"]["embargo_until"] == "2090-01-01T00:00:00Z"
    assert ran.code == 1
    assert "embargoed until 2090-01-01T00:00:00Z" in ran.err
    assert not (tmp_path / "desk").exists()
