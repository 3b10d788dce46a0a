"""What looks organised weighs less, is never quoted, and the story says so with numbers that recompute."""

import copy
from dataclasses import replace
from datetime import timedelta

import make
import pytest
from digest import crowd

from aggregator.digest import verify
from aggregator.digest.eligible import in_order, sift
from aggregator.digest.shares import mood, sentiment
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.model.digests import SCHEMA
from aggregator.model.frozen import frozen_bytes, read_frozen
from aggregator.model.scoring import Yardstick

SLOGANS = {
    "slogan": "Everybody must see this wonderful movie tonight, I loved its stunts and so will every one of you",
    "s40": "The harbour stands for all of us and whoever stays at home on Friday has no heart to lose at all",
    "s30": "Sign the petition of the lamplighters so that the studio gives the keeper back her own ending now",
    "s20": "Critics were paid to hate what fans adore, do not read a word of theirs before you bought a seat",
    "s12": "Nobody who grew up beside the sea will leave this cinema dry, bring your mother and her sisters",
    "off": "Cheap glass lanterns for every harbour window, order two of them today and get a third for free",
}
OLD, NEW = make.NOON - timedelta(days=900), make.NOON - timedelta(days=3)


def reaction(text, handle, label="positive", born=None, **fields):
    return crowd.reaction(
        text,
        label,
        author=make.author(handle, created_at=born),
        remote_id=f"of-{handle}-{fields.get('created_at', make.NOON):%H%M%S}",
        **fields,
    )


def flood(many, key="slogan"):
    return [
        reaction(SLOGANS[key], f"{key}{n}", text_key=key, created_at=make.NOON + timedelta(seconds=3 * n))
        for n in range(many)
    ]


def aged(reactions, born):
    return [
        replace(one, post=replace(one.post, author=replace(one.post.author, created_at=born)))
        for one in reactions
    ]


def failures(digest, frozen, reactions, document=None, **stored):
    document = document or to_json(digest)
    return verify(
        document,
        **{"stored": document, "frozen": frozen, "texts": crowd.texts_of(reactions), **stored},
    )


def test_a_flood_of_copies_is_told_and_counted_once():
    reactions = [*crowd.crowd(130, 40, 20), *flood(60)]
    digest, frozen = crowd.story(reactions)

    (found,) = digest.campaigns
    assert (found.kind, found.posts, len(found.ids)) == ("copy-paste", 60, 60)
    assert found.because == "60 near-identical posts within 3 minutes, counted once"
    assert "There were 60 near-identical posts within 3 minutes, counted once." in digest.method
    assert digest.counted.duplicates == 59
    assert digest.sentiment.positive.posts == 131
    assert failures(digest, frozen, reactions) == []


def test_what_is_part_of_a_campaign_is_not_quoted_even_where_it_counts():
    loudest = crowd.changed(flood(60), counts=make.Counts(likes=90_000))
    digest, frozen = crowd.story([*crowd.crowd(30, 5), *loudest])

    assert digest.quotes
    assert not {quote.id for quote in digest.quotes} & set(digest.campaigns[0].ids)
    assert frozen[[one.remote_id for one in frozen].index(loudest[0].post.remote_id)].weight == 1.0


def test_posts_of_new_accounts_weigh_half_where_they_are_many():
    known, new = aged(crowd.crowd(70, 70), OLD), []
    for number in range(60):
        text = f"The movie was terrible and I left row {number} of this cinema before its end"
        new.append(reaction(text, f"new{number}", "negative", born=NEW))
    digest, frozen = crowd.story([*known, *new])

    assert [one.kind for one in digest.campaigns] == ["new accounts"]
    assert (
        "60 of 200 posts come from accounts that were less than 30 days old, weighed half." in digest.method
    )
    shares = digest.sentiment
    assert (shares.positive.posts, shares.negative.posts) == (70, 130)
    assert (shares.positive.share, shares.negative.share) == (round(70 / 170, 4), round(100 / 170, 4))
    assert "posts that look organized weigh less" in shares.method
    assert {one.weight for one in frozen} == {0.5, 1.0}
    assert failures(digest, frozen, [*known, *new]) == []


def test_half_a_weight_is_worth_half_a_post_and_no_post_weighs_the_verb_alone():
    frozen = crowd.freeze(in_order(crowd.crowd(100, 30), crowd.WINDOW))
    assert mood(frozen).verb == "love"
    half = [replace(one, weight=0.5 if one.label == "positive" else 1.0) for one in frozen]
    light = mood(half)
    assert (light.positive, light.negative, light.verb) == (100, 30, "react")
    assert light.net == pytest.approx(20 / 80)
    whole = sentiment(frozen, ["invented/1"]).positive
    narrow = sentiment([replace(one, weight=0.5) for one in frozen], ["invented/1"]).positive
    assert (narrow.posts, narrow.share) == (whole.posts, whole.share)
    assert narrow.high - narrow.low > whole.high - whole.low
    nothing = mood([replace(one, weight=0.0) for one in frozen])
    assert (nothing.net, nothing.minority_share, nothing.verb) == (0.0, 0.0, "react")
    assert sentiment([replace(one, weight=0.0) for one in frozen], ["invented/1"]).positive.posts == 100


