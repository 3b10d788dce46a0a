"""Who approves a story: two people a controversy, each the version that they read."""

import pytest
from pipeline.test_recheck import holds, recheck, send, versions

from aggregator.errors import AggregatorError, EditConflict, PublishError
from aggregator.pipeline import states
from aggregator.pipeline.digest import find_digest
from aggregator.pipeline.publish import publish
from aggregator.publishers import Folder
from aggregator.render import notices

TWO = ("Ada Quill", "Ben Reed")


def hand_over(room, document, names):
    app = room.app
    return publish(
        app.ctx, document, Folder(room.tmp_path / "desk"), ("json",),
        asking=app.asking(), making=app.making, approved_by=names,
    )  # fmt: skip


def newest(room, made, version=None):
    return find_digest(room.app.ctx, made.digest.id, version)


def names(digest):
    return [one.who for one in digest.approvals]


@pytest.mark.parametrize(
    ("given", "by"),
    [
        ((), "nobody yet"),
        (("Ada Quill",), "Ada Quill alone"),
        (("Ada Quill", " ada  quill"), "Ada Quill alone"),
    ],
)
def test_a_controversy_is_not_published_before_two_people_approve_it(open_room, given, by):
    room = open_room()
    made = room.digest(kind="controversy")
    said = f"a controversy needs the approval of 2 people and has that of {by}"
    with pytest.raises(PublishError, match=said):
        hand_over(room, newest(room, made), given)
    assert not (room.tmp_path / "desk").exists()
    assert versions(room) == [1]


def test_who_approves_it_stands_in_the_next_version_which_is_what_goes_out(open_room):
    room = open_room()
    made = room.digest(kind="controversy")
    done = hand_over(room, newest(room, made), TWO)
    assert done.digest.version == 2
    assert [(one.who, one.at, one.version) for one in done.digest.approvals] == [
        (name, room.now, 1) for name in TWO
    ]
    assert done.digest.sections == made.digest.sections
    assert done.digest.seo.slug == made.digest.seo.slug
    assert holds(room, made.digest.id)
    assert [path.name for path in (room.tmp_path / "desk").iterdir()] == [f"{made.digest.id}-v2.json"]
    again = hand_over(room, newest(room, made), ())
    assert again.digest.version == 2
    assert versions(room) == [1, 2]


def test_approvals_of_the_desk_and_of_the_command_are_counted_together(open_room):
    room = open_room()
    made = room.digest(kind="controversy")
    one = states.approve(room.app.ctx, made.digest.id, who="Ada Quill", on=1).digest

    assert one.state == "draft"
    assert "read and approved by one editor. To be approved by 1 more person." in notices.state(one)
    with pytest.raises(PublishError, match="of Ada Quill alone"):
        hand_over(room, newest(room, made), ("ADA QUILL",))
    done = hand_over(room, newest(room, made), ("Ben Reed",))
    assert [(one.who, one.version) for one in done.digest.approvals] == [("Ada Quill", 1), ("Ben Reed", 2)]
    assert done.digest.state == "published"


def test_a_controversy_that_two_approved_at_the_desk_is_published_without_a_name(open_room):
    room = open_room()
    made = room.digest(kind="controversy")
    for version, name in enumerate(TWO, 1):
        approved = states.approve(room.app.ctx, made.digest.id, who=name, on=version).digest
    assert approved.state == "approved"
    assert names(send(room, newest(room, made)).digest) == list(TWO)


def test_the_same_inputs_give_the_version_that_was_approved(open_room):
    room = open_room()
    made = room.digest(kind="controversy")
    hand_over(room, newest(room, made), TWO)
    assert names(room.digest(kind="controversy").digest) == list(TWO)


@pytest.mark.parametrize("kind", ["controversy", "trailer"])
def test_what_had_to_be_changed_after_it_was_read_is_approved_anew(open_room, kind):
    room = open_room()
    made = room.digest(kind=kind)
    room.hide_from_strangers(made.digest.quotes[0].id)
    with pytest.raises(PublishError, match="1 post had to be taken out since it was approved"):
        hand_over(room, newest(room, made), TWO)
    done = hand_over(room, newest(room, made), TWO)
    assert [(one.who, one.version) for one in done.digest.approvals] == [(name, 2) for name in TWO]


@pytest.mark.parametrize(("kind", "left"), [("controversy", []), ("trailer", list(TWO))])
def test_a_published_story_that_had_to_be_changed_keeps_its_approvals_where_none_is_needed(
    open_room, kind, left
):
    room = open_room()
    made = room.digest(kind=kind)
    sent = hand_over(room, newest(room, made), TWO).digest
    room.network.hide(sent.quotes[0].id)
    changed = recheck(room, made, version=2).made.digest
    assert (changed.state, names(changed)) == ("published", left)


def test_other_kinds_need_nobodys_name_and_keep_one_that_is_given(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    sent = send(room, newest(room, made)).digest
    assert (sent.version, sent.approvals) == (2, ())
    done = hand_over(room, newest(room, made), ("Ada Quill",))
    assert (done.digest.version, names(done.digest)) == (3, ["Ada Quill"])


def test_nobody_approves_a_version_that_another_has_followed(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    sent = hand_over(room, newest(room, made), ("Ada Quill",)).digest
    assert hand_over(room, newest(room, made, 1), ("Ada Quill",)).digest == sent
    with pytest.raises(EditConflict, match="version 2 stands now, and you saw version 1"):
        hand_over(room, newest(room, made, 1), ("Ben Reed",))


@pytest.mark.parametrize("name", [" \n", "Q" * 81])
def test_what_is_no_name_approves_nothing(open_room, name):
    room = open_room()
    made = room.digest(kind="controversy")
    with pytest.raises(AggregatorError, match=r"nobody is named|is no name"):
        hand_over(room, newest(room, made), ("Ada Quill", name))
    assert versions(room) == [1]


class Elsewhere(Folder):
    """A destination outside of the desk's own folder, which happens to write files."""

    name = "elsewhere"


def test_a_brief_goes_to_any_destination_and_is_marked_there(open_room):
    room = open_room()
    made = room.digest(kind="brief")
    app = room.app
    desk = room.tmp_path / "desk"
    done = publish(
        app.ctx, newest(room, made), Elsewhere(desk), ("md",), asking=app.asking(), making=app.making
    )
    assert (done.digest.kind, done.digest.version) == ("brief", 2)
    [path] = desk.iterdir()
    assert path.read_text(encoding="utf-8").startswith("**Internal brief, not for publication**")
