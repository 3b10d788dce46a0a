"""Scheduled work: due once, taken up again after a death, later after failures, one digest a morning."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import make
import pytest

from aggregator import config, jobs
from aggregator.app import App
from aggregator.collectors.archive import read_archive
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline.importing import import_archive
from aggregator.pipeline.score import score
from aggregator.runners.local import LocalRunner
from aggregator.store import digests, leases, reactions

FILM = "the-paper-lighthouse"
MORNING = datetime(2031, 5, 5, 6, 0, tzinfo=UTC)  # 07:00 in London, where summer time is in force


class Newsroom:
    """Builds apps over one database, as several processes would, on one clock."""

    def __init__(self, config_dir: Path, tmp_path: Path) -> None:
        self.folder = config_dir
        self.tmp_path = tmp_path
        self.now = MORNING - timedelta(hours=2)
        self.apps: list[App] = []

    def configure(self, text: str) -> None:
        with (self.folder / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(text)

    def app(self) -> App:
        settings = config.load(self.folder, {"FANSREACT_DIGEST__OUT": str(self.tmp_path / "out")})
        environ = {"XDG_STATE_HOME": str(self.tmp_path)}
        self.apps.append(App.build(settings, environ=environ, clock=lambda: self.now, chance=lambda: 0.0))
        return self.apps[-1]

    def posts(self, app: App, count: int, at: datetime) -> None:
        path = self.tmp_path / "posts.jsonl"
        lines = [
            json.dumps(
                to_record(
                    make.post(
                        f"I love the paper lighthouse, thought number {number} of the day",
                        created_at=at + timedelta(minutes=number),
                    )
                )
            )
            for number in range(count)
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        import_archive(app.ctx, "posts", read_archive(path), app.film(FILM))

    def made(self, app: App) -> list[str]:
        with app.ctx.store.read() as session:
            return [row.slot for row in digests.list_digests(session)]


@pytest.fixture
def newsroom(config_dir, tmp_path):
    room = Newsroom(config_dir, tmp_path)
    yield room
    for app in room.apps:
        app.close()


def tasks(app: App) -> dict[str, leases.Task]:
    with app.ctx.store.read() as session:
        return {task.name: task for task in leases.tasks(session)}


def test_a_local_morning_gets_one_digest_from_two_processes(newsroom):
    one, other = newsroom.app(), newsroom.app()
    newsroom.posts(one, 30, MORNING - timedelta(hours=20))
    jobs.plan(one)
    jobs.plan(other)
    newsroom.now = MORNING + timedelta(seconds=1)

    first = LocalRunner(one).run_once()
    second = LocalRunner(other).run_once()

    assert newsroom.made(one) == ["2031-05-05"]
    assert [report.stage for report in first if report.stage == "digest"] == ["digest"]
    assert [report.stage for report in second if report.stage == "digest"] == []
    assert tasks(one)["digest"].due_at == MORNING + timedelta(days=1)


def test_the_digest_is_written_for_people_to_read(newsroom):
    app = newsroom.app()
    newsroom.posts(app, 30, MORNING - timedelta(hours=20))
    jobs.plan(app)
    newsroom.now = MORNING + timedelta(seconds=1)

    LocalRunner(app).run_once()

    assert sorted(path.suffix for path in (newsroom.tmp_path / "out").iterdir()) == [".html", ".json", ".md"]


def test_a_slot_that_is_done_again_keeps_its_digest_whatever_came_since(newsroom):
    """A process died after it had stored the digest and before it gave its task back."""
    app = newsroom.app()
    newsroom.posts(app, 30, MORNING - timedelta(hours=20))
    jobs.plan(app)
    newsroom.now = MORNING + timedelta(seconds=1)
    LocalRunner(app).run_once()
    files = {path.name: path.read_bytes() for path in (newsroom.tmp_path / "out").iterdir()}
    newsroom.posts(app, 15, MORNING - timedelta(hours=10))
    with app.ctx.store.write() as session:
        leases.reschedule(session, "digest", FILM, MORNING, now=newsroom.now)

    reports = LocalRunner(newsroom.app()).run_once()

    assert newsroom.made(app) == ["2031-05-05"]
    assert "stood already" in next(report.note for report in reports if report.stage == "digest")
    assert {path.name: path.read_bytes() for path in (newsroom.tmp_path / "out").iterdir()} == files


def test_slots_missed_while_the_machine_was_off_are_not_made_up_for(newsroom):
    app = newsroom.app()
    newsroom.posts(app, 30, MORNING + timedelta(days=3, hours=-20))
    jobs.plan(app)
    newsroom.now = MORNING + timedelta(days=3, hours=4)

    LocalRunner(app).run_once()

    assert newsroom.made(app) == ["2031-05-08"]
    assert tasks(app)["digest"].due_at == MORNING + timedelta(days=4)


def test_too_few_posts_are_recorded_as_skipped_and_are_no_failure(newsroom):
    app = newsroom.app()
    newsroom.posts(app, 5, MORNING - timedelta(hours=20))
    jobs.plan(app)
    newsroom.now = MORNING + timedelta(seconds=1)

    [report] = [report for report in LocalRunner(app).run_once() if report.stage == "digest"]

    assert "skipped" in report.note
    assert "has 5, needs 12" in report.note
    assert report.error is None
    assert tasks(app)["digest"].failures == 0


def test_work_of_a_process_that_died_is_taken_up_when_its_lease_ends(newsroom):
    dead, alive = newsroom.app(), newsroom.app()
    jobs.plan(dead)
    [claim] = jobs.due(dead, jobs.SCORE, 1)

    before = jobs.due(alive, jobs.SCORE, 1)
    newsroom.now += alive.settings.schedule.lease + timedelta(seconds=1)
    [taken] = jobs.due(alive, jobs.SCORE, 1)

    assert before == []
    assert taken.fence == claim.fence + 1


def test_a_source_that_keeps_failing_is_asked_less_and_less_often(newsroom):
    newsroom.configure(
        '[sources.mastodon]\ninstances = ["http://127.0.0.1:9"]\n[schedule]\ncollect = "every 10 minutes"\n'
    )
    app = newsroom.app()
    app.ctx.stopping.wait = lambda *_: False  # no pause between two tries of a request
    waits = []
    for _ in range(5):
        jobs.plan(app)
        newsroom.now = max(newsroom.now, tasks(app)["collect"].due_at)
        LocalRunner(app).run_once()
        waits.append(tasks(app)["collect"].due_at - newsroom.now)

    assert tasks(app)["collect"].failures == 5
    assert waits == sorted(waits)
    assert waits[0] <= timedelta(minutes=10) < waits[-1] <= timedelta(hours=1)


def test_a_changed_schedule_takes_effect_at_once(newsroom):
    app = newsroom.app()
    jobs.plan(app)
    newsroom.configure('[schedule]\ndigest = "05:30 Europe/London"\n')

    jobs.plan(newsroom.app())

    assert tasks(app)["digest"].due_at == MORNING - timedelta(minutes=90)


def test_a_film_that_is_no_longer_watched_has_no_task(newsroom):
    app = newsroom.app()
    jobs.plan(app)
    (newsroom.folder / "films.toml").write_text(
        '[[films]]\nslug = "another-film"\nkind = "film"\ntitle = "Another Film"\nhashtags = ["AnotherFilm"]\n',
        encoding="utf-8",
    )

    jobs.plan(newsroom.app())

    assert tasks(app)["digest"].key == "another-film"


def test_changed_words_of_a_film_make_its_posts_stale(newsroom):
    """What is off topic, and which names carry no feeling, was decided by the words of before."""
    app = newsroom.app()
    newsroom.posts(app, 20, MORNING)
    score(app.ctx, app.pool, app.films)
    with app.ctx.store.read() as session:
        assert reactions.count_unscored(session, app.pool.id) == 0
    films = newsroom.folder / "films.toml"
    films.write_text(films.read_text(encoding="utf-8") + 'never = ["thought"]\n', encoding="utf-8")

    again = newsroom.app()
    score(again.ctx, again.pool, again.films)

    with again.ctx.store.read() as session:
        found = reactions.window(session, FILM, MORNING, MORNING + timedelta(days=1))
    assert {reaction.signals.excluded for reaction in found} == {"off topic"}
