"""What editors decide about posts, kept and undone, and how it reaches the stories that are made afterwards."""

from dataclasses import replace
from datetime import timedelta

import make
import pytest
from digest import crowd

from aggregator.digest import verify
from aggregator.errors import AggregatorError, EditConflict
from aggregator.model.decisions import Wanted
from aggregator.model.editors import By
from aggregator.pipeline import deciding
from aggregator.pipeline.context import Context
from aggregator.pipeline.digest import find_digest, make_digest, verify_digest
from aggregator.pipeline.versions import Making, remake
from aggregator.signals.decided import BY_EDITOR
from aggregator.signals.flags import CONTRADICTED, PINNED, REJECTED
from aggregator.store import audit, decisions, digests, films, open_store, posts, reactions
from aggregator.store.reactions import Scored

FILM = crowd.film()
WINDOW = crowd.WINDOW
HOW = {"asked": (), "kind": "trailer", "style": crowd.STYLE, "config_hash": "c0ffee", "made_at": WINDOW.until}
CROWD = crowd.crowd(70, 40, 10, sources=("x", "bluesky"))

ANN = By("ann")


@pytest.fixture
def ctx(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/desk.db") as store:
        with store.write() as session:
            films.sync(session, [FILM])
            posts.save(session, [posts.Sighting(one.post, (FILM.slug,)) for one in CROWD], seen_at=make.NOON)
            by_key = {one.post.key: one for one in CROWD}
            waiting = reactions.unscored(session, "invented/1", film=FILM.slug, limit=5000)
            scored = [
                Scored(FILM.slug, one.post_id, one.post.content_hash, found.score, found.signals)
                for one in waiting
                for found in (by_key[one.post.key],)
            ]
            reactions.save_scores(session, scored, at=make.NOON)
        moments = iter(range(10_000))
        yield Context(store, "test", clock=lambda: WINDOW.until + timedelta(seconds=next(moments)))


def decide(ctx, post, kind, value="", by=ANN, **rest):
    return deciding.decide(ctx, FILM.slug, post, Wanted(kind, value, **rest), by=by)


def story(ctx):
    made = make_digest(ctx, FILM, WINDOW, **HOW)
    assert verify_digest(ctx, find_digest(ctx, made.digest.id)) == []
    return made


def frozen_of(ctx, made, key):
    with ctx.store.read() as session:
        stored = digests.load(session, made.digest.id, made.digest.version)
    return next(one for one in stored.frozen if (one.source, one.remote_id) == key)


def quoted(made):
    return [(one.source, one.id) for one in made.digest.quotes]


def test_who_decided_and_when_is_kept_and_the_former_decision_stands_again_once_the_later_is_undone(ctx):
    key = CROWD[0].post.key
    first = decide(ctx, key, "label", "positive")
    second = decide(ctx, key, "label", "neutral", by=By("ben"))

    with ctx.store.read() as session:
        assert [one.value for one in decisions.standing(session, FILM.slug).posts[key]] == ["neutral"]
        replaced = decisions.find(session, FILM.slug, first.id)
    assert (replaced.editor, replaced.at, replaced.undone_by) == ("ann", first.at, "ben")
    assert replaced.undone_at == second.at

    gone = deciding.undo(ctx, FILM.slug, second.id, by=By("cleo"))
    assert (gone.editor, gone.undone_by, gone.undone_at > gone.at) == ("ben", "cleo", True)
    with ctx.store.read() as session:
        [stands] = decisions.standing(session, FILM.slug).posts[key]
    assert (stands.id, stands.undone_at) == (first.id, None)
    assert deciding.undo(ctx, FILM.slug, second.id, by=By("ann")) == gone


def test_the_same_decision_twice_is_one(ctx):
    key = CROWD[0].post.key
    first = decide(ctx, key, "reject", "off topic", reason="another harbour")
    assert decide(ctx, key, "reject", "off topic", reason="another harbour", by=By("ben")) == first


def test_an_editor_who_did_not_see_what_another_decided_is_told_and_nothing_is_stored(ctx):
    key = CROWD[0].post.key
    first = decide(ctx, key, "pin", on=0)
    with pytest.raises(EditConflict) as refused:
        decide(ctx, key, "reject", "too private", by=By("ben"), on=0)
    assert refused.value.problems == ("yours: reject too private", "theirs: pin, by ann")
    with ctx.store.read() as session:
        assert decisions.standing(session, FILM.slug).posts[key] == (first,)
    decide(ctx, key, "reject", "too private", by=By("ben"), on=first.id)
    with ctx.store.read() as session:
        assert [one.kind for one in decisions.standing(session, FILM.slug).posts[key]] == ["reject"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("label", "wonderful"), ("reject", ""), ("harm", "spoiler"), ("pin", "x"), ("burn", "")],
)
def test_a_decision_that_is_none_is_refused(ctx, kind, value):
    with pytest.raises(AggregatorError, match="there is none"):
        decide(ctx, CROWD[0].post.key, kind, value)
    with pytest.raises(AggregatorError, match="has none of that id"):
        decide(ctx, ("x", "nobody"), "pin")


