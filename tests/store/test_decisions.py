"""Decisions about posts over both databases: kept, found by post and author, erased with them."""

from datetime import timedelta

import make
import pytest

from aggregator.model.decisions import Decision
from aggregator.store import decisions, draws, erase, films, posts

SLUG = "the-glass-harbour"


@pytest.fixture
def two(store):
    """Two posts by one author."""
    who = make.author("nell")
    made = [make.post(author=who), make.post(author=who)]
    with store.write() as session:
        films.sync(session, [make.film()])
        posts.save(session, [posts.Sighting(one, (SLUG,)) for one in made], seen_at=make.NOON)
    return made


def add(session, post, kind, value="", at=make.NOON):
    about = decisions.subject(session, SLUG, post.key)
    return decisions.add(session, about, Decision(0, SLUG, post.key, None, kind, value, "why", "ann", at))


def test_decisions_are_found_by_their_post_and_by_its_author(store, two):
    with store.write() as session:
        first = add(session, two[0], "pin")
        second = add(session, two[0], "author_class", "critic", make.NOON + timedelta(seconds=1))
    with store.read() as session:
        standing = decisions.standing(session, SLUG)
        about = decisions.subject(session, SLUG, two[1].key)
        of_second = decisions.about(session, SLUG, [about.post_id], [about.author_id])
        other = decisions.standing(session, "no-such-film")
    [pinned] = standing.posts[two[0].key]
    assert (pinned.id, pinned.kind, pinned.reason, pinned.editor, pinned.at) == (
        first, "pin", "why", "ann", make.NOON,
    )  # fmt: skip
    [called] = standing.of(two[1].key, ("x", "author-nell"))
    assert (called.id, called.value, called.author) == (second, "critic", ("x", "author-nell"))
    assert of_second.posts == {}
    assert of_second.authors == standing.authors
    assert not other


def test_what_is_undone_does_not_stand_and_is_undone_once(store, two):
    with store.write() as session:
        number = add(session, two[0], "spoiler")
        assert decisions.undo(session, number, make.NOON, "ben")
        assert not decisions.undo(session, number, make.NOON, "cleo")
        assert not decisions.standing(session, SLUG)
        assert decisions.find(session, SLUG, number).undone_by == "ben"
        decisions.revive(session, number)
        assert decisions.standing(session, SLUG).posts[two[0].key][0].undone_by is None


def test_erasing_a_post_takes_its_decisions_and_with_the_last_one_those_of_its_author(store, two):
    with store.write() as session:
        add(session, two[0], "pin")
        add(session, two[1], "spoiler")
        add(session, two[0], "author_class", "critic")
        erase.erase(session, [two[0].key], at=make.NOON)
        standing = decisions.standing(session, SLUG)
    assert list(standing.posts) == [two[1].key]
    assert list(standing.authors) == [("x", "author-nell")]
    with store.write() as session:
        erase.erase(session, [two[1].key], at=make.NOON)
        assert not decisions.standing(session, SLUG)


def test_a_drawn_post_that_is_erased_is_drawn_no_more(store, two):
    with store.write() as session:
        numbers = [decisions.subject(session, SLUG, one.key).post_id for one in two]
        assert draws.add(session, SLUG, numbers, make.NOON) == 2
        assert draws.add(session, SLUG, numbers, make.NOON) == 0
        erase.erase(session, [two[0].key], at=make.NOON)
        assert [one.post_id for one in draws.drawn(session, SLUG)] == [numbers[1]]
