"""What is out: the version that readers have, whatever became of the story since."""

from datetime import timedelta

from aggregator.model.edits import Edit
from aggregator.pipeline import editing, states
from aggregator.pipeline.published import published


def send(room, digest_id):
    """The newest version goes out."""
    story = editing.look(room.app.ctx, digest_id).digest
    return states.mark_published(room.app.ctx, story).digest


def test_a_draft_is_not_out_and_an_edited_story_is_out_as_it_went(open_room):
    room = open_room(loved=80, hated=25)
    made = room.digest(kind="trailer").digest
    room.digest(kind="brief")
    assert published(room.app.ctx).stories == ()
    out = send(room, made.id)
    edit = Edit(
        "lede", "text", "Fans on Bluesky wrote about the trailer all day.", "ana", room.now, out.version
    )
    edited = editing.edit(room.app.ctx, made.id, [edit], room.app.making).digest
    assert edited.state == "draft"
    [told] = published(room.app.ctx).stories
    assert (told.id, told.version, told.lede) == (made.id, out.version, out.lede)
    sent = send(room, made.id)
    assert [one.version for one in published(room.app.ctx).stories] == [sent.version]


def test_the_last_published_comes_first_and_no_more_than_asked(open_room):
    room = open_room(loved=80, hated=25)
    ids = [room.digest(kind=kind).digest.id for kind in ("trailer", "brief", "first_look")]
    for digest_id in ids:
        room.now += timedelta(hours=1)
        send(room, digest_id)
    assert [one.id for one in published(room.app.ctx).stories] == ids[::-1]
    assert len(published(room.app.ctx, most=2).stories) == 2


def test_a_withdrawn_story_is_told_of_only_if_it_was_out(open_room):
    room = open_room(loved=80, hated=25)
    out, draft = (room.digest(kind=kind).digest.id for kind in ("trailer", "brief"))
    send(room, out)
    for digest_id in (out, draft):
        states.withdraw(room.app.ctx, digest_id, why="it was all wrong", who="ana")
    told = published(room.app.ctx)
    assert told.stories == ()
    assert [one.id for one in told.withdrawn] == [out]
    assert told.withdrawn[0].quotes == ()
