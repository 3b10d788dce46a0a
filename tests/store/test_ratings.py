"""What reviewers give: kept with the post, changed by a later look, and never taken away by who does not tell it."""

from dataclasses import replace
from datetime import timedelta

import make
import pytest

from aggregator.model import Review
from aggregator.store import posts

NOON = make.NOON
HOUR = timedelta(hours=1)


@pytest.fixture
def review():
    return make.post("I leaned in", source="letterboxd", remote_id="letterboxd-review-77", rating=0.9)


def rating(store, post):
    with store.read() as s:
        return posts.find(s, [post.key])[post.key].rating


def test_a_review_keeps_its_rating(store, save):
    told = Review("letterboxd", "letterboxd-review-1", None, "Lovely", make.author(), NOON, rating=0.5)
    save(told, make.post("No review"), seen_at=NOON)
    assert rating(store, told) == 0.5


def test_a_rating_that_is_learnt_later_is_filled_in(store, save, changes):
    save(replace(review_without := make.post(source="letterboxd"), rating=None))
    save(replace(review_without, rating=0.0))
    assert rating(store, review_without) == 0.0
    before = changes()
    save(replace(review_without, rating=0.0))
    assert before == changes()


def test_a_later_look_at_the_network_changes_a_rating_and_no_text(store, save, review):
    save(review, seen_at=NOON)
    save(replace(review, rating=0.3), seen_at=NOON + HOUR)
    assert rating(store, review) == 0.3
    save(replace(review, rating=0.9), seen_at=NOON)
    assert rating(store, review) == 0.3
    with store.read() as s:
        assert posts.earlier_texts(s, review.key) == []


def test_who_does_not_tell_a_rating_takes_none_away(store, save, review):
    save(review, seen_at=NOON)
    save(replace(review, rating=None), seen_at=NOON + HOUR)
    save(replace(review, rating=None, text="I leaned back", edited_at=NOON + HOUR), seen_at=NOON + 2 * HOUR)
    assert rating(store, review) == 0.9


def test_of_two_archives_the_copy_that_was_edited_last_tells_the_rating(store, save, review):
    edited = replace(review, rating=0.2, edited_at=NOON + HOUR)
    save(review)
    save(edited)
    save(review)
    assert rating(store, review) == 0.2
