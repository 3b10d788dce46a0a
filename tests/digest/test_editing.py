"""An editor's edits: what they change, what they lock, when a lock falls; and verify of an edited story."""

from dataclasses import replace

import make
import pytest
from digest import crowd

from aggregator.digest import apply_edits, block_text, checked, confirmed, section_names, verify, watch
from aggregator.digest.compose import compose_whole
from aggregator.errors import AggregatorError
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.model.digests import DigestMedia
from aggregator.model.edits import Edit, KeptEdit, Wishes, speaks_of, wishes_of

REACTIONS = crowd.crowd(130, 40, 20, sources=("x", "bluesky"))
DIGEST, FROZEN = crowd.story(REACTIONS)
MUSIC = "sections[theme:the music]"


def edit(block, value=None, action="text", **fields):
    return Edit(**{"block": block, "action": action, "value": value, "who": "Ana", "at": make.NOON, "on": 1, **fields})  # fmt: skip


def edited(*edits, of=DIGEST, lost=()):
    return apply_edits(of, [checked(one, of) for one in edits], lost).digest


def failures(digest, edits, generated=DIGEST):
    return verify(
        to_json(digest), stored=to_bytes(digest), frozen=FROZEN, texts=crowd.texts_of(REACTIONS),
        generated=to_bytes(generated), edits=edits,
    )  # fmt: skip


def section(digest, name):
    return digest.sections[section_names(digest).index(name)]


def test_a_story_without_edits_is_as_it_was_generated():
    assert apply_edits(DIGEST, []).digest == DIGEST


def test_an_edited_headline_stands_first_and_the_generated_one_stays_on_offer():
    made = edited(edit("headline", "Fans warm to a harbour made of glass"))

    assert made.headline == "Fans warm to a harbour made of glass"
    assert made.headlines == (DIGEST.headline, *DIGEST.headlines)
    assert section(made, "headline").sentences[0].text == made.headline


def test_an_alternative_that_is_chosen_keeps_its_claims_and_stands_once():
    made = edited(edit("headline", DIGEST.headlines[2]))

    assert (made.headline, made.headlines.count(made.headline)) == (DIGEST.headlines[2], 0)
    assert made.locks[0].unsupported == ()
    assert section(made, "headline").sentences[0].claims == section(DIGEST, "headline").sentences[3].claims


@pytest.mark.parametrize(
    ("block", "read"),
    [
        ("lede", lambda made: made.lede),
        ("highlights[1]", lambda made: made.highlights[1]),
        (f"{MUSIC}.heading", lambda made: section(made, "theme:the music").heading),
        (f"{MUSIC}.sentences[0]", lambda made: section(made, "theme:the music").sentences[0].text),
        ("sections[about].sentences[1]", lambda made: section(made, "about").sentences[1].text),
    ],
)
def test_a_block_says_what_its_editor_wrote_and_is_locked_with_name_and_time(block, read):
    made = edited(edit(block, "Fans spoke of the music"))

    assert read(made) == "Fans spoke of the music"
    [lock] = made.locks
    assert (lock.block, lock.locked, lock.who, lock.at) == (block, True, "Ana", make.NOON)
    untouched = [one for one, before in zip(made.sections, DIGEST.sections, strict=True) if one == before]
    assert len(untouched) == len(DIGEST.sections) - 1


def test_locks_are_read_back_from_digest_json_and_older_digests_have_none():
    made = edited(edit("lede", "Fans spoke of the music"))
    document = to_json(DIGEST)
    for name in ("locks", "approvals", "published_at", "date_modified"):
        del document[name]

    assert from_json(to_json(made)) == made
    assert from_json(document) == DIGEST


def test_sections_stand_in_the_editors_order_and_an_unknown_one_stays_behind_its_neighbour():
    names = section_names(DIGEST)
    wanted = [name for name in names[3:-2] if name != "voices"]
    wanted = ["dissent", *(name for name in wanted if name != "dissent")]

    made = edited(edit("order", wanted, "order"))

    told = section_names(made)
    assert told[:4] == ("headline", "highlights", "lede", "dissent")
    assert told[told.index("theme:the stunts") + 1] == "voices"
    assert told[-2:] == ("method", "seo")
    assert sorted(told) == sorted(names)


def test_quotes_of_a_section_stand_in_the_editors_order():
    before = section(DIGEST, "dissent").quotes
    assert len(before) > 1

    made = edited(edit("sections[dissent].quotes", before[::-1], "order"))

    assert section(made, "dissent").quotes == before[::-1]


