"""A window as columns: what `reactions.window` tells of each post, without the words."""

from dataclasses import replace
from datetime import timedelta

import make
import pytest
from digest import crowd

from aggregator.digest import campaigns
from aggregator.digest.eligible import in_order
from aggregator.model import Author, Evidence, Flag, Score, Signals
from aggregator.model.digests import Window
from aggregator.signals.copies import text_key
from aggregator.store import films, posts, reaction_columns, reactions
from aggregator.store.reactions import Scored

FILM = make.film()
WINDOW = Window(make.NOON - timedelta(hours=1), make.NOON + timedelta(hours=2))


def written(n):
    """Posts of all kinds: several at one instant, by known, unknown and nameless authors, of all ages."""
    author = [
        make.author(f"fan{n % 11}", created_at=make.NOON - timedelta(days=n % 60)),
        make.author(f"Äther{n % 7}", id=None),
        Author(None, None, "Nobody"),
        None,
    ][n % 4]
    post = make.post(
        f"Scene {n % 30} of The Glass Harbour is lovely, and I would gladly watch it again and again",
        remote_id=f"{(n * 7919) % 1000}-{n}",
        source=("x", "mastodon", "bluesky")[n % 3],
        created_at=make.NOON + timedelta(seconds=n % 40),
        spoiler_text="careful" if n % 9 == 0 else None,
    )
    return replace(post, author=author)


def scored(one, n):
    score = Score(
        "invented/1",
        ("positive", "neutral", "negative")[n % 3],
        (0.2, 0.3, 0.5),
        0.3,
        (Evidence("lovely", 1.0),),
    )
    if n % 7 == 0:
        score = replace(score, abstained=True)
    flags = (Flag("spoiler", "tells"),) if n % 5 == 0 else ()
    excluded = ("off topic", "promotion")[n % 2] if n % 6 == 0 else None
    signals = Signals(
        text_key(one.post), n % 8 == 0, excluded, ("fan", "unknown")[n % 2], ("en", None)[n % 2], flags
    )
    return Scored(FILM.slug, one.post_id, one.post.content_hash, score, signals)


@pytest.fixture
def full(store):
    """A database with 200 such posts, most of them judged, some of them withdrawn, one picked."""
    every = [written(n) for n in range(200)]
    with store.write() as session:
        films.sync(session, [FILM])
        posts.save(session, [posts.Sighting(one, (FILM.slug,)) for one in every], seen_at=make.NOON)
    with store.read() as session:
        waiting = reactions.unscored(session, "invented/1", film=FILM.slug)
    with store.write() as session:
        some = [one for n, one in enumerate(waiting) if n % 12]
        reactions.save_scores(session, [scored(one, n) for n, one in enumerate(some)], at=make.NOON)
        gone = {every[3].key: "gone", every[4].key: "hidden", every[5].key: "edited"}
        posts.set_standing(session, gone, make.NOON)
    return store


def test_columns_are_the_frozen_inputs_of_the_window(full):
    with full.read() as session:
        whole = in_order(reactions.window(session, FILM.slug, WINDOW.since, WINDOW.until), WINDOW)
        found = reaction_columns.window(session, FILM.slug, WINDOW.since, WINDOW.until)
        assert reaction_columns.number(session, FILM.slug, WINDOW.since, WINDOW.until) == len(whole) == 200
    assert tuple(found.frozen) == crowd.freeze(whole)
    assert found.new.tolist() == campaigns.ages(whole).tolist()
    assert [found.scorer.values[code] for code in found.scorer.codes.tolist()] == [
        one.score.scorer if one.score is not None else None for one in whole
    ]
    assert {one.excluded for one in found.frozen} >= {
        "not yet judged",
        "deleted since",
        "hidden since",
        "edited since",
    }


def test_columns_are_the_same_however_many_rows_come_at_once(full, monkeypatch):
    monkeypatch.setattr(reaction_columns, "ROWS", 7)
    with full.read() as session:
        whole = in_order(reactions.window(session, FILM.slug, WINDOW.since, WINDOW.until), WINDOW)
        found = reaction_columns.window(session, FILM.slug, WINDOW.since, WINDOW.until)
        texts = {
            number: text
            for numbers, some in reaction_columns.texts(session, FILM.slug, WINDOW.since, WINDOW.until)
            for number, text in zip(numbers.tolist(), some, strict=True)
        }
    assert tuple(found.frozen) == crowd.freeze(whole)
    assert [texts[number] for number in found.post_ids.tolist()] == [one.post.text for one in whole]


def test_posts_are_read_whole_by_their_numbers(full, monkeypatch):
    monkeypatch.setattr(reactions, "BATCH", 3)
    with full.read() as session:
        whole = in_order(reactions.window(session, FILM.slug, WINDOW.since, WINDOW.until), WINDOW)
        found = reaction_columns.window(session, FILM.slug, WINDOW.since, WINDOW.until)
        some = reactions.of_posts(session, FILM.slug, found.post_ids[10:20].tolist())
    assert sorted(some, key=lambda one: one.post.key) == sorted(whole[10:20], key=lambda one: one.post.key)


def test_window_leaves_out_what_lies_beside_it(full):
    with full.read() as session:
        since = make.NOON + timedelta(seconds=10)
        found = reaction_columns.window(session, FILM.slug, since, since + timedelta(seconds=5))
    assert {one.created_at for one in found.frozen} == {since + timedelta(seconds=n) for n in range(5)}