def test_nothing_decided_leaves_the_story_as_it_was_and_deciding_and_undoing_brings_it_back(ctx):
    before = story(ctx)
    key = quoted(before)[0]
    made = decide(ctx, key, "reject", "unclear or dull")
    other = story(ctx)
    assert other.new
    assert key not in quoted(other)
    assert other.digest.counted == before.digest.counted
    assert other.digest.provenance.inputs_hash != before.digest.provenance.inputs_hash
    assert [one.name for one in frozen_of(ctx, other, key).flags] == [REJECTED]
    assert not story(ctx).new

    deciding.undo(ctx, FILM.slug, made.id, by=By("ann"))
    again = story(ctx)
    assert not again.new
    assert again.body == before.body


def test_a_pinned_post_is_quoted_before_others(ctx):
    before = story(ctx)
    left = [one.post.key for one in CROWD[:70] if one.post.key not in quoted(before)]
    decide(ctx, left[0], "pin")
    after = story(ctx)
    assert left[0] in quoted(after)
    assert [one.name for one in frozen_of(ctx, after, left[0]).flags] == [PINNED]


@pytest.mark.parametrize("decision", [("reject", "off topic"), ("label", "off topic")])
def test_what_is_off_topic_counts_in_no_number(ctx, decision):
    before = story(ctx)
    decide(ctx, quoted(before)[0], *decision)
    after = story(ctx)
    assert after.digest.counted.posts == before.digest.counted.posts - 1
    assert after.digest.counted.excluded == {"off topic": 1}
    assert quoted(before)[0] not in quoted(after)


@pytest.mark.parametrize(("kind", "value", "reason"), [("spoiler", "", "spoiler"), ("harm", "personal data", "personal data")])  # fmt: skip
def test_what_is_marked_is_counted_held_back_and_never_quoted(ctx, kind, value, reason):
    before = story(ctx)
    key = quoted(before)[0]
    decide(ctx, key, kind, value)
    after = story(ctx)
    assert after.digest.counted == before.digest.counted
    assert [(one.reason, one.ids) for one in after.digest.held_back] == [(reason, (key[1],))]
    assert key not in quoted(after)


def test_a_label_that_contradicts_the_scorer_changes_no_share_and_keeps_the_post_from_being_quoted(ctx):
    before = story(ctx)
    key, agreed = quoted(before)[:2]
    stance = {(one.source, one.id): one.stance for one in before.digest.quotes}
    decide(ctx, key, "label", "neutral")
    decide(ctx, agreed, "label", stance[agreed])
    after = story(ctx)
    assert key not in quoted(after)
    assert agreed in quoted(after)
    assert after.digest.sentiment.positive.posts == before.digest.sentiment.positive.posts
    assert after.digest.sentiment.negative.posts == before.digest.sentiment.negative.posts
    assert [one.name for one in frozen_of(ctx, after, key).flags] == [CONTRADICTED]


def test_whoever_an_editor_calls_a_critic_counts_no_more_and_a_fan_counts_again(ctx):
    before = story(ctx)
    key = quoted(before)[0]
    made = decide(ctx, key, "author_class", "critic")
    after = story(ctx)
    assert after.digest.counted.excluded == {"critic or press": 1}
    frozen = frozen_of(ctx, after, key)
    assert (frozen.author_class, frozen.excluded) == ("critic", "critic or press")
    assert [(one.name, one.because) for one in frozen.flags] == [("critic or press", BY_EDITOR)]

    decide(ctx, key, "author_class", "fan", on=made.id)
    assert story(ctx).digest.counted.posts == before.digest.counted.posts