def test_rights_of_media_are_what_a_person_says():
    post = DIGEST.quotes[0].id
    with_media = replace(DIGEST, media=(DigestMedia(post, "image", "https://example.org/1.png", None),))

    made = edited(edit(f"media[{post}]", "studio", "rights"), of=with_media)

    assert made.media[0].rights == "studio"
    with pytest.raises(AggregatorError, match="rights are one of"):
        checked(edit(f"media[{post}]", "mine", "rights"), with_media)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (edit("headline", "  \u200b "), "must have words"),
        (edit("headline", "x" * 201), "201 characters"),
        (edit("byline", "Ana"), "no such block"),
        (edit("highlights[7]", "More"), "no such block"),
        (edit("sections[theme:the weather].heading", "Rain"), "no such block"),
        (edit("sections[lede].sentences[0]", "Fans"), "no such block"),
        (edit("order", "dissent", "order"), "list of names"),
        (edit("headline", None, "reject"), "no such block"),
        (edit("quotes[x nobody]", None, "pin"), "not quoted"),
        (edit("seo.tagline", "Fans love it"), "no such block"),
    ],
)
def test_an_edit_that_fits_nothing_is_refused_in_words(wrong, why):
    with pytest.raises(AggregatorError, match=why):
        checked(wrong, DIGEST)


def test_a_rejection_needs_a_reason_and_a_swap_a_post():
    quote = DIGEST.quotes[0]
    block = f"quotes[{quote.source} {quote.id}]"

    with pytest.raises(AggregatorError, match="say why"):
        checked(edit(block, None, "reject"), DIGEST)
    with pytest.raises(AggregatorError, match="SOURCE ID"):
        checked(edit(block, "nobody", "swap"), DIGEST)


def test_an_editors_text_is_cleaned_of_what_only_machines_see():
    assert checked(edit("lede", "Fans\u202e spoke\n\n of it"), DIGEST).value == "Fans spoke of it"


def test_an_edit_that_speaks_of_a_quote_that_is_gone_falls_and_is_told():
    gone = section(DIGEST, "dissent").quotes[0]
    quote = next(one for one in DIGEST.quotes if one.id == gone)
    without = replace(DIGEST, quotes=tuple(one for one in DIGEST.quotes if one.id != gone))
    edits = [
        edit("lede", f"It was too much for @{quote.author.handle} this time"),
        edit("highlights[0]", f"One wrote of {' '.join(quote.excerpt.split()[:5])} and more"),
        edit("headline", "Fans warm to a harbour made of glass"),
    ]

    told = apply_edits(without, edits, lost=DIGEST.quotes)

    assert {one.edit.block for one in told.fallen} == {"lede", "highlights[0]"}
    assert str(told.fallen[0]) == (
        "highlights[0]: the edit of Ana (2031-05-04) fell: a post that it speaks of is not quoted any more"
    )
    assert told.digest.lede == DIGEST.lede
    assert [lock.block for lock in told.digest.locks] == ["headline"]


def test_an_edit_of_a_section_that_is_gone_falls():
    without = replace(DIGEST, sections=tuple(one for one in DIGEST.sections if one.kind != "dissent"))

    told = apply_edits(without, [edit("sections[dissent].heading", "The other side")])

    assert [one.why for one in told.fallen] == ["the story has no such block"]


def test_a_rejected_post_leaves_no_lock_that_would_name_it():
    told = apply_edits(DIGEST, [edit("quotes[x gone-1]", None, "reject", reason="a bot")])

    assert (told.digest.locks, told.fallen) == ((), ())


def test_words_of_a_post_are_known_by_five_in_a_row_or_its_author():
    quote = {"text": "What a wonderful cello under the foghorn", "author": {"handle": "mira.k", "name": "Mira Koch"}}  # fmt: skip

    assert speaks_of("They heard a Wonderful cello under the sea", quote)
    assert not speaks_of(
        "They heard a Wonderful cello under the sea", quote, "A wonderful cello under the sea"
    )
    assert speaks_of("as @Mira.K wrote", quote)
    assert speaks_of("Mira Koch again", quote)
    assert not speaks_of("Mira Koch again", quote, "Mira Koch: the film")
    assert not speaks_of("a wonderful cello", quote)
    assert not speaks_of("@mira.k2 said nothing", quote)


def test_what_was_rejected_or_swapped_out_is_barred_until_the_editor_takes_it_back():
    reject = edit("quotes[x 1]", None, "reject", reason="a bot")
    swap, pin = edit("quotes[x 2]", "bluesky 3", "swap"), edit("quotes[x 4]", None, "pin")
    kept = [KeptEdit(one, 2) for one in (reject, swap, pin)]

    assert wishes_of(kept) == Wishes(
        frozenset({("bluesky", "3"), ("x", "4")}), frozenset({("x", "1"), ("x", "2")})
    )
    ended = [replace(one, ended=3, why="the post is not quoted any more") for one in kept]
    assert wishes_of(ended) == Wishes(frozenset(), frozenset({("x", "1"), ("x", "2")}))
    undone = [replace(one, ended=3, why="taken back by Ana") for one in kept]
    assert wishes_of(undone) == Wishes()


