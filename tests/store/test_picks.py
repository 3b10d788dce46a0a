"""Posts that an editor picked by hand: marked until a collector brings them too, and in no count."""

from datetime import timedelta

import make
import pytest

from aggregator.model import PICKED
from aggregator.store import erase, picks, posts, reactions, rollups

FILM = "the-glass-harbour"
OTHER = "paper-lanterns"
NOON = make.NOON


@pytest.fixture
def pick(store):
    """Picks a post for the film, in a transaction of its own."""

    def run(post, film=FILM, at=NOON):
        with store.write() as s:
            return picks.add(s, film, post, at=at, seen_at=at)

    return run


@pytest.fixture
def excluded(store):
    """Why each post of the film counts in no number, by its id."""

    def run(film=FILM):
        with store.read() as s:
            found = reactions.window(s, film, NOON - timedelta(days=1), NOON + timedelta(days=1))
        return {one.post.remote_id: one.signals.excluded for one in found}

    return run


def volume(store, film=FILM):
    with store.write() as s:
        rollups.refresh(s, film)
    with store.read() as s:
        found = rollups.volume(s, film, NOON - timedelta(days=1), NOON + timedelta(days=1))
    return sum(one.posts for one in found)


def test_a_picked_post_is_stored_as_any_other_and_counts_nowhere(store, pick, judge, excluded):
    post = make.post()

    assert pick(post) is True
    assert excluded() == {post.remote_id: "not yet judged"}
    assert volume(store) == 0
    assert judge() == 1
    assert excluded() == {post.remote_id: PICKED}
    assert volume(store) == 0
    with store.read() as s:
        assert posts.find(s, [post.key])[post.key] == post


def test_a_post_that_was_collected_before_stays_counted(store, save, pick, judge, excluded):
    post = make.post()
    save(post)

    assert pick(post) is False
    judge()
    assert excluded() == {post.remote_id: None}
    assert volume(store) == 1


@pytest.mark.parametrize("seen_at", [NOON, None], ids=["a collector", "an archive"])
def test_a_picked_post_counts_once_it_is_brought_otherwise(save, pick, judge, excluded, seen_at):
    post, other = make.post(), make.post()
    pick(post)
    pick(other)
    judge()

    save(post, make.post(), seen_at=seen_at)
    judge()

    assert excluded()[post.remote_id] is None
    assert excluded()[other.remote_id] == PICKED


def test_a_picked_post_that_is_brought_before_anybody_judged_it_counts(store, save, pick, judge, excluded):
    post = make.post()
    pick(post)
    save(post)
    judge()

    assert excluded() == {post.remote_id: None}
    assert volume(store) == 1


def test_picking_again_changes_nothing(store, pick, judge, excluded, changes):
    post = make.post()
    pick(post)
    judge()
    before = changes()

    assert pick(post) is False
    assert before == changes()
    assert excluded() == {post.remote_id: PICKED}


def test_a_post_may_be_picked_for_one_film_and_collected_for_another(store, save, pick, judge, excluded):
    post = make.post()
    save(post, films=(OTHER,))

    assert pick(post) is True
    judge()
    save(post, films=(OTHER,), seen_at=NOON)

    assert excluded() == {post.remote_id: PICKED}
    assert excluded(OTHER) == {post.remote_id: None}


def test_an_edit_leaves_a_picked_post_picked(store, pick, judge, excluded):
    post = make.post("The harbour is fine", remote_id="1")
    pick(post)
    judge()
    pick(make.post("The harbour is fine!", remote_id="1", edited_at=NOON, created_at=post.created_at))
    judge()

    assert excluded() == {"1": PICKED}


def test_an_erased_post_can_not_be_picked_again(store, pick, excluded):
    post = make.post()
    pick(post)
    with store.write() as s:
        erase.erase(s, [post.key], at=NOON)

    assert pick(post) is None
    assert excluded() == {}
    with store.read() as s:
        assert picks.of_film(s, FILM) == picks.Picks()


def test_the_picks_of_a_film_are_told_with_their_time(store, pick):
    old, new = make.post(created_at=NOON - timedelta(days=9)), make.post(created_at=NOON)
    pick(old)
    pick(new)
    pick(make.post(), film=OTHER)

    with store.read() as s:
        assert picks.of_film(s, FILM) == picks.Picks(2, NOON - timedelta(days=9), NOON)
