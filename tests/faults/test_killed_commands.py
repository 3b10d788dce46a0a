"""kill -9 in the middle of add, recheck and forget, and people who are erased and imported at once."""

import contextlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import bluesky_room
import invented_links as made
import make
import pytest

from aggregator import app, cli
from aggregator.loopback import play
from aggregator.payloads.jsonl import to_record

FILM = bluesky_room.FILM
DAY = "2031-05-04"

# Runs a command that is killed when it comes to that function for the so-many-th time.
DIES = """
import importlib, os, signal, sys
from datetime import datetime, UTC
place, name, times, *words = sys.argv[1:]
module = importlib.import_module(place)
inner, left = getattr(module, name), int(times)
def die(*given, **more):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return inner(*given, **more)
setattr(module, name, die)
from aggregator import app, cli
build = app.App.build.__func__
noon = datetime(2031, 5, 5, 6, tzinfo=UTC)
app.App.build = classmethod(lambda kind, *given, **more: build(kind, *given, clock=lambda: noon, **more))
sys.exit(cli.main(words))
"""
NEVER = ("aggregator.cli", "main", "1000")


BUILD = app.App.build.__func__


class Office:
    """Commands over one database, each at 6 o'clock on the day after the posts: here, or in a process that dies."""

    def __init__(self, folder, config, monkeypatch):
        self.folder, self.config = folder, config
        self.database = folder / "fansreact.db"
        self.environ = {**bluesky_room.KEYS, "XDG_STATE_HOME": str(folder / "state")}
        for name, value in self.environ.items():
            monkeypatch.setenv(name, value)
        clock = {"clock": lambda: bluesky_room.NOW}
        monkeypatch.setattr(
            app.App, "build", classmethod(lambda kind, *given, **more: BUILD(kind, *given, **more, **clock))
        )

    def start(self, *words, dies=NEVER):
        return subprocess.Popen(
            [sys.executable, "-c", DIES, *dies, *words, "--config", str(self.config)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **self.environ},
        )  # fmt: skip

    def kill(self, *words, dies):
        with self.start(*words, dies=dies) as process:
            out, err = process.communicate()
        assert process.returncode == -signal.SIGKILL, (out, err)
        assert self.rows("PRAGMA integrity_check") == [("ok",)]

    def run(self, *words):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main([*words, "--json", "--config", str(self.config)])
        assert code == 0, (out.getvalue(), err.getvalue())
        return json.loads(out.getvalue())

    def rows(self, statement, *values):
        with closing(sqlite3.connect(self.database)) as rows:
            return rows.execute(statement, values).fetchall()

    def whole(self):
        """Nothing points at what is not there."""
        assert self.rows("SELECT count(*) FROM pick WHERE post_id NOT IN (SELECT id FROM post)") == [(0,)]
        assert self.rows("SELECT count(*) FROM reaction WHERE post_id NOT IN (SELECT id FROM post)") == [(0,)]
        assert self.rows("SELECT count(*) FROM post WHERE id NOT IN (SELECT post_id FROM post_counts)") == [
            (0,)
        ]
        held = "SELECT count(*) FROM task WHERE lease_until IS NOT NULL"
        assert self.rows(held) == [(0,)]


@pytest.fixture
def office(config_dir, tmp_path, monkeypatch):
    return Office(tmp_path, config_dir, monkeypatch)


@pytest.fixture
def story(office, tmp_path):
    """A story of Bluesky's posts; the network is at `office.network`."""
    folder = bluesky_room.record(tmp_path / "recording", bluesky_room.crowd(30, 8))
    with play(folder) as network:
        with (office.config / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'[sources.bluesky]\nbase_url = "{network.url}"\n')
        office.network = network
        office.run("collect", "--since", DAY)
        yield office.run(
            "digest", FILM, "--since", DAY, "--until", "2031-05-05", "--out", str(tmp_path / "out")
        )


# ── add ──────────────────────────────────────────────────────────────────────

IDS = [made.x_id(number=number) for number in range(1, 5)]
LINKS = [f"https://x.com/kite{number}/status/{identity}" for number, identity in enumerate(IDS, start=1)]


