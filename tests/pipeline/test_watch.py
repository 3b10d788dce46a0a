"""What is to be seen of the last minutes, which spike it belongs to, and what its draft is about."""

from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.digest import Style
from aggregator.model import Event, Query, Score, Signals
from aggregator.pipeline import watch
from aggregator.pipeline.context import Context
from aggregator.signals.baselines import Baseline
from aggregator.store import films, open_store, posts, reactions, spans, spikes
from aggregator.store.spikes import NoticedSpike

FILM = make.film()
NOW = datetime(2031, 5, 20, 14, 30, tzinfo=UTC)
BEGAN = NOW - timedelta(minutes=20)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TAG, PHRASE = Query("x", "", "#glassharbour"), Query("x", "", '"glass harbour"')
OTHER = Query("bluesky", "", "#glassharbour")


@pytest.fixture
def ctx(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'watch.db'}") as store:
        with store.write() as s:
            films.sync(s, [FILM])
        yield Context(store, "test", clock=lambda: NOW)


def read(ctx, query, until, since=NOW - timedelta(days=15)):
    with ctx.store.write() as s:
        spans.set_state(s, query, bottom=since, top=until)


def keep(ctx, times, *, judged=True, start=0):
    made = [
        make.post(
            f"I loved scene {n + start} of this movie, wonderful",
            created_at=at,
            author=make.author(f"fan{n + start}"),
        )
        for n, at in enumerate(times)
    ]
    with ctx.store.write() as s:
        posts.save(s, [posts.Sighting(one, (FILM.slug,)) for one in made], seen_at=NOW)
    if judged:
        with ctx.store.write() as s:
            score = Score("invented/1", "positive", (0.05, 0.05, 0.9), 0.8)
            waiting = reactions.unscored(s, "invented/1", limit=100_000)
            rows = [
                reactions.Scored(
                    one.film, one.post_id, one.post.content_hash, score, Signals(one.post.remote_id)
                )
                for one in waiting
            ]
            reactions.save_scores(s, rows, at=NOW)


def ends(ctx, *asked):
    with ctx.store.read() as s:
        return watch.read_to(s, asked)


def test_a_network_is_read_up_to_the_least_of_its_queries_but_for_stragglers(ctx):
    read(ctx, TAG, NOW - MINUTE)
    read(ctx, PHRASE, NOW - 4 * MINUTE)
    assert ends(ctx, TAG, PHRASE, OTHER) == {"x": NOW - 4 * MINUTE}
    read(ctx, Query("x", "", "#other"), NOW - 2 * HOUR)
    assert ends(ctx, TAG, PHRASE, Query("x", "", "#other")) == {"x": NOW - 4 * MINUTE}


def test_what_was_claimed_and_not_read_is_not_read_yet(ctx):
    read(ctx, TAG, NOW)
    with ctx.store.write() as s:
        spans.open(s, TAG, NOW - 6 * MINUTE, NOW)  # nothing of it came
        spans.open(s, TAG, NOW - 3 * HOUR, NOW - 2 * HOUR)  # a remainder below what was read
    assert ends(ctx, TAG) == {"x": NOW - 6 * MINUTE}


def test_minutes_that_nobody_read_are_no_quiet_ones(ctx):
    """The burst's last minutes are not read yet: what was read of it tells it all the same."""
    keep(ctx, [NOW - timedelta(days=8) + n * 5 * MINUTE for n in range(8 * 288)])
    keep(ctx, [BEGAN + n * MINUTE / 5 for n in range(50)], start=10_000)
    read(ctx, TAG, NOW - 10 * MINUTE, since=NOW - timedelta(days=8))
    seen = watch.look(ctx, FILM, [TAG])
    assert seen.read_to == NOW - 10 * MINUTE
    assert abs(seen.since - BEGAN) <= MINUTE


def test_posts_that_nobody_judged_yet_count_in_a_look(ctx):
    keep(ctx, [NOW - timedelta(days=8) + n * 5 * MINUTE for n in range(8 * 288)])
    keep(ctx, [BEGAN + n * MINUTE / 5 for n in range(100)], judged=False, start=10_000)
    read(ctx, TAG, NOW, since=NOW - timedelta(days=8))
    assert watch.look(ctx, FILM, [TAG]).since is not None


def test_nothing_is_seen_where_nothing_was_read_lately_or_long_enough(ctx):
    keep(ctx, [NOW - timedelta(days=2) + n * 5 * MINUTE for n in range(2 * 288)])
    assert watch.look(ctx, FILM, [TAG]) is None  # never asked
    read(ctx, TAG, NOW - 3 * HOUR)
    assert watch.look(ctx, FILM, [TAG]) is None  # three hours ago
    read(ctx, TAG, NOW, since=NOW - timedelta(days=2))
    with ctx.store.write() as s:
        assert spans.query_state(s, TAG).top == NOW
    few = [Query("bluesky", "", "#new")]
    read(ctx, few[0], NOW, since=NOW - timedelta(days=2))
    assert watch.look(ctx, FILM, few) is None  # two days tell nobody what is usual


