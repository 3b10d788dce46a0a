import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from make import NOON as NOW

from aggregator.fetcher import Fetcher, MemoryBudget


class Waits:
    """Waits for nothing, remembers how long it should have, and asks to stop when told to."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.stop = threading.Event()

    def __call__(self, seconds: float) -> bool:
        if seconds:
            self.asked.append(round(seconds, 3))
        return self.stop.is_set()


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def budget() -> MemoryBudget:
    return MemoryBudget(lambda: NOW)


@pytest.fixture
def make_fetcher(waits: Waits, budget: MemoryBudget) -> Iterator[Callable[..., Fetcher]]:
    made: list[Fetcher] = []

    def make(base_url: str = "http://127.0.0.1:1", **options: Any) -> Fetcher:
        given = {"account": "fan.example", "budget": budget, "clock": lambda: NOW, "wait": waits, **options}
        made.append(Fetcher("somewhere", base_url, **given))
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.close()


@pytest.fixture
def raw_server() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """A server that answers each connection by a function of its socket: for answers no framework sends."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(answer: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    try:
                        connection.recv(65536)
                        answer(connection)
                    except OSError:
                        pass  # the client has gone, as some tests want

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        threads.append(thread)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(timeout=5)
