"""Several processes on one SQLite file, one of them killed: every post once, each digest once, no error.

FANSREACT_TEST_RUN_SECONDS makes it longer than the few seconds of everyday (120 for a release).
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from mastodon_server import FANS, Mock, running_mock

SECONDS = int(os.environ.get("FANSREACT_TEST_RUN_SECONDS", "14"))
TAG = "paperlighthouse"


@pytest.fixture
def newsroom(config_dir: Path, tmp_path: Path):
    """A configuration with a one-second schedule over a running mastodon-mock."""
    with running_mock() as url:
        (config_dir / "fansreact.toml").write_text(
            f"""[store]
url = "sqlite:///{tmp_path}/fansreact.db"
[sources.mastodon]
instances = ["{url}"]
[digest]
out = "{tmp_path}/digests"
[schedule]
collect = "every 1 second"
score = "every 1 second"
digest = "every 5 seconds"
digest_window = "24 hours"
lease = "3 seconds"
""",
            encoding="utf-8",
        )
        yield Mock(url), config_dir, tmp_path / "fansreact.db"


def start(config_dir: Path, *arguments: str) -> "subprocess.Popen[str]":
    environ = {**os.environ, "XDG_STATE_HOME": str(config_dir.parent)}
    return subprocess.Popen(
        [sys.executable, "-m", "aggregator", *arguments, "--config", str(config_dir)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    )


@pytest.mark.timeout(SECONDS * 3 + 90)
def test_two_runs_eight_collects_and_a_kill_read_every_post_once(newsroom):
    mock, config_dir, database = newsroom
    for number in range(60):
        mock.toot(
            f"post {number}: I love the paper lighthouse, what a gorgeous thing #{TAG}", fan=number % FANS
        )
    runs = [start(config_dir, "run"), start(config_dir, "run")]
    begun = time.monotonic()
    collects, number, killed = [], 60, False
    try:
        while (gone := time.monotonic() - begun) < SECONDS:
            mock.toot(
                f"post {number}: the paper lighthouse again, quite lovely, see #{TAG}", fan=number % FANS
            )
            number += 1
            if len(collects) < 8 and gone > SECONDS / 10 * (1 + len(collects)):
                collects.append(start(config_dir, "collect", "--json"))
            if not killed and gone > SECONDS / 2:
                os.kill(runs[1].pid, signal.SIGKILL)
                killed = True
            time.sleep(0.15)
    finally:
        asked = time.monotonic()
        runs[0].send_signal(signal.SIGTERM)
        _, said = runs[0].communicate(timeout=30)
        ended_after = time.monotonic() - asked
        runs[1].communicate(timeout=30)
    collected = [(process.communicate(timeout=90), process.returncode) for process in collects]
    last = start(config_dir, "collect", "--json")
    last.communicate(timeout=60)

    assert runs[0].returncode == 0, said
    assert ended_after < 10, said
    assert "error" not in said.lower()
    assert len(collected) == 8
    for (out, errors), code in collected:
        assert code in (0, 3), errors  # 3: what was posted in the last seconds is a gap until it settled
        assert not [one for one in json.loads(out)["runs"] if one["error"]], out
    with sqlite3.connect(database) as rows:
        rows.row_factory = None
        ids = [row[0] for row in rows.execute("SELECT remote_id FROM post")]
        slots = Counter(rows.execute("SELECT film_id, slot FROM digest WHERE slot IS NOT NULL").fetchall())
        failures = rows.execute("SELECT name, key, last_error FROM task WHERE failures > 0").fetchall()
    rows.close()
    assert len(ids) == len(set(ids)) == number
    assert slots
    assert set(slots.values()) == {1}
    assert failures == []
