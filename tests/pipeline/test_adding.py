"""Links become posts: a key's API first, then the keyless way, and one failure costs one link."""

from datetime import UTC, datetime

import invented_links as made
import make
import pytest
from source_room import RECORDINGS, Room

from aggregator.collectors import Collector
from aggregator.collectors.links import Links
from aggregator.digest.picked import unquotable
from aggregator.errors import CredentialsRejected, SourceUnavailable
from aggregator.fetcher import Fetcher, MemoryBudget
from aggregator.loopback import play
from aggregator.pipeline.adding import add_links
from aggregator.pipeline.context import Context
from aggregator.store import films, open_store, posts, runs

NOW = datetime(2031, 5, 4, 13, 0, tzinfo=UTC)
FILM = make.film()
COMMENT = "https://www.youtube.com/watch?v=lighthouse1&lc=UgxInvented0000000AaABAg"
WORDS = "The lamp room is worth the whole of the ticket, I say"


class LooksUp(Collector):
    """Knows what it is given, or fails as told."""

    source = "youtube"

    def __init__(self, *posts, failure=None):
        self.posts, self.failure, self.asked = posts, failure, []

    def by_link(self, ids):
        self.asked += ids
        if self.failure is not None:
            raise self.failure
        return tuple(post for post in self.posts if post.remote_id in ids)


class OfX(LooksUp):
    """The same for X."""

    source = "x"


@pytest.fixture
def add(tmp_path):
    """`add(urls, collectors, exchanges)` over a real database and loopback networks."""
    with open_store(f"sqlite:///{tmp_path}/fans.db") as store:
        with store.write() as session:
            films.sync(session, [FILM])
        ctx = Context(store, holder="test", clock=lambda: NOW)

        def run(urls, collectors=(), exchanges=()):
            with made.serve(tmp_path / "links", *exchanges) as network:
                links = Links(
                    lambda source, origin, _: Fetcher(
                        source,
                        f"{network.url}/{origin.removeprefix('https://')}",
                        budget=MemoryBudget(lambda: NOW),
                        clock=lambda: NOW,
                        wait=lambda _seconds: False,
                        attempts=1,
                    )
                )
                report = add_links(ctx, FILM, urls, links, collectors)
            return report, store

        yield run


def comment(text=WORDS, **fields):
    return make.post(text, source="youtube", remote_id="UgxInvented0000000AaABAg", url=COMMENT, **fields)


def test_what_only_a_key_opens_comes_from_its_collector(add):
    collector = LooksUp(comment())
    report, _ = add([COMMENT], [OfX(), collector])

    assert (report.refused, [one.source for one in report.added]) == ((), ["youtube"])
    assert collector.asked == ["UgxInvented0000000AaABAg"]


def test_an_api_that_knows_no_such_post_is_told(add):
    report, _ = add([COMMENT], [LooksUp()])

    assert "deleted" in report.refused[0].reason
    assert "whole address" in report.refused[0].hint


def test_a_refused_key_is_told_where_nothing_else_helps(add):
    report, _ = add(
        [COMMENT], [LooksUp(failure=CredentialsRejected("youtube", "the key was refused", hint="set it"))]
    )

    assert (report.refused[0].reason, report.refused[0].hint) == ("youtube: the key was refused", "set it")


def test_a_failing_api_leaves_the_keyless_way(add):
    url = f"https://x.com/kite_keeper/status/{made.x_id()}"
    report, _ = add([url], [OfX(failure=SourceUnavailable("x", "down"))], [made.x(WORDS)])

    assert [one.id for one in report.added] == [made.x_id()]


@pytest.mark.parametrize("name", ["reddit", "tumblr", "x", "youtube"])
def test_a_link_is_read_by_the_api_of_its_network_where_a_key_opens_it(add, name, tmp_path):
    with play(RECORDINGS / name) as network:
        room = Room(name, network, tmp_path / "collected.db")
        assert room.run().error is None
        with room.store.read() as session:
            known = {one.remote_id: one for one in posts.newest(session, "harbour", name, 100)}
        room.store.close()
        fit = [one for one in known.values() if unquotable(one) is None]
        # Invented slugs of Reddit's may hold a "?", as no real one does.
        wanted = next(one for one in fit if ("?" in one.url) == (name == "youtube"))
        network.requests.clear()
        report, store = add([f"{wanted.url}{'&' if '?' in wanted.url else '?'}utm=1"], [room.collector()])

        assert (report.refused, [one.id for one in report.added]) == ((), [wanted.remote_id])
        assert network.requests
    with store.read() as session:
        kept = posts.find(session, [wanted.key])[wanted.key]
    assert (kept.text, kept.author.handle, kept.url) == (wanted.text, wanted.author.handle, wanted.url)


def test_one_failure_costs_one_link(add):
    good = f"https://x.com/kite_keeper/status/{made.x_id()}"
    down = made.answer("lamp.example", "/api/v1/statuses/77", "<html>", 503)
    report, store = add([good, "https://lamp.example/@wick/77", "ftp://x.com"], (), [made.x(WORDS), down])

    assert (len(report.added), len(report.refused)) == (1, 2)
    assert all(one.reason and one.hint for one in report.refused)
    with store.read() as session:
        (run,) = runs.ended_since(session, datetime(2000, 1, 1, tzinfo=UTC), "add")
    assert (run.fetched, run.new, run.rejected) == (1, 1, 2)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"quotable": False}, "asks not to show"),
        ({"sensitive": True}, "sensitive"),
        ({"spoiler_text": "end"}, "sensitive"),
        ({"author": make.Author()}, "unknown"),
        ({"text": "https://t.co/abc"}, "no words"),
        ({"text": "RT @wick: what a lamp room that is, I can only say"}, "another's words"),
    ],
)
def test_what_can_never_be_quoted_is_refused_at_once(add, fields, why):
    report, _ = add([COMMENT], [LooksUp(comment(fields.pop("text", WORDS), **fields))])

    assert why in report.refused[0].reason