def test_the_smaller_camp_by_weight_is_told_with_its_own_number():
    known = aged(crowd.crowd(90, 60), OLD)
    text = "I loved this wonderful movie in row {} of our cinema and all that it dares"
    new = [reaction(text.format(n), f"new{n}", "negative", born=NEW) for n in range(50)]
    digest, frozen = crowd.story([*known, *new])

    assert digest.sentiment.positive.posts < digest.sentiment.negative.posts
    assert digest.sentiment.positive.share > digest.sentiment.negative.share
    assert failures(digest, frozen, [*known, *new]) == []


def test_an_account_that_says_one_thing_over_and_over_weighs_half_a_post():
    shouts = [
        reaction("so wonderful", "loud", text_key="loud", created_at=make.NOON + timedelta(hours=n))
        for n in range(6)
    ]
    digest, frozen = crowd.story([*crowd.crowd(130, 40), *shouts])

    assert digest.campaigns[0].kind == "single purpose"
    assert "There were 6 posts by 1 account that repeats nearly the same words" in digest.method
    assert digest.sentiment.positive.share == round(130.5 / 170.5, 4)
    assert sorted(one.weight for one in frozen)[:6] == [0, 0, 0, 0, 0, 0.5]
    assert failures(digest, frozen, [*crowd.crowd(130, 40), *shouts]) == []
    assert sift(frozen).counted.posts == 171


def test_of_many_floods_the_largest_are_told_one_by_one():
    reactions = crowd.crowd(130, 40)
    reactions += [one for many in (40, 30, 20, 12) for one in flood(many, key=f"s{many}")]
    digest, frozen = crowd.story(reactions)

    assert [one.posts for one in digest.campaigns] == [40, 30, 20, 12]
    assert "There were 30 near-identical posts within 2 minutes, counted once." in digest.method
    assert "2 more floods of copies were counted once, too." in digest.method
    assert failures(digest, frozen, reactions) == []


def test_reposts_and_excluded_posts_make_no_campaign():
    reposts = [replace(one, signals=replace(one.signals, repost=True)) for one in flood(40)]
    off = [replace(one, signals=replace(one.signals, excluded="off topic")) for one in flood(40, "off")]
    digest, _ = crowd.story([*crowd.crowd(130, 40), *reposts, *off])
    assert digest.campaigns == ()


def test_forged_findings_and_weights_are_found():
    reactions = [*crowd.crowd(130, 40, 20), *flood(60)]
    digest, frozen = crowd.story(reactions)
    document = to_json(digest)
    for key, wrong in (("posts", 61), ("kind", "new accounts"), ("ids", []), ("because", "nothing")):
        forged = copy.deepcopy(document)
        forged["campaigns"][0][key] = wrong
        assert "campaigns" in [one.where for one in failures(digest, frozen, reactions, forged)], key
    light = (replace(frozen[0], weight=0.5), *frozen[1:])
    assert "campaigns" in [one.where for one in failures(digest, light, reactions)]


def test_a_digest_of_before_there_were_campaigns_reads_and_holds():
    reactions = crowd.crowd(130, 40, 20)
    digest, frozen = crowd.story(reactions)
    older = {key: value for key, value in to_json(digest).items() if key != "campaigns"}

    assert older["schema"] == SCHEMA
    assert from_json(older) == digest
    assert failures(digest, frozen, reactions, older) == []
    assert b'"weight"' not in frozen_bytes(frozen)
    assert to_bytes(from_json(older)) == to_bytes(digest)


def test_weights_and_ages_are_frozen():
    frozen = crowd.story(
        [*aged(crowd.crowd(100, 0), OLD), *aged(crowd.crowd(0, 60, sources=("bluesky",)), NEW)]
    )[1]
    assert {(one.new_account, one.weight) for one in frozen} == {(False, 1.0), (True, 0.5)}
    assert read_frozen(frozen_bytes(frozen)) == frozen


def test_corrected_shares_weigh_alike():
    from digest.test_corrected import yardstick

    frozen = crowd.freeze(in_order(crowd.crowd(300, 300), crowd.WINDOW))
    known: Yardstick = yardstick("invented/1")
    half = [replace(one, weight=0.5) for one in frozen]
    whole, light = (sentiment(posts, ["invented/1"], known, "1f").positive for posts in (frozen, half))
    assert light == whole  # people are drawn, and each of them weighs alike
    silent = [replace(one, weight=0.0 if one.label == "negative" else 1.0) for one in frozen]
    assert sentiment(silent, ["invented/1"], known, "1f").positive.share > whole.share + 0.2
