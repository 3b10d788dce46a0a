"""Counts over time: by which steps, that they add up to what is counted, and that verify counts them again."""

import copy
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import make
import pytest
from digest import crowd
from digest.test_picked import picks
from hypothesis import given
from hypothesis import strategies as st
from measures.test_correction import calibration

from aggregator.digest import compose, verify
from aggregator.digest.volume import MOST_BARS, over_time
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.model.digests import ENOUGH_FOR_A_STORY, Window
from aggregator.model.films import Event
from aggregator.model.scoring import Yardstick
from aggregator.render.charts import timeline

DAY = timedelta(days=1)
SINCE = make.NOON
MINUTE = timedelta(minutes=1)


def evenly(_):
    return 0.5


def spread(length, number=600, pleased=evenly, **fields):
    """Posts at even distances over a window of that length; `pleased` is the positive share at each part."""
    made = []
    for place in range(number):
        part = place / number
        # Evenly mixed, without chance: the share of positive ones over any stretch is what `pleased` says.
        good = int((place + 1) * pleased(part)) > int(place * pleased(part))
        templates, label = (crowd.PRAISE, "positive") if good else (crowd.SCORN, "negative")
        made.append(
            crowd.reaction(
                templates[place % len(templates)].format(n=place),
                label,
                remote_id=f"x-{place}",
                url=f"https://example.org/x/{place}",
                author=make.author(f"fan{place % fields.get('people', number)}"),
                created_at=SINCE + length * part,
            )
        )
    return made


def story(reactions, window, of=None, **fields):
    return compose(
        of or crowd.film(),
        reactions,
        window=window,
        coverage=(),
        kind="trailer",
        made_at=window.until,
        style=crowd.STYLE,
        config_hash="c0ffee",
        **fields,
    )


def failures(digest, frozen, reactions, document=None, **fields):
    document = document or to_json(digest)
    found = verify(document, stored=document, frozen=frozen, texts=crowd.texts_of(reactions), **fields)
    return [one.where for one in found]


@pytest.mark.parametrize(
    ("length", "step_minutes"),
    [
        (timedelta(hours=1), 5),
        (timedelta(hours=6), 5),
        (timedelta(hours=12), 15),
        (DAY, 30),
        (3 * DAY, 60),
        (7 * DAY, 180),
        (14 * DAY, 360),
        (30 * DAY, 1440),
        (365 * DAY, 10080),
        (1500 * DAY, 40320),
    ],
)
def test_the_step_follows_from_the_window(length, step_minutes):
    assert over_time((), Window(SINCE, SINCE + length)).step_minutes == step_minutes


@given(
    st.integers(0, 5_000_000_000),
    st.integers(1, 5_000_000_000),
    st.lists(st.floats(0, 1, exclude_max=True), max_size=40),
)
def test_any_window_is_covered_and_every_post_counted_once(start, seconds, parts):
    since = datetime.min.replace(tzinfo=UTC) + timedelta(seconds=start)
    window = Window(since, since + timedelta(seconds=seconds))
    _, frozen = crowd.story(crowd.crowd(8, 4))
    posts = [replace(frozen[0], created_at=since + timedelta(seconds=int(seconds * part))) for part in parts]
    found = over_time(posts, window)
    step = found.step_minutes * MINUTE
    assert len(found.posts) <= MOST_BARS
    assert found.since <= since < found.since + step
    assert (len(found.posts) - 1) * step < window.until - found.since <= len(found.posts) * step
    assert sum(found.posts) == len(posts)
    assert timeline.fits(found.step_minutes, found.since, len(found.posts), window)


def test_steps_begin_at_midnight_and_weeks_on_monday():
    assert over_time((), Window(SINCE, SINCE + 30 * DAY)).since == SINCE.replace(hour=0)
    year = over_time((), Window(SINCE, SINCE + 365 * DAY)).since
    assert (year.weekday(), year.hour) == (0, 0)


