"""What a person has done by hand for a film: its networks read now, and why that may not be."""

import bluesky_room
import pytest

from aggregator.errors import ConfigError
from aggregator.jobs import by_hand
from aggregator.loopback import play
from aggregator.model.editors import By
from aggregator.store import leases, reactions, runs

FILM = bluesky_room.FILM


@pytest.fixture
def room(config_dir, tmp_path):
    folder = bluesky_room.record(tmp_path / "recording", bluesky_room.crowd(20, 10))
    with play(folder) as network:
        made = bluesky_room.Room(network, config_dir, tmp_path)
        made.now = bluesky_room.DAY + (bluesky_room.NOW - bluesky_room.DAY) / 8
        yield made
        made.app.close()


def test_a_film_is_read_now_under_the_accounts_lease_and_the_runs_are_kept(room):
    told = []
    film = room.app.film(FILM)
    reports = by_hand.collect_film(room.app, film, on_progress=lambda done, of: told.append((done, of)))
    assert [report.error for report in reports] == [None] * len(reports)
    assert sum(report.new for report in reports) == 30
    assert told == [(0, 1)]
    with room.app.ctx.store.read() as session:
        assert reactions.count(session, FILM) == 30
        assert len(runs.latest(session, 20, "collect")) == len(reports)
        (task,) = [one for one in leases.tasks(session) if one.name == "collect"]
    assert task.lease_until is None, "it was given back"


def test_another_films_words_are_not_asked_for(room):
    room.app.watchlist.keep(
        {"slug": "low-water", "title": "Low Water", "hashtags": ["LowWater"]}, on=0, by=By("ada")
    )
    reports = by_hand.collect_film(room.app, room.app.film("low-water"))
    assert {report.target for report in reports} == {"#lowwater"}


def test_an_invented_film_is_asked_about_nowhere(room):
    entry = {**room.app.watchlist.entry(room.app.film(FILM)), "invented": True}
    room.app.watchlist.keep(entry, on=0, by=By("ada"))
    with pytest.raises(ConfigError, match="is invented"):
        by_hand.collect_film(room.app, room.app.film(FILM))


def test_without_its_key_the_variables_are_named(room):
    poor = room.build({})
    try:
        with pytest.raises(ConfigError, match="no network is on") as refused:
            by_hand.may_collect(poor, poor.film(FILM))
        assert "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD" in refused.value.hint
    finally:
        poor.close()
