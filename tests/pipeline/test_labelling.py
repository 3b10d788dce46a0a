"""A film's random sample: drawn by chance, labelled in its turn, and nothing else corrects shares."""

import make
import pytest
from digest import crowd

from aggregator.errors import AggregatorError
from aggregator.model import Signals
from aggregator.model.decisions import Wanted
from aggregator.model.editors import By
from aggregator.pipeline import deciding, labelling
from aggregator.pipeline.context import Context
from aggregator.store import evaluations, films, open_store, posts, reactions
from aggregator.store.reactions import Scored

FILM = crowd.film()


def fill(ctx, some, signals=None):
    with ctx.store.write() as session:
        posts.save(session, [posts.Sighting(one.post, (FILM.slug,)) for one in some], seen_at=make.NOON)
        by_key = {one.post.key: one for one in some}
        waiting = reactions.unscored(session, "invented/1", film=FILM.slug, limit=5000)
        scored = [
            Scored(FILM.slug, one.post_id, one.post.content_hash, found.score, signals or found.signals)
            for one in waiting
            for found in (by_key[one.post.key],)
        ]
        reactions.save_scores(session, scored, at=make.NOON)


@pytest.fixture
def ctx(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/desk.db") as store:
        with store.write() as session:
            films.sync(session, [FILM])
        yield Context(store, "test", clock=lambda: make.NOON)


def in_turn(ctx, label, times):
    """Label the next posts; the keys, in the order in which their turn came."""
    keys = []
    for _ in range(times):
        reaction = labelling.look(ctx, FILM).next
        value = label(reaction) if callable(label) else label
        labelling.label(ctx, FILM, reaction.post.key, value, by=By("ann"))
        keys.append(reaction.post.key)
    return keys


def test_chance_and_nobody_else_chooses_the_posts_and_a_longer_sample_keeps_its_beginning(ctx, tmp_path):
    some = crowd.crowd(60, 40)
    fill(ctx, some)
    assert labelling.draw(ctx, FILM, more=10) == 10
    first = in_turn(ctx, "positive", 10)
    assert labelling.draw(ctx, FILM, more=5) == 5
    rest = in_turn(ctx, "positive", 5)

    with open_store(f"sqlite:///{tmp_path}/other.db") as store:
        with store.write() as session:
            films.sync(session, [FILM])
        other = Context(store, "test", clock=lambda: make.NOON)
        fill(other, list(reversed(some)))
        labelling.draw(other, FILM, more=15)
        assert in_turn(other, "positive", 15) == [*first, *rest]
    assert first != sorted(first)


def test_only_posts_that_count_are_drawn_and_of_copies_one(ctx):
    some = crowd.crowd(4, 0)
    fill(ctx, some[:1])
    fill(ctx, some[1:2], Signals("b", excluded="promotion"))
    fill(ctx, some[2:3], Signals("c", repost=True))
    fill(ctx, some[3:], Signals(some[0].signals.text_key))
    assert labelling.draw(ctx, FILM) == 1
    assert labelling.look(ctx, FILM).next.post.key == some[0].post.key
    with pytest.raises(AggregatorError, match="no post is left to draw"):
        labelling.draw(ctx, FILM)


def test_nothing_is_drawn_before_posts_are_judged(ctx):
    sample = labelling.look(ctx, FILM)
    assert (sample.scorer, sample.size, sample.next) == ("", 0, None)
    with pytest.raises(AggregatorError, match="no post is left to draw"):
        labelling.draw(ctx, FILM)


def test_labels_of_posts_that_an_editor_chose_correct_nothing(ctx):
    some = crowd.crowd(120, 80)
    fill(ctx, some)
    labelling.draw(ctx, FILM, more=20)
    for one in some:
        deciding.decide(ctx, FILM.slug, one.post.key, Wanted("label", one.score.label), by=By("ann"))
    sample = labelling.look(ctx, FILM)
    assert (sample.done, sample.usable, sample.chosen) == (0, 0, 200)
    with pytest.raises(AggregatorError, match="has 0 labels of posts that are judged, needs 150"):
        labelling.calibrate(ctx, FILM, by=By("ann"))


def test_who_is_not_in_the_sample_is_not_labelled_there(ctx):
    some = crowd.crowd(30, 10)
    fill(ctx, some)
    labelling.draw(ctx, FILM, more=1)
    drawn = labelling.look(ctx, FILM).next.post.key
    other = next(one.post.key for one in some if one.post.key != drawn)
    with pytest.raises(AggregatorError, match="is not in the sample"):
        labelling.label(ctx, FILM, other, "positive", by=By("ann"))


def test_a_post_that_is_passed_over_is_told_and_may_be_labelled_later(ctx):
    fill(ctx, crowd.crowd(30, 10))
    labelling.draw(ctx, FILM, more=3)
    first = labelling.look(ctx, FILM).next.post.key
    labelling.pass_over(ctx, FILM, first)
    sample = labelling.look(ctx, FILM)
    assert (sample.passed, sample.done, sample.next_number) == (1, 1, 2)
    labelling.label(ctx, FILM, first, "off topic", by=By("ann"))
    sample = labelling.look(ctx, FILM)
    assert (sample.passed, sample.labels, sample.usable) == (0, {"off topic": 1}, 0)


def test_the_sample_corrects_the_films_shares_once_it_has_enough_labels(ctx):
    some = crowd.crowd(140, 60, 30)
    fill(ctx, some)
    labelling.draw(ctx, FILM, more=220)
    in_turn(ctx, lambda one: one.score.label, 219)
    sample = labelling.look(ctx, FILM)
    assert (sample.usable, sample.missing, sample.calibrated) == (219, None, None)

    assert labelling.calibrate(ctx, FILM, by=By("ann")) == 219
    calibrated = labelling.look(ctx, FILM).calibrated
    assert (calibrated.at, calibrated.labels) == (make.NOON, 219)
    with ctx.store.read() as session:
        kept = evaluations.calibration(session, FILM.slug, "invented/1")
    assert kept.labels.count("positive") + kept.labels.count("negative") + kept.labels.count("neutral") == 219
    by_label = dict(zip(kept.labels, kept.probabilities, strict=True))
    assert by_label == {one.score.label: one.score.probabilities for one in some}
