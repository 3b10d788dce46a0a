"""Collectors over a played recording, and a running mastodon-mock: software for this that we did not write."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator.collectors import find
from aggregator.errors import SourceError
from aggregator.fetcher import Fetcher, MemoryBudget

RECORDINGS = Path(__file__).parent.parent / "recordings"
LATER = datetime(2031, 5, 4, 13, 0, tzinfo=UTC)


@pytest.fixture
def fetch() -> Iterator[Callable[..., Fetcher]]:
    """Builds a fetcher that waits for nothing."""
    made: list[Fetcher] = []

    def build(source: str, base_url: str, **options: Any) -> Fetcher:
        clock = options.pop("clock", lambda: LATER)
        given = {
            "account": "reader",
            "budget": MemoryBudget(clock),
            "wait": lambda _seconds: False,
            **options,
        }
        made.append(Fetcher(source, base_url, clock=clock, **given))
        return made[-1]

    yield build
    for fetcher in made:
        fetcher.close()


@pytest.fixture
def collect(fetch: Callable[..., Fetcher]) -> Callable[..., Any]:
    """Builds a collector by its name."""

    def build(name: str, base_url: str, *, fetcher: dict[str, Any] | None = None, **options: Any) -> Any:
        return find(name)(fetch(name, base_url, **(fetcher or {})), **options)

    return build


class Mock:
    """A running mastodon-mock."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        self.url = url
        self.fetcher = fetcher

    def toot(self, text: str) -> dict[str, Any]:
        """Post as the mock's first user."""
        return dict(self._ask("POST", "/api/v1/statuses", {"status": text, "visibility": "public"}))

    def delete(self, identity: str) -> None:
        self._ask("DELETE", f"/api/v1/statuses/{identity}")

    def fault(self, effect: dict[str, Any], count: int = 1) -> None:
        rule = {"match": {"path": "/api/v1/timelines/tag/*"}, "effect": effect, "count": count}
        self._ask("POST", "/api/v1/_mock/faults", rule)

    def heal(self) -> None:
        self._ask("DELETE", "/api/v1/_mock/faults")

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        import httpx

        headers = {"authorization": "Bearer mock_token"}
        answer = httpx.request(method, f"{self.url}{path}", json=body, headers=headers, trust_env=False)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@pytest.fixture(scope="session")
def running_mock() -> Iterator[str]:
    """Started once on a free port, ended by its pid."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mastodon_mock",
            "serve",
            "--in-memory",
            "--port",
            str(port),
            "--log-level",
            "critical",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    clock = lambda: datetime.now(UTC)  # noqa: E731
    fetcher = Fetcher(
        "mock", url, budget=MemoryBudget(clock), clock=clock, wait=lambda _seconds: False, attempts=1
    )
    try:
        for _ in range(300):
            try:
                fetcher.get("/api/v1/instance")
                break
            except SourceError:
                if process.poll() is not None:
                    pytest.skip(f"mastodon-mock ended with {process.returncode}")
                time.sleep(0.1)
        else:
            pytest.fail("mastodon-mock did not answer within 30 s")
        yield url
    finally:
        fetcher.close()
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def mock(running_mock: str, fetch: Callable[..., Fetcher]) -> Iterator[Mock]:
    mock = Mock(running_mock, fetch("mock", running_mock))
    yield mock
    mock.heal()
