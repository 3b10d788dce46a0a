"""Headlines of an editor's own: a verdict that the numbers do not allow is named."""

from dataclasses import replace

import pytest
from digest import crowd

from aggregator.digest.watched import claims_of, findings, headline_fault

LOVED = crowd.story(crowd.crowd(130, 40, 20))[0]
HATED = crowd.story(crowd.crowd(30, 140, 20))[0]
MIXED = crowd.story(crowd.crowd(80, 75, 20))[0]
FEW = crowd.story(crowd.crowd(20, 8))[0]


@pytest.mark.parametrize(
    ("story", "text"),
    [
        (LOVED, "Fans love The Glass Harbour"),
        (LOVED, "Fans adore it, and say why"),
        (LOVED, "The trailer wins fans over"),
        (HATED, "Fans hate The Glass Harbour"),
        (HATED, "The trailer lets many fans down"),
        (MIXED, "Fans are split over The Glass Harbour"),
        (MIXED, "Fans react to The Glass Harbour"),
        (FEW, "Some fans share their thoughts"),
        (LOVED, "Fans praise the music of The Glass Harbour"),
        (LOVED, "Fans react: more praise than criticism"),
    ],
)
def test_a_verdict_that_the_numbers_carry_is_no_fault(story, text):
    assert headline_fault(text, story) is None


@pytest.mark.parametrize(
    ("story", "text", "why"),
    [
        (LOVED, "Fans hate The Glass Harbour", "positive 68%, negative 21%"),
        (LOVED, "The Glass Harbour divides fans", "positive 68%, negative 21%"),
        (HATED, "Fans Love The Glass Harbour", "positive 16%, negative 74%"),
        (MIXED, "Fans slam The Glass Harbour", "positive 46%, negative 43%"),
        (HATED, "Fans praise the music of The Glass Harbour", "the music: "),
        (HATED, "Fans react: more praise than criticism", "positive 16%, negative 74%"),
        (FEW, "Some fans love The Glass Harbour", "a round-up has no shares"),
        (replace(LOVED, kind="death"), "Fans love The Glass Harbour", "gives no verdict"),
    ],
)
def test_a_verdict_that_the_numbers_do_not_allow_is_named_with_them(story, text, why):
    fault = headline_fault(text, story)

    assert fault is not None
    assert fault.startswith("this headline is not supported: ")
    assert why in fault


def test_a_verdict_in_the_films_own_title_or_between_quotation_marks_is_none():
    loved = replace(HATED, film=replace(HATED.film, title="Love at the Harbour"))

    assert headline_fault("Fans react to Love at the Harbour", loved) is None
    assert headline_fault("Fans react to “love” in a song", HATED) is None


def test_generated_headlines_are_never_at_fault():
    for story in (LOVED, HATED, MIXED, FEW):
        assert [headline_fault(text, story) for text in (story.headline, *story.headlines)] == [None] * (
            1 + len(story.headlines)
        )


def found(text, own=(), story=LOVED):
    return findings(text, claims_of(text, own, story), story)


def test_a_number_is_covered_where_another_sentence_says_it_of_the_same_thing():
    theme = LOVED.themes[0]

    assert found(f"In {theme.posts} posts fans spoke of it") == []
    assert found(f"In {theme.posts} cinemas fans spoke of it") == [f"{theme.posts} is not covered"]


def test_a_part_of_a_number_covers_nothing():
    posts = LOVED.counted.posts

    assert found(f"{posts}0 posts") == [f"{posts}0 is not covered"]
    assert found(f"1,{posts} posts") == [f"1,{posts} is not covered"]


def test_a_fraction_in_words_is_watched_as_a_number_is():
    assert found("about two thirds were pleased") == []
    assert found("Nearly all were pleased") == ["“nearly all” is not covered"]


def test_words_between_quotation_marks_stand_in_a_quote():
    words = " ".join(LOVED.quotes[0].excerpt.split()[:3])

    assert found(f"One said “{words}”") == []
    assert found("One said “a masterpiece of glass”") == ["“a masterpiece of glass” stands in no quote"]


def test_a_text_that_speaks_of_a_quote_claims_it():
    quote = LOVED.quotes[0]

    [claim] = claims_of(f"As @{quote.author.handle} has it", (), LOVED)

    assert (claim.kind, claim.value, claim.post_ids) == ("quote", f"@{quote.author.handle}", (quote.id,))
