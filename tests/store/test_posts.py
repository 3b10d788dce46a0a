"""Posts: copies of one post are one post, edits keep the earlier text, and what did not change is not written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator.errors import StoreError
from aggregator.model import NOT_JUDGED, Author, Counts, Media, Ref, Signals
from aggregator.store import posts, reactions, rollups

FILM = "the-glass-harbour"
OTHER = "paper-lanterns"
NOON = make.NOON
HOUR = timedelta(hours=1)


def one(store, post):
    with store.read() as s:
        return posts.find(s, [post.key])[post.key]


def reaction(store, post, film=FILM):
    with store.read() as s:
        found = reactions.window(s, film, NOON - timedelta(days=9000), NOON + timedelta(days=9000))
    return next(each for each in found if each.post.key == post.key)


def test_a_post_comes_back_as_it_was_saved(store, save):
    post = make.post(
        "Not a dry eye in the Glass Harbour 🥲",
        author=make.author(followers=12, verified=True, created_at=NOON - timedelta(days=900), bot=False),
        edited_at=NOON + HOUR,
        language="en",
        hashtags=("ß", "glassharbour"),
        media=(Media("image", "https://img.example/1.png", "a harbour"), Media(None, None)),
        counts=Counts(1, 2, 3, None, 0),
        ref=Ref("replied_to", "99"),
        sensitive=False,
        spoiler_text="ending",
        quotable=True,
        at_home=False,
        rating=0.9,
    )
    assert posts.Saved(new=1) == save(post)
    assert post == one(store, post)


def test_a_post_without_author_and_counts_comes_back_as_it_was_saved(store, save):
    post = make.post(author=Author(), counts=Counts(), url=None)
    save(post)
    found = one(store, post)
    assert (None, Counts(), None) == (found.author, found.counts, found.url)


def test_the_same_posts_again_write_nothing(store, save, changes):
    many = [make.post(f"Harbour {n}", author=make.author("mia", followers=n)) for n in range(50)]
    many += [make.post("A reply", source="bluesky", remote_id=f"at://did:plc:a/{n}") for n in range(50)]
    save(*many)
    before = changes()
    assert posts.Saved(known=100) == save(*many)
    assert posts.Saved(known=100) == save(*reversed(many))
    assert before == changes()


def test_one_post_twice_in_a_batch_is_one_post(store, save):
    first = make.post(remote_id="7", counts=Counts(likes=3))
    again = make.post(remote_id="7", author=first.author, counts=Counts(likes=9), created_at=first.created_at)
    assert posts.Saved(new=1, known=2) == save(first, again, first)
    assert one(store, first).counts.likes == 9


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_the_copy_from_home_that_was_edited_last_stands_whatever_the_order(store, save, order):
    common = {
        "remote_id": "https://a.example/1",
        "author": make.author("lea"),
        "created_at": NOON,
        "source": "mastodon",
    }
    copies = [
        make.post("from elsewhere, edited", at_home=False, edited_at=NOON + 2 * HOUR, **common),
        make.post("from home", at_home=True, **common),
        make.post("from home, edited", at_home=True, edited_at=NOON + HOUR, **common),
    ]
    for at in order:
        save(copies[at])
    assert one(store, copies[0]).text == "from home, edited"


def test_another_text_without_a_newer_edit_changes_nothing(store, save, changes):
    post = make.post(
        "first words", remote_id="1", created_at=NOON, author=make.author("kim"), counts=Counts()
    )
    save(post)
    before = changes()
    save(make.post("other words", remote_id="1", created_at=NOON, author=post.author, counts=Counts()))
    assert before == changes()


def test_an_edit_keeps_the_earlier_text_and_asks_for_a_new_judgement(store, save, judge):
    post = make.post("I love it", remote_id="1", created_at=NOON)
    save(post, films=(FILM, OTHER))
    assert judge(excluded="off topic") == 2
    edited = make.post("I hate it", remote_id="1", created_at=NOON, author=post.author, edited_at=NOON + HOUR)
    with store.write() as s:
        rollups.refresh(s)
    assert posts.Saved(known=1, edited=1) == save(edited)
    with store.write() as s:
        earlier = posts.earlier_texts(s, post.key)
        assert sorted(each.film for each in reactions.unscored(s, "fan/1")) == [OTHER, FILM]
        assert rollups.refresh(s) == 2  # of the film that was not asked for too
    assert [("I love it", post.content_hash, NOON + HOUR)] == [
        (each.text, each.content_hash, each.replaced_at) for each in earlier
    ]
    for film in (FILM, OTHER):
        found = reaction(store, post, film)
        assert (found.score, found.signals) == (None, NOT_JUDGED)


def test_the_newest_counts_stand_and_unknown_never_overwrites(store, save):
    post = make.post(remote_id="1", created_at=NOON, counts=Counts(likes=5, reposts=1))
    base = {"remote_id": "1", "created_at": NOON, "author": post.author}
    save(post, seen_at=NOON + HOUR)
    save(make.post(counts=Counts(likes=3, replies=2), **base), seen_at=NOON + 2 * HOUR)
    assert Counts(3, 1, 2) == one(store, post).counts
    save(make.post(counts=Counts(likes=100, views=8), **base), seen_at=NOON)  # an older look
    assert Counts(3, 1, 2, None, 8) == one(store, post).counts
    save(make.post(counts=Counts(likes=900), **base))  # an archive knows no time
    assert Counts(3, 1, 2, None, 8) == one(store, post).counts


def test_a_known_post_seen_for_another_film_belongs_to_both(store, save):
    post = make.post()
    save(post)
    save(post, films=(OTHER,))
    assert post == reaction(store, post, OTHER).post
    assert post == reaction(store, post, FILM).post


def test_a_new_post_is_not_judged_until_it_is_scored(store, save, judge):
    post = make.post("Saw it at the harbour")
    save(post)
    assert (reaction(store, post).score, reaction(store, post).signals) == (None, NOT_JUDGED)
    judge(repost=True)
    assert Signals(post.text, repost=True) == reaction(store, post).signals


def test_new_rules_judge_a_known_post_again(store, save, judge):
    post = make.post()
    save(post)
    judge()
    judge("fan/2", repost=True, excluded="off topic")
    assert Signals(post.text, True, "off topic") == reaction(store, post).signals
    save(post, films=(OTHER,))
    assert Signals(post.text, True, "off topic") == reaction(store, post).signals


def test_a_post_joins_further_films_of_several(store, save):
    first, second = make.post(), make.post()
    save(first)
    save(second, films=(OTHER,))
    save(first, second, films=(FILM, OTHER))
    save(first, second, films=(OTHER, FILM))
    with store.read() as s:
        assert (reactions.count(s, FILM), reactions.count(s, OTHER)) == (2, 2)


def test_an_author_is_as_new_as_the_newest_copy_in_any_order(store, save, changes):
    old = make.post(author=Author("a1", "ada", "Ada", 10), created_at=NOON)
    new = make.post(author=Author("a1", "ada", "Ada L.", 20), created_at=NOON + HOUR)
    none = make.post(author=Author("a1", "ada"), created_at=NOON + 2 * HOUR)
    save(new)
    save(old)
    save(none)
    assert Author("a1", "ada", "Ada L.", 20) == one(store, old).author
    before = changes()
    for post in (old, none, new):
        save(post)
    assert before == changes()


def test_an_author_that_is_learnt_later_is_filled_in(store, save):
    bare = make.post(remote_id="1", author=Author(), created_at=NOON, language=None)
    save(bare)
    save(make.post(remote_id="1", author=make.author("zoe"), created_at=NOON, language="fr"))
    assert (one(store, bare).author.handle, one(store, bare).language) == ("zoe", "fr")


def test_not_to_be_quoted_counts_from_any_copy(store, save):
    post = make.post(remote_id="1", created_at=NOON)
    save(post, seen_at=NOON)
    save(make.post(remote_id="1", created_at=NOON, author=post.author, quotable=False, at_home=False))
    assert not one(store, post).quotable
    save(post)  # an archive does not know better
    assert not one(store, post).quotable
    save(post, seen_at=NOON + HOUR)
    assert one(store, post).quotable


def test_a_post_that_is_gone_is_not_quotable_until_it_is_seen_again(store, save):
    post = make.post()
    save(post, seen_at=NOON)
    with store.write() as s:
        posts.set_standing(s, {post.key: "gone"}, NOON + HOUR)
    assert not one(store, post).quotable
    save(post, seen_at=NOON)
    assert not one(store, post).quotable
    with store.write() as s:
        posts.set_standing(s, {post.key: "alive"}, NOON + 2 * HOUR)
    assert one(store, post).quotable
    with store.read() as s:
        assert {post.key: NOON + 2 * HOUR} == posts.seen(s, [post.key])


def test_an_edited_post_whose_new_words_are_unknown_stands_aside_until_a_network_shows_it(store, save, judge):
    post = make.post()
    save(post, seen_at=NOON)
    judge()
    with store.write() as s:
        posts.set_standing(s, {post.key: "edited"}, NOON + HOUR)
    with store.read() as s:
        assert {post.key: "edited"} == posts.withdrawn(s, [post.key])
        assert {post.key: NOON + HOUR} == posts.seen(s, [post.key])
        [reaction] = reactions.window(s, FILM, post.created_at, post.created_at + HOUR)
    assert not reaction.post.quotable
    assert reaction.signals.excluded == "edited since"
    save(post, seen_at=NOON + 2 * HOUR)
    with store.read() as s:
        assert posts.withdrawn(s, [post.key]) == {}
        [reaction] = reactions.window(s, FILM, post.created_at, post.created_at + HOUR)
    assert reaction.signals.excluded is None


def test_hostile_values_are_kept_or_refused_but_never_fail_the_batch(store, save):
    hostile = [
        make.post(remote_id="9007199254740993123"),
        make.post("👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 \u202eevil", remote_id="1"),
        make.post("x" * 50_000, remote_id="2", created_at=datetime(1, 1, 1, tzinfo=UTC)),
        make.post(remote_id="3", created_at=datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        make.post("'; DROP TABLE post; -- %s ? :x", remote_id="'%s?"),
    ]
    dirty = make.post(
        "a\0b\ud800c", remote_id="4\0", author=Author("a\0", "h\ud800", "n\0"), hashtags=("t\0",)
    )
    large = make.post(
        remote_id="5", counts=Counts(likes=10**30, views=-(10**30)), author=make.author(followers=10**40)
    )
    endless = make.post(remote_id="6" * 100_000)
    assert posts.Saved(new=7, refused=1) == save(*hostile, dirty, large, endless)
    with store.read() as s:
        found = posts.find(s, [each.key for each in hostile])
        assert found == {each.key: each for each in hostile}
        assert posts.texts(s, [("x", "4")]) == {("x", "4"): "abc"}
    assert (Counts(), None) == (one(store, large).counts, one(store, large).author.followers)


def test_a_film_nobody_watches_is_named(store, save):
    with pytest.raises(StoreError, match="film unknown-film: not in the database"):
        save(make.post(), films=("unknown-film",))


def test_posts_stream_out_once_for_each_film(store, save):
    first, second, loose = make.post(), make.post(), make.post()
    save(first, films=(FILM, OTHER))
    save(second)
    save(loose, films=())
    with store.read() as s:
        every = [(post.remote_id, film) for post, film in posts.each(s)]
        assert [(first.remote_id, FILM), (second.remote_id, FILM)] == [
            (post.remote_id, film) for post, film in posts.each(s, FILM)
        ]
    expected = [
        (first.remote_id, FILM),
        (first.remote_id, OTHER),
        (second.remote_id, FILM),
        (loose.remote_id, None),
    ]
    assert sorted(expected, key=str) == sorted(every, key=str)


def test_rollups_count_what_changed_when_asked(store, save, judge):
    early = [make.post(created_at=NOON + timedelta(minutes=n)) for n in (0, 1, 14)]
    save(*early)
    assert judge() == 3
    save(make.post(created_at=NOON + timedelta(minutes=15), source="bluesky"))
    save(make.post(created_at=NOON + timedelta(minutes=16)), films=(OTHER,))
    with store.write() as s:
        assert rollups.refresh(s, FILM) == 2
        assert rollups.refresh(s, FILM) == 0
        assert rollups.refresh(s) == 1
    assert judge(repost=True, excluded="spam") == 2
    with store.write() as s:
        assert rollups.refresh(s) == 2
        volume = rollups.volume(s, FILM, NOON, NOON + HOUR)
    assert [
        rollups.Bucket(NOON, "x", 3, 0, 0),
        rollups.Bucket(NOON + timedelta(minutes=15), "bluesky", 1, 1, 1),
    ] == volume


def test_scores_that_change_no_count_leave_the_rollups_alone(store, save, judge):
    save(make.post())
    with store.write() as s:
        rollups.refresh(s)
    judge()
    with store.write() as s:
        assert rollups.refresh(s) == 0


def test_rows_that_lack_different_columns_keep_their_values(store, save):
    bare = make.post(author=Author(handle="bo"), counts=Counts(), language=None, url=None)
    rich = make.post(
        author=make.author("cy", verified=True), counts=Counts(1, None, 0), language="en", at_home=False
    )
    save(bare, rich)
    assert (bare, rich) == (one(store, bare), one(store, rich))


def test_on_a_network_that_tells_no_time_of_edits_the_later_look_stands(store, save):
    first = make.post("fog", source="bluesky", remote_id="at://a", created_at=NOON)
    later = replace(first, text="fog and rain")
    save(later, seen_at=NOON + HOUR)
    save(first, seen_at=NOON)  # an older look that comes in late
    assert one(store, first).text == "fog and rain"
    assert save(replace(first, text="clear"), seen_at=NOON + 2 * HOUR).edited == 1
    assert one(store, first).text == "clear"
    save(replace(first, text="half", at_home=False), seen_at=NOON + 3 * HOUR)
    assert one(store, first).text == "clear"
    with store.read() as s:
        assert [(each.text, each.replaced_at) for each in posts.earlier_texts(s, first.key)] == [
            ("fog and rain", None)
        ]


def test_a_later_look_without_a_time_keeps_the_time_of_the_edit_before(store, save):
    post = make.post("fog", source="bluesky", remote_id="at://b", created_at=NOON)
    save(replace(post, text="rain", edited_at=NOON + HOUR), seen_at=NOON + HOUR)
    save(replace(post, text="sun"), seen_at=NOON + 2 * HOUR)
    assert (one(store, post).text, one(store, post).edited_at) == ("sun", NOON + HOUR)


def test_elsewhere_the_first_words_stand_without_a_time_of_edit(store, save):
    post = make.post("fog", source="x")
    save(post, seen_at=NOON)
    save(replace(post, text="rain"), seen_at=NOON + HOUR)
    assert one(store, post).text == "fog"
