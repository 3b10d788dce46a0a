"""kill -9 and Ctrl-C in the middle of an import: nothing half-stored, the next run completes."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import make
import pytest

from aggregator.payloads.jsonl import to_record

FILM = "the-paper-lighthouse"
POSTS = 30_000
DAY = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "posts.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for number in range(POSTS):
            post = make.post(
                f"the paper lighthouse, post {number}",
                author=make.author(f"fan{number % 5000}"),
                created_at=DAY,
            )
            lines.write(json.dumps(to_record(post)) + "\n")
    return path


def start(archive: Path, config_dir: Path) -> "subprocess.Popen[str]":
    words = ["import", str(archive), "--film", FILM, "--json", "--config", str(config_dir)]
    return subprocess.Popen(
        [sys.executable, "-m", "aggregator", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stored(database: Path) -> int:
    if not database.exists():
        return 0
    try:
        with closing(sqlite3.connect(database)) as rows:
            return int(rows.execute("SELECT count(*) FROM post").fetchone()[0])
    except sqlite3.OperationalError:  # the tables are just being made
        return 0


def wait_for_posts(database: Path, process: "subprocess.Popen[str]") -> None:
    while stored(database) < 3_000:
        assert process.poll() is None, "the import ended before it could be interrupted"
        time.sleep(0.01)


@pytest.mark.parametrize(("how", "ends_with"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_an_interrupted_import_is_whole_and_the_next_one_completes_it(
    how, ends_with, archive, config_dir, tmp_path
):
    database = tmp_path / "fansreact.db"
    process = start(archive, config_dir)
    wait_for_posts(database, process)
    os.kill(process.pid, how)
    _, said = process.communicate(timeout=30)
    kept = stored(database)
    with closing(sqlite3.connect(database)) as rows:
        intact = rows.execute("PRAGMA integrity_check").fetchone()[0]
        reactions = rows.execute("SELECT count(*) FROM reaction").fetchone()[0]

    again = start(archive, config_dir)
    answer = json.loads(again.communicate(timeout=100)[0])["files"][0]

    assert process.returncode == ends_with
    assert "Traceback" not in said
    assert how == signal.SIGKILL or "interrupted" in said
    assert intact == "ok"
    assert kept % 1_000 == 0
    assert 0 < kept < POSTS
    assert reactions == kept
    assert (answer["known"], answer["new"]) == (kept, POSTS - kept)
    assert stored(database) == POSTS
