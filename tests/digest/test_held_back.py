"""What counts and is never quoted: no quote, no theme, and the story says how many there were."""

from dataclasses import replace

import make
import pytest
from digest import crowd

from aggregator.digest import verify
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.model.scoring import PICKED, Flag
from aggregator.store.blanking import blank_document, blank_frozen

ABUSE, SPOILER, ALLEGATION = (Flag(name, "a sign") for name in ("abusive", "spoiler", "alleges misconduct"))


VOICES = (
    "Wonderful from the first lamp to the last",
    "My whole row was in tears and so was I",
    "That harbour at night, what a sight to see",
    "I would sail through it again tomorrow",
    "Go for the boats and stay for the songs",
)


def flagged(one, *flags, **fields):
    return replace(one, signals=replace(one.signals, flags=tuple(flags), **fields))


def holds(digest, frozen, reactions):
    texts = crowd.texts_of(reactions)
    return verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=texts)


def said(digest):
    return " ".join(sentence.text for section in digest.sections for sentence in section.sentences)


@pytest.mark.parametrize("flag", [ABUSE, SPOILER, ALLEGATION])
def test_flagged_posts_count_and_are_never_quoted(flag):
    plain = crowd.crowd(130, 40, 20, sources=("x", "bluesky"))
    reactions = [flagged(one, flag) if one.score.label == "negative" else one for one in plain]
    digest, frozen = crowd.story(reactions)
    held = {one.post.remote_id for one in reactions if one.signals.flags}
    assert len(held) == 40
    assert held.isdisjoint(quote.id for quote in digest.quotes)
    assert digest.counted == crowd.story(plain)[0].counted
    assert [(one.reason, one.posts, set(one.ids)) for one in digest.held_back] == [(flag.name, 40, held)]
    assert holds(digest, frozen, reactions) == []
    assert {theme.negative for theme in digest.themes} == {0}


def test_the_story_says_how_many_posts_were_held_back_and_why():
    reactions = crowd.crowd(130, 40, 20)
    reactions[:4] = [flagged(one, ABUSE) for one in reactions[:4]]
    reactions[4] = flagged(reactions[4], SPOILER, ALLEGATION)
    digest, frozen = crowd.story(reactions)
    told = said(digest)
    assert "4 posts were abusive: none of them is quoted." in told
    assert "One post holds spoilers and is not quoted." in told
    assert "One post accuses somebody of a crime or misconduct and is not quoted." in told
    assert [one.reason for one in digest.held_back] == ["alleges misconduct", "abusive", "spoiler"]
    assert holds(digest, frozen, reactions) == []


def test_what_only_flagged_posts_speak_of_is_no_theme():
    secret = [
        flagged(crowd.reaction(f"I sobbed when the Tidewarden drowned, wonderful film, row {n}"), SPOILER)
        for n in range(30)
    ]
    digest, _ = crowd.story([*crowd.crowd(130, 40, 20), *secret])
    assert "idewarden" not in to_bytes(digest).decode()


def test_a_picked_post_that_is_held_back_is_not_quoted_either():
    picks = [
        crowd.reaction(text, excluded=PICKED, author=make.author(f"p{n}")) for n, text in enumerate(VOICES)
    ]
    picks[0] = flagged(picks[0], ALLEGATION)
    digest, _ = crowd.story(picks)
    assert {quote.id for quote in digest.quotes} == {one.post.remote_id for one in picks[1:]}
    assert digest.held_back == ()


def test_a_quoted_author_is_labelled_as_what_they_are():
    picks = [
        crowd.reaction(text, excluded=PICKED, author=make.author(f"p{n}"))
        for n, text in enumerate(VOICES[:4])
    ]
    picks[0] = flagged(picks[0], author_class="critic")
    digest, frozen = crowd.story(picks)
    classes = {quote.id: quote.author.class_ for quote in digest.quotes}
    assert classes[picks[0].post.remote_id] == "critic"
    assert sorted(classes.values()) == ["critic", "unknown", "unknown", "unknown"]
    assert holds(digest, frozen, picks) == []
    other = [replace(one, author_class="fan") for one in frozen]
    texts = crowd.texts_of(picks)
    failures = verify(to_json(digest), stored=to_bytes(digest), frozen=other, texts=texts)
    assert any("author.class" in one.where for one in failures)


def test_a_flag_that_is_taken_out_of_the_inputs_is_noticed():
    reactions = crowd.crowd(130, 40, 20)
    reactions[0] = flagged(reactions[0], SPOILER)
    digest, frozen = crowd.story(reactions)
    bare = [replace(one, flags=()) for one in frozen]
    texts = crowd.texts_of(reactions)
    found = verify(to_json(digest), stored=to_bytes(digest), frozen=bare, texts=texts)
    assert {"held_back", "provenance.inputs_hash"} <= {one.where for one in found}


def test_a_digest_of_an_earlier_version_lacks_the_block_and_can_be_read():
    digest, _ = crowd.story(crowd.crowd(130, 40, 20))
    document = to_json(digest)
    del document["held_back"]
    assert from_json(document) == digest


def test_an_erased_post_is_named_nowhere_and_the_number_stays():
    reactions = crowd.crowd(130, 40, 20)
    reactions[0] = flagged(reactions[0], SPOILER)
    digest, frozen = crowd.story(reactions)
    key = reactions[0].post.key
    document = blank_document(to_json(digest), {key})
    blanked = blank_frozen(frozen, {key}, set())
    assert key[1] not in str(document["held_back"])
    assert document["held_back"][0]["posts"] == 1
    assert [one.flags[0].because for one in blanked if one.flags] == [""]
