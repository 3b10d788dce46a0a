"""A running mastodon-mock: software to collect from that we did not write, started and ended by its pid."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

FANS = 20


class Mock:
    """A running mastodon-mock with its users fan0, fan1 ..."""

    def __init__(self, url: str) -> None:
        self.url = url

    def toot(self, text: str, *, fan: int = 0) -> dict[str, Any]:
        """Post as one of the mock's users."""
        body = {"status": text, "visibility": "public"}
        return dict(self._ask("POST", "/api/v1/statuses", body, fan=fan))

    def delete(self, identity: str) -> None:
        self._ask("DELETE", f"/api/v1/statuses/{identity}")

    def fault(self, effect: dict[str, Any], count: int = 1) -> None:
        rule = {"match": {"path": "/api/v1/timelines/tag/*"}, "effect": effect, "count": count}
        self._ask("POST", "/api/v1/_mock/faults", rule)

    def heal(self) -> None:
        self._ask("DELETE", "/api/v1/_mock/faults")

    def _ask(self, method: str, path: str, body: Any = None, *, fan: int = 0) -> Any:
        headers = {"authorization": f"Bearer fan{fan}_token"}
        answer = httpx.request(
            method, f"{self.url}{path}", json=body, headers=headers, trust_env=False, timeout=30
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def running_mock() -> Iterator[str]:
    """Start a mastodon-mock on a free loopback port; yields its address once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    folder = Path(tempfile.mkdtemp(prefix="mastodon-mock-"))
    accounts = [
        f'[[seed.accounts]]\nusername = "fan{n}"\naccess_token = "fan{n}_token"\n' for n in range(FANS)
    ]
    (folder / "mock.toml").write_text("".join(accounts), encoding="utf-8")
    words = ["serve", "--config", str(folder / "mock.toml"), "--in-memory", "--port", str(port)]
    words += ["--log-level", "critical"]
    process = subprocess.Popen(
        [sys.executable, "-m", "mastodon_mock", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(url, process)
        yield url
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            httpx.get(f"{url}/api/v1/instance", trust_env=False)
        except httpx.TransportError:
            if process.poll() is not None:
                raise RuntimeError(f"mastodon-mock ended with {process.returncode}") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("mastodon-mock did not answer within 30 s")
