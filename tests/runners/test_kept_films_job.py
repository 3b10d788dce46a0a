"""A film that an editor adds or changes: `run`, `collect` and `digest` know it without being started anew."""

import json
from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator import config, jobs
from aggregator.app import App
from aggregator.collectors.archive import read_archive
from aggregator.model.editors import By
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline.importing import import_archive
from aggregator.pipeline.linking import link_stored
from aggregator.pipeline.score import score
from aggregator.runners.local import LocalRunner
from aggregator.store import digests, leases, reactions

FILM = "the-paper-lighthouse"
MORNING = datetime(2031, 5, 5, 6, 0, tzinfo=UTC)
ENTRY = {"slug": FILM, "kind": "film", "title": "The Paper Lighthouse", "hashtags": ["PaperLighthouse"]}
NEW = {"slug": "saltmarsh-lantern", "title": "Saltmarsh Lantern", "phrases": ["saltmarsh lantern"]}


@pytest.fixture
def room(config_dir, tmp_path):
    """Builds apps over one database, as the desk's and the scheduler's processes would; one clock."""
    now = [MORNING - timedelta(hours=2)]
    apps = []

    def build():
        settings = config.load(config_dir, {"FANSREACT_DIGEST__OUT": str(tmp_path / "out")})
        environ = {"XDG_STATE_HOME": str(tmp_path)}
        apps.append(App.build(settings, environ=environ, clock=lambda: now[0], chance=lambda: 0.0))
        return apps[-1]

    yield build, now
    for app in apps:
        app.close()


def bring(app, tmp_path, texts, film=FILM, *, tags=(), at=MORNING - timedelta(hours=20)):
    path = tmp_path / "posts.jsonl"
    records = [
        to_record(make.post(text, created_at=at + timedelta(minutes=number), hashtags=tags))
        for number, text in enumerate(texts)
    ]
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    import_archive(app.ctx, "posts", read_archive(path), app.film(film))


def test_a_running_scheduler_takes_up_a_film_that_the_desk_of_another_process_adds(room):
    build, _ = room
    desk, runner = build(), build()
    jobs.plan(runner)
    held = runner.films
    desk.watchlist.keep(NEW, on=0, by=By("ada"))
    assert runner.films == held
    jobs.refresh(runner)
    assert [film.slug for film in runner.films] == [FILM, "saltmarsh-lantern"]
    assert [film.slug for film in held] == [FILM]
    with runner.ctx.store.read() as session:
        keys = {task.key for task in leases.tasks(session) if task.name == "digest"}
    assert keys == {FILM, "saltmarsh-lantern"}


def test_a_film_that_is_taken_back_has_no_tasks_any_more(room):
    build, _ = room
    desk, runner = build(), build()
    desk.watchlist.keep(NEW, on=0, by=By("ada"))
    jobs.refresh(runner)
    desk.watchlist.take_back("saltmarsh-lantern", on=1, by=By("ada"))
    jobs.refresh(runner)
    with runner.ctx.store.read() as session:
        assert [task.key for task in leases.tasks(session) if task.name == "digest"] == [FILM]


def test_a_tick_of_the_scheduler_digests_a_film_that_was_added_while_it_ran(room, tmp_path):
    build, now = room
    desk, running = build(), build()
    runner = LocalRunner(running)
    jobs.plan(running)
    desk.watchlist.keep(NEW, on=0, by=By("ada"))
    texts = [f"I love saltmarsh lantern, thought number {number} of the day" for number in range(30)]
    bring(desk, tmp_path, texts, "saltmarsh-lantern")
    jobs.refresh(running)
    now[0] = MORNING + timedelta(seconds=1)
    runner._dispatch()
    for workers in runner._workers.values():
        workers.shutdown(wait=True)
    with desk.ctx.store.read() as session:
        assert [row.film for row in digests.list_digests(session)] == ["saltmarsh-lantern"]


def test_where_nothing_was_changed_nothing_is_read_again(room):
    build, _ = room
    app = build()
    before = app.settings
    assert app.reread() is False
    assert app.settings is before
    app.watchlist.keep(NEW, on=0, by=By("ada"))
    assert app.reread() is False  # keep has taken it up itself
    assert app.settings is not before


def test_new_words_find_and_judge_what_is_stored_already(room, tmp_path):
    build, _ = room
    app = build()
    app.watchlist.keep(NEW, on=0, by=By("ada"))
    texts = [f"the paper lighthouse is lovely and so is #SaltmarshLantern, {n}" for n in range(20)]
    bring(app, tmp_path, texts, tags=("saltmarshlantern",))
    score(app.ctx, app.pool, app.films)
    with app.ctx.store.read() as session:
        assert reactions.count(session, "saltmarsh-lantern") == 0
        assert reactions.count_unscored(session, app.pool.id) == 0

    app.watchlist.keep({**NEW, "hashtags": ["SaltmarshLantern"]}, on=1, by=By("ada"))
    link_stored(app.ctx, app.film("saltmarsh-lantern"))
    app.watchlist.keep({**ENTRY, "never": ["lovely"]}, on=0, by=By("ada"))

    with app.ctx.store.read() as session:
        assert reactions.count(session, "saltmarsh-lantern") == 20
        assert reactions.count_unscored(session, app.pool.id, film=FILM) == 20  # judged by the new words


def test_a_film_taken_back_is_judged_by_the_file_again(room, tmp_path):
    build, _ = room
    app = build()
    bring(app, tmp_path, [f"the paper lighthouse is lovely, {n}" for n in range(20)])
    score(app.ctx, app.pool, app.films)
    app.watchlist.keep({**ENTRY, "never": ["lovely"]}, on=0, by=By("ada"))
    score(app.ctx, app.pool, app.films)
    app.watchlist.take_back(FILM, on=1, by=By("ada"))
    with app.ctx.store.read() as session:
        assert reactions.count_unscored(session, app.pool.id, film=FILM) == 20
    assert app.film(FILM).never == ()


def test_who_changed_what_is_told_from_the_newest_change_on(room):
    build, now = room
    app = build()
    first = {**app.watchlist.entry(app.film(FILM)), "never": ["origami"]}
    app.watchlist.keep(first, on=0, by=By("ada"))
    now[0] += timedelta(hours=1)
    app.watchlist.keep({**first, "title": "Paper Lighthouse"}, on=1, by=By("grace"))
    app.watchlist.take_back(FILM, on=2, by=By("ada"))
    back, second, began = app.watchlist.changes(FILM)
    assert (began.version.changed_by, began.keys) == ("ada", ("never",))
    assert (second.version.changed_by, second.keys) == ("grace", ("title",))
    assert (second.before["title"], second.after["title"]) == ("The Paper Lighthouse", "Paper Lighthouse")
    assert second.version.changed_at - began.version.changed_at == timedelta(hours=1)
    assert set(back.keys) == {"title", "never"}
    assert back.version.description is None