def test_a_story_made_again_takes_what_was_decided_since_and_what_was_undone(ctx):
    made = story(ctx)
    first, second = quoted(made)[:2]
    rejected = decide(ctx, first, "reject", "off topic")
    bad = story(ctx)
    deciding.undo(ctx, FILM.slug, rejected.id, by=By("ann"))
    decide(ctx, second, "spoiler")
    making = Making({FILM.slug: FILM}, crowd.STYLE, lambda _: "c0ffee")
    with ctx.store.read() as session:
        stored = digests.load(session, bad.digest.id, bad.digest.version)

    remade = remake(ctx, stored, FILM, making, at=WINDOW.until)
    again, frozen = remade.digest, remade.frozen

    assert again.counted == made.digest.counted
    assert second not in [(one.source, one.id) for one in again.quotes]
    by_key = {(one.source, one.remote_id): one for one in frozen}
    assert (by_key[first].excluded, by_key[first].flags) == (None, ())
    assert [one.name for one in by_key[second].flags] == ["spoiler"]


def test_a_large_windows_story_takes_the_same_decisions(ctx, monkeypatch):
    plain = story(ctx)
    keys = quoted(plain)
    decide(ctx, keys[0], "reject", "off topic")
    decide(ctx, keys[1], "spoiler")
    decide(ctx, keys[2], "author_class", "critic")
    left = [one.post.key for one in CROWD[:70] if one.post.key not in keys]
    decide(ctx, left[0], "pin")
    whole = story(ctx)
    monkeypatch.setattr("aggregator.pipeline.window_posts.LARGE", 50)
    monkeypatch.setattr("aggregator.model.frozen_columns._LARGE_BYTES", 0)
    monkeypatch.setattr("aggregator.model.frozen_columns.LARGE", 50)
    monkeypatch.setattr("aggregator.digest.sampling.SAMPLE", 60)
    sampled = make_digest(ctx, FILM, replace(WINDOW, event="trailer 2"), **HOW)
    document = find_digest(ctx, sampled.digest.id)
    assert verify_digest(ctx, document) == []
    assert sampled.digest.counted == whole.digest.counted
    assert sampled.digest.held_back == whole.digest.held_back
    assert left[0] in quoted(sampled)
    assert not {*keys[:3]} & {*quoted(sampled)}

    with ctx.store.read() as session:
        for one in decisions.standing(session, FILM.slug).posts.values():
            assert len(one) == 1
        stored = digests.load(session, sampled.digest.id, 1)
        marked = decisions.standing(session, FILM.slug).posts[keys[0]][0]
    deciding.undo(ctx, FILM.slug, marked.id, by=By("ann"))
    making = Making({FILM.slug: FILM}, crowd.STYLE, lambda _: "c0ffee")
    remade = remake(ctx, stored, FILM, making, at=WINDOW.until)
    again = remade.digest
    assert again.counted.posts == sampled.digest.counted.posts + 1
    assert again.counted.excluded == {"critic or press": 1}


def test_a_quote_that_was_rejected_when_its_digest_was_made_does_not_pass_verify(ctx):
    made = story(ctx)
    key = quoted(made)[0]
    other = next(one.post.key for one in CROWD[:70] if one.post.key not in quoted(made))
    decide(ctx, other, "reject", "unclear or dull")
    later = story(ctx)
    document = find_digest(ctx, later.digest.id)
    place = next(n for n, one in enumerate(document["quotes"]) if one["id"] == key[1])
    document["quotes"][place] |= {"source": other[0], "id": other[1]}
    with ctx.store.read() as session:
        stored = digests.load(session, later.digest.id, later.digest.version)
        texts = posts.texts(session, [key, other])
    failures = verify(
        document, stored=document, frozen=stored.frozen, texts=texts, yardstick=stored.yardstick
    )
    assert REJECTED in [one.found for one in failures]


def test_the_log_tells_who_decided_what_and_names_no_post(ctx):
    made = decide(ctx, CROWD[0].post.key, "reject", "other", reason="not for us", by=By("ann", "192.0.2.7"))
    deciding.undo(ctx, FILM.slug, made.id, by=By("ben"))
    with ctx.store.read() as session:
        undone, decided = audit.newest(session)
    assert (decided.who, decided.address, decided.what) == ("ann", "192.0.2.7", "post decided")
    assert decided.detail == {"decision": made.id, "kind": "reject", "value": "other"}
    assert (undone.who, undone.what, undone.subject) == ("ben", "decision undone", FILM.slug)
