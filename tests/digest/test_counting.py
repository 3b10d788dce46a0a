"""Which posts count, and what their shares are."""

import math

import make
import pytest
from digest import crowd

from aggregator.digest.eligible import OVER_WEIGHT, in_order, sift
from aggregator.digest.share_words import fraction, in_words, percent
from aggregator.digest.shares import Mood, mood, sentiment
from aggregator.model.shares import Share


def counted(reactions):
    return sift(crowd.freeze(in_order(reactions, crowd.WINDOW))).counted


def test_each_post_of_the_window_is_counted_in_exactly_one_place():
    reactions = [
        *crowd.crowd(20, 5),
        crowd.reaction("RT @somebody: what a trailer", repost=True),
        crowd.reaction("buy two, get one", excluded="promotion"),
        crowd.reaction("said twice", text_key="same"),
        crowd.reaction("said twice", text_key="same"),
    ]
    found = counted(reactions)
    everything = found.posts + found.reposts + found.duplicates + sum(found.excluded.values())
    assert len(reactions) == everything
    assert (found.reposts, found.duplicates, found.excluded) == (1, 1, {"promotion": 1})


def test_posts_outside_the_window_do_not_count():
    late = crowd.reaction("too late", created_at=crowd.WINDOW.until)
    early = crowd.reaction("just in time", created_at=crowd.WINDOW.since)
    assert counted([late, early]).posts == 1


def test_post_that_comes_twice_is_one_post():
    one = crowd.reaction("only once")
    assert counted([one, one]).posts == 1


def test_of_copies_the_earliest_stands_however_liked_the_others_are():
    first = crowd.reaction("same", text_key="k", created_at=make.NOON, remote_id="1")
    liked = crowd.reaction("same", text_key="k", created_at=crowd.WINDOW.until - (crowd.WINDOW.until - make.NOON) / 2,
                           remote_id="2", counts=make.Counts(likes=9000))  # fmt: skip
    frozen = crowd.freeze(in_order([liked, first], crowd.WINDOW))
    assert [frozen[place].remote_id for place in sift(frozen).places] == ["1"]


def test_one_author_weighs_three_posts_or_a_twentieth_whichever_is_more():
    loud = make.author("loud")
    shouts = [crowd.reaction(f"again {n}", author=loud) for n in range(10)]
    few = counted([*shouts, *crowd.crowd(20, 0)])
    assert few.excluded == {OVER_WEIGHT: 7}
    many = counted([*shouts, *crowd.crowd(90, 0)])
    assert many.excluded == {OVER_WEIGHT: 5}


def test_unknown_authors_count_as_posts_and_not_as_people():
    nobody = crowd.changed([crowd.reaction(f"said {n}") for n in range(5)], author=None)
    found = counted(nobody)
    assert (found.posts, found.authors) == (5, 0)


def test_authors_of_two_networks_with_one_id_are_two_people():
    same = make.author("ada")
    posts = [crowd.reaction(f"from {name}", source=name, author=same) for name in ("x", "bluesky")]
    assert counted(posts).authors == 2


def judged(reactions):
    frozen = crowd.freeze(in_order(reactions, crowd.WINDOW))
    return [frozen[place] for place in sift(frozen).places]


def test_shares_are_of_judged_posts_and_their_intervals_hold_them():
    unjudged = [crowd.reaction(f"no label {n}", None) for n in range(10)]
    found = sentiment(judged([*crowd.crowd(60, 30, 10), *unjudged]), ["invented/1"])
    assert (found.positive.posts, found.negative.posts, found.neutral.posts) == (60, 30, 10)
    assert (found.positive.share, found.negative.share, found.neutral.share) == (0.6, 0.3, 0.1)
    for share in (found.positive, found.neutral, found.negative):
        assert 0 <= share.low < share.share < share.high <= 1
    assert not found.calibrated
    assert "not calibrated" in found.method


def test_interval_of_lone_posts_is_wilsons():
    found = sentiment(judged(crowd.crowd(60, 40)), ["invented/1"]).positive
    z, n, p = 1.959964, 100, 0.6
    middle, half = (
        (p + z * z / 200) / (1 + z * z / n),
        z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / 4 / n**2),
    )
    assert (round(middle - half, 4), round(middle + half, 4)) == (found.low, found.high)


def test_people_who_post_thrice_make_the_interval_wider():
    alone = sentiment(judged(crowd.crowd(60, 30)), ["invented/1"]).positive
    thrice = [
        crowd.reaction(
            f"{author} says {n}", "positive" if author < 20 else "negative", author=make.author(f"a{author}")
        )
        for author in range(30)
        for n in range(3)
    ]
    clustered = sentiment(judged(thrice), ["invented/1"]).positive
    assert alone.share == clustered.share
    assert clustered.high - clustered.low > 1.5 * (alone.high - alone.low)


def test_shares_by_network_add_up_to_the_whole():
    found = sentiment(judged(crowd.crowd(50, 30, 20, sources=("x", "bluesky"))), ["invented/1"])
    assert list(found.by_network) == ["bluesky", "x"]
    assert found.positive.posts == sum(shares.positive.posts for shares in found.by_network.values())


@pytest.mark.parametrize(
    ("positive", "neutral", "negative", "verb"),
    [
        (70, 10, 30, "love"),
        (69, 10, 31, "react"),
        (35, 10, 65, "criticize"),
        (36, 10, 64, "react"),
        (57, 10, 43, "split"),
        (58, 10, 42, "react"),
        (30, 100, 2, "react"),
        (0, 50, 0, "react"),
    ],
)
def test_verb_of_the_headline_is_no_stronger_than_the_numbers(positive, neutral, negative, verb):
    assert verb == Mood(positive, neutral, negative).verb


def test_mood_of_no_posts_is_no_mood():
    assert ((found := mood([])).judged, found.net, found.minority_share) == (0, 0.0, 0.0)


def test_words_of_a_share_follow_the_width_of_its_interval():
    assert in_words(Share(660, 0.66, 0.64, 0.68), 1000) == "66%"
    assert in_words(Share(66, 0.66, 0.56, 0.75), 100) == "about two thirds"
    assert percent(Share(66, 0.66, 0.56, 0.75), 100) == "about 65%"
    assert fraction(Share(0, 0.0, 0.0, 0.1)) == "none"
