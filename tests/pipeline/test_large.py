"""Windows of more posts than are looked at one by one, from the database to the verified digest and its next version."""

from dataclasses import replace
from datetime import timedelta

import make
import orjson
import pytest
from digest import crowd

from aggregator.digest import turnout
from aggregator.digest.eligible import in_order
from aggregator.model import Flag, Media, Signals
from aggregator.model.digests import Window
from aggregator.model.edits import Edit
from aggregator.model.frozen import frozen_bytes
from aggregator.model.frozen_columns import FrozenColumns, read_columns
from aggregator.pipeline import editing, thaw_columns, window_posts
from aggregator.pipeline.compare import compare
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import compose_window, find_digest, make_digest, verify_digest
from aggregator.pipeline.versions import Making, remake, thaw
from aggregator.signals.judge import NOT_A_FAN
from aggregator.store import digests, films, open_store, posts, reactions
from aggregator.store.reactions import Scored
from aggregator.text import word_pattern

FILM = crowd.film()
WINDOW = crowd.WINDOW
HOW = {"asked": (), "kind": "trailer", "style": crowd.STYLE, "config_hash": "c0ffee", "made_at": WINDOW.until}


@pytest.fixture
def ctx(tmp_path, monkeypatch):
    """A newsroom for whom fifty posts are many, and a sample holds 150."""
    monkeypatch.setattr("aggregator.pipeline.window_posts.LARGE", 50)
    monkeypatch.setattr("aggregator.model.frozen_columns._LARGE_BYTES", 0)
    monkeypatch.setattr("aggregator.model.frozen_columns.LARGE", 50)
    monkeypatch.setattr("aggregator.digest.sampling.SAMPLE", 150)
    with open_store(f"sqlite:///{tmp_path}/large.db") as store:
        with store.write() as session:
            films.sync(session, [FILM])
        yield Context(store, "test", clock=lambda: WINDOW.until)


def fill(ctx, some, *, judged=True):
    """Save these reactions; `judged`: with what a scorer and the signals say."""
    with ctx.store.write() as session:
        posts.save(session, [posts.Sighting(one.post, (FILM.slug,)) for one in some], seen_at=make.NOON)
    with ctx.store.read() as session:
        waiting = reactions.unscored(session, "invented/1", film=FILM.slug, limit=5000)
    by_key = {one.post.key: one for one in some}
    with ctx.store.write() as session:
        told = [
            Scored(
                FILM.slug,
                one.post_id,
                one.post.content_hash,
                by_key[one.post.key].score,
                by_key[one.post.key].signals,
            )
            for one in waiting
            if judged and one.post.key in by_key
        ]
        reactions.save_scores(session, told, at=make.NOON)


def everybody():
    """An invented crowd with reposts, spoilers, and what is excluded."""
    some = crowd.crowd(220, 90, 30, sources=("x", "bluesky"))
    kinds = {0: Signals("", repost=True), 1: Signals("", excluded="promotion"),
             2: Signals("", flags=(Flag("spoiler", "tells"),))}  # fmt: skip
    return [
        replace(one, signals=replace(kinds.get(n % 20, one.signals), text_key=f"key {n}", author_class="fan"))
        for n, one in enumerate(some)
    ]


def test_large_window_becomes_a_digest_that_says_so_and_holds(ctx):
    fill(ctx, everybody())
    made = make_digest(ctx, FILM, WINDOW, **HOW)
    assert made.digest.sampled == 150
    assert made.digest.counted.posts == 340 - 17 - 17
    assert made.digest.counted.reposts == made.digest.counted.excluded["promotion"] == 17
    assert len(made.digest.quotes) >= 6
    assert verify_digest(ctx, find_digest(ctx, made.digest.id)) == []
    again = make_digest(ctx, FILM, WINDOW, **HOW)
    assert (again.new, again.body) == (False, made.body)


