"""Shares in a digest: widened without an editor's labels, corrected with them, and made again by verify."""

import pytest
from digest import crowd
from measures.test_correction import calibration

from aggregator.digest import compose, verify
from aggregator.digest.eligible import in_order, sift
from aggregator.digest.share_words import in_words, roughly
from aggregator.digest.shares import believed, mood, sentiment
from aggregator.model import Calibration, Yardstick
from aggregator.model.digest_json import to_bytes, to_json
from aggregator.model.frozen import frozen_bytes, read_frozen, read_yardstick
from aggregator.model.shares import Share

ERROR = (0.12, 0.13, 0.1)


def judged(*numbers, **more):
    frozen = crowd.freeze(in_order(crowd.crowd(*numbers, **more), crowd.WINDOW))
    return [frozen[place] for place in sift(frozen).places]


def yardstick(scorer):
    known = calibration(30, 30, 30)
    return Yardstick(ERROR, Calibration(scorer, known.labels, known.probabilities))


def test_without_labels_intervals_allow_for_what_counts_err_from_topic_to_topic():
    posts = judged(60, 30, 10)
    bare, wide = sentiment(posts, ["invented/1"]), sentiment(posts, ["invented/1"], Yardstick(ERROR), "1f")
    assert (wide.positive.posts, wide.positive.share, wide.calibrated) == (60, bare.positive.share, False)
    assert wide.positive.low == pytest.approx(
        0.6 - ((0.6 - bare.positive.low) ** 2 + 0.196**2) ** 0.5, abs=1e-3
    )
    assert "from topic to topic" in wide.method


def test_labels_of_the_film_correct_the_shares_of_just_that_scorer_and_of_many_posts():
    posts = judged(240, 60, 60)
    found = sentiment(posts, ["invented/1"], yardstick("invented/1"), "1f")
    assert found.calibrated
    assert "corrected by what it made of 900 posts" in found.method
    assert found.positive.posts == 240
    assert found.positive.share != round(240 / 360, 4)
    assert found.positive.low <= found.positive.share <= found.positive.high
    assert sum(one.share for one in (found.positive, found.neutral, found.negative)) == pytest.approx(
        1, abs=2e-4
    )
    assert not sentiment(posts, ["invented/2"], yardstick("invented/1"), "1f").calibrated
    assert not sentiment(posts, ["invented/1", "invented/2"], yardstick("invented/1"), "1f").calibrated
    assert not sentiment(posts[:200], ["invented/1"], yardstick("invented/1"), "1f").calibrated


def test_a_network_with_few_posts_has_no_shares_of_its_own_and_the_pool_states_its_weight():
    posts = [*judged(150, 50, 20, sources=("x",)), *judged(20, 10, 5, sources=("bluesky",))]
    found = sentiment(posts, ["invented/1"], Yardstick(ERROR), "1f")
    assert list(found.by_network) == ["x"]
    assert "post by post" in found.method
    assert "fewer than 100 judged posts" in found.method


def test_the_verb_goes_by_the_corrected_shares():
    posts = judged(240, 60, 60)
    found = sentiment(posts, ["invented/1"], yardstick("invented/1"), "1f")
    assert believed(mood(posts), found).positive == round(found.positive.share * 10_000)
    assert believed(mood(posts), None) == mood(posts)


def test_words_say_no_more_than_the_interval():
    assert in_words(Share(66, 0.66, 0.51, 0.81), 100) == "most"
    assert in_words(Share(66, 0.66, 0.45, 0.85), 100) == "many"
    assert roughly(Share(20, 0.2, 0.0, 0.4)) == "some"
    assert roughly(Share(5, 0.05, 0.0, 0.3)) == "few"
    assert roughly(Share(0, 0.0, 0.0, 0.3)) == "none"


@pytest.mark.parametrize("known", [Yardstick(ERROR), yardstick("invented/1"), None])
def test_a_digest_holds_against_its_own_yardstick_and_against_no_other(known):
    reactions = crowd.crowd(240, 60, 60)
    digest, frozen = compose(
        crowd.film(),
        reactions,
        window=crowd.WINDOW,
        coverage=(),
        kind="trailer",
        made_at=crowd.WINDOW.until,
        style=crowd.STYLE,
        config_hash="c",
        yardstick=known,
    )
    texts = {one.post.key: one.post.text for one in reactions}

    def failures(yardstick):
        return verify(
            to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=texts, yardstick=yardstick
        )

    body = frozen_bytes(frozen, known)
    assert (read_frozen(body), read_yardstick(body)) == (frozen, known)
    assert failures(read_yardstick(body)) == []
    other = Yardstick((0.2, 0.2, 0.2))
    assert {one.where.split(".")[0] for one in failures(other)} >= {"provenance", "sentiment"}
    corrected = known is not None and known.calibration is not None
    assert digest.sentiment.calibrated is corrected
    assert ("corrected" in digest.lede.lower()) is corrected
    assert ("shares are corrected by posts that a person labeled" in digest.method) is corrected
