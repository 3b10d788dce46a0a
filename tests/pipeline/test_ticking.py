"""What people vouch for: ticks hold for what was read, approvals need them, and every change is in the log."""

from dataclasses import replace

import pytest

from aggregator.errors import AggregatorError, EditConflict, StillOpen
from aggregator.model.editors import By
from aggregator.model.edits import Edit, quote_block
from aggregator.model.ticks import point_mark, quote_mark
from aggregator.pipeline import desk_work, editing, ticking
from aggregator.store import audit

ANA, BEN = By("ana", "127.0.0.1"), By("ben")


def key(quote):
    return quote.source, quote.id


def story_of(room, made):
    return editing.look(room.app.ctx, made.digest.id).digest


def read_all(room, made, by=ANA):
    story = story_of(room, made)
    for quote in story.quotes:
        ticking.tick_quote(room.app.ctx, story.id, key(quote), on=story.version, by=by)


def left(room, made):
    story = story_of(room, made)
    read = ticking.to_read(story, ticking.ticks_of(room.app.ctx, story.id))
    return [one.quote.id for one in read if one.tick is None]


def change(room, made, block, value, *, action="text", reason=""):
    story = story_of(room, made)
    wanted = Edit(block, action, value, "ana", room.now, story.version, reason)
    return desk_work.edit(room.app.ctx, story.id, [wanted], room.app.making, ANA)


def logged(room):
    with room.app.ctx.store.read() as session:
        return [(one.what, one.who, one.subject, one.detail) for one in audit.newest(session)]


def test_quotes_are_read_the_least_certain_first(open_room):
    room = open_room()
    story = room.digest(kind="trailer").digest
    unsure = replace(story.quotes[-1], confidence=0.61)
    picked = replace(story.quotes[-2], confidence=None, stance=None)
    quotes = (*story.quotes[:-2], picked, unsure)
    order = [one.quote.id for one in ticking.to_read(replace(story, quotes=quotes), {})]
    assert order[:2] == [picked.id, unsure.id]
    assert sorted(order) == sorted(one.id for one in story.quotes)


