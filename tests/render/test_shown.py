"""What was withdrawn leaves no trace in any format; what state a story is in stands in all of them."""

import email
import email.policy
import html
import re
from dataclasses import fields, replace

import pytest
from sample_digest import full, hostile, quote, round_up

from aggregator import render
from aggregator.model.digests import Claim, Counted, HeldBack, Lock, Section, Sentence
from aggregator.model.letting_out import Approval
from aggregator.render.shown import KEPT, shown

SHOWN = [name for name in render.formats() if name != "json"]


def readable(digest, name):
    """The format's words, whatever they are wrapped in."""
    body = render.render(digest, name)
    if name == "email":
        made = email.message_from_bytes(body, policy=email.policy.default)
        return "\n".join(
            [*map(str, made.values()), *(html.unescape(part.get_content()) for part in made.iter_parts())]
        )
    return html.unescape(html.unescape(body.decode("utf-8")))


def filled(digest):
    """The digest with something in every field."""
    return replace(
        digest, spikes=({"day": "2031-05-04", "posts": 3},), held_back=(HeldBack("spoiler", 2, ("zq7",)),)
    )


@pytest.mark.parametrize("name", SHOWN)
def test_a_withdrawn_story_leaves_its_notice_and_nothing_else(name):
    made = filled(hostile("zq7words", state="withdrawn"))
    made = replace(made, film=replace(made.film, title="The Glass Harbour", former_titles=()), method="", corrections=(
        {"at": "2031-05-06", "text": "2 posts were taken out for good: this story was withdrawn."},
    ), window=replace(made.window, event=None))  # fmt: skip
    text = readable(made, name)
    assert "zq7" not in text
    assert "harbourlights" not in text
    assert "This story was withdrawn and is not to be used." in text
    assert "2 posts were taken out for good" in text


def test_of_a_withdrawn_story_every_field_is_emptied_that_is_not_listed_as_kept():
    made = shown(filled(full(state="withdrawn")))
    for part in fields(made):
        value = getattr(made, part.name)
        if part.name in KEPT:
            assert value == getattr(filled(full(state="withdrawn")), part.name)
        elif part.name not in {"headline", "lede"}:
            assert not value or value == Counted(0, 0, {}, 0, 0, {}), part.name


def withdrawn_quote():
    gone = quote(9, "zq7words of the post", alive=False, url="https://zq7.example/9")
    gone = replace(gone, author=replace(gone.author, handle="zq7handle", name="Zq7 Name"))
    theme = replace(
        full().sections[2],
        quotes=("post-1", "post-9"),
        sentences=(
            Sentence("The music came up in 74 posts."),
            Sentence("Zq7 Name called it “zq7words”.", (Claim("quote", "Zq7 Name", post_ids=("post-9",)),)),
        ),
    )
    pointer = Section(
        "pointer", None, (Sentence("Below stand 5 posts.", (Claim("count", 5, of="len(quotes)"),)),)
    )
    medium = replace(full().media[0], post_id="post-9", alt="zq7alt", url="https://zq7.example/image")
    return full(
        quotes=(*full().quotes, gone), sections=(pointer, theme, *full().sections[3:]), media=(medium,)
    )


@pytest.mark.parametrize("name", SHOWN)
def test_a_withdrawn_quote_leaves_no_trace_and_the_others_stay(name):
    text = readable(withdrawn_quote(), name)
    assert "zq7" not in text.casefold()
    assert "Below stand 5 posts" not in text
    assert "That cello under the foghorn." in text
    assert "The music came up in 74 posts." in text


@pytest.mark.parametrize("name", SHOWN)
def test_an_editors_words_about_a_withdrawn_quote_go_with_it(name):
    base = withdrawn_quote()
    told = Claim("quote", "Zq7 Name", post_ids=("post-9",))
    opening = tuple(
        Section(kind, None, (Sentence(f"Zq7 Name wept over the {kind}", (told,)),))
        for kind in ("headline", "highlights", "lede")
    )
    made = replace(
        base,
        sections=(*opening, *base.sections),
        headline="Zq7 Name wept over the headline",
        highlights=("Zq7 Name wept over the highlights", *base.highlights[1:]),
        lede="Zq7 Name wept over the lede",
        locks=(Lock("quotes[mastodon post-9]", "Ana", base.made_at),),
    )
    text = readable(made, name)
    assert "zq7" not in text.casefold()
    assert base.headlines[0] in text
    assert shown(made).locks == ()


