"""The editor's checklist: each point that a command can tell is told right, both ways."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from digest import crowd

from aggregator.digest import verify
from aggregator.digest.checklist import checklist
from aggregator.errors import Failure
from aggregator.model.digest_json import to_bytes, to_json

NOW = crowd.WINDOW.until
REACTIONS = crowd.crowd(200, 90, 40, ("x", "bluesky"))


@pytest.fixture(scope="module")
def story():
    return crowd.story(REACTIONS)


def points(digest, frozen, failures=(), now=NOW):
    return {one.number: one for one in checklist(digest, frozen, failures, now)}


def test_there_are_thirty_points_of_which_two_are_for_a_person_alone(story):
    found = points(*story)

    assert sorted(found) == list(range(1, 31))
    assert [one.number for one in found.values() if one.holds is None] == [8, 24]
    assert {one.by for one in found.values() if one.holds is None} == {"person"}


def test_a_story_passes_every_point_that_a_command_can_tell(story):
    digest, frozen = story
    failures = verify(
        to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(REACTIONS)
    )

    assert [
        (one.asks, one.seen) for one in points(digest, frozen, failures).values() if one.holds is False
    ] == []


def test_a_round_up_passes_too():
    reactions = crowd.crowd(30, 12)
    digest, frozen = crowd.story(reactions)

    assert [(one.asks, one.seen) for one in points(digest, frozen).values() if one.holds is False] == []


def first(digest, **fields):
    return replace(digest, quotes=(replace(digest.quotes[0], **fields), *digest.quotes[1:]))


def headed(digest, **fields):
    return replace(digest, **fields)


SPOILT = {
    1: lambda d: first(d, excerpt="words that nobody wrote, however long they are"),
    2: lambda d: first(d, url=None),
    3: lambda d: first(d, checked_at=NOW - timedelta(hours=30)),
    4: lambda d: replace(d, quotes=(*d.quotes, replace(d.quotes[0], id="another"))),
    5: lambda d: replace(d, quotes=d.quotes[:3]),
    6: lambda d: first(d, excerpt=d.quotes[1].excerpt),
    7: lambda d: first(d, stance="neutral"),
    9: lambda d: first(d, text=f"{d.quotes[0].excerpt} but only if you are asleep"),
    10: lambda d: first(d, display="this is fucking wonderful, all of it"),
    12: lambda d: replace(d, sections=tuple(one for one in d.sections if one.kind not in {"lede", "method"})),
    14: lambda d: headed(d, counted=replace(d.counted, authors=20)),
    15: lambda d: headed(d, counted=replace(d.counted, reposts=3)),
    17: lambda d: replace(d, sections=tuple(one for one in d.sections if one.kind != "dissent")),
    18: lambda d: headed(d, headline="Fans are split over The Glass Harbour, with the music leading"),
    19: lambda d: replace(d, quotes=tuple(one for one in d.quotes if one.stance == "negative")),
    21: lambda d: headed(d, method="330 posts by 330 people"),
    22: lambda d: first(d, alive=False),
    23: lambda d: first(d, text="I'm 13 years old and this film is wonderful"),
    25: lambda d: first(d, text="write to me at fan@harbour.example, wonderful"),
    27: lambda d: headed(d, facts=(replace(d.facts[0], source="hearsay"),)),
    29: lambda d: headed(d, highlights=("one",)),
    30: lambda d: headed(d, method="330 posts, this is not a survey"),
}


@pytest.mark.parametrize("number", sorted(SPOILT))
def test_a_point_that_does_not_hold_says_what_was_seen(story, number):
    digest, frozen = story
    spoilt = points(SPOILT[number](digest), frozen)[number]

    assert points(digest, frozen)[number].holds is True
    assert spoilt.holds is False
    assert spoilt.seen


def test_what_verify_found_stands_under_the_numbers(story):
    found = points(*story, failures=(Failure("counted.posts", "330", "331"),))

    assert found[11].seen == "counted.posts does not hold"
    assert found[16].holds is False


def test_facts_that_were_read_once_the_film_was_out_grow_no_older(story):
    digest, frozen = story
    years_on = NOW + timedelta(days=900)  # the invented film opens in between
    read_later = tuple(replace(one, as_of=date(2031, 7, 1)) for one in digest.facts)

    assert points(replace(digest, facts=read_later), frozen, now=years_on)[27].holds is True
    assert "release is of 2031-04-01" in points(digest, frozen, now=years_on)[27].seen  # it was announced
    unreleased = replace(digest, facts=tuple(one for one in read_later if one.key != "release"))
    assert "director is of 2031-07-01" in points(unreleased, frozen, now=years_on)[27].seen


def test_how_old_facts_may_be_is_what_the_digest_was_made_with(story):
    digest, frozen = story
    versions = digest.provenance.versions | {"facts_max_days": "20"}
    strict = replace(digest, provenance=replace(digest.provenance, versions=versions))

    assert points(digest, frozen)[27].holds is True
    assert points(strict, frozen)[27].holds is False


def test_exact_shares_of_few_posts_are_seen(story):
    digest, frozen = story
    exact = tuple(
        replace(
            part,
            sentences=tuple(
                replace(one, text="Of 330 posts, 61% were positive.")
                if any(claim.kind == "share" for claim in one.claims)
                else one
                for one in part.sentences
            ),
        )
        for part in digest.sections
    )

    assert points(digest, frozen)[13].holds is True
    assert "too exact" in points(replace(digest, sections=exact), frozen)[13].seen


def test_a_story_on_which_a_campaign_weighs_passes_by_what_its_posts_weigh():
    known, new = NOW - timedelta(days=900), NOW - timedelta(days=3)
    reactions = [
        replace(one, post=replace(one.post, author=replace(one.post.author, created_at=born)))
        for born, side in ((known, crowd.crowd(130, 20)), (new, crowd.crowd(0, 110, sources=("bluesky",))))
        for one in side
    ]
    digest, frozen = crowd.story(reactions)

    assert [one.kind for one in digest.campaigns] == ["new accounts"]
    assert [(one.asks, one.seen) for one in points(digest, frozen).values() if one.holds is False] == []


def test_a_theme_that_sounds_like_a_verdict_is_none(story):
    digest, frozen = story
    named = replace(
        digest,
        themes=(replace(digest.themes[0], label="the love story"),),
        headline="Fans react to The Glass Harbour, with the love story coming up most",
    )

    assert points(named, frozen)[18].holds is True
