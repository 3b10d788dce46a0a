"""Spikes in a story: when far more was written than is usual, recounted from what is frozen."""

import copy
from dataclasses import replace
from datetime import datetime, timedelta

import make
import pytest
from digest import crowd

from aggregator.digest import compose, verify
from aggregator.model import Flag, Ref, Signals
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.model.digests import History, Window
from aggregator.model.frozen import frozen_bytes, read_frozen, read_history, read_yardstick
from aggregator.signals.flags import ALLEGATION

SINCE = make.NOON - timedelta(hours=12)
WINDOW = Window(SINCE, SINCE + timedelta(hours=24))
USUAL = History(SINCE - timedelta(days=14), (20,) * 24 * 14, ("x",), "America/New_York")
WAVE = make.NOON + timedelta(hours=2)
LINK = "https://example.org/the-trailer"


def told(text, number, at, **fields):
    signals = fields.pop("signals", None)
    one = crowd.reaction(
        text,
        remote_id=f"post-{number}",
        url=f"https://example.org/x/{number}",
        author=make.author(f"fan{number}"),
        created_at=at,
        **fields,
    )
    return one if signals is None else replace(one, signals=signals)


def usual(start=0):
    """Twenty posts an hour."""
    return [
        told(f"I loved scene {n} of this wonderful movie", start + n, SINCE + n * timedelta(minutes=3))
        for n in range(24 * 20)
    ]


def wave(many=200, text="Look at {link} everybody, scene {n} is wonderful", **fields):
    return [
        told(
            text.format(n=n, link=LINK),
            10_000 + n,
            WAVE + timedelta(minutes=7) + n * timedelta(seconds=20),
            **fields,
        )
        for n in range(many)
    ]


def minute_of(written):
    return datetime.fromisoformat(written)


def story(reactions, history=USUAL, window=WINDOW):
    return compose(
        crowd.film(), reactions, window=window, coverage=(), kind="brief", made_at=window.until,
        style=crowd.STYLE, config_hash="0", history=history,
    )  # fmt: skip


def failures(digest, frozen, reactions, history=USUAL, document=None):
    document = document or to_json(digest)
    return verify(document, stored=document, frozen=frozen, texts=crowd.texts_of(reactions), history=history)


REACTIONS = [*usual(), *wave()]
DIGEST, FROZEN = story(REACTIONS)


def test_a_spike_names_its_hours_its_size_and_the_link_that_most_passed_on():
    (found,) = DIGEST.spikes
    assert found == {
        "kind": "spike",
        "start": "2031-05-04T14:00:00Z",
        "end": "2031-05-04T16:00:00Z",
        "first_minute": found["first_minute"],
        "posts": 240,
        "expected": found["expected"],
        "times": found["times"],
        "trigger": {
            "kind": "linked", "source": "x", "id": "post-10000", "url": LINK, "posts": 200,
            "first_seen": "2031-05-04T14:07:00Z",
        },
    }  # fmt: skip
    assert found["first_minute"] == "2031-05-04T14:06:00Z"  # a usual post stands right before the wave
    assert found["expected"] == pytest.approx(40, abs=2)
    assert found["times"] == pytest.approx(6, abs=0.5)


def test_the_spike_holds_and_comes_back_from_its_file():
    assert failures(DIGEST, FROZEN, REACTIONS) == []
    assert from_json(to_json(DIGEST)) == DIGEST
    assert to_bytes(from_json(to_json(DIGEST))) == to_bytes(DIGEST)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("posts", 241), ("start", "2031-05-04T13:00:00Z"), ("times", 9.0), ("expected", 1.0), ("first_minute", None), ("kind", "wave")],
)  # fmt: skip
def test_each_number_of_a_spike_is_made_again(key, wrong):
    forged = copy.deepcopy(to_json(DIGEST))
    forged["spikes"][0][key] = wrong
    assert "spikes" in [one.where for one in failures(DIGEST, FROZEN, REACTIONS, document=forged)]


