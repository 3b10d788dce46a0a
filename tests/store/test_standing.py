"""Whose posts are not shown: what goes with an account comes back with it, and nothing else does."""

from datetime import UTC, datetime, timedelta

import make

from aggregator.store import posts, reactions

NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def one(store, post):
    with store.read() as s:
        return posts.find(s, [post.key])[post.key]


def test_everything_by_an_author_is_hidden_and_comes_back_but_what_is_gone_or_refused(store, save):
    quill, piper = make.author("quill"), make.author("piper")
    shown, gone, refused = (make.post(author=quill, quotable=which != 2) for which in range(3))
    others, elsewhere = make.post(author=piper), make.post(author=quill, source="mastodon")
    every = (shown, gone, refused, others, elsewhere)
    save(*every, seen_at=NOON)
    with store.write() as s:
        posts.set_standing(s, {gone.key: "gone"}, NOON)
        assert posts.set_standing_of_authors(s, "x", hidden=[quill.key, "nobody"], at=NOON + HOUR) == 2
    assert [one(store, post).quotable for post in every] == [False, False, False, True, True]
    with store.write() as s:
        assert posts.set_standing_of_authors(s, "x", shown=[quill.key], at=NOON + HOUR) == 2
    assert [one(store, post).quotable for post in every] == [True, False, False, True, True]
    with store.write() as s:
        assert posts.set_standing_of_authors(s, "x", at=NOON) == 0


def test_a_post_that_was_hidden_by_itself_does_not_come_back_with_its_authors_account(store, save, judge):
    quill = make.author("quill")
    labelled, plain = make.post(author=quill), make.post(author=quill)
    save(labelled, plain, seen_at=NOON)
    judge()
    with store.write() as s:
        posts.set_standing(s, {labelled.key: "hidden"}, NOON)
        posts.set_standing_of_authors(s, "x", hidden=[quill.key], at=NOON + HOUR)
    with store.read() as s:
        assert posts.withdrawn(s, [labelled.key, plain.key]) == {labelled.key: "hidden", plain.key: "hidden"}
        found = reactions.window(s, "the-glass-harbour", NOON - HOUR, NOON + HOUR)
        assert {one.signals.excluded for one in found} == {"hidden since"}

    with store.write() as s:
        assert posts.set_standing_of_authors(s, "x", shown=[quill.key], at=NOON + 2 * HOUR) == 1

    assert [one(store, post).quotable for post in (labelled, plain)] == [False, True]
    save(labelled, seen_at=NOON + 3 * HOUR)
    assert one(store, labelled).quotable


def test_what_a_recheck_finds_hidden_while_the_account_is_away_stays_hidden(store, save):
    quill = make.author("quill")
    post = make.post(author=quill)
    save(post, seen_at=NOON)
    with store.write() as s:
        posts.set_standing_of_authors(s, "x", hidden=[quill.key], at=NOON)
        posts.set_standing(s, {post.key: "hidden"}, NOON + HOUR)
        assert posts.set_standing_of_authors(s, "x", shown=[quill.key], at=NOON + 2 * HOUR) == 0
    assert not one(store, post).quotable