def test_a_tick_stays_through_a_version_that_says_the_same_and_falls_with_what_was_read(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    read_all(room, made)
    assert left(room, made) == []

    change(room, made, "lede", "Fans on Bluesky wrote about the film all day.")
    assert left(room, made) == []

    story = story_of(room, made)
    swapped = next(one for one in story.quotes if editing.look(room.app.ctx, story.id).runners_up[key(one)])
    instead = editing.look(room.app.ctx, story.id).runners_up[key(swapped)][0]
    change(room, made, quote_block(*key(swapped)), " ".join(instead), action="swap")
    after = story_of(room, made)
    fresh = {one.id for one in after.quotes} - {one.id for one in story.quotes}
    assert instead[1] in fresh
    assert fresh <= set(left(room, made))


def test_an_edited_lead_in_has_to_be_read_again_but_a_number_in_it_does_not(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    story = story_of(room, made)
    section = next(one for one in story.sections if one.quotes and one.sentences)
    quote = next(one for one in story.quotes if one.id == section.quotes[0])

    def saying(text):
        said = tuple(replace(one, text=text, claims=()) for one in section.sentences[:1])
        parts = (replace(section, sentences=said) if one is section else one for one in story.sections)
        return replace(story, sections=tuple(parts))

    marks = [quote_mark(saying(text), quote) for text in ("In 12 posts", "In 15 posts", "In no posts")]
    assert marks[0] == marks[1] != marks[2]
    assert quote_mark(story, quote) != quote_mark(story, replace(quote, content_hash="f" * 32))


def test_a_tick_on_an_older_version_holds_only_where_that_says_the_same(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    ctx, quote = room.app.ctx, story_of(room, made).quotes[0]
    change(room, made, "lede", "Fans on Bluesky wrote about the film all day.")
    ticking.tick_quote(ctx, made.digest.id, key(quote), on=1, by=ANA)
    assert quote.id not in left(room, made)

    change(room, made, quote_block(*key(quote)), None, action="reject", reason="it is an advertisement")
    with pytest.raises(EditConflict, match="a quote was changed since version 1"):
        ticking.tick_quote(ctx, made.digest.id, key(quote), on=1, by=ANA)
    with pytest.raises(AggregatorError, match="does not quote that post"):
        ticking.tick_quote(ctx, made.digest.id, key(quote), on=3, by=ANA)
    with pytest.raises(AggregatorError, match="has no version 99"):
        ticking.tick_quote(ctx, made.digest.id, key(quote), on=99, by=ANA)


def test_a_tick_is_taken_back_and_both_are_in_the_log_without_a_fans_name(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    ctx, quote = room.app.ctx, made.digest.quotes[0]
    for undo in (False, True, True):
        ticking.tick_quote(ctx, made.digest.id, key(quote), on=1, by=ANA, undo=undo)
    assert quote.id in left(room, made)
    told = logged(room)
    assert [(what, who) for what, who, *_ in told] == [
        ("quote tick taken back", "ana"),
        ("quote ticked", "ana"),
    ]
    assert quote.id not in str(told)


def test_points_of_the_checklist_are_a_commands_or_a_persons_or_both(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    ctx, digest_id = room.app.ctx, made.digest.id

    def told():
        story, checks = ticking.look_over(ctx, digest_id)
        found = ticking.points(story, checks, ticking.ticks_of(ctx, digest_id))
        return {one.check.number: one for one in found}

    assert len(told()) == 30
    assert {number for number, one in told().items() if one.by_hand} == {23, 24, 26}
    assert not told()[8].holds
    assert not told()[24].holds
    ticking.tick_point(ctx, digest_id, 24, on=1, by=BEN)
    read_all(room, made)
    assert told()[24].holds
    assert told()[24].tick.who == "ben"
    assert told()[8].holds
    assert told()[8].tick.who == "ana"
    with pytest.raises(AggregatorError, match="point 11: no person ticks it"):
        ticking.tick_point(ctx, digest_id, 11, on=1, by=ANA)

    quote = made.digest.quotes[0]
    assert point_mark(made.digest, 24) != point_mark(replace(made.digest, quotes=(quote,)), 24)


def test_nothing_open_is_approved_without_a_reason_and_the_reason_is_kept(open_room):
    room = open_room(loved=80, hated=25)
    made = room.digest(kind="trailer")
    ctx, digest_id = room.app.ctx, made.digest.id

    with pytest.raises(StillOpen) as refused:
        desk_work.approve(ctx, digest_id, on=1, by=ANA)
    assert f"{len(made.digest.quotes)} of {len(made.digest.quotes)} quotes" in refused.value.problems[0]
    assert story_of(room, made).version == 1

    done = desk_work.approve(ctx, digest_id, on=1, by=ANA, reason=" a  colleague\u200b read them ").digest
    assert (done.state, [one.who for one in done.approvals]) == ("approved", ["ana"])
    reasons = ticking.reasons(ticking.ticks_of(ctx, digest_id))
    assert [(one.who, one.version, one.reason) for one in reasons] == [("ana", 2, "a colleague read them")]
    assert logged(room)[0][:3] == ("digest approved", "ana", digest_id)


def test_whoever_read_an_older_version_approves_nothing_at_the_desk(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    change(room, made, "lede", "Fans on Bluesky wrote about the film all day.")
    with pytest.raises(EditConflict, match="version 2 stands now, and you saw version 1"):
        desk_work.approve(room.app.ctx, made.digest.id, on=1, by=ANA, reason="it is fine")
    assert [what for what, *_ in logged(room)] == ["digest edited"]


def test_an_edit_that_somebody_else_made_is_not_taken_back_unseen(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    app, digest_id = room.app, made.digest.id
    first = change(room, made, "lede", "Fans on Bluesky wrote about the film all day.").digest.locks[0]
    room.now = room.now.replace(minute=30)
    change(room, made, "lede", "Fans on Bluesky wrote about it all night.")

    with pytest.raises(EditConflict) as refused:
        desk_work.take_back(app.ctx, digest_id, "lede", app.making, BEN, seen_at=first.at)
    assert refused.value.theirs == "Fans on Bluesky wrote about it all night."
    done = desk_work.take_back(app.ctx, digest_id, "lede", app.making, BEN, seen_at=room.now)
    assert done.digest.lede == made.digest.lede
    assert logged(room)[0][:2] == ("edit taken back", "ben")


def test_a_change_and_its_line_in_the_log_are_kept_together_or_not_at_all(open_room, monkeypatch):
    room = open_room()
    made = room.digest(kind="trailer")

    def broken(*_, **__):
        raise RuntimeError("the log refused")

    monkeypatch.setattr(desk_work.audit, "record", broken)
    with pytest.raises(RuntimeError, match="the log refused"):
        change(room, made, "lede", "Fans on Bluesky wrote about the film all day.")
    assert story_of(room, made).version == 1