# ── verify ───────────────────────────────────────────────────────────────────


def test_an_edited_story_whose_words_the_claims_cover_holds():
    edits = [checked(one, DIGEST) for one in (edit("headline", DIGEST.headlines[0]), edit("lede", "Fans of 190 posts"))]  # fmt: skip

    assert failures(apply_edits(DIGEST, edits).digest, edits) == []


def test_numbers_that_nothing_covers_are_unsupported_unless_the_editor_says_why():
    silent = [checked(edit("lede", "Seen by 5,000 people"), DIGEST)]
    because = [checked(edit("lede", "Seen by 5,000 people", reason="the studio said so"), DIGEST)]

    [failure] = failures(apply_edits(DIGEST, silent).digest, silent)
    assert (failure.where, failure.kind, failure.found) == ("lede", "unsupported", "5,000 is not covered")
    made = apply_edits(DIGEST, because).digest
    assert failures(made, because) == []
    assert [(one.block, one.reason) for one in confirmed(made)] == [("lede", "the studio said so")]


def test_a_reason_covers_only_what_it_was_given_for():
    wordy = checked(edit("headline", DIGEST.headlines[0], reason="it is right"), DIGEST)
    changed = replace(wordy, value="Fans slam 5,000 harbours")

    [failure] = failures(apply_edits(DIGEST, [changed]).digest, [changed])

    assert failure.found.startswith("5,000 is not covered; this headline is not supported")


def test_a_block_that_says_neither_what_was_generated_nor_what_was_edited_fails():
    edits = [checked(edit("lede", "Fans spoke of the music"), DIGEST)]
    made = apply_edits(DIGEST, edits).digest
    other = replace(made, highlights=("Fans had much to say", *made.highlights[1:]))

    assert {one.where for one in failures(other, edits)} == {"highlights"}
    assert {one.where for one in failures(made, [])} == {"headlines", "lede", "locks", "sections"} - {"headlines"}  # fmt: skip


def test_a_block_is_told_as_its_edit_or_as_it_was_generated():
    assert block_text(DIGEST, [], "lede") == DIGEST.lede
    assert block_text(DIGEST, [edit("lede", "Other words")], "lede") == "Other words"
    assert block_text(DIGEST, [], "sections[nowhere].heading") == ""
    assert block_text(DIGEST, [], "order").startswith("pointer, theme:the music")


def test_watching_names_each_thing_that_is_not_covered():
    assert watch(DIGEST, "lede", "190 posts and 12 dogs called it “rubbish”") == (
        "12 is not covered",
        "“rubbish” stands in no quote",
    )


# ── choice of quotes ─────────────────────────────────────────────────────────


def whole(**options):
    return compose_whole(
        crowd.film(), REACTIONS, window=crowd.WINDOW, coverage=(), kind="trailer", made_at=crowd.WINDOW.until,
        style=crowd.STYLE, config_hash="c0ffee", **options,
    )  # fmt: skip


def test_each_quote_has_runners_up_of_its_side_that_are_quoted_nowhere():
    made = whole()

    stance = {one.post.key: one.score.label for one in REACTIONS}
    quoted = {(one.source, one.id) for one in made.digest.quotes}
    assert set(made.runners_up) == quoted
    for quote in made.digest.quotes:
        listed = made.runners_up[quote.source, quote.id]
        assert 1 <= len(listed) <= 3
        assert not set(listed) & quoted
        assert {stance[key] for key in listed} == {quote.stance}


def test_without_its_quote_the_first_runner_up_is_quoted():
    made = whole()
    for quote in made.digest.quotes:
        key = (quote.source, quote.id)
        first = made.runners_up[key][0]

        again = whole(
            barred={key}, kept={(one.source, one.id) for one in made.digest.quotes} - {key} | {first}
        )

        told = {(one.source, one.id): one for one in again.digest.quotes}
        assert first in told
        assert key not in told
        assert told[first].theme == quote.theme


def test_a_barred_post_counts_and_is_not_quoted():
    quote = DIGEST.quotes[0]

    made = whole(barred={(quote.source, quote.id)})

    assert made.digest.counted == DIGEST.counted
    assert made.digest.provenance.inputs_hash == DIGEST.provenance.inputs_hash
    assert quote.id not in {one.id for one in made.digest.quotes}
