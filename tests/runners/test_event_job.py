"""Drafts around events of films.toml come by themselves: an early one and one of the whole window, each once."""

import json
from datetime import UTC, datetime, timedelta

import make
import orjson
import pytest

from aggregator import config, jobs
from aggregator.app import App
from aggregator.collectors.archive import read_archive
from aggregator.model import Query
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline.importing import import_archive
from aggregator.runners.local import LocalRunner
from aggregator.store import digests, leases, runs, spans

FILM = "the-paper-lighthouse"
AT = datetime(2031, 5, 5, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVENT = '[[films.events]]\nname = "trailer 1"\nat = 2031-05-05T14:00:00Z\nkind = "trailer"\n'


class Newsroom:
    """Apps over one database, as several processes would be, on one clock."""

    def __init__(self, config_dir, tmp_path) -> None:
        self.folder, self.tmp_path = config_dir, tmp_path
        self.now = AT - 2 * HOUR
        self.opened: list[App] = []
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(f"[digest]\nout = {str(tmp_path / 'out')!r}\n")

    def events(self, text: str) -> None:
        with (self.folder / "films.toml").open("a", encoding="utf-8") as films:
            films.write(text)

    def app(self) -> App:
        settings = config.load(self.folder, {})
        environ = {"XDG_STATE_HOME": str(self.tmp_path)}
        self.opened.append(App.build(settings, environ=environ, clock=lambda: self.now, chance=lambda: 0.0))
        return self.opened[-1]

    def posts(self, app: App, count: int, at: datetime = AT) -> None:
        path = self.tmp_path / "posts.jsonl"
        lines = [
            json.dumps(
                to_record(
                    make.post(
                        f"I love the paper lighthouse, thought number {n} of {at:%H:%M}",
                        created_at=at + timedelta(minutes=n),
                    )
                )
            )
            for n in range(count)
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        import_archive(app.ctx, "posts", read_archive(path), app.film(FILM))

    def run(self, app: App, at: datetime):
        """What is due then, by one process; the reports of digests."""
        self.now = at
        return [one for one in LocalRunner(app).run_once() if one.stage == "digest"]


@pytest.fixture
def newsroom(config_dir, tmp_path):
    room = Newsroom(config_dir, tmp_path)
    yield room
    for app in room.opened:
        app.close()


def drafts(app):
    """Those around events, oldest first."""
    with app.ctx.store.read() as session:
        found = digests.list_digests(session)[::-1]
        bodies = [orjson.loads(digests.load(session, one.id, one.version).body) for one in found]
    return [
        (one, body) for one, body in zip(found, bodies, strict=True) if (one.slot or "").startswith("event")
    ]


def test_an_event_has_a_draft_after_two_hours_and_one_after_its_day(newsroom):
    newsroom.events(EVENT)
    app = newsroom.app()
    newsroom.run(app, AT - HOUR)
    newsroom.posts(app, 60)

    early = newsroom.run(app, AT + 2 * HOUR)
    newsroom.run(app, AT + 3 * HOUR)
    late = newsroom.run(app, AT + 24 * HOUR)
    newsroom.run(app, AT + 25 * HOUR)

    (first, one), (second, other) = drafts(app)
    assert (first.since, first.until) == (AT - 6 * HOUR, AT + 2 * HOUR)
    assert (second.since, second.until) == (AT - 6 * HOUR, AT + 24 * HOUR)
    assert (
        (one["kind"], one["window"]["event"])
        == (other["kind"], other["window"]["event"])
        == ("trailer", "trailer 1")
    )
    assert early[0].note == f"{first.id} version 1: trailer 1, 2 hours after it"
    assert late[0].note == f"{second.id} version 1: trailer 1, 24 hours after it"
    assert {path.name.partition("-v")[0] for path in (newsroom.tmp_path / "out").iterdir()} >= {
        first.id,
        second.id,
    }


def test_the_daily_digest_stays(newsroom):
    newsroom.events(EVENT)
    app = newsroom.app()
    newsroom.run(app, AT - HOUR)
    newsroom.posts(app, 60)
    newsroom.run(app, AT + 16 * HOUR)  # 07:00 in London

    with app.ctx.store.read() as session:
        assert min(row.slot for row in digests.list_digests(session)) == "2031-05-06"


def test_two_processes_make_one_draft(newsroom):
    newsroom.events(EVENT)
    one, other = newsroom.app(), newsroom.app()
    newsroom.posts(one, 60)
    newsroom.run(one, AT + 2 * HOUR)
    with one.ctx.store.write() as session:  # the first died before it gave its task back
        leases.reschedule(session, "event", FILM, AT + 2 * HOUR, now=newsroom.now)

    assert newsroom.run(other, AT + 2 * HOUR + timedelta(minutes=1)) == []
    assert len(drafts(one)) == 1


def test_a_draft_that_was_missed_is_made_up_for_within_a_day_and_only_the_newest(newsroom):
    newsroom.events(EVENT)
    app = newsroom.app()
    newsroom.posts(app, 60)

    newsroom.run(app, AT + 30 * HOUR)

    ((draft, _),) = drafts(app)
    assert draft.until == AT + 24 * HOUR
    assert draft.made_at == AT + 24 * HOUR


def test_an_event_of_long_ago_has_none(newsroom):
    newsroom.events(EVENT)
    app = newsroom.app()
    newsroom.posts(app, 60)
    newsroom.run(app, AT + 49 * HOUR)
    assert drafts(app) == []


def test_too_few_posts_are_told_once(newsroom):
    newsroom.events(EVENT)
    app = newsroom.app()
    newsroom.run(app, AT - HOUR)
    newsroom.posts(app, 5)

    told = [newsroom.run(app, AT + hours * HOUR) for hours in (2, 3, 4)]

    assert [len(reports) for reports in told] == [1, 0, 0]
    assert "has 5, needs 12" in told[0][0].note


def test_a_moved_event_is_drafted_anew_and_a_setting_says_when(newsroom):
    newsroom.events(EVENT)
    with (newsroom.folder / "fansreact.toml").open("a", encoding="utf-8") as settings:
        settings.write('[schedule]\nevent_drafts = ["30 minutes"]\n')
    app = newsroom.app()
    newsroom.posts(app, 60, AT - HOUR)
    newsroom.run(app, AT + HOUR / 2)
    films = newsroom.folder / "films.toml"
    films.write_text(films.read_text("utf-8").replace("T14:00:00Z", "T15:00:00Z"), encoding="utf-8")
    again = newsroom.app()
    newsroom.run(again, AT + 3 * HOUR / 2)

    assert [draft.until for draft, _ in drafts(app)] == [AT + HOUR / 2, AT + 3 * HOUR / 2]


def test_a_draft_waits_until_its_last_minutes_were_read_but_not_for_long(newsroom, monkeypatch):
    newsroom.events(EVENT)
    app = newsroom.app()
    newsroom.posts(app, 60)
    query = Query("x", "", "#paperlighthouse")
    monkeypatch.setattr(App, "asked", lambda *_: [query])
    with app.ctx.store.write() as session:
        spans.set_state(session, query, bottom=AT - 30 * HOUR, top=AT + 2 * HOUR - timedelta(minutes=5))

    newsroom.run(app, AT + 2 * HOUR)
    waiting = drafts(app)
    newsroom.run(app, AT + 2 * HOUR + timedelta(minutes=15))

    assert waiting == []
    assert len(drafts(app)) == 1


def test_what_is_under_embargo_is_drafted_and_says_so(newsroom):
    newsroom.events(EVENT + "embargo_until = 2031-05-06T20:00:00Z\n")
    app = newsroom.app()
    newsroom.posts(app, 60)
    newsroom.run(app, AT + 2 * HOUR)

    ((_, body),) = drafts(app)
    assert body["embargo_until"] == "2031-05-06T20:00:00Z"
    page = next((newsroom.tmp_path / "out").glob("*trailer*.html")).read_text("utf-8")
    assert "Embargoed until May 6, 2031, 20:00 UTC" in page


def test_a_film_without_events_has_no_such_task(newsroom):
    app = newsroom.app()
    jobs.plan(app)
    with app.ctx.store.read() as session:
        assert "event" not in {task.name for task in leases.tasks(session)}
        assert runs.latest(session, 5, "digest") == []