def test_large_story_about_critics_counts_critics_alone(ctx, monkeypatch):
    some = everybody()
    critics = [
        replace(
            one,
            signals=replace(
                one.signals, author_class="critic", excluded=one.signals.excluded or NOT_A_FAN["critic"]
            ),
        )
        for one in some[: len(some) * 3 // 4]
    ]
    fill(ctx, [*critics, *some[len(critics) :]])
    how = HOW | {"kind": "critics"}
    made = make_digest(ctx, FILM, WINDOW, **how)
    monkeypatch.setattr("aggregator.pipeline.window_posts.LARGE", 5000)
    whole = compose_window(ctx, FILM, WINDOW, **how).digest
    assert (made.digest.sampled, whole.sampled) == (150, 0)
    assert made.digest.counted == whole.counted
    assert made.digest.counted.excluded[turnout.NO_CRITIC] > 0
    assert made.digest.volume == whole.volume
    assert {quote.author.class_ for quote in made.digest.quotes} == {"critic"}
    assert verify_digest(ctx, find_digest(ctx, made.digest.id)) == []


def test_pictures_and_doubts_are_looked_for_in_the_sample(ctx):
    still = Media("image", "https://img.example/still.jpg")
    some = [
        replace(
            one,
            post=replace(
                one.post,
                text=f"{one.post.text} but it is fan-made {n}" if n % 4 == 0 else one.post.text,
                media=(still,) if n % 5 == 3 else (),
            ),
        )
        for n, one in enumerate(everybody())
    ]
    fill(ctx, some)
    made = make_digest(ctx, FILM, WINDOW, **HOW)
    [picture] = made.digest.pictures
    assert 10 <= picture.posts < 60
    assert made.digest.trigger is not None
    assert 10 <= made.digest.trigger.doubted < 60
    assert "Images and clips were counted in that sample alone." in made.digest.method
    assert f"In the sample, {made.digest.trigger.doubted} posts call it" in made.digest.method
    assert verify_digest(ctx, find_digest(ctx, made.digest.id)) == []

    making = Making({FILM.slug: FILM}, crowd.STYLE, lambda _: "c0ffee")
    with ctx.store.read() as session:
        stored = digests.load(session, made.digest.id)
    assert {one.pictures for one in stored.frozen} == {(), ("1",)}
    remade = remake(ctx, stored, FILM, making, at=WINDOW.until)
    same, frozen = remade.digest, remade.frozen
    assert (same.pictures, same.trigger) == (made.digest.pictures, made.digest.trigger)
    assert list(frozen) == list(stored.frozen)


def test_edited_large_story_holds(ctx):
    fill(ctx, everybody())
    made = make_digest(ctx, FILM, WINDOW, **HOW)
    making = Making({FILM.slug: FILM}, crowd.STYLE, lambda _: "c0ffee")
    words = "The film has its fans, and they have a lot to say"
    edit = Edit(block="lede", action="text", value=words, who="Ana", at=WINDOW.until, on=1)
    second = editing.edit(ctx, made.digest.id, [edit], making)
    assert (second.digest.lede, second.digest.sampled) == (words, 150)
    assert verify_digest(ctx, find_digest(ctx, made.digest.id)) == []


def test_posts_that_came_after_the_digest_do_not_unsettle_its_verify(ctx):
    fill(ctx, everybody())
    made = make_digest(ctx, FILM, WINDOW, **HOW)
    late = [
        crowd.reaction("The stunts are wonderful, says who comes late", remote_id=f"late-{n}")
        for n in range(30)
    ]
    fill(ctx, late)
    assert verify_digest(ctx, orjson.loads(made.body)) == []


def test_what_is_left_of_columns_is_what_is_left_of_rows(ctx):
    some = everybody()
    fill(ctx, some)
    with ctx.store.read() as session:
        then = crowd.freeze(
            in_order(reactions.window(session, FILM.slug, WINDOW.since, WINDOW.until), WINDOW)
        )
    then = tuple(
        replace(one, label=("positive", None)[n % 2], new_account=(None, True)[n % 3 == 0])
        if n % 9 == 0
        else one
        for n, one in enumerate([*then[:50], *then[52:]])
    )
    then = tuple(
        replace(one, probabilities=None) if one.label is None else one
        for one in [*then, replace(then[5], remote_id="erased-1")]
    )
    with ctx.store.write() as session:
        posts.set_standing(session, {some[30].post.key: "gone", some[31].post.key: "edited"}, make.NOON)
    edited = replace(some[33].post, text="Something else altogether", edited_at=WINDOW.until)
    with ctx.store.write() as session:
        posts.save(session, [posts.Sighting(edited, (FILM.slug,))], seen_at=WINDOW.until)
    withdrawn = {some[35].post.key: "hidden", some[21].post.key: "gone", ("x", "never"): "gone"}
    with ctx.store.read() as session:
        rows = thaw(
            then, reactions.window(session, FILM.slug, WINDOW.since, WINDOW.until), scorers=["invented/1"],
            withdrawn=withdrawn,
        )  # fmt: skip
        now = window_posts.read(session, FILM.slug, WINDOW)
    left = thaw_columns.thaw(
        read_columns(frozen_bytes(then)), now, scorers=["invented/1"], withdrawn=withdrawn
    )
    assert tuple(left.frozen) == crowd.freeze(rows)
    scorers = [left.window.scorer.values[code] for code in left.window.scorer.codes.tolist()]
    assert scorers == [one.score.scorer if one.score is not None else None for one in rows]
    reasons = {one.excluded for one in left.frozen}
    assert reasons >= {"deleted since", "edited since", "hidden since", "promotion"}


def test_next_version_leaves_out_what_is_gone_and_holds(ctx):
    fill(ctx, everybody())
    first = make_digest(ctx, FILM, WINDOW, **HOW).digest
    lost = (first.quotes[0].source, first.quotes[0].id)
    making = Making({FILM.slug: FILM}, crowd.STYLE, lambda _: "c0ffee")
    with ctx.store.read() as session:
        stored = digests.load(session, first.id)
    assert isinstance(stored.frozen, FrozenColumns)
    remade = remake(ctx, stored, FILM, making, at=WINDOW.until, withdrawn={lost: "gone"})
    again, frozen = remade.digest, remade.frozen
    assert isinstance(frozen, FrozenColumns)
    assert lost not in {(quote.source, quote.id) for quote in again.quotes}
    assert again.counted.excluded["deleted since"] == 1
    assert again.counted.posts == first.counted.posts - 1
    kept = {quote.id for quote in first.quotes[1:]}
    assert len(kept & {quote.id for quote in again.quotes}) >= len(kept) - 1
    remade = remake(ctx, stored, FILM, making, at=WINDOW.until)
    same = remade.digest
    assert (same.counted, same.quotes, same.sentiment) == (first.counted, first.quotes, first.sentiment)


def test_two_large_moments_are_compared_by_all_of_their_posts(ctx):
    later = timedelta(days=10)
    second = [
        replace(one, post=replace(one.post, remote_id=f"late-{one.post.remote_id}", created_at=one.post.created_at + later))
        for one in crowd.crowd(120, 240, 40)
    ]  # fmt: skip
    fill(ctx, [*crowd.crowd(300, 60, 40), *second])
    moments = (
        (replace(WINDOW, event="first"), "trailer"),
        (Window(WINDOW.since + later, WINDOW.until + later, "second"), "trailer"),
    )

    found = compare(
        ctx, FILM, moments, asked=(), style=crowd.STYLE, config_hash="c0ffee", made_at=WINDOW.until + later
    )

    assert [one.sampled for one in found.moments] == [150, 150]
    assert [one.posts for one in found.volumes] == [400, 400]
    (network,) = found.networks
    assert (network.shares["positive"].before, network.shares["positive"].after) == (0.75, 0.3)
    stunts = next(one for one in found.themes if one.label == "the stunts")
    of_all = [
        sum(bool(word_pattern(stunts.words).search(one.post.text)) for one in some)
        for some in (crowd.crowd(300, 60, 40), second)
    ]
    assert [stunts.before, stunts.after] == of_all


def test_a_usual_window_of_many_bytes_verifies(ctx, monkeypatch):
    """Some 18,000 posts with long names fill as many bytes as a large window, and none of them was sampled."""
    monkeypatch.setattr("aggregator.pipeline.window_posts.LARGE", 5000)
    monkeypatch.setattr("aggregator.model.frozen_columns.LARGE", 5000)
    fill(ctx, everybody())
    made = make_digest(ctx, FILM, WINDOW, **HOW)
    assert made.digest.sampled == 0
    assert made.digest.quotes
    assert verify_digest(ctx, find_digest(ctx, made.digest.id)) == []
