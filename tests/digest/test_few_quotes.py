"""How many quotes of each camp a story has, and what it says where they are few."""

import pytest
from digest import crowd

from aggregator.digest import story
from aggregator.digest.mix import lies_within
from aggregator.digest.quotable import Quotable
from aggregator.digest.quotes import build_pool
from aggregator.digest.vocabulary import Vocabulary
from aggregator.model import Score


def said(digest, kind):
    found = next((one for one in digest.sections if one.kind == kind), None)
    return " ".join(one.text for one in found.sentences) if found else ""


def test_no_camp_is_quoted_beyond_its_share_where_the_other_one_has_enough():
    for praise, scorn in ((200, 110), (110, 200), (150, 150)):
        digest, _ = crowd.story(crowd.crowd(praise, scorn))
        critical = sum(quote.stance == "negative" for quote in digest.quotes)
        assert lies_within(critical, len(digest.quotes), scorn / (praise + scorn))


def test_a_story_of_few_quotes_says_why():
    some = crowd.crowd(160, 40)
    digest, _ = crowd.story([*some[:3], *crowd.changed(some[3:], quotable=False)])
    assert 0 < len(digest.quotes) < 6
    assert story.ALL_QUOTED in said(digest, "pointer")
    assert story.ALL_QUOTED not in said(crowd.story(crowd.crowd(200, 60))[0], "pointer")


def test_a_story_without_quotes_says_so():
    digest, _ = crowd.story(crowd.changed(crowd.crowd(160, 40), quotable=False))
    assert not digest.quotes
    assert said(digest, "pointer") == story.NONE_QUOTED


def test_a_small_camp_does_not_fill_up_a_story_in_place_of_the_large_one():
    some = crowd.crowd(160, 40)
    mute = [one for one in some if one.score is not None and one.score.label == "positive"][1:]
    loud = [one for one in some if one not in mute]
    digest, _ = crowd.story([*loud, *crowd.changed(mute, quotable=False)])
    assert 0 < len(digest.quotes) < 6
    assert story.KEPT_EVEN in said(digest, "pointer")


@pytest.mark.parametrize(("press", "quoted"), [(False, 1), (True, 0)])
def test_critics_of_whom_the_scorer_is_barely_sure_are_not_quoted(press, quoted):
    one = crowd.reaction("The Glass Harbour was a wonderful film from the first to the last minute", None)
    barely = Score("invented/1", "positive", (0.2, 0.25, 0.55), 0.9)
    some = [type(one)(one.film, one.post, barely, one.signals)]
    texts = [each.post.text for each in some]

    pool = build_pool(Quotable.of(some), Vocabulary(texts), [], film=crowd.film(), released=None, press=press)

    assert len(pool.candidates) == quoted
