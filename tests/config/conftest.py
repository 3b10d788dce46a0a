"""A configuration folder for one test: name what matters, the rest is the smallest that is right."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from aggregator import config
from aggregator.errors import ConfigError

FILM = """[[films]]
slug = "the-paper-lighthouse"
kind = "film"
title = "The Paper Lighthouse"
hashtags = ["PaperLighthouse"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Makes config/ with the texts of its two files; given twice, the second replaces the first."""

    def make(settings: str = "", films: str = FILM) -> Path:
        made = tmp_path / "config"
        made.mkdir(exist_ok=True)
        (made / "fansreact.toml").write_text(settings, encoding="utf-8")
        (made / "films.toml").write_text(films, encoding="utf-8")
        return made

    return make


@pytest.fixture
def load(folder: Callable[..., Path]) -> Callable[..., config.Settings]:
    """Reads the settings that these files and variables make."""

    def read(
        settings: str = "", films: str = FILM, environ: Mapping[str, str] | None = None, db: str | None = None
    ):
        return config.load(folder(settings, films), environ or {}, db=db)

    return read


@pytest.fixture
def mistakes(load: Callable[..., config.Settings]) -> Callable[..., list[str]]:
    """The mistakes of these files and variables, each as `file: key: what; fix`, files without their folder."""

    def read(*texts: str, **more: object) -> list[str]:
        with pytest.raises(ConfigError) as error:
            load(*texts, **more)
        assert error.value.exit_code == 2
        return [f"{Path(one.file).name}: " + str(one).partition(": ")[2] for one in error.value.mistakes]

    return read
