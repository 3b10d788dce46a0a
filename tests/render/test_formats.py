"""Which formats there are, and that each is a pure function of the digest."""

import json

import pytest
from sample_digest import full, round_up

from aggregator import render
from aggregator.errors import ConfigError
from aggregator.model.digest_json import from_json, to_bytes


def test_formats_are_those_that_ship_with_their_suffixes():
    assert render.formats() == {"html": "html", "json": "json", "md": "md"}


@pytest.mark.parametrize("name", ["html", "json", "md"])
def test_same_digest_gives_the_same_bytes(name):
    assert render.render(full(), name) == render.render(full(), name)


def test_json_is_the_canonical_form():
    assert render.render(full(), "json") == to_bytes(full())


@pytest.mark.parametrize("name", ["html", "md"])
@pytest.mark.parametrize("make", [full, round_up])
def test_a_digest_read_back_from_its_json_renders_alike(name, make):
    again = from_json(json.loads(render.render(make(), "json")))
    assert render.render(again, name) == render.render(make(), name)


def test_an_unknown_format_names_the_nearest():
    with pytest.raises(ConfigError) as caught:
        render.render(full(), "htlm")
    assert str(caught.value) == "no such format: 'htlm'; did you mean 'html'?"


def test_a_format_of_a_later_version_is_not_offered():
    with pytest.raises(ConfigError) as caught:
        render.render(full(), "wordpress")
    assert str(caught.value) == "no such format: 'wordpress'; the formats are html, json, md"


class Shout(render.Renderer):
    """A newsroom's own format."""

    name = "shout"
    suffix = "txt"

    def render(self, digest):
        return digest.headline.upper().encode()


def test_a_format_of_ones_own_is_found_by_its_import_path(monkeypatch):
    import sys
    import types

    module = types.ModuleType("newsroom")
    module.Shout = Shout
    module.number = 1
    monkeypatch.setitem(sys.modules, "newsroom", module)
    assert render.render(full(headline="Fans shout"), "newsroom:Shout") == b"FANS SHOUT"
    with pytest.raises(ConfigError, match=r"is no aggregator\.render\.Renderer"):
        render.find("newsroom:number")
    with pytest.raises(ConfigError, match="format 'newsroom:Missing'"):
        render.find("newsroom:Missing")
