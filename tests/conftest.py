"""What all tests share: no network but loopback, the real posts' folder, versions in the header."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

ROOT = Path(__file__).parent.parent

# A busy machine is no fault: no example has to be found or run within a time.
settings.register_profile("fansreact", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fansreact")


def pytest_report_header() -> str:
    """Say what the run rests on."""
    real = os.environ.get("FANSREACT_REAL_DATA") or "unset: the tests over real posts say so"
    return f"sqlite {sqlite3.sqlite_version}, FANSREACT_REAL_DATA {real}"


def pytest_runtest_setup() -> None:
    """Refuse every connection but those to this machine."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def real_data() -> Path:
    """The folder of real posts; a test that asks for it is skipped, with the reason, where it is not given."""
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        pytest.skip("FANSREACT_REAL_DATA is not set: it names the folder with real posts and recordings")
    return Path(folder)


@pytest.fixture
def config_dir(tmp_path: Path) -> Path:
    """A configuration of a newsroom that watches one invented film and has no source on."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "fansreact.toml").write_text(
        f'[store]\nurl = "sqlite:///{tmp_path}/fansreact.db"\n', encoding="utf-8"
    )
    (folder / "films.toml").write_text(
        """[[films]]
slug = "the-paper-lighthouse"
kind = "film"
title = "The Paper Lighthouse"
hashtags = ["PaperLighthouse"]
phrases = ["the paper lighthouse"]
""",
        encoding="utf-8",
    )
    for name in ("lexicon.toml", "themes.toml"):
        shutil.copy(ROOT / "config" / name, folder / name)
    return folder