def test_the_canonical_form_is_the_stored_one_byte_for_byte():
    assert b"zq7words" in render.render(withdrawn_quote(), "json")


def test_a_story_with_nothing_withdrawn_is_the_same_object():
    assert shown(full()) is not None
    made = full()
    assert shown(made) is made


class Verbatim(render.Renderer):
    name = "verbatim"
    suffix = "txt"

    def render(self, digest):
        return repr(digest).encode()


def test_somebodys_own_format_gets_nothing_of_what_was_withdrawn(monkeypatch):
    import sys
    import types

    module = types.ModuleType("newsroom")
    module.Verbatim = Verbatim
    monkeypatch.setitem(sys.modules, "newsroom", module)
    assert b"zq7" not in render.render(withdrawn_quote(), "newsroom:Verbatim")
    assert b"cello" not in render.render(full(state="withdrawn"), "newsroom:Verbatim")


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("state", ["draft", "approved", "published"])
def test_the_state_and_that_a_film_is_invented_stand_in_every_format(name, state):
    text = readable(full(state=state), name)
    assert state in text.casefold()
    assert "Invented for demonstration." in text
    assert "Invented for demonstration." not in readable(round_up(state=state), name)


@pytest.mark.parametrize("name", SHOWN)
def test_corrections_and_the_line_that_this_is_no_survey_stand_in_every_format(name):
    text = readable(round_up(), name)
    assert "An earlier version named the wrong network." in text
    assert "this is not a survey" in text


@pytest.mark.parametrize("name", SHOWN)
def test_an_editors_line_tells_its_day_once_and_not_who_wrote_it(name):
    line = "Correction, 4 May 2031: an earlier version said twelve."
    entry = {"at": "2031-05-04T12:00:00Z", "kind": "correction", "text": line, "who": "Zq7 Editor"}
    text = readable(full(corrections=(entry,)), name)
    assert line in text
    assert "2031-05-04T12:00:00Z: Correction" not in text
    assert "Zq7" not in text


@pytest.mark.parametrize("name", SHOWN)
def test_who_approved_a_story_is_nobodys_business_outside(name):
    made = full(state="published", approvals=(Approval("Zq7 Editor", full().made_at),))
    text = readable(made, name)
    assert "Zq7" not in text
    assert "approved by an editor and published" in text
    assert "nobody’s approval is recorded" in readable(full(state="published"), name)


@pytest.mark.parametrize("name", SHOWN)
def test_a_round_up_has_no_share_in_any_format(name):
    text = readable(round_up(), name).split("</style>")[-1]  # a style sheet has percentages of its own
    text = re.sub(r'="[^"]*"', "", text)  # and so do the places of a drawing
    story = text if name != "email" else readable(round_up(), name).split("<!doctype")[0]
    assert "A round-up, without shares." in story
    assert "95% interval" not in story
    assert "56%" not in story


@pytest.mark.parametrize("name", SHOWN)
def test_a_story_of_picked_posts_alone_says_so_and_counts_nothing(name):
    picked = tuple(replace(one, picked=True, stance=None, confidence=None) for one in full().quotes)
    made = round_up(quotes=picked, counted=Counted(0, 0, {}, 0, 0, {"picked by hand": 4}), themes=())
    text = readable(made, name).casefold()
    assert "picked by hand by an editor, not counted" in text
    assert "4 posts picked by hand, nothing counted" in text or name == "html"


@pytest.mark.parametrize("name", SHOWN)
def test_a_story_without_facts_themes_and_sections_is_a_shorter_one(name):
    made = round_up(facts=(), themes=(), sections=(), coverage=(), corrections=(), quotes=(), media=())
    text = readable(made, name)
    assert made.headline in text
    assert "this is not a survey" in text
    assert "Drafted automatically" in text