def test_a_window_in_another_zone_has_the_same_steps():
    zone = datetime.fromisoformat("2031-05-04T14:10:00+05:30").tzinfo
    window = Window(SINCE.astimezone(zone), (SINCE + 3 * DAY).astimezone(zone))
    assert over_time((), window) == over_time((), Window(SINCE, SINCE + 3 * DAY))


def test_only_posts_that_count_are_counted():
    posts = spread(DAY, 200)
    reposts = [
        crowd.reaction("RT of it", repost=True, created_at=SINCE + n * MINUTE, remote_id=f"r-{n}")
        for n in range(30)
    ]
    off = [
        crowd.reaction(f"elsewhere {n}", excluded="off topic", created_at=SINCE, remote_id=f"o-{n}")
        for n in range(9)
    ]
    digest, frozen = story([*posts, *reposts, *off], Window(SINCE, SINCE + DAY))
    assert sum(digest.volume.posts) == digest.counted.posts == 200
    hours = Counter((one.post.created_at - SINCE) // (30 * MINUTE) for one in posts)
    assert list(digest.volume.posts) == [hours[place] for place in range(48)]
    assert failures(digest, frozen, [*posts, *reposts, *off]) == []


def test_a_story_of_picked_posts_alone_has_no_counts_over_time():
    picked = picks()
    digest, frozen = story(picked, crowd.WINDOW)
    assert digest.counted.posts < ENOUGH_FOR_A_STORY
    assert (digest.volume, digest.trend) == (None, None)
    assert failures(digest, frozen, picked) == []


def test_the_films_events_of_the_window_are_told_in_the_order_of_time():
    of = crowd.film(
        events=(
            Event("last", SINCE + 20 * MINUTE, "x"), Event("first", SINCE, "trailer"), Event("before", SINCE - DAY, "x"),
            Event("after", SINCE + DAY, "x"),
        )
    )  # fmt: skip
    digest, _ = story(spread(DAY, 60), Window(SINCE, SINCE + DAY), of)
    assert [one.name for one in digest.events] == ["first", "last"]
    assert to_json(digest)["events"][0] == {"name": "first", "at": "2031-05-04T12:00:00Z", "kind": "trailer"}


def test_the_mood_over_several_days_is_told_by_steps_with_enough_posts():
    posts = spread(4 * DAY, 1600, lambda part: 0.9 - 0.8 * part)
    digest, frozen = story(posts, Window(SINCE, SINCE + 4 * DAY))
    assert digest.trend.step_minutes == 360
    shares = [one.positive.share for one in digest.trend.shares if one is not None]
    assert len(shares) == len(digest.trend.shares) == 16
    assert shares[0] > shares[4] > shares[8] > shares[12] > 0.1
    assert all(one.positive.low < one.positive.share < one.positive.high for one in digest.trend.shares)
    assert sum(one.positive.posts for one in digest.trend.shares) == digest.sentiment.positive.posts
    assert failures(digest, frozen, posts) == []


def test_a_step_with_fewer_than_sixty_judged_posts_has_no_shares():
    busy, quiet = spread(3 * DAY, 900), spread(DAY, 50)
    late = [
        replace(one, post=replace(one.post, remote_id=f"late-{n}", author=make.author(f"late{n}"),
                                  text=f"{one.post.text} indeed", created_at=one.post.created_at + 3 * DAY))
        for n, one in enumerate(quiet)
    ]  # fmt: skip
    late = [replace(one, signals=replace(one.signals, text_key=one.post.text)) for one in late]
    digest, _ = story([*busy, *late], Window(SINCE, SINCE + 4 * DAY))
    assert [one is not None for one in digest.trend.shares] == [True] * 12 + [False] * 4


def test_a_step_of_few_people_has_no_shares():
    few = spread(3 * DAY, 720, people=300)
    assert story(few, Window(SINCE, SINCE + 3 * DAY))[0].trend is not None
    talkers = [
        replace(one, post=replace(one.post, author=make.author(f"t{n // 24 * 8 + n % 8}")))
        for n, one in enumerate(spread(3 * DAY, 720))
    ]
    digest, _ = story(talkers, Window(SINCE, SINCE + 3 * DAY))
    assert digest.trend is None or digest.trend.step_minutes > 360


def test_a_coarser_step_is_taken_where_finer_ones_have_too_few_posts():
    digest, _ = story(spread(8 * DAY, 1200), Window(SINCE, SINCE + 8 * DAY))
    assert digest.trend.step_minutes == 1440


@pytest.mark.parametrize(("length", "number"), [(2 * DAY, 3000), (6 * DAY, 150), (5 * DAY, 40)])
def test_nothing_is_told_of_short_windows_and_of_few_posts(length, number):
    assert story(spread(length, number), Window(SINCE, SINCE + length))[0].trend is None


def test_intervals_over_time_leave_out_what_moves_all_steps_alike():
    posts = spread(4 * DAY, 1600)
    window = Window(SINCE, SINCE + 4 * DAY)
    wide, _ = story(posts, window, yardstick=Yardstick((0.15, 0.15, 0.15)))
    plain, _ = story(posts, window)
    assert wide.sentiment.positive.high - wide.sentiment.positive.low > 0.5
    assert wide.trend.shares == plain.trend.shares


def test_shares_that_are_corrected_are_corrected_step_by_step_where_there_are_enough_posts():
    known = replace(calibration(30, 30, 30), scorer="invented/1")
    yardstick = Yardstick((0.1, 0.1, 0.1), known)
    posts = spread(4 * DAY, 1600, lambda part: 0.9 - 0.8 * part)
    digest, frozen = story(
        posts, Window(SINCE.replace(hour=0), SINCE.replace(hour=0) + 5 * DAY), yardstick=yardstick
    )
    assert digest.sentiment.calibrated
    assert digest.trend.step_minutes == 1440  # a quarter of a day has too few posts to be corrected
    shares = [one.positive.share if one else None for one in digest.trend.shares]
    assert (shares[0], shares[4]) == (None, None)
    assert shares[1] > shares[2] > shares[3]
    assert shares[1] != round(digest.trend.shares[1].positive.posts / 400, 4)
    assert failures(digest, frozen, posts, yardstick=yardstick) == []


def test_each_number_over_time_is_counted_again():
    posts = spread(4 * DAY, 1600)
    of = crowd.film(events=(Event("trailer 1", SINCE, "trailer"),))
    digest, frozen = story(posts, Window(SINCE, SINCE + 4 * DAY), of)
    for where, change in (
        ("volume", lambda one: one["volume"]["posts"].__setitem__(3, 1)),
        ("volume", lambda one: one["volume"].__setitem__("step_minutes", 30)),
        ("volume", lambda one: one.__setitem__("volume", None)),
        ("trend", lambda one: one["trend"]["shares"][2]["positive"].__setitem__("share", 0.99)),
        ("trend", lambda one: one.__setitem__("trend", None)),
        ("events[0]", lambda one: one["events"][0].__setitem__("at", "2031-05-20T12:00:00Z")),
    ):
        forged = copy.deepcopy(to_json(digest))
        change(forged)
        assert failures(digest, frozen, posts, document=forged) == [where]


def test_digests_of_before_there_were_counts_over_time_still_hold():
    posts = spread(4 * DAY, 900)
    digest, frozen = story(posts, Window(SINCE, SINCE + 4 * DAY))
    old = to_json(digest)
    for name in ("volume", "trend", "events"):
        del old[name]
    assert failures(digest, frozen, posts, document=old) == []
    read = from_json(old)
    assert (read.volume, read.trend, read.events) == (None, None, ())
    assert from_json(to_json(digest)) == digest
    assert to_bytes(from_json(to_json(digest))) == to_bytes(digest)
