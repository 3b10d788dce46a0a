"""Fifty sources at once: a slow one delays nobody, and nothing is lost between them."""

import json
import shutil
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator import config
from aggregator.app import App
from aggregator.loopback import play
from aggregator.runners.local import LocalRunner
from aggregator.store import posts, reactions

RECORDING = Path(__file__).parent.parent / "recordings" / "mastodon"
INSTANCES = [f"https://harbour{number}.example" for number in range(50)]
SLOW = INSTANCES[7]
FILM = """
[[films]]
slug = "the-glass-harbour"
title = "The Glass Harbour"
hashtags = ["GlassHarbour"]
"""


@pytest.fixture
def fifty(tmp_path):
    """An app over fifty instances, each a server of its own posts; the slow one answers when it is let."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "films.toml").write_text(FILM, encoding="utf-8")
    settings = f"[sources.mastodon]\ninstances = {json.dumps(INSTANCES)}\n"
    (folder / "fansreact.toml").write_text(settings, encoding="utf-8")
    recording = tmp_path / "recording"
    shutil.copytree(RECORDING, recording)
    let = threading.Event()
    with play(recording) as quick, play(recording) as slow:
        for network in (quick, slow):
            for minutes, status in enumerate(network.double("mastodon").items, start=2):
                at = datetime.now(UTC) - timedelta(minutes=minutes)
                status["created_at"] = at.isoformat()
                status["id"] = str(int(at.timestamp() * 1000) << 16)

        def wait(_asked, reply):
            let.wait(30)
            return reply

        slow.twist = wait
        addresses = {instance: slow.url if instance == SLOW else quick.url for instance in INSTANCES}
        loaded = config.load(folder, {}, db=f"sqlite:///{tmp_path / 'fifty.db'}")
        app = App.build(loaded, environ={"XDG_STATE_HOME": str(tmp_path)}, addresses=addresses)
        yield app, let
        let.set()
        app.close()


def test_a_slow_source_delays_nobody(fifty):
    app, let = fifty
    done = {}
    runner = LocalRunner(app, on_report=lambda report: done.setdefault(report.account, report))
    running = threading.Thread(target=runner.run)
    running.start()
    try:
        deadline = time.monotonic() + 60
        while len([account for account in done if account]) < 49 and time.monotonic() < deadline:
            time.sleep(0.05)
        before = set(done)
        let.set()
        while SLOW not in done and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        let.set()
        app.ctx.stopping.set()
        running.join(timeout=20)

    assert set(INSTANCES) - before == {SLOW}
    assert [report.error for report in done.values() if report.error] == []
    with app.ctx.store.read() as session:
        assert posts.count(session) == reactions.count(session) > 0
