"""Posts that an editor picked by hand: quoted, marked, and part of no number."""

import dataclasses

import make
import pytest
from digest import crowd as crowds

from aggregator.digest import verify
from aggregator.errors import NotEnoughReactions
from aggregator.model import PICKED
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.render.html import Html
from aggregator.render.markdown import Markdown

SOURCES = ("x", "bluesky", "mastodon", "tiktok")
SAID = (
    "The lamp room alone is worth the ticket, I have not stopped humming since",
    "Nine out of ten, and the tenth is on me for blinking during the storm",
    "I do not get the fuss about the ferry scene, it went on and on and on",
    "Somebody give the foley people a prize, that fog horn rattled my teeth",
    "My grandmother wept, my brother slept, and I want to see it again",
    "What a cast! What a coat! What a cliff! What an odd little ending",
    "It is fine. It is a film about a harbour. There is a harbour in it",
    "Two hours of rain and not one umbrella, I call that commitment",
    "The villain knits. The villain KNITS. Nothing else matters to me now",
    "Left the hall and walked straight to the sea, make of that what you will",
)


def picked(text, label="positive", **fields):
    return crowds.reaction(text, label, excluded=PICKED, **fields)


def picks(number=10):
    return [
        picked(
            text,
            ("positive", "neutral", "negative", None)[place % 4],
            source=SOURCES[place % 4],
            remote_id=f"picked-{place}",
            url=f"https://example.org/picked/{place}",
            author=make.author(f"picked{place}"),
        )
        for place, text in enumerate(SAID[:number])
    ]


def failures(reactions, digest, frozen):
    body = to_bytes(digest)
    return verify(to_json(digest), stored=body, frozen=frozen, texts=crowds.texts_of(reactions))


def test_ten_picked_posts_make_a_story_that_counts_nothing_and_holds():
    reactions = picks()
    digest, frozen = crowds.story(reactions)

    assert failures(reactions, digest, frozen) == []
    assert [quote.id for quote in digest.quotes] == [f"picked-{place}" for place in range(10)]
    assert all(quote.picked for quote in digest.quotes)
    assert (digest.counted.posts, digest.counted.authors, digest.counted.networks) == (0, 0, {})
    assert digest.counted.excluded == {PICKED: 10}
    assert digest.sentiment is None
    assert digest.themes == ()
    assert digest.counts_nothing


def test_no_sentence_of_such_a_story_says_more_than_how_many_were_picked():
    digest, _ = crowds.story(picks())
    ours = {"headline", "highlights", "lede", "picked", "method"}

    numbers = {
        claim.value
        for section in digest.sections
        if section.kind in ours
        for sentence in section.sentences
        for claim in sentence.claims
        if claim.kind in ("count", "share")
    }

    assert numbers == {10}
    assert "%" not in digest.headline + digest.lede + "".join(digest.highlights) + digest.method
    assert "nothing was counted" in digest.method
    assert "not a survey" in digest.method


def test_its_parts_have_the_lengths_that_a_page_expects():
    digest, _ = crowds.story(picks())

    assert 8 <= len(digest.headline.split()) <= 14
    assert len(digest.headline) <= 90
    assert len(digest.headlines) == 5
    assert len(digest.highlights) == 3
    assert all(8 <= len(line.split()) <= 20 for line in digest.highlights)
    assert 45 <= len(digest.lede.split()) <= 65


@pytest.mark.parametrize("collected", [0, 1, 11])
def test_a_few_collected_posts_beside_picked_ones_are_neither_told_nor_quoted(collected):
    reactions = [*picks(), *crowds.crowd(collected, 0)]
    digest, frozen = crowds.story(reactions)

    assert failures(reactions, digest, frozen) == []
    assert all(quote.picked for quote in digest.quotes)
    assert digest.counted.posts == collected
    assert digest.themes == ()


@pytest.mark.parametrize(("number", "collected"), [(0, 11), (3, 0), (3, 11)])
def test_too_few_of_both_are_no_story(number, collected):
    with pytest.raises(NotEnoughReactions) as few:
        crowds.story([*picks(number), *crowds.crowd(collected, 0)])

    assert (few.value.has, few.value.needs) == (collected, 12)


@pytest.mark.parametrize(("praise", "scorn"), [(20, 5), (90, 40)])
def test_picked_posts_change_no_number_of_a_story_that_counts(praise, scorn):
    collected = crowds.crowd(praise, scorn)
    without, _ = crowds.story(collected)
    digest, frozen = crowds.story([*collected, *picks()])

    assert failures([*collected, *picks()], digest, frozen) == []
    assert dataclasses.replace(digest.counted, excluded={}) == dataclasses.replace(
        without.counted, excluded={}
    )
    assert (digest.sentiment, digest.themes, digest.spikes) == (
        without.sentiment,
        without.themes,
        without.spikes,
    )
    assert len([quote for quote in digest.quotes if quote.picked]) == 10
    assert len([quote for quote in digest.quotes if not quote.picked]) == len(without.quotes)


