"""Who lets a story out: two people for a controversy, nobody outside the house for a brief."""

import pytest
from pipeline.test_recheck import holds, send, versions

from aggregator.errors import PublishError
from aggregator.pipeline.digest import find_digest
from aggregator.pipeline.publish import publish
from aggregator.publishers import Folder

TWO = ("Ada Quill", "Ben Reed")


class Elsewhere(Folder):
    """A destination outside the house, which happens to write files."""

    name = "elsewhere"


def hand_over(room, document, names, to=Folder):
    app = room.app
    return publish(
        app.ctx, document, to(room.tmp_path / "desk"), ("json",),
        asking=app.asking(), making=app.making, signed_off_by=names,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "by"),
    [
        ((), "by nobody yet"),
        (("Ada Quill",), "by Ada Quill alone"),
        (("Ada Quill", " ada  quill"), "by Ada Quill alone"),
    ],
)
def test_a_controversy_is_not_published_before_two_people_let_it_out(open_room, names, by):
    room = open_room()
    made = room.digest(kind="controversy")
    with pytest.raises(PublishError, match=f"a controversy needs 2 sign-offs and is signed off {by}"):
        hand_over(room, find_digest(room.app.ctx, made.digest.id), names)
    assert not (room.tmp_path / "desk").exists()
    assert versions(room) == [1]


def test_who_let_it_out_stands_in_the_next_version_which_is_what_goes_out(open_room):
    room = open_room()
    made = room.digest(kind="controversy")
    done = hand_over(room, find_digest(room.app.ctx, made.digest.id), TWO)
    assert done.digest.version == 2
    assert done.digest.sign_offs.by == TWO
    assert done.digest.sections == made.digest.sections
    assert done.digest.seo.slug == made.digest.seo.slug
    assert holds(room, made.digest.id)
    assert [path.name for path in (room.tmp_path / "desk").iterdir()] == [f"{made.digest.id}-v2.json"]
    again = hand_over(room, find_digest(room.app.ctx, made.digest.id), ())
    assert again.digest.version == 2
    assert versions(room) == [1, 2]


def test_the_same_inputs_give_the_version_that_was_signed_off(open_room):
    room = open_room()
    made = room.digest(kind="controversy")
    hand_over(room, find_digest(room.app.ctx, made.digest.id), TWO)
    assert room.digest(kind="controversy").digest.sign_offs.by == TWO


def test_a_controversy_that_had_to_be_changed_is_signed_off_anew(open_room):
    room = open_room()
    made = room.digest(kind="controversy")
    room.hide_from_strangers(made.digest.quotes[0].id)
    with pytest.raises(PublishError, match="1 quote had to be replaced since it was signed off"):
        hand_over(room, find_digest(room.app.ctx, made.digest.id), TWO)
    done = hand_over(room, find_digest(room.app.ctx, made.digest.id), TWO)
    assert (done.digest.version, done.digest.sign_offs.by) == (3, TWO)


def test_other_kinds_need_nobodys_name_and_keep_one_that_is_given(open_room):
    room = open_room()
    made = room.digest(kind="trailer")
    sent = send(room, find_digest(room.app.ctx, made.digest.id)).digest
    assert (sent.version, sent.sign_offs.by) == (2, ())
    done = hand_over(room, find_digest(room.app.ctx, made.digest.id), ("Ada Quill",))
    assert (done.digest.version, done.digest.sign_offs.by) == (3, ("Ada Quill",))


def test_a_brief_goes_into_a_folder_and_nowhere_else(open_room):
    room = open_room()
    made = room.digest(kind="brief")
    document = find_digest(room.app.ctx, made.digest.id)
    with pytest.raises(PublishError, match="is an internal brief, not for publication"):
        hand_over(room, document, TWO, to=Elsewhere)
    assert hand_over(room, document, ()).digest.version == 2


def test_what_is_no_name_lets_nothing_out(open_room):
    room = open_room()
    made = room.digest(kind="controversy")
    with pytest.raises(PublishError, match="is no name"):
        hand_over(room, find_digest(room.app.ctx, made.digest.id), ("Ada Quill", " \n"))