def sight(read_to, since=None):
    flat = Baseline(UTC, (1.0,) * 24, 12.0, 12.0, 0.1)
    return watch.Sight(read_to, ("x",), flat, since, since is not None)


def test_a_spike_is_one_until_its_last_hour_is_like_any(ctx):
    keep(ctx, [BEGAN + n * MINUTE / 3 for n in range(90)])  # for half an hour
    first, new = watch.follow(ctx, FILM, sight(BEGAN + 12 * MINUTE, BEGAN))
    again, moved = watch.follow(ctx, FILM, sight(BEGAN + 12 * MINUTE, BEGAN + MINUTE))
    on, _ = watch.follow(ctx, FILM, sight(BEGAN + 40 * MINUTE))
    ended, _ = watch.follow(ctx, FILM, sight(BEGAN + 95 * MINUTE))

    assert (first.began_at, first.posts, new) == (BEGAN, 36, True)
    assert (again, moved) == (first, False)  # nothing was read since
    assert (on.began_at, on.posts, on.ended_at) == (BEGAN, 90, None)
    assert ended.ended_at == BEGAN + 95 * MINUTE
    # Two hours later its minutes still look like a beginning.
    assert watch.follow(ctx, FILM, sight(BEGAN + 100 * MINUTE, BEGAN + 5 * MINUTE)) == (None, False)
    with ctx.store.read() as s:
        assert spikes.newest(s, FILM.slug) == ended


def test_the_next_spike_is_another(ctx):
    watch.keep(ctx, NoticedSpike(FILM.slug, BEGAN - 9 * HOUR, NOW, NOW, 40, 4.0, ended_at=BEGAN - 7 * HOUR))
    keep(ctx, [BEGAN + n * MINUTE / 3 for n in range(60)])
    found, _ = watch.follow(ctx, FILM, sight(NOW, BEGAN))
    assert found.began_at == BEGAN


def test_the_event_that_began_right_before_is_what_a_spike_is_about():
    trailer, premiere = (
        Event("trailer 1", BEGAN - HOUR, "trailer"),
        Event("premiere", BEGAN - 5 * HOUR, "brief"),
    )
    film = make.film(events=(premiere, trailer))
    assert watch.near(film, BEGAN) == trailer
    assert watch.near(film, BEGAN - 3 * HOUR) == premiere
    assert watch.near(film, BEGAN - 2 * HOUR) == trailer  # it leaked an hour before
    assert watch.near(film, BEGAN + 9 * HOUR) is None


def drafted(ctx, spike, until, **given):
    return watch.draft(
        ctx, given.pop("film", FILM), spike, until, asked=[TAG], style=Style(()), config_hash="c",
        most_a_day=given.pop("most_a_day", 4), **given,
    )  # fmt: skip


SPIKE = NoticedSpike(FILM.slug, BEGAN, NOW, NOW, 30, 3.0)


def test_a_draft_is_about_the_hour_before_and_all_since(ctx):
    keep(ctx, [NOW - 5 * HOUR + n * 5 * MINUTE for n in range(60)])
    made = drafted(ctx, SPIKE, NOW).made
    assert (made.digest.window.since, made.digest.window.until) == (BEGAN - HOUR, NOW)
    assert drafted(ctx, SPIKE, NOW).made.new is False  # each once


def test_where_that_is_too_little_it_is_about_the_last_six_hours(ctx):
    keep(ctx, [NOW - 5 * HOUR + n * 25 * MINUTE for n in range(8)])
    keep(ctx, [BEGAN + n * MINUTE for n in range(9)], start=100)
    assert drafted(ctx, SPIKE, NOW).made.digest.window.since == NOW - 6 * HOUR


def test_with_too_few_posts_there_is_none_and_the_reason_is_told(ctx):
    keep(ctx, [BEGAN + n * MINUTE for n in range(9)])
    came = drafted(ctx, SPIKE, NOW)
    assert came.made is None
    assert "has 9, needs 12" in came.why


def test_the_days_drafts_are_counted_over_24_hours(ctx):
    keep(ctx, [NOW - 5 * HOUR + n * 5 * MINUTE for n in range(60)])
    for hours in (3, 10, 30):
        at = NOW - hours * HOUR
        watch.keep(ctx, NoticedSpike(FILM.slug, at, at, at, 40, 4.0, ended_at=at + HOUR, draft=f"d{hours}"))
    assert drafted(ctx, SPIKE, NOW, most_a_day=2).why == "2 drafts of spikes in 24 hours, of at most 2"
    assert drafted(ctx, SPIKE, NOW, most_a_day=3).made is not None
    assert drafted(ctx, SPIKE, NOW, most_a_day=2, later=True).made is not None  # the first one stands
