"""Frozen inputs brought back: labels and signals of then, posts as they stand now."""

from dataclasses import replace

from digest import crowd

from aggregator.model import PICKED
from aggregator.pipeline.versions import thaw

REACTIONS = crowd.crowd(3, 2)
FROZEN = crowd.freeze(REACTIONS)


def thawed(found, frozen=FROZEN, withdrawn=None):
    return thaw(frozen, found, scorers=("invented/1",), withdrawn=withdrawn or {})


def test_what_did_not_change_comes_back_as_it_was():
    assert thawed(REACTIONS) == REACTIONS
    assert crowd.freeze(thawed(REACTIONS)) == FROZEN


def test_posts_that_came_later_stay_out_and_erased_ones_are_gone():
    later = crowd.reaction("Wonderful, I saw the movie after your story")

    assert thawed([*REACTIONS[1:], later]) == REACTIONS[1:]


def test_a_post_that_another_scorer_judges_otherwise_keeps_its_label_and_is_not_vouched_for():
    judged = [replace(REACTIONS[0], score=replace(crowd.score("negative"), scorer="invented/2"))]

    [one, *_] = thawed([*judged, *REACTIONS[1:]])

    assert crowd.freeze([one])[0] == FROZEN[0]
    assert (one.score.scorer, one.score.polarity, one.score.evidence) == ("invented/1", 0.0, ())


def test_a_post_that_another_scorer_judges_alike_can_still_be_quoted():
    judged = [replace(REACTIONS[0], score=replace(crowd.score("positive", 0.7), scorer="invented/2"))]

    [one, *_] = thawed([*judged, *REACTIONS[1:]])

    assert crowd.freeze([one])[0] == FROZEN[0]
    assert one.score.evidence == REACTIONS[0].score.evidence


def test_posts_that_do_not_stand_are_excluded_by_their_reason():
    edited = crowd.changed(REACTIONS[:1], text="Other words about the movie")
    key = REACTIONS[1].post.key

    made = thawed([*edited, *REACTIONS[1:]], withdrawn={key: "hidden"})

    assert [one.signals.excluded for one in made] == ["edited since", "hidden since", None, None, None]


def test_what_was_excluded_then_stays_so_for_the_reason_of_then():
    frozen = [replace(FROZEN[0], excluded="promotion"), *FROZEN[1:]]

    [one, *_] = thawed(REACTIONS, frozen, {REACTIONS[0].post.key: "gone"})

    assert one.signals.excluded == "promotion"


def test_a_post_that_an_editor_picked_is_quoted_no_more_once_it_is_withdrawn():
    frozen = [replace(one, excluded=PICKED) for one in FROZEN[:2]]

    made = thawed(REACTIONS, frozen, {REACTIONS[0].post.key: "gone"})

    assert [one.signals.excluded for one in made] == ["deleted since", PICKED]


def test_what_became_known_later_of_an_accounts_age_changes_no_weight():
    born = REACTIONS[0].post.created_at
    learnt = [
        replace(one, post=replace(one.post, author=replace(one.post.author, created_at=born)))
        for one in REACTIONS
    ]

    assert thawed(learnt) == REACTIONS

    known = [replace(one, new_account=True) for one in FROZEN]
    assert thawed(learnt, known) == learnt
