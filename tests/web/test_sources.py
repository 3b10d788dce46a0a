"""The page of networks."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from desk_room import DeskRoom

from aggregator.store import alerts


@pytest.fixture
def desk(config_dir):
    """A desk of a newsroom with one network on, and one that lacks its key."""
    toml = config_dir / "fansreact.toml"
    sources = '\n[sources.mastodon]\ninstances = ["http://127.0.0.1:9"]\n[sources.youtube]\n'
    toml.write_text(toml.read_text(encoding="utf-8") + sources, encoding="utf-8")
    with DeskRoom(config_dir) as room:
        yield room


def test_sources_say_what_is_on_and_what_lacks_its_key(desk):
    """The variable that would bring the key is named."""
    page = desk.browser("reader").get("/sources").text
    assert "FANSREACT_SOURCES__YOUTUBE__API_KEY" in page
    assert re.search(r"\d never read", page)
    assert "Collect now" not in page, "a reader starts nothing"


def test_alerts_that_the_daily_number_held_back_are_told(desk):
    """Nobody hears of them otherwise: the channel is silent."""
    now = desk.app.ctx.clock()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    with desk.app.ctx.store.write() as session:
        for key in ("a", "b", "c"):
            alerts.claim(session, "slack", "spike", key, at=now, day=day, most=1)
    told = "Slack: 2 alerts of today are held back, as 1 went out"
    assert told in desk.browser("reader").get("/sources").text


def test_part_is_not_sent_again_while_nothing_changed(desk):
    """Polling costs a header."""
    browser = desk.browser()
    first = browser.get("/sources", headers={"HX-Request": "true"})
    again = browser.get("/sources", headers={"HX-Request": "true", "If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_network_that_does_not_answer_is_told_on_the_task(desk):
    """Collecting now fails in words, and the page of sources tells it."""
    browser = desk.browser()
    begun = browser.post("/sources/mastodon/collect")
    page = desk.ended(browser, begun).text
    assert "127.0.0.1:9" in page
    assert browser.post("/sources/x/collect").status_code == 404


def test_a_run_whose_time_has_passed_is_due_and_not_next(config_dir):
    """Nobody is told of a next run that lies behind."""
    toml = config_dir / "fansreact.toml"
    sources = '\n[sources.mastodon]\ninstances = ["http://127.0.0.1:9"]\n'
    toml.write_text(toml.read_text(encoding="utf-8") + sources, encoding="utf-8")
    late = timedelta(0)
    with DeskRoom(config_dir, clock=lambda: datetime.now(UTC) + late) as room:
        browser = room.browser()
        room.ended(browser, browser.post("/sources/mastodon/collect"))
        late = timedelta(hours=1)
        page = browser.get("/sources").text
    assert "Due since " in page
    assert "Next run" not in page
