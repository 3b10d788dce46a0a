"""Providers of facts over their doubles: invented films on this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from make import NOON

from aggregator.facts import find
from aggregator.facts.tmdb import API_KEY
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.loopback import Network, play

RECORDINGS = Path(__file__).parent.parent / "recordings"
TOKEN = "eyJcanary.eyJhdWQiOiJ0ZXN0cyJ9.c2lnbmF0dXJl"


@pytest.fixture
def network(request: pytest.FixtureRequest) -> Iterator[Network]:
    """The double of the provider that the test's file is about."""
    with play(RECORDINGS / request.module.PROVIDER) as playing:
        yield playing


@pytest.fixture
def provider(network: Network, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Builds the provider as a new process would, with settings as its options."""
    made: list[Fetcher] = []

    def build(*, key: str = TOKEN, transport: Any = None, **options: Any) -> Any:
        name = request.module.PROVIDER
        kind = find(name)
        fetcher = Fetcher(
            name,
            network.url,
            budget=MemoryBudget(lambda: NOON),
            clock=lambda: NOON,
            wait=lambda _seconds: False,
            secrets=(key,),
            contact="desk@newsroom.example",
            transport=transport,
        )
        made.append(fetcher)
        keys = {API_KEY: key} if kind.needs_key else {}
        return kind(fetcher, keys=keys, options=options)

    yield build
    for fetcher in made:
        fetcher.close()
