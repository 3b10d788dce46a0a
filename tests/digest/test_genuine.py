"""A trigger that is not what it seems: said in the story, counted again by verify, and in the way of publishing."""

from dataclasses import replace
from datetime import timedelta

import make
import pytest
from digest import crowd

from aggregator.digest import compose, verify, why_blocked
from aggregator.model import Event
from aggregator.model.digest_json import to_json
from aggregator.model.films import KnownMedia

EVENT = "trailer 1"


def film(**of_event):
    known = (KnownMedia(None, event=EVENT, **of_event),) if of_event else ()
    return crowd.film(events=(Event(EVENT, make.NOON, "trailer"),), media=known)


def story(reactions, of):
    return compose(
        of, reactions, window=crowd.WINDOW, coverage=(), kind="trailer", made_at=crowd.WINDOW.until,
        style=crowd.STYLE, config_hash="0",
    )  # fmt: skip


def doubting(many):
    return [
        crowd.reaction(
            f"Careful, number {n}, somebody says that this is a fan-made trailer", "neutral", remote_id=f"doubt-{n}",
            author=make.author(f"doubter{n}"), created_at=make.NOON + timedelta(minutes=n),
        )
        for n in range(many)
    ]  # fmt: skip


CROWD = crowd.crowd(70, 40)


def failures(digest, frozen, reactions):
    document = to_json(digest)
    return verify(document, stored=document, frozen=frozen, texts=crowd.texts_of(reactions))


def test_of_an_ordinary_trigger_nothing_is_said():
    digest, frozen = story(CROWD, film())
    assert digest.trigger is None
    assert why_blocked(to_json(digest), film()) is None
    assert failures(digest, frozen, CROWD) == []


@pytest.mark.parametrize(
    ("known", "lede", "why"),
    [
        ({"verified": False}, "What set it off is not verified.", "not verified"),
        ({"made_by": "fan"}, "What set it off is fan-made.", "fan-made"),
        ({"made_by": "ai", "verified": False}, "What set it off is made with AI.", "not verified"),
    ],
)
def test_what_films_toml_says_of_the_event_is_told_and_blocks(known, lede, why):
    digest, frozen = story(CROWD, film(**known))
    assert digest.lede.endswith(lede)
    assert "An editor has not verified what set this off." in digest.method
    assert why in why_blocked(to_json(digest), film())
    assert failures(digest, frozen, CROWD) == []


def test_a_verified_fan_made_trailer_says_what_it_is_and_may_go_out():
    of = film(made_by="fan", verified=True)
    digest, frozen = story(CROWD, of)
    assert digest.lede.endswith("What set it off is fan-made.")
    assert "not verified" not in digest.method
    assert why_blocked(to_json(digest), of) is None
    assert failures(digest, frozen, CROWD) == []


def test_many_doubting_posts_are_counted_told_and_block_until_an_editor_verified_it():
    reactions = [*CROWD, *doubting(8)]
    digest, frozen = story(reactions, film())
    assert digest.trigger.doubted == 8
    assert "8 of 118 posts call it fan-made, made with AI or fake." in digest.method
    assert "Some posts doubt that what set it off is genuine." in digest.lede
    assert "8 of 118 posts" in why_blocked(to_json(digest), film())
    assert failures(digest, frozen, reactions) == []
    sure, frozen = story(reactions, film(verified=True))
    assert why_blocked(to_json(sure), film(verified=True)) is None
    assert "doubt" not in sure.lede
    assert failures(sure, frozen, reactions) == []


def test_a_few_doubting_posts_are_nothing():
    digest, _ = story([*CROWD, *doubting(2)], film())
    assert digest.trigger is None


def test_a_changed_number_of_doubting_posts_is_found_and_erased_ones_are_allowed_for():
    reactions = [*CROWD, *doubting(8)]
    digest, frozen = story(reactions, film())
    document = to_json(replace(digest, trigger=None))
    found = verify(document, stored=document, frozen=frozen, texts=crowd.texts_of(reactions))
    assert "trigger.doubted" in {one.where for one in found}
    texts = {**crowd.texts_of(reactions), ("x", "doubt-1"): None, ("x", "doubt-2"): None}
    document = to_json(digest)
    found = verify(document, stored=document, frozen=frozen, texts=texts)
    assert not [one for one in found if one.where.startswith("trigger")]
    document = to_json(replace(digest, trigger=replace(digest.trigger, doubted=11)))
    found = verify(document, stored=document, frozen=frozen, texts=texts)
    assert "trigger.doubted" in {one.where for one in found}


def test_what_films_toml_says_today_blocks_a_story_of_yesterday():
    digest, _ = story(CROWD, film())
    assert "not verified" in why_blocked(to_json(digest), film(verified=False))
    unnamed = replace(digest, window=replace(digest.window, event=None))
    assert why_blocked(to_json(unnamed), film(verified=False)) is None


def test_an_event_within_the_window_counts_though_the_story_does_not_name_it():
    of = film(made_by="fan")
    digest, _ = compose(
        of, CROWD, window=replace(crowd.WINDOW, event=None), coverage=(), kind="brief",
        made_at=crowd.WINDOW.until, style=crowd.STYLE, config_hash="0",
    )  # fmt: skip
    assert digest.trigger.made_by == "fan"


def test_what_set_off_a_spike_is_found_by_its_address():
    digest, _ = story(CROWD, film())
    link = "https://example.org/the-trailer"
    spiked = to_json(digest) | {"spikes": [{"kind": "spike", "trigger": {"kind": "linked", "url": link}}]}
    fake = replace(film(), media=(KnownMedia(link, made_by="ai"),))
    assert "made with AI" in why_blocked(spiked, fake)
    assert (
        why_blocked(spiked, replace(film(), media=(KnownMedia(link, made_by="ai", verified=True),))) is None
    )


@pytest.mark.parametrize(
    "document", [{}, {"trigger": 3}, {"spikes": [1, None], "pictures": [2], "window": []}]
)
def test_a_document_of_any_shape_is_only_read(document):
    assert why_blocked(document, film(verified=False)) is None