@pytest.mark.parametrize(
    "wrong",
    [
        "a link",
        {"kind": "sung"},
        {"kind": "linked", "posts": 0},
        [1],
        {"kind": "linked", "source": "x", "id": "1", "url": None, "posts": 3, "first_seen": "soon"},
    ],
)
def test_what_is_no_trigger_is_found(wrong):
    forged = copy.deepcopy(to_json(DIGEST))
    forged["spikes"][0]["trigger"] = wrong
    assert "spikes[0].trigger" in [one.where for one in failures(DIGEST, FROZEN, REACTIONS, document=forged)]


def test_another_history_is_found():
    other = replace(USUAL, posts=(100,) * len(USUAL.posts))
    assert failures(DIGEST, FROZEN, REACTIONS, history=other)
    assert failures(DIGEST, FROZEN, REACTIONS, history=None)


def test_without_a_spike_the_history_leaves_no_trace():
    quiet = usual()
    digest, frozen = story(quiet)
    assert digest.spikes == ()
    assert to_bytes(digest) == to_bytes(story(quiet, history=None)[0])
    assert failures(digest, frozen, quiet, history=None) == []


def test_the_history_is_frozen_with_the_inputs():
    body = frozen_bytes(FROZEN, None, USUAL)
    assert (read_frozen(body), read_yardstick(body), read_history(body)) == (FROZEN, None, USUAL)
    assert read_history(frozen_bytes(FROZEN)) is None
    with pytest.raises(ValueError, match="history"):
        read_history(b'{"history": {"start": 1}}')


def test_posts_off_topic_and_of_networks_without_a_history_make_no_spike():
    off = wave(signals=Signals("off", excluded="off topic"))
    assert story([*usual(), *off])[0].spikes == ()
    elsewhere = wave(source="bluesky")
    assert story([*usual(), *elsewhere])[0].spikes == ()


def test_a_wave_of_reposts_is_a_spike_set_off_by_the_post_that_it_repeats():
    origin = told("I loved this wonderful movie and its dive", 9_000, WAVE + timedelta(minutes=1))
    reposts = wave(text="RT {n}", signals=Signals("r", repost=True), ref=Ref("retweeted", "post-9000"))
    reactions = [*usual(), origin, *reposts]
    digest, frozen = story(reactions)
    assert digest.spikes[0]["trigger"] == {
        "kind": "reposted", "source": "x", "id": "post-9000", "url": "https://example.org/x/9000", "posts": 200,
        "first_seen": "2031-05-04T14:01:00Z",
    }  # fmt: skip
    assert failures(digest, frozen, reactions) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"quotable": False},
        {"sensitive": True},
        {"signals": Signals("o", flags=(Flag(ALLEGATION, "names somebody"),))},
        {"signals": Signals("o", excluded="deleted since")},
    ],
)
def test_no_reader_is_led_to_a_post_that_may_not_be_shown(fields):
    origin = told("He did what nobody says aloud", 9_000, WAVE + timedelta(minutes=1), **fields)
    reposts = wave(text="RT {n}", signals=Signals("r", repost=True), ref=Ref("retweeted", "post-9000"))
    digest, _ = story([*usual(), origin, *reposts])
    assert digest.spikes[0]["trigger"]["id"] == "post-9000"
    assert digest.spikes[0]["trigger"]["url"] is None


def test_a_trigger_is_never_a_text():
    words = "We all stand up for the keepers of this harbour and we will not be silent, says everybody here"
    reactions = [*usual(), *wave(text=words, text_key="same", signals=Signals("same"))]
    digest, _ = story(reactions)
    trigger = digest.spikes[0]["trigger"]
    assert (trigger["kind"], trigger["id"], trigger["posts"]) == ("repeated", "post-10000", 200)
    assert words not in to_bytes(digest).decode()


def test_the_busiest_day_stands_before_the_spikes_and_its_claims_stay_right():
    window = Window(SINCE - timedelta(days=6), WINDOW.until)
    history = History(window.since - timedelta(days=14), (1,) * 24 * 14, ("x",))
    reactions = wave(220)
    digest, frozen = story(reactions, history, window)
    assert digest.spikes[0] == {"day": "2031-05-04", "posts": 220}
    assert [one["kind"] for one in digest.spikes[1:]] == ["spike"]
    assert "all of them on May 4" in digest.lede
    assert failures(digest, frozen, reactions, history) == []