def test_picked_posts_are_said_to_be_so_and_not_to_be_left_out():
    digest, _ = crowds.story([*crowds.crowd(90, 40), *picks()])
    (section,) = [one for one in digest.sections if one.kind == "picked"]

    assert section.sentences[0].text == (
        "10 posts were picked by hand by an editor: they count in no number of this story."
    )
    assert "Left out: nothing" in digest.method


def test_what_else_is_left_out_is_told_without_the_picked_ones():
    others = [crowds.reaction(f"{text} too", excluded="off topic") for text in SAID[:3]]
    reactions = [*crowds.crowd(90, 40), *picks(), *others]
    digest, frozen = crowds.story(reactions)

    assert "3 other posts" in digest.method
    assert failures(reactions, digest, frozen) == []


def test_an_author_who_is_picked_is_quoted_once_and_a_text_too():
    collected = crowds.crowd(30, 0)
    mine = [
        picked(SAID[0], author=collected[4].post.author, remote_id="mine"),
        picked(collected[7].post.text, remote_id="copy", author=make.author("copycat")),
    ]
    digest, frozen = crowds.story([*collected, *mine, *picks(4)[1:]])
    ids = [quote.id for quote in digest.quotes]

    assert failures([*collected, *mine, *picks(4)[1:]], digest, frozen) == []
    assert {"mine", "copy"} <= set(ids)
    assert not {collected[4].post.remote_id, collected[7].post.remote_id} & set(ids)


def test_two_picked_posts_of_one_author_are_quoted_once():
    author = make.author("twice")
    reactions = [*picks(8), picked(SAID[8], author=author), picked(SAID[9], author=author)]
    digest, frozen = crowds.story(reactions)

    assert failures(reactions, digest, frozen) == []
    assert len(digest.quotes) == 9


@pytest.mark.parametrize(
    "fields",
    [
        {"quotable": False},
        {"sensitive": True},
        {"spoiler_text": "the end"},
        {"url": None},
        {"author": make.Author()},
        {"text": "RT @other: the lamp room alone is worth the ticket, I say"},
        {"text": "write to me at wick@lamp.example about the lamp room"},
        {"text": "im 12 and this is the best film about a harbour I saw"},
        {"text": "https://example.org/only-a-link"},
        {"text": ""},
        {"text": "word " * 200},
    ],
)
def test_what_no_editor_may_show_is_not_shown(fields):
    text = fields.pop("text", SAID[9])
    digest, _ = crowds.story([*picks(5), picked(text, remote_id="never", **fields)])

    assert "never" not in {quote.id for quote in digest.quotes}


def test_a_short_post_that_an_editor_picked_is_quoted_whole():
    digest, _ = crowds.story([*picks(5), picked("Best film ever, sorry", remote_id="short")])

    (quote,) = [one for one in digest.quotes if one.id == "short"]
    assert quote.excerpt == "Best film ever, sorry"


def test_a_post_that_no_scorer_could_judge_has_no_stance():
    digest, _ = crowds.story(picks())
    written = from_json(to_json(digest))

    assert {quote.stance for quote in digest.quotes} == {"positive", "neutral", "negative", None}
    assert written == digest


def test_a_quote_that_claims_to_be_picked_but_was_counted_does_not_hold():
    reactions = crowds.crowd(90, 40)
    digest, frozen = crowds.story(reactions)
    forged = dataclasses.replace(
        digest, quotes=(dataclasses.replace(digest.quotes[0], picked=True), *digest.quotes[1:])
    )

    assert any("quotes[0].id" in one.where for one in failures(reactions, forged, frozen))


def test_a_picked_quote_that_claims_to_be_counted_does_not_hold():
    reactions = picks()
    digest, frozen = crowds.story(reactions)
    forged = dataclasses.replace(
        digest, quotes=(dataclasses.replace(digest.quotes[0], picked=False), *digest.quotes[1:])
    )

    assert any("quotes[0].id" in one.where for one in failures(reactions, forged, frozen))


def test_readers_are_told_which_quotes_were_picked_and_that_nothing_was_counted():
    digest, _ = crowds.story(picks())
    page, draft = Html().render(digest).decode(), Markdown().render(digest).decode()

    for text in (page, draft):
        assert text.count("picked by hand by an editor, not counted") == 10
        assert "10 posts picked by hand, nothing counted" in text
        assert "eft out: picked" not in text


def test_the_order_of_the_posts_does_not_matter():
    reactions = [*crowds.crowd(90, 40), *picks()]
    one, _ = crowds.story(reactions)
    other, _ = crowds.story(list(reversed(reactions)))

    assert to_bytes(one) == to_bytes(other)
