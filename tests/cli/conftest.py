"""Commands as a person runs them: in this process, with what they printed and their exit code."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import make
import pytest

from aggregator.cli import main
from aggregator.payloads.jsonl import to_record


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capfd, config_dir):
    """Run `fansreact ARGS` over the configuration of the tests."""

    def call(*arguments: str, config: bool = True) -> Ran:
        capfd.readouterr()
        words = [*arguments, *(["--config", str(config_dir)] if config else [])]
        code = main(words)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return call


NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)  # a day that is over: no post comes from the future

VOICES = (
    ("I loved every minute of the Paper Lighthouse trailer, the music is gorgeous", "positive"),
    ("the paper lighthouse looks awful, the effects are terrible and so boring", "negative"),
    ("Tickets for The Paper Lighthouse go on sale on Friday at noon", "neutral"),
    ("what a beautiful lighthouse scene, this trailer made my whole week", "positive"),
    ("brilliant cast, brilliant score, I need to see The Paper Lighthouse now", "positive"),
)


@pytest.fixture
def archive(tmp_path):
    """Write an archive of invented posts about the film, `posts` by `people`, and return its path."""

    def write(posts: int = 150, people: int = 120, start: datetime = NOON, name: str = "posts.jsonl") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8") as lines:
            for number in range(posts):
                text, _ = VOICES[number % len(VOICES)]
                post = make.post(
                    f"{text} ({number} times over, and I would say so again to anyone)",
                    author=make.author(f"fan_{number % people}"),
                    created_at=start + timedelta(minutes=number),
                    hashtags=("paperlighthouse",),
                )
                lines.write(json.dumps(to_record(post, None)) + "\n")
        return path

    return write
