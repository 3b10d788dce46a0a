"""A look before anything is bought: counts, cost, samples, and nothing stored."""

from datetime import UTC, datetime, timedelta

import make
import pytest
from invented_network import QUERY, Invented, Network

from aggregator.errors import SourceUnavailable
from aggregator.fetcher import Cost
from aggregator.model import Counted
from aggregator.model.quotas import Quota
from aggregator.pipeline.collect import Reading
from aggregator.pipeline.context import Context
from aggregator.pipeline.intervals import Depths
from aggregator.pipeline.preview import preview
from aggregator.store import budgets, films, open_store, posts, spans

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DEPTHS = Depths(timedelta(minutes=30), timedelta(0), timedelta(hours=6))
FILM = make.film(slug="harbour", hashtags=("GlassHarbour",))
MONEY = (Quota("usd_micros", 1_000_000, "run"), Quota("usd_micros", 5_000_000, "day"))


class Paid(Invented):
    """Half a cent a post; it must not be read for a look."""

    def counted(self, query, low, high):
        return (Counted(low, low + HOUR, 100), Counted(low + HOUR, high, 20))

    def price(self, posts):
        return Cost("usd_micros", 5_000 * posts)

    def pages(self, query, span):
        raise AssertionError("a page was bought")


class Down(Invented):
    def pages(self, query, span):
        raise SourceUnavailable("x", "no answer")


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'preview.db'}") as opened:
        with opened.write() as session:
            films.sync(session, [FILM])
        yield opened


def look(store, kind, network=None, **reading):
    ctx = Context(store, "test", clock=lambda: NOON)
    collector = kind(network or Network(page_size=50), lambda: NOON)
    [one] = preview(ctx, Reading(collector, DEPTHS, **reading), [FILM], ())
    return one


def test_a_free_network_shows_its_newest_posts_and_nothing_is_stored(store):
    network = Network(page_size=50)
    for minute in range(30):
        network.add(NOON - timedelta(minutes=minute + 1))

    one = look(store, Invented, network)

    assert len(one.samples) == 20
    assert one.samples[0].created_at == NOON - timedelta(minutes=1)
    assert (one.posts, one.cost, one.is_paid, one.left) == (None, None, False, None)
    with store.read() as session:
        assert posts.count(session) == 0
        assert spans.query_state(session, QUERY) is None


def test_a_paid_network_tells_count_and_cost_and_shows_what_is_stored(store):
    with store.write() as session:
        stored = [posts.Sighting(make.post(f"stored {n}"), ("harbour",)) for n in range(25)]
        posts.save(session, stored, seen_at=None)
    budgets.StoreBudget(store, lambda: NOON, MONEY).spend("x", "", cost=Cost("usd_micros", 900_000))

    one = look(store, Paid, quotas=MONEY)

    assert (one.posts, one.cost, one.is_paid) == (120, 600_000, True)
    assert one.left == 1_000_000
    assert len(one.samples) == 20
    assert one.samples[0].created_at >= one.samples[-1].created_at


def test_a_network_that_does_not_answer_says_so(store):
    one = look(store, Down)

    assert one.error.kind == "unavailable"
    assert one.samples == ()