@pytest.mark.parametrize(
    "dies",
    [
        ("aggregator.pipeline.adding", "_added", "2"),
        ("aggregator.store.picks", "insert_new", "1"),  # the post is written, its mark is not
        ("aggregator.store.runs", "record", "0"),
    ],
    ids=lambda dies: dies[1],
)
def test_links_that_were_being_added_are_added_whole_or_not(office, dies, tmp_path):
    answers = [
        made.x(
            f"Paper Lighthouse, take {number}, I gasped out loud", identity=identity, handle=f"kite{number}"
        )
        for number, identity in enumerate(IDS, start=1)
    ]
    with made.serve(tmp_path / "links", *answers) as network:
        with (office.config / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[links]\nbase_url = "{network.url}"\n')
        office.run("films")  # makes the database
        office.kill("add", FILM, *LINKS, dies=dies)
        office.whole()
        kept = office.rows("SELECT count(*) FROM post")[0][0]
        assert office.rows("SELECT count(*) FROM pick") == [(kept,)]

        done = office.run("add", FILM, *LINKS)

    assert [one["new"] for one in done["added"]] == [number >= kept for number in range(4)]
    assert office.rows("SELECT count(*) FROM pick") == [(4,)]
    office.whole()


# ── recheck ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "dies",
    [
        ("aggregator.store.posts", "set_standing", "0"),
        ("aggregator.pipeline.recheck", "remake", "0"),
        ("aggregator.pipeline.recheck", "keep_digest", "0"),
        ("aggregator.store.digests", "save", "0"),
        ("aggregator.pipeline.recheck", "_pairs", "0"),
    ],
    ids=lambda dies: dies[1],
)
def test_a_recheck_that_was_killed_is_done_by_the_next(office, story, dies):
    lost = story["digest"]["quotes"][0]["id"]
    office.network.hide(lost)
    office.kill("recheck", story["id"], dies=dies)
    office.whole()
    assert office.rows("SELECT max(version) FROM digest") == [(1,)]

    found = office.run("recheck", story["id"])

    assert (found["gone"], found["new_version"]) == ([lost], 2)
    assert office.run("verify", story["id"]) == {"ok": True, "failures": []}


# ── forget ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "dies",
    [
        ("aggregator.store.erase", "_delete", "1"),  # the first is the look before
        ("aggregator.store.erase", "put_up", "1"),
        ("aggregator.pipeline.forget", "remake_blanked", "0"),
        ("aggregator.pipeline.forget", "keep_digest", "0"),
        ("aggregator.store.digests", "save", "0"),
    ],
    ids=lambda dies: dies[1],
)
def test_a_person_who_was_being_forgotten_is_gone_whole_or_not_and_then_for_good(office, story, dies):
    quote = story["digest"]["quotes"][0]
    handle, words = quote["author"]["handle"], quote["text"]
    office.kill("forget", handle, "--yes", dies=dies)
    office.whole()
    stands = office.rows("SELECT count(*) FROM post WHERE remote_id = ?", quote["id"])[0][0]
    tombs = office.rows("SELECT count(*) FROM tombstone")[0][0]
    assert (stands == 1) == (tombs == 0)

    if stands:
        office.run("forget", handle, "--yes")
    else:  # whoever comes next makes the stories again: here, one who forgets another
        office.run("forget", story["digest"]["quotes"][1]["author"]["handle"], "--yes")

    office.run("collect", "--since", DAY)
    office.whole()
    assert office.rows("SELECT count(*) FROM post WHERE remote_id = ?", quote["id"]) == [(0,)]
    assert words.encode() not in office.database.read_bytes()
    assert office.run("verify", story["id"]) == {"ok": True, "failures": []}


# ── forgetting while others write ────────────────────────────────────────────


def test_who_is_forgotten_twice_while_an_archive_brings_them_again_stays_forgotten(office, tmp_path):
    gone = [make.author(f"gone{number}") for number in range(2)]
    path = tmp_path / "posts.jsonl"
    start = datetime(2026, 5, 4, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as lines:
        for number in range(20_000):
            author = gone[number % 2] if number % 10 < 2 else make.author(f"fan{number % 700}")
            post = make.post(
                f"the paper lighthouse, {author.handle} says {number}",
                author=author,
                created_at=start + timedelta(seconds=number),
            )
            lines.write(json.dumps(to_record(post)) + "\n")
    first = tmp_path / "first.jsonl"
    first.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:20]), "utf-8")
    office.run("import", str(first), "--film", FILM)

    processes = [
        office.start("import", str(path), "--film", FILM, "--json"),
        office.start("forget", "gone0", "--yes", "--json"),
        office.start("forget", "gone0", "--yes", "--json"),
        office.start("forget", "gone1", "--yes", "--json"),
    ]
    told = []
    for process in processes:
        with process:
            told.append(process.communicate())

    assert "Traceback" not in "".join(err for _, err in told)
    codes = [process.returncode for process in processes]
    assert codes[0] in (0, 3)
    # Of two who forget one person at once, one may find nobody left.
    assert min(codes[1:3]) == 0
    assert codes[3] == 0
    assert office.rows("SELECT count(*) FROM author WHERE handle IN ('gone0', 'gone1')") == [(0,)]
    assert office.rows("SELECT count(*) FROM post WHERE text LIKE '%gone_ says%'") == [(0,)]
    office.whole()

    again = office.run("import", str(path), "--film", FILM)

    [file] = again["files"]
    assert file["new"] == 0
    assert office.rows("SELECT count(*) FROM post") == [(16_000,)]
