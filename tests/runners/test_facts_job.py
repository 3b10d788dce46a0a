"""The scheduled reading of facts: once a day, sooner again where a site was down or busy."""

from datetime import timedelta
from pathlib import Path

import pytest
from make import NOON

from aggregator import config, jobs
from aggregator.app import App
from aggregator.loopback import Reply, play
from aggregator.runners.local import LocalRunner
from aggregator.store import leases

RECORDINGS = Path(__file__).parent.parent / "recordings"
FILM = 'wikidata_id = "Q900000101"\n'
DAILY = timedelta(hours=12)  # from noon to the next midnight in UTC


@pytest.fixture
def network():
    with play(RECORDINGS / "wikidata") as playing:
        yield playing


@pytest.fixture
def ran(network, config_dir):
    """Does what is due and gives the reports of the job, and when it is due again."""
    opened = []

    def run(films=FILM):
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'[sources.wikidata]\nbase_url = "{network.url}"\n')
        with (config_dir / "films.toml").open("a", encoding="utf-8") as watched:
            watched.write(films)
        app = App.build(config.load(config_dir, {}), environ={}, clock=lambda: NOON)
        opened.append(app)
        app.ctx.stopping.wait = lambda *_: False  # no pause between two tries of a request
        reports = [one for one in LocalRunner(app).run_once() if one.stage == "facts"]
        with app.ctx.store.read() as session:
            [task] = [one for one in leases.tasks(session) if one.name == "facts"]
        return reports, task

    yield run
    for app in opened:
        app.close()


def test_what_was_read_is_due_again_with_the_next_day(ran):
    [report], task = ran()
    assert (report.source, report.film, report.error) == ("wikidata", "the-paper-lighthouse", None)
    assert report.fetched == report.new > 5
    assert (task.key, task.due_at, task.failures) == ("wikidata", NOON + DAILY, 0)


def test_a_site_that_is_down_is_asked_again_within_the_hour(ran, network):
    network.fail = lambda _path: Reply(503, {})
    [report], task = ran()
    assert report.error.kind == "unavailable"
    assert (task.due_at, task.failures) == (NOON + jobs.LONGEST_BACKOFF, 1)


def test_a_site_that_is_busy_is_asked_again_when_it_says_and_that_is_no_failure(ran, network):
    network.double("wikidata").lag_s = 9
    [report], task = ran()
    assert report.error.kind == "rate_limited"
    assert (task.due_at, task.failures) == (NOON + timedelta(seconds=5), 0)


def test_what_only_an_editor_can_mend_waits_for_the_next_day_and_holds_up_no_other_film(ran):
    second = '[[films]]\nslug = "harbour"\ntitle = "Harbour"\nhashtags = ["Harbour"]\n' + FILM
    reports, task = ran('wikidata_id = "Q900000999"\n' + second)
    assert [(one.film, one.error and one.error.kind) for one in reports] == [
        ("the-paper-lighthouse", "config"),
        ("harbour", None),
    ]
    assert (task.due_at, task.failures) == (NOON + DAILY, 1)
    assert "there is no film Q900000999" in task.last_error


def test_a_reader_that_fails_is_told_as_our_fault_and_not_raised(ran, monkeypatch):
    def fail(*_given, **_options):
        raise KeyError("surprise")

    monkeypatch.setattr("aggregator.facts.wikidata.Wikidata.facts", fail)
    [report], _ = ran()
    assert report.error.kind == "unexpected"
    assert "KeyError" in report.error.message
