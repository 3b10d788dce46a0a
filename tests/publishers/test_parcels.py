"""What destinations are given: pure forms, and a mark by which a post is known again."""

import sys
import types
from dataclasses import replace
from typing import ClassVar

import orjson
import pytest
import sample_digest
from publishing_room import parcel

from aggregator import publishers
from aggregator.model.digest_json import to_bytes
from aggregator.pipeline import states
from aggregator.pipeline.parcels import form
from aggregator.pipeline.upkeep import renew_copies


@pytest.mark.parametrize("name", [one for one in publishers.names() if one != "folder"])
def test_the_same_version_gives_the_same_bytes(name):
    takes = publishers.find(name).takes
    assert form(takes, sample_digest.full()) == form(takes, sample_digest.full())


def test_a_post_carries_the_digest_in_the_name_of_its_first_block():
    for digest in (
        sample_digest.full(),
        sample_digest.round_up(),
        replace(sample_digest.full(), state="withdrawn"),
    ):
        fields = orjson.loads(form("wordpress", digest))
        block, _, rest = fields["content"].partition(" -->")
        name, given = block.removeprefix("<!-- wp:").split(" ", 1)
        assert orjson.loads(given)["metadata"] == {"name": f"fansreact {digest.id}"}
        assert f"<!-- /wp:{name} -->" in rest


def test_the_stored_bytes_of_a_digest_go_out_as_they_are():
    stored = to_bytes(sample_digest.full()) + b"\n"
    assert form("json", sample_digest.full(), stored) == stored


def test_a_parcel_shows_no_body_when_it_is_printed():
    assert "glassblower" not in repr(parcel(sample_digest.full(), "email")).partition("digest=")[0]


def test_every_destination_is_found_by_the_name_of_its_file_and_by_an_import_path():
    assert publishers.names() == ("email", "folder", "slack", "webhook", "wordpress")
    for name in publishers.names():
        if name != "folder":
            assert publishers.find(name).name == name
    assert publishers.find("aggregator.publishers.slack:Slack").name == "slack"


class Noticeboard(publishers.Destination):
    """A destination of somebody's own."""

    name = "noticeboard"
    takes = "md"
    hung: ClassVar[list] = []

    @classmethod
    def opened(cls, options, keys, ask):
        del ask
        assert (options, keys) == ({"wall": "north"}, {"pin": "a pin"})
        return cls()

    def send(self, parcel):
        self.hung.append((parcel.event, parcel.body))
        return publishers.Copy("note", sent=parcel.body)


def test_a_destination_of_somebodys_own_gets_stories_and_their_withdrawals(open_room, monkeypatch):
    module = types.ModuleType("newsroom_walls")
    module.Noticeboard = Noticeboard
    monkeypatch.setitem(sys.modules, "newsroom_walls", module)
    keys = {"FANSREACT_PUBLISH__NOTICEBOARD__PIN": "a pin"}
    room = open_room('[publish."newsroom_walls:Noticeboard"]\nwall = "north"\n', keys)
    made = room.story()
    room.publish(made.digest.id)
    states.withdraw(room.app.ctx, made.digest.id, why="It was not so.", who="Ada Quill")
    (done,) = renew_copies(room.app.ctx, room.app.outlets)
    assert done.error is None
    assert [event for event, _ in Noticeboard.hung] == ["published", "withdrawn"]
    assert b"It was not so." in Noticeboard.hung[1][1]
