"""The list of digests: what needs somebody first; and what versions say otherwise."""

from datetime import timedelta

import pytest

from aggregator.errors import AggregatorError
from aggregator.model.edits import Edit
from aggregator.pipeline import differences, editing, states
from aggregator.pipeline.digest import find_digest
from aggregator.pipeline.digest_list import list_page, needing
from aggregator.store import posts
from aggregator.store.heads import Asked


def needs(room):
    return [(one.head.kind, one.needs) for one in needing(room.app.ctx)]


def test_a_gone_quote_comes_before_a_draft_and_an_old_draft_needs_nobody(open_room):
    room = open_room(loved=80, hated=25)
    trailer, brief = room.digest(kind="trailer"), room.digest(kind="brief")
    assert dict(needs(room)) == {
        "trailer": ("draft_ready",),
        "brief": ("draft_ready",),
    }

    quote = brief.digest.quotes[0]
    with room.app.ctx.store.write() as session:
        posts.set_standing(session, {(quote.source, quote.id): "gone"}, room.now)
    assert needs(room)[0][1] == ("quote_gone", "draft_ready")

    room.now += timedelta(days=4)
    assert all(why == ("quote_gone",) for _, why in needs(room))
    states.withdraw(room.app.ctx, brief.digest.id, why="it was all wrong", who="ana")
    assert "brief" not in [kind for kind, _ in needs(room)]
    assert trailer.digest.id in [one.head.id for one in list_page(room.app.ctx).listed]


def test_an_unknown_digest_is_answered_with_the_newest_ones_each_once(open_room):
    room = open_room(loved=80, hated=25)
    one = room.digest(kind="trailer").digest.id
    states.approve(room.app.ctx, one, who="ana", on=1)
    with pytest.raises(AggregatorError, match="nothing: not in this database") as told:
        find_digest(room.app.ctx, "nothing")
    assert told.value.hint == f"the newest are {one}"


def test_a_controversy_waits_for_its_second_approval(open_room):
    room = open_room(loved=80, hated=25)
    made = room.digest(kind="controversy")
    states.approve(room.app.ctx, made.digest.id, who="ana", on=1)
    assert needs(room) == [("controversy", ("second_approval", "draft_ready"))]
    states.approve(room.app.ctx, made.digest.id, who="ben", on=2)
    assert needs(room) == []


def test_the_list_goes_on_where_its_page_ended(open_room):
    room = open_room(loved=80, hated=25)
    ids = []
    for kind in ("trailer", "brief", "first_look"):
        room.now += timedelta(minutes=1)
        ids.append(room.digest(kind=kind).digest.id)
    first = list_page(room.app.ctx, limit=2)
    rest = list_page(room.app.ctx, limit=2, after=first.after)
    assert [one.head.id for one in (*first.listed, *rest.listed)] == ids[::-1]
    assert rest.after == ""
    assert [one.head.kind for one in list_page(room.app.ctx, Asked(kind="brief")).listed] == ["brief"]
    for mark in ("nonsense", "2031-05-05T06:00:00~d", "2031-05-05T06:00:00+00:00~"):
        with pytest.raises(AggregatorError, match="there is no such page"):
            list_page(room.app.ctx, after=mark)


def test_an_edit_is_told_word_by_word_against_the_generated_text_and_the_version_before(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    ctx, digest_id = room.app.ctx, made.digest.id
    lede = made.digest.lede + " Most of them did so at night."
    wanted = Edit("lede", "text", lede, "ana", room.now, 1)
    editing.edit(ctx, digest_id, [wanted], room.app.making)

    for before in (differences.GENERATED, 1):
        found = differences.between(ctx, digest_id, before, 2)
        (change,) = [one for one in found.changes if one.block == "lede"]
        assert change.kind == "changed"
        assert (
            "".join(one.text for one in change.pieces if one.kind == "ins")
            == " Most of them did so at night."
        )
    assert differences.between(ctx, digest_id, 1, 1).changes == ()
    with pytest.raises(AggregatorError, match="has no version 9"):
        differences.between(ctx, digest_id, 1, 9)


def test_what_comes_in_and_what_goes_is_told_too(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    states.correct(room.app.ctx, made.digest.id, kind="update", text="A number was added.", who="ana")
    states.approve(room.app.ctx, made.digest.id, who="ana", on=2)
    found = differences.between(room.app.ctx, made.digest.id, 1, 3).changes
    assert [(one.block, one.kind) for one in found] == [("correction", "added"), ("state", "changed")]
    back = differences.between(room.app.ctx, made.digest.id, 3, 1).changes
    assert [(one.block, one.kind) for one in back] == [("state", "changed"), ("correction", "removed")]
