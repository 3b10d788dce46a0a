"""Moods of a window and what waits: counted from what counts, by people; digests of a film by newest version."""

from datetime import timedelta

import make

from aggregator.model import Query, Score, Signals
from aggregator.store import captured, films, moods, picks, reactions, spans
from aggregator.store.moods import Alike

FILM = "the-glass-harbour"
HOUR = timedelta(hours=1)
WINDOW = (make.NOON - HOUR, make.NOON + HOUR)


def judge(store, label, *, abstained=False, scorer="fan/2", **signals):
    """Judges what waits."""
    made = Score(scorer, label, (0.1, 0.2, 0.7), 0.6, (), abstained)
    with store.write() as s:
        waiting = reactions.unscored(s, scorer)
        scored = [
            reactions.Scored(
                one.film, one.post_id, one.post.content_hash, made, Signals(one.post.text, **signals)
            )
            for one in waiting
        ]
        reactions.save_scores(s, scored, at=make.NOON)


def post(number, who, at=make.NOON):
    author = None if who is None else make.author(who)
    return make.post(f"thought {number}", remote_id=str(number), author=author, created_at=at)


def test_labels_are_counted_by_authors_who_wrote_alike(store, save):
    save(post(1, "ann"), post(2, "ann"), post(3, "bob"), post(4, None), post(5, None))
    judge(store, "positive")
    save(post(6, "ann"), post(7, "cora"))
    judge(store, "negative")
    with store.read() as s:
        assert moods.labels(s, FILM, *WINDOW) == [
            Alike(0, 0, 1, 1),
            Alike(1, 0, 0, 3),
            Alike(2, 0, 1, 1),
        ]
        assert moods.scorer(s, FILM, *WINDOW) == "fan/2"
        assert moods.waiting(s) == {}


def test_what_counts_in_no_share_is_in_no_mood(store, save):
    save(post(1, "ann"))
    judge(store, "positive", excluded="spam")
    save(post(2, "bob"))
    judge(store, "positive", repost=True)
    save(post(3, "cora"))
    judge(store, "positive", abstained=True)
    save(post(4, "dora", make.NOON - 2 * HOUR), post(5, "dora", make.NOON + HOUR))
    judge(store, "positive")
    with store.write() as s:
        picks.add(s, FILM, post(6, "eve"), at=make.NOON, seen_at=None)
    judge(store, "positive")
    save(post(7, "finn"))
    with store.read() as s:
        assert moods.labels(s, FILM, *WINDOW) == []
        assert moods.waiting(s) == {FILM: 1}
        assert moods.scorer(s, FILM, make.NOON + 5 * HOUR, make.NOON + 6 * HOUR) is None


def test_another_films_posts_are_in_no_mood_of_this_one(store, save):
    save(post(1, "ann"), films=("paper-lanterns",))
    judge(store, "positive")
    with store.read() as s:
        assert moods.labels(s, FILM, *WINDOW) == []
        assert films.known(s) == ["paper-lanterns", FILM]


def test_what_is_short_is_told_for_all_queries_at_once_as_for_each(store):
    one, other = Query("mastodon", "", "#glassharbour"), Query("mastodon", "", "#other")
    with store.write() as s:
        for query in (one, other):
            spans.set_state(s, query, bottom=make.NOON - 9 * HOUR, top=make.NOON)
        captured.keep(s, one, [captured.Captured(make.NOON - 3 * HOUR, make.NOON - 2 * HOUR, 100, 40)])
        captured.keep(s, other, [captured.Captured(make.NOON - 3 * HOUR, make.NOON - 2 * HOUR, 100, 99)])
    since = make.NOON - 5 * HOUR
    with store.read() as s:
        found = captured.all_short(s, since, make.NOON)
        assert found == {one: captured.short(s, one, since, make.NOON)}
        assert spans.coverage(s, one, since, make.NOON)[0].why.startswith("captured about 40 %")
