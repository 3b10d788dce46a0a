"""What destinations are given: pure forms, and a mark by which a post is known again."""

from dataclasses import replace

import orjson
import pytest
import sample_digest
from publishing_room import parcel

from aggregator import publishers
from aggregator.model.digest_json import to_bytes
from aggregator.pipeline.parcels import form


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
