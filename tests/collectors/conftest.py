"""Collectors over a played recording, and a running mastodon-mock: software for this that we did not write."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from invented_links import serve
from mastodon_server import Mock, running_mock

from aggregator.collectors import find
from aggregator.collectors.links import Links
from aggregator.collectors.reddit import CLIENT_ID, CLIENT_SECRET
from aggregator.collectors.x import BEARER_TOKEN
from aggregator.collectors.youtube import API_KEY
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.loopback import Network, play

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


@pytest.fixture
def x_network() -> Iterator[Network]:
    """X's double, an hour after the recording's noon."""
    with play(RECORDINGS / "x") as network:
        network.double("x").now = LATER
        yield network


@pytest.fixture
def x_budget() -> MemoryBudget:
    """What X was paid stands in its `costs`."""
    return MemoryBudget(lambda: LATER)


@pytest.fixture
def x(x_network: Network, x_budget: MemoryBudget, collect: Callable[..., Any]) -> Callable[..., Any]:
    """Builds an X collector as a new process would, with settings as its options."""

    def build(*, keys: dict[str, str] | None = None, **options: Any) -> Any:
        keys = {BEARER_TOKEN: "canary-bearer-token"} if keys is None else keys
        fetcher = {"budget": x_budget, "clock": lambda: LATER}
        return collect("x", x_network.url, keys=keys, options={"page_size": 10, **options}, fetcher=fetcher)

    return build


@pytest.fixture(scope="session")
def mock_url() -> Iterator[str]:
    """A mastodon-mock for all tests of collectors."""
    with running_mock() as url:
        yield url


@pytest.fixture
def mock(mock_url: str) -> Iterator[Mock]:
    mock = Mock(mock_url)
    yield mock
    mock.heal()


@pytest.fixture
def links(fetch: Callable[..., Fetcher], tmp_path: Path) -> Iterator[Callable[..., Links]]:
    """Links over invented answers: `links(*exchanges)`; what was asked stands in `.network.requests`."""
    with ExitStack() as opened:

        def build(*exchanges: dict[str, Any]) -> Links:
            network = opened.enter_context(serve(tmp_path / "links", *exchanges))

            def site(source: str, origin: str, _stranger: bool) -> Fetcher:
                return fetch(source, f"{network.url}/{origin.removeprefix('https://')}", attempts=1)

            built: Any = Links(site)
            built.network = network
            return built

        yield build


@pytest.fixture
def youtube() -> Iterator[Network]:
    with play(RECORDINGS / "youtube") as network:
        yield network


@pytest.fixture
def build_youtube(youtube: Network, collect: Callable[..., Any]) -> Callable[..., Any]:
    """A collector as a new process would build it; sessions may be shared."""

    def make_one(*, keys: Any = None, sessions: Any = None, page_size=100, options=None, **fetcher: Any):
        keys = {API_KEY: "canary-api-key"} if keys is None else keys
        url = f"{youtube.url}/youtube/v3"
        collector = collect("youtube", url, keys=keys, sessions=sessions, options=options, fetcher=fetcher)
        vars(collector)["page_size"] = page_size
        return collector

    return make_one


@pytest.fixture
def reddit() -> Iterator[Network]:
    with play(RECORDINGS / "reddit") as network:
        yield network


@pytest.fixture
def build_reddit(reddit: Network, collect: Callable[..., Any]) -> Callable[..., Any]:
    """A collector as a new process would build it; sessions may be shared."""

    def make_one(*, keys: Any = None, sessions: Any = None, page_size=100, options=None, **fetcher: Any):
        ours = {CLIENT_ID: "canary-client-id", CLIENT_SECRET: "canary-client-secret"}
        given = {"token_url": f"{reddit.url}/api/v1/access_token", "username": "newsdesk", **(options or {})}
        keys = ours if keys is None else keys
        collector = collect(
            "reddit", reddit.url, keys=keys, sessions=sessions, options=given, fetcher=fetcher
        )
        vars(collector)["page_size"] = page_size
        return collector

    return make_one