def test_of_a_spike_that_reaches_into_the_window_all_hours_count_and_its_minute_is_unknown():
    late = Window(WAVE + timedelta(hours=1), WINDOW.until)
    before = [one for one in REACTIONS if one.post.created_at < late.since]
    counts = [20] * 24 * 14 + [0] * 15
    for one in before:
        counts[24 * 14 + (one.post.created_at - SINCE) // timedelta(hours=1)] += 1
    history = replace(USUAL, posts=tuple(counts))
    digest, frozen = story(REACTIONS, history, late)
    (found,) = digest.spikes
    assert (found["start"], found["posts"], found["first_minute"]) == ("2031-05-04T14:00:00Z", 240, None)
    assert failures(digest, frozen, REACTIONS, history) == []


def test_a_window_that_ends_within_an_hour_ends_its_spike():
    early = Window(SINCE, WAVE + timedelta(minutes=90))
    digest, _ = story(REACTIONS, USUAL, early)
    assert digest.spikes[0]["end"] == "2031-05-04T15:30:00Z"


def test_a_spike_within_the_running_hour_is_told_by_its_minutes_and_counted_again():
    running = Window(SINCE, WAVE + timedelta(minutes=31))
    reactions = [one for one in REACTIONS if one.post.created_at < running.until]
    digest, frozen = story(reactions, USUAL, running)
    (found,) = digest.spikes
    assert abs(minute_of(found["start"]) - (WAVE + timedelta(minutes=7))) <= timedelta(minutes=3)
    assert (found["end"], found["first_minute"]) == ("2031-05-04T14:31:00Z", found["start"])
    assert found["trigger"]["url"] == LINK
    assert failures(digest, frozen, reactions) == []


def test_the_cut_off_hour_after_a_spike_is_no_part_of_it():
    """A wave of two hours that ended: ten quiet minutes more are not three hours of it."""
    late = Window(SINCE, WAVE + timedelta(hours=2, minutes=10))
    (found,) = story(REACTIONS, USUAL, late)[0].spikes
    assert (found["end"], found["posts"]) == ("2031-05-04T16:00:00Z", 240)


def test_minutes_of_the_running_hour_lengthen_a_spike_that_goes_on():
    early = Window(SINCE, WAVE + timedelta(hours=1, minutes=10))
    (found,) = story(REACTIONS, USUAL, early)[0].spikes
    within = [one for one in REACTIONS if WAVE <= one.post.created_at < early.until]
    assert (found["start"], found["end"]) == ("2031-05-04T14:00:00Z", "2031-05-04T15:10:00Z")
    assert found["posts"] == len(within)


def test_hours_that_were_not_read_make_no_spike_of_the_usual_after_them():
    """Five days of the window without posts, since nobody could read: what came then is the usual."""
    window = Window(SINCE - timedelta(days=6), WINDOW.until)
    history = replace(USUAL, start=window.since - timedelta(days=14))
    hours = [(SINCE - timedelta(hours=n) - history.start) // timedelta(hours=1) for n in range(1, 24 * 6 + 1)]
    assert [one["kind"] for one in story(usual(), history, window)[0].spikes[1:]] == ["spike"]
    holes = replace(history, holes=tuple(sorted(hours)))
    assert story(usual(), holes, window)[0].spikes == ({"day": "2031-05-04", "posts": 480},)


def test_holes_are_frozen_with_the_history_and_their_absence_leaves_no_trace():
    assert b"holes" not in frozen_bytes(FROZEN, None, USUAL)
    holes = replace(USUAL, holes=(3, 5))
    assert read_history(frozen_bytes(FROZEN, None, holes)) == holes


def test_over_more_than_a_year_nobody_counts_hours():
    ages = Window(SINCE, SINCE.replace(year=9999))
    assert story(REACTIONS, USUAL, ages)[0].spikes == ({"day": "2031-05-04", "posts": 680},)
