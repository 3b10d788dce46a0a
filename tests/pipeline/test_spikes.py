"""Spikes from the database: what is usual is learnt where somebody looked, and told in digests and status."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import make
import orjson
import pytest

from aggregator.digest import Style
from aggregator.model import Gap, Query, Ref, Score, Signals
from aggregator.model.digests import Window
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import keep_digest, make_digest, verify_digest
from aggregator.pipeline.spikes import (
    dense_since,
    history,
    holes_of,
    lately,
    read_almost_since,
    read_long,
    read_since,
)
from aggregator.pipeline.versions import Making, remake
from aggregator.store import digests, erase, films, open_store, posts, reactions, rollups, spans

FILM = make.film(zone="America/New_York")
NOW = datetime(2031, 5, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = Window(NOW - timedelta(days=1), NOW)
WAVE = NOW - timedelta(hours=10)


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'spikes.db'}") as opened:
        with opened.write() as s:
            films.sync(s, [FILM])
        yield opened


def post(text, at, **fields):
    return make.post(text, created_at=at, **fields)


def usual(source="x", days=16, an_hour=6):
    """So many posts in every hour up to NOW."""
    return [
        post(
            f"I loved scene {n} of this movie, wonderful",
            NOW - timedelta(days=days) + n * HOUR / an_hour,
            source=source,
        )
        for n in range(days * 24 * an_hour)
    ]


def wave(many=150, source="x", **fields):
    return [
        post(f"That scene {n} is wonderful to me", WAVE + n * timedelta(seconds=40), source=source, **fields)
        for n in range(many)
    ]


def keep(store, *many, excluded=None):
    with store.write() as s:
        posts.save(s, [posts.Sighting(one, (FILM.slug,)) for one in many], seen_at=NOW)
    with store.write() as s:
        waiting = reactions.unscored(s, "invented/1", limit=100_000)
        score = Score("invented/1", "positive", (0.05, 0.05, 0.9), 0.8)
        reactions.save_scores(
            s,
            [
                reactions.Scored(
                    one.film,
                    one.post_id,
                    one.post.content_hash,
                    score,
                    Signals(
                        one.post.remote_id,
                        excluded=excluded,
                        repost=bool(one.post.ref and one.post.ref.type == "retweeted"),
                    ),
                )
                for one in waiting
            ],
            at=NOW,
        )


def made(store, window=WINDOW, film=FILM):
    return make_digest(
        Context(store, "test", clock=lambda: NOW), film, window, asked=(), kind="brief", style=Style(()),
        config_hash="c", made_at=NOW,
    )  # fmt: skip


def of_last_week(store, asked=()):
    with store.write() as s:
        rollups.refresh(s)
    with store.read() as s:
        return lately(s, FILM.slug, FILM.zone, asked, NOW)


def test_a_digest_tells_the_spike_of_its_window_and_verify_counts_it_again(store):
    keep(store, *usual(), *wave())

    digest = made(store).digest

    (spike,) = digest.spikes
    assert (spike["start"], spike["posts"]) == ("2031-05-19T14:00:00Z", 162)
    assert spike["expected"] == pytest.approx(12, abs=1)
    assert not made(store).new
    with store.read() as s:
        stored = digests.load(s, digest.id)
    assert stored.history.zone == "America/New_York"
    assert stored.history.networks == ("x",)
    assert verify_digest(Context(store, "test"), orjson.loads(stored.body)) == []


def test_a_digest_without_a_spike_keeps_no_history(store):
    keep(store, *usual())
    digest = made(store).digest
    with store.read() as s:
        assert digests.load(s, digest.id).history is None
    assert digest.spikes == ()


def test_status_tells_the_same_spike(store):
    keep(store, *usual(), *wave())

    (spike,) = of_last_week(store)

    assert (spike["start"], spike["end"]) == (WAVE, WAVE + 2 * HOUR)
    assert (spike["posts"], spike["goes_on"], spike["trigger"]) == (162, False, None)
    assert spike["times"] == pytest.approx(13.5, abs=1)


def test_a_spike_of_long_ago_is_no_news(store):
    keep(
        store,
        *usual(days=20),
        *[replace(one, created_at=one.created_at - timedelta(days=8)) for one in wave()],
    )
    assert of_last_week(store) == []


def test_what_is_off_topic_makes_no_spike(store):
    keep(store, *usual())
    keep(store, *wave(), excluded="off topic")
    assert of_last_week(store) == []
    assert made(store).digest.spikes == ()


def test_a_network_that_was_turned_on_yesterday_is_no_spike(store):
    keep(store, *usual(), *usual("bluesky", days=1, an_hour=60))

    assert of_last_week(store) == []
    assert made(store).digest.spikes == ()
    with store.read() as s:
        found = reactions.window(s, FILM.slug, WINDOW.since, WINDOW.until)
        assert history(s, FILM, WINDOW, (), found).networks == ("x",)


def test_an_archive_that_begins_with_its_last_hours_has_no_spike(store):
    stray = post("A lone early voice on this wonderful movie", NOW - timedelta(days=7))
    keep(store, stray, *wave(400))
    assert of_last_week(store) == []
    assert made(store).digest.spikes == ()


def test_a_query_that_was_never_read_vouches_for_nothing(store):
    keep(store, *usual(), *wave())
    query = Query("x", "", "#glassharbour")
    # Its coverage says that nothing was read: what there is came from an archive, and tells by itself.
    assert len(of_last_week(store, [query])) == 1


def test_a_story_that_is_made_again_counts_its_spike_by_the_history_of_then(store):
    voices = wave()
    keep(store, *usual(), *voices)
    first = made(store).digest
    ctx = Context(store, "test", clock=lambda: NOW)
    with store.read() as s:
        stored = digests.load(s, first.id)
    keep(store, *[post(f"Late voice {n} on this movie", NOW - timedelta(days=3)) for n in range(900)])
    making = Making({FILM.slug: FILM}, Style(()), lambda _: "c")
    lost = dict.fromkeys((one.key for one in voices[:10]), "gone")

    remade = remake(ctx, stored, FILM, making, at=NOW, withdrawn=lost)
    again, frozen = remade.digest, remade.frozen
    kept = keep_digest(ctx, again, frozen, stored.yardstick, stored.history)

    assert kept.digest.version == 2
    assert kept.digest.spikes[0]["posts"] == first.spikes[0]["posts"] - 10
    assert kept.digest.spikes[0]["expected"] == first.spikes[0]["expected"]
    assert verify_digest(ctx, orjson.loads(kept.body)) == []


def test_forget_takes_the_trigger_out_of_the_story(store):
    origin = post(
        "I loved this wonderful movie", WINDOW.since - HOUR, author=make.author("mira"), remote_id="777"
    )
    quotes = wave(ref=Ref("quoted", "777"))
    keep(store, *usual(), origin, *quotes)
    trigger = made(store).digest.spikes[0]["trigger"]
    assert (trigger["kind"], trigger["id"], trigger["posts"]) == ("reposted", "777", 150)

    with store.write() as s:
        told = erase.erase(s, [("x", "777")], at=NOW)
    with store.read() as s:
        stored = digests.load(s, *told.digests[0])
    assert b'"777"' not in stored.body
    assert stored.history is not None


def test_a_link_to_an_erased_post_goes_with_it(store):
    quotes = [replace(one, text=f"{one.text} https://example.org/fan/777") for one in wave()]
    origin = post("I loved this wonderful movie", WINDOW.since + HOUR, remote_id="777")
    keep(store, *usual(), origin, *quotes)
    assert made(store).digest.spikes[0]["trigger"]["url"] == "https://example.org/fan/777"

    with store.write() as s:
        told = erase.erase(s, [("x", "777")], at=NOW)
    with store.read() as s:
        document = orjson.loads(digests.load(s, *told.digests[0]).body)
    assert document["spikes"][0]["trigger"]["url"] is None


def test_hours_of_a_window_longer_than_a_year_are_not_counted(store):
    keep(store, *usual(), *wave())
    long = Window(NOW - timedelta(days=400), NOW)
    with store.read() as s:
        assert history(s, FILM, long, (), []) is None


def test_a_query_is_read_from_the_end_of_the_last_hole_before_the_window():
    low, since, until = NOW - timedelta(days=15), NOW - timedelta(days=1), NOW

    def hole(first, last):
        return Gap(NOW - first * HOUR, NOW - last * HOUR, "not read")

    assert read_since([], low, since, until) == low
    assert read_since([hole(360, 200)], low, since, until) == NOW - 200 * HOUR
    assert read_since([hole(360, 300), hole(100, 90)], low, since, until) == NOW - 90 * HOUR
    assert read_since([hole(360, 10)], low, since, until) == NOW - 10 * HOUR  # turned on within the window
    assert read_since([hole(5, 1)], low, since, until) == low  # a hole in the window feigns no spike
    assert read_since([hole(360, 24), hole(24, 0)], low, since, until) is None


def test_a_short_hole_of_last_week_does_not_make_a_network_unknown():
    low, since, until = NOW - timedelta(days=15), NOW - timedelta(days=1), NOW

    def hole(first, last):
        return Gap(NOW - first * HOUR, NOW - last * HOUR, "not read")

    assert read_almost_since([hole(100, 90)], low, since, until) == low
    assert read_almost_since([hole(360, 300), hole(100, 99)], low, since, until) == NOW - 300 * HOUR
    # Of many or long holes nobody knows what is usual: only what follows them counts.
    assert read_almost_since([hole(100, 60)], low, since, until) == NOW - 60 * HOUR
    assert read_almost_since([hole(360, 0)], low, since, until) is None


def test_hours_of_which_a_few_minutes_are_unread_are_no_holes():
    minutes = timedelta(minutes=1)
    gaps = [
        Gap(NOW - 5 * HOUR, NOW - 5 * HOUR + 4 * minutes, ""),
        Gap(NOW - 3 * HOUR + 50 * minutes, NOW - HOUR, ""),
    ]
    assert holes_of(gaps, NOW - 6 * HOUR, NOW) == {NOW - 3 * HOUR, NOW - 2 * HOUR}
    assert holes_of(gaps, NOW - 6 * HOUR, NOW - 2 * HOUR) == {NOW - 3 * HOUR}


def test_what_was_unread_for_a_night_is_told_with_the_history(store):
    """A hole of the query that brings the posts: the hours before it still say what is usual."""
    query = Query("x", "", "#glassharbour")
    keep(store, *usual(), *wave())
    with store.write() as s:
        spans.set_state(s, query, bottom=NOW - timedelta(days=16), top=NOW)
        span = spans.open(s, query, NOW - timedelta(hours=60), NOW - timedelta(hours=52))
        spans.leave(s, span.id, why="the network was down", gap=True)
    with store.read() as s:
        found = reactions.window(s, FILM.slug, WINDOW.since, WINDOW.until)
        told = history(s, FILM, WINDOW, [query], found)
    first = (NOW - timedelta(hours=60) - told.start) // HOUR
    assert told.start == WINDOW.since - timedelta(days=14)
    assert told.holes == tuple(range(first, first + 8))


def test_the_running_hour_of_status_is_no_quiet_one(store):
    """Ten minutes of an hour are not weighed as an hour."""
    keep(store, *usual(), *wave())
    with store.write() as s:
        rollups.refresh(s)
    with store.read() as s:
        (spike,) = lately(s, FILM.slug, FILM.zone, (), WAVE + HOUR + timedelta(minutes=10))
    assert (spike["end"], spike["goes_on"]) == (WAVE + HOUR, True)


def test_networks_that_began_together_are_read_as_long_as_any():
    day = timedelta(days=1)
    begun = {"a": NOW - 3 * day, "b": NOW - 3 * day + 5 * HOUR, "c": NOW - day}
    assert read_long(begun, NOW - 2 * day) == ("a", "b")
    assert read_long(begun, NOW + 2 * day) == ("a", "b", "c")
    assert read_long({}, NOW) == ()


def test_an_archive_begins_where_every_other_hour_of_a_day_has_posts():
    assert dense_since([]) is None
    assert dense_since([NOW - timedelta(days=9), *(NOW + n * HOUR for n in range(9))]) is None
    assert dense_since([NOW - timedelta(days=9), *(NOW + 2 * n * HOUR for n in range(40))]) == NOW
