"""Posts of networks that no account here reads are asked about by their links."""

from datetime import UTC, datetime

import make
import pytest

from aggregator.pipeline.context import Context
from aggregator.pipeline.standing import Asking
from aggregator.store import films, open_store, posts

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
FILM = make.film(slug="harbour")


@pytest.fixture
def ctx(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'standing.db'}") as store:
        with store.write() as session:
            films.sync(session, [FILM])
        yield Context(store, "test", clock=lambda: NOON)


def test_what_a_link_tells_is_kept_and_the_rest_is_named_as_unchecked(ctx):
    here, gone, silent = (make.post(source="tiktok", remote_id=str(number)) for number in range(3))
    told = {here.key: "alive", gone.key: "gone"}
    with ctx.store.write() as session:
        posts.save(session, [posts.Sighting(one, ("harbour",)) for one in (here, gone, silent)], seen_at=None)
    asking = Asking(ctx, (), lambda source: f"{source} can't be read", lambda _asked: told)

    asking.ask([here.key, gone.key, silent.key])

    assert asking.standing == told
    assert asking.unchecked == {silent.key: "tiktok can't be read"}
    assert [(report.fetched, report.known, report.note) for report in asking.reports] == [
        (3, 2, "1 alive, 1 gone, 1 not checked")
    ]
    with ctx.store.read() as session:
        assert not posts.find(session, [gone.key])[gone.key].quotable
        assert posts.seen(session, [here.key])[here.key] == NOON
