"""The scheduled recheck: all stories of the last weeks at once, each quoted post asked about once."""

from contextlib import ExitStack
from datetime import timedelta

import bluesky_room
import pytest

from aggregator import jobs
from aggregator.loopback import Reply, play
from aggregator.pipeline import forget as stage
from aggregator.runners.local import LocalRunner
from aggregator.store import digests, leases


@pytest.fixture
def room(config_dir, tmp_path):
    with ExitStack() as opened:
        folder = bluesky_room.record(tmp_path / "recording", bluesky_room.crowd(30, 8))
        made = bluesky_room.Room(opened.enter_context(play(folder)), config_dir, tmp_path)
        opened.callback(made.app.close)
        made.collect()
        yield made


def rechecked(room):
    """Let the job fall due and do it; its reports."""
    jobs.plan(room.app)
    with room.app.ctx.store.write() as session:
        leases.reschedule(session, "recheck", "all", room.now, now=room.now)
    return [report for report in LocalRunner(room.app).run_once() if report.stage == "recheck"]


def task(room):
    with room.app.ctx.store.read() as session:
        return next(one for one in leases.tasks(session) if one.name == "recheck")


def versions(room):
    with room.app.ctx.store.read() as session:
        return sorted((row.id, row.version) for row in digests.list_digests(session))


def test_it_is_first_due_at_its_next_regular_moment_and_then_by_its_schedule(room):
    jobs.plan(room.app)
    first = task(room).due_at
    rechecked(room)

    assert first == room.app.settings.schedule.recheck.next_after(room.now)
    assert task(room).due_at == first
    assert task(room).failures == 0


def test_a_story_whose_quote_is_gone_gets_its_next_version_also_as_files(room):
    made = room.digest()
    room.network.hide(made.digest.quotes[0].id)

    reports = rechecked(room)

    story = next(report for report in reports if report.film == bluesky_room.FILM)
    assert story.note.endswith("4 of 5 alive, 1 gone; 1 replaced in version 2")
    assert versions(room) == [(made.digest.id, 1), (made.digest.id, 2)]
    assert sorted(path.name for path in (room.tmp_path / "out").iterdir()) == [
        f"{made.digest.id}-v2.{suffix}" for suffix in ("html", "json", "md")
    ]


def test_scheduled_files_are_named_by_their_formats_suffix(room):
    formats = '["wordpress", "html", "slack"]'
    room.app = room.build({**bluesky_room.KEYS, "FANSREACT_DIGEST__FORMATS": formats})
    made = room.digest()
    room.network.hide(made.digest.quotes[0].id)

    rechecked(room)

    assert sorted(path.name for path in (room.tmp_path / "out").iterdir()) == [
        f"{made.digest.id}-v2.{suffix}" for suffix in ("html", "slack.json", "wordpress.html")
    ]


def test_stories_that_stand_are_left_alone_and_their_posts_are_asked_about_once(room):
    made = room.digest()
    room.network.requests.clear()

    [report] = rechecked(room)

    asked = [target for _, target in room.network.requests if "getPosts" in target]
    assert (report.source, report.note) == ("bluesky", f"{len(made.digest.quotes)} alive")
    assert len(asked) == 1
    assert versions(room) == [(made.digest.id, 1)]


def test_stories_older_than_a_month_are_not_asked_about(room):
    room.digest()
    room.now += timedelta(days=31)

    assert rechecked(room) == []


def test_a_blocked_story_is_told_and_stays(room):
    made = room.digest()
    room.network.hide(*[post["uri"] for post in room.network.double("bluesky").items])

    reports = rechecked(room)

    [story] = [report for report in reports if report.film]
    assert "blocked: " in story.note
    assert versions(room) == [(made.digest.id, 1)]


def test_a_network_that_is_down_is_a_failure_that_is_tried_again_at_its_time(room):
    room.digest()
    room.network.fail = lambda _path: Reply(503, "<html>")

    [report] = [one for one in rechecked(room) if one.source]

    assert report.error.kind == "unavailable"
    assert "503" in task(room).last_error
    assert task(room).due_at == room.app.settings.schedule.recheck.next_after(room.now)


def test_what_a_killed_forget_left_blanked_is_made_again(room):
    made = room.digest()
    stage.take_out(room.app.ctx, stage.look_up(room.app.ctx, made.digest.quotes[0].id))

    reports = rechecked(room)

    assert versions(room) == [(made.digest.id, 1), (made.digest.id, 2)]
    assert any("made again without what was erased" in report.note for report in reports)
