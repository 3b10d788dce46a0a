"""No room, or no right to write: one line, a hint, the right exit code, and nothing half-stored."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import bluesky_room
import make
import pytest

from aggregator.loopback import play
from aggregator.payloads.jsonl import to_record

FILM = "the-paper-lighthouse"
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def fansreact(*words, config, most_bytes=None, out=subprocess.PIPE, **environ):
    """Run a command that may write files of so many bytes."""

    def limit():
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [sys.executable, "-m", "aggregator", *words, "--config", str(config)],
        stdout=out, stderr=subprocess.PIPE, text=True, preexec_fn=limit, env=_environ(environ), check=False, timeout=300,
    )  # fmt: skip


def _environ(more):
    return {**os.environ, **more}


def lines_of(ran):
    return [line for line in ran.stderr.splitlines() if line.strip()]


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "posts.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for number in range(6_000):
            post = make.post(f"the paper lighthouse, post {number}", author=make.author(f"fan{number % 500}"))
            record = to_record(post)
            record["created_at"] = "2026-05-04T12:00:00Z"
            lines.write(json.dumps(record) + "\n")
    return path


def test_an_import_without_room_stores_whole_batches_and_the_next_one_completes_it(
    archive, config_dir, tmp_path
):
    failed = fansreact("import", str(archive), "--film", FILM, config=config_dir, most_bytes=2_000_000)

    assert failed.returncode == 1
    assert [line[:21] for line in lines_of(failed)] == ["fansreact: database s", "  hint: look for a fu"]
    with closing(sqlite3.connect(tmp_path / "fansreact.db")) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        kept = rows.execute("SELECT count(*) FROM post").fetchone()[0]
    assert kept % 1_000 == 0

    again = fansreact("import", str(archive), "--film", FILM, "--json", config=config_dir)

    [answer] = json.loads(again.stdout)["files"]
    assert (answer["known"], answer["new"]) == (kept, 6_000 - kept)


def test_a_database_that_can_not_be_made_is_one_line(config_dir):
    ran = fansreact("collect", config=config_dir, most_bytes=1_000)

    assert ran.returncode == 1
    assert len(lines_of(ran)) == 2
    assert "unexpected" not in ran.stderr


@needs_full
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_without_room_names_its_file(form, archive, config_dir):
    fansreact("import", str(archive), "--film", FILM, config=config_dir)

    ran = fansreact("export", "--format", form, "--out", str(FULL), config=config_dir)

    assert ran.returncode == 1
    assert lines_of(ran)[0] == "fansreact: /dev/full: no space left on device"
    assert "hint: free some space" in lines_of(ran)[1]


@needs_full
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_an_answer_that_finds_no_room_is_told_on_stderr(more, config_dir):
    with FULL.open("w") as full:
        ran = fansreact("films", *more, config=config_dir, out=full)

    assert ran.returncode == 1
    assert lines_of(ran) == [
        "fansreact: output: no space left on device",
        "  hint: free some space, or look at a quota or limit (ulimit -f)",
    ]


@pytest.fixture
def bluesky(config_dir, tmp_path):
    """Bluesky, whose logins are kept in a folder for them."""
    with play(bluesky_room.record(tmp_path / "recording", bluesky_room.crowd(5, 5))) as network:
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'[sources.bluesky]\nbase_url = "{network.url}"\n')
            settings.write(f'[sources.lemmy]\ninstances = ["{network.url}"]\n')
        yield network


def test_a_folder_for_logins_that_can_not_be_written_costs_its_source_alone(bluesky, config_dir, tmp_path):
    (tmp_path / "state").write_text("a file stands here")
    given = {"config": config_dir, "XDG_STATE_HOME": str(tmp_path / "state"), **bluesky_room.KEYS}

    collected = fansreact("collect", "--json", **given)
    looked = fansreact("doctor", "--json", **given)

    assert (collected.returncode, looked.returncode) == (3, 1)
    errors = {run["source"]: run["error"] for run in json.loads(collected.stdout)["runs"]}
    assert "a login can't be kept here" in errors["bluesky"]["message"]
    assert "a login can't be kept here" not in str(errors["lemmy"])
    problems = {one["name"]: one["problem"] for one in json.loads(looked.stdout)["checks"] if not one["ok"]}
    named = sorted(name for name, problem in problems.items() if "a login can't be kept" in problem)
    assert [name.rpartition(" account ")[0] for name in named] == ["source bluesky", "task collect bluesky"]
    assert any(one["name"].startswith("source lemmy") for one in json.loads(looked.stdout)["checks"])
    assert "Traceback" not in collected.stderr + looked.stderr
