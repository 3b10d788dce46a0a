"""A usual window is read as columns, and tells the story that its whole posts would tell."""

from dataclasses import replace
from datetime import timedelta

import make
import pytest
from digest import crowd
from pipeline.test_large import fill

from aggregator.digest import compose_whole
from aggregator.model import PICKED, Media, Ref
from aggregator.model.digest_json import to_bytes
from aggregator.model.frozen_columns import frozen_pieces
from aggregator.pipeline import window_posts
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import compose_window, prints
from aggregator.signals.judge import NOT_A_FAN
from aggregator.store import films, open_store, reactions

FILM, WINDOW = crowd.film(), crowd.WINDOW
STILL = "https://img.example/still.jpg"


@pytest.fixture
def ctx(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/usual.db") as store:
        with store.write() as session:
            films.sync(session, [FILM])
        yield Context(store, "test", clock=lambda: WINDOW.until)


def everybody():
    """An invented crowd that says farewell as well: reposts, pictures, quoting posts, links, one picked."""
    some = crowd.crowd(160, 70, 30, sources=("x", "bluesky"))
    made = []
    for n, one in enumerate(some):
        post, signals = one.post, replace(one.signals, text_key=f"key {n // 2 if n < 20 else n}")
        if n % 6 == 0:
            post = replace(post, media=(Media("image", STILL, "A pier"),))
        if n % 11 == 0:
            post = replace(post, ref=Ref("quoted", some[6].post.remote_id))
        if n % 13 == 0:
            post = replace(post, text=f"{post.text} https://youtu.be/abcdefghijk")
        if n % 9 == 0:
            post = replace(post, text=f"Rest in peace, and thank you for these memories. {post.text}")
        if n % 4 == 0:
            signals = replace(
                signals, author_class="critic", excluded=NOT_A_FAN["critic"] if n % 20 else PICKED
            )
        signals = replace(signals, repost=n % 15 == 0)
        made.append(replace(one, post=post, signals=signals))
    return made


@pytest.mark.parametrize("kind", ["brief", "trailer", "critics", "death", "finale", "opening_weekend"])
def test_columns_tell_the_story_of_whole_posts(ctx, kind):
    fill(ctx, everybody())
    how = {"kind": kind, "style": crowd.STYLE, "config_hash": "c0ffee", "made_at": WINDOW.until}
    made = compose_window(ctx, FILM, WINDOW, asked=(), **how)
    with ctx.store.read() as session:
        found = reactions.window(session, FILM.slug, WINDOW.since, WINDOW.until)
        whole = compose_whole(
            FILM,
            found,
            window=WINDOW,
            coverage=(),
            yardstick=made.yardstick,
            history=made.history,
            prints=prints(session, [one.post for one in found]),
            **how,
        )
    assert to_bytes(made.digest) == to_bytes(whole.digest)
    assert made.digest.pictures
    assert made.digest.quotes
    assert made.runners_up == whole.runners_up
    assert made.body == whole.body == b"".join(frozen_pieces(made.frozen, made.yardstick, made.history))


def test_only_what_a_story_asks_for_is_read_whole(ctx, monkeypatch):
    some = crowd.crowd(40, 30, 200)
    fill(ctx, some)
    asked = []
    whole = reactions.of_posts

    def counted(session, film, post_ids):
        asked.extend(post_ids)
        return whole(session, film, post_ids)

    monkeypatch.setattr("aggregator.store.reactions.of_posts", counted)
    made = compose_window(
        ctx, FILM, WINDOW, asked=(), kind="trailer", style=crowd.STYLE, config_hash="", made_at=WINDOW.until
    )
    assert len(made.digest.quotes) >= 6
    assert 0 < len(asked) == len(set(asked)) <= 70  # never what takes no side


def test_words_are_those_of_the_posts(ctx):
    some = everybody()
    fill(ctx, [*some, a_name_alone()])
    with ctx.store.read() as session:
        found = window_posts.read(session, FILM.slug, WINDOW)
        whole = window_posts.by_place(session, FILM.slug, found, range(len(found.post_ids)))
    assert list(whole) == list(range(len(some) + 1))
    posts = [one.post for one in whole.values()]
    words = found.words
    assert words.texts == [one.text for one in posts]
    assert words.likes == [one.counts.likes for one in posts]
    assert words.urls == [one.url for one in posts]
    assert words.media == {place: one.media for place, one in enumerate(posts) if one.media}
    assert words.refs == {place: one.ref for place, one in enumerate(posts) if one.ref is not None}
    assert list(found.frozen.author.some(0, len(posts))) == [
        one.author.key or "" if one.author is not None else "" for one in posts
    ]


def a_name_alone():
    """A post by somebody without an id, and without an address and likes."""
    one = crowd.reaction("No side is taken here", "neutral", remote_id="nobody", counts=make.Counts())
    author = make.author("Äther", id=None)
    return replace(
        one, post=replace(one.post, author=author, url=None, created_at=make.NOON + timedelta(minutes=5))
    )


def test_no_post_is_no_story(ctx):
    with ctx.store.read() as session:
        found = window_posts.read(session, FILM.slug, WINDOW)
        assert (len(found.frozen), found.words.texts, found.scorers) == (0, [], [])
        material = window_posts.material(session, FILM, WINDOW, found, "trailer")
    assert (len(material.frozen), dict(material.showing()), material.picked()) == (0, {}, [])
