"""Every collector keeps the laws of collecting; and the check that says so finds those who don't."""

import dataclasses
import logging
from pathlib import Path

import make
import pytest

from aggregator import collectors
from aggregator.collectors import Collector, find, hashtag_targets, names
from aggregator.collectors.bluesky import Bluesky
from aggregator.collectors.mastodon import Mastodon
from aggregator.errors import ConfigError, SourceUnavailable
from aggregator.model import Page
from aggregator.testing import check_collector

RECORDINGS = Path(__file__).parent.parent / "recordings"


@pytest.mark.parametrize("name", names())
def test_a_collector_keeps_every_law(name, caplog):
    caplog.set_level(logging.DEBUG)

    assert check_collector(name, RECORDINGS / name) == ()
    assert [record.name for record in caplog.records if record.name.startswith("aggregator.collectors")] == []


def test_a_collector_without_a_recording_fails(tmp_path):
    (broken,) = check_collector("mastodon", tmp_path)

    assert broken.startswith("mastodon: has no recording (")


class Skips(Bluesky):
    """Claims the very instant of its oldest post, whose twin is still to come."""

    def pages(self, query, span):
        for page in super().pages(query, span):
            if page.posts and page.reached is not None and page.reached > span.low:
                yield dataclasses.replace(page, reached=page.posts[-1].created_at)
            else:
                yield page


class Forgets(Mastodon):
    """Ends after its second page as if that were all."""

    def pages(self, query, span):
        for number, page in enumerate(super().pages(query, span)):
            yield page if number == 0 else dataclasses.replace(page, reached=span.low)


class Swallows(Mastodon):
    """Leaves out what it can't read, without a word."""

    def read(self, sheet, parse):
        good = [item for item in sheet.items if "uri" in item]
        return super().read(dataclasses.replace(sheet, items=good), parse)


class Insists(Mastodon):
    """Asks again by itself."""

    def pages(self, query, span):
        try:
            yield from super().pages(query, span)
        except collectors.UnexpectedPayload:
            yield Page((), span.low)
        except SourceUnavailable:
            yield from super().pages(query, span)


class Believes(Bluesky):
    """Says of every post that it stands."""

    def recheck(self, posts):
        return {post.key: "alive" for post in posts}


class Shortens(Mastodon):
    """Leaves links without https."""

    def read(self, sheet, parse):
        posts, rejected = super().read(sheet, parse)
        return tuple(dataclasses.replace(post, url="http://x.example/1") for post in posts), rejected


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        (Skips, "law 1"),
        (Forgets, "law 1"),
        (Swallows, "law 2"),
        (Insists, "law 3"),
        (Believes, "law 5"),
        (Shortens, "law 4"),
    ],
)
def test_the_check_finds_a_broken_law(broken, law):
    found = check_collector(broken, RECORDINGS / broken.name)

    assert any(f": {law}: " in sentence for sentence in found), found


# ── the registry ─────────────────────────────────────────────────────────────


def test_collectors_are_found_by_the_names_of_their_files():
    assert {"bluesky", "mastodon"} <= set(names())
    assert list(names()) == sorted(names())
    assert find("mastodon") is Mastodon
    assert find("bluesky") is Bluesky


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ConfigError) as caught:
        find("bluesy")

    assert str(caught.value) == "no such source: 'bluesy'; did you mean 'bluesky'?"


@pytest.mark.parametrize("name", ["archive", "os", "__init__", "../mastodon", ""])
def test_what_is_no_collector_is_not_found(name):
    with pytest.raises(ConfigError, match="no such source"):
        find(name)


def test_ones_own_collector_is_found_by_its_import_path():
    assert find("aggregator.collectors.mastodon:Mastodon") is Mastodon
    with pytest.raises(ConfigError, match="no such source: 'nowhere:Thing'"):
        find("nowhere:Thing")
    with pytest.raises(ConfigError, match="is no Collector"):
        find("aggregator.model:Post")


@pytest.mark.parametrize("name", names())
def test_a_collector_says_what_it_is(name):
    kind = find(name)

    assert kind.name == name
    assert kind.docs.startswith("https://")
    assert kind.base_url.startswith("https://") or name == "feeds"  # whose addresses are whole
    assert all(key.startswith("FANSREACT_SOURCES__") for key in (*kind.needs_key, *kind.may_use_key))


def test_targets_are_folded_sorted_and_each_once():
    film = make.film(
        hashtags=("GlassHarbour", "#glassharbour", "Straße"),
        phrases=('The  "Glass" Harbour', "the glass harbour"),
    )

    assert hashtag_targets(film) == ("#glassharbour", "#strasse")
    assert Mastodon.targets(None, film) == ("#glassharbour", "#strasse")
    assert Collector.targets(None, film) == ('"the glass harbour"', "#glassharbour", "#strasse")
