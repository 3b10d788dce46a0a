"""Which formats there are, and that each is a pure function of the digest."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sample_digest import full, round_up

from aggregator import render
from aggregator.errors import ConfigError
from aggregator.model.digest_json import from_json, to_bytes


def test_formats_are_those_that_ship_with_their_suffixes():
    assert render.formats() == {
        "atom": "atom",
        "email": "eml",
        "html": "html",
        "json": "json",
        "md": "md",
        "slack": "slack.json",
        "wordpress": "wordpress.html",
    }


def test_no_two_formats_would_be_one_file():
    assert len(set(render.formats().values())) == len(render.formats())


@pytest.mark.parametrize("name", render.formats())
def test_same_digest_gives_the_same_bytes(name):
    assert render.render(full(), name) == render.render(full(), name)


def test_json_is_the_canonical_form():
    assert render.render(full(), "json") == to_bytes(full())


def test_all_formats_are_the_same_bytes_whatever_the_hash_seed():
    root = Path(__file__).parent.parent
    script = (
        "import hashlib; from sample_digest import full, hostile, round_up; from aggregator import render\n"
        "for name in render.formats():\n"
        "    for made in (full(), round_up(), hostile('<b>x')):\n"
        "        print(name, hashlib.sha256(render.render(made, name)).hexdigest())"
    )
    told = set()
    for seed in ("0", "1", "4711"):
        environment = {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": f"{root}{os.pathsep}{root.parent}",
            "PATH": os.defpath,
        }
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, env=environment, check=True
        )
        told.add(done.stdout)
    assert len(told) == 1
    assert told.pop().count(b"\n") == 3 * len(render.formats())


@pytest.mark.parametrize("name", [name for name in render.formats() if name != "json"])
@pytest.mark.parametrize("make", [full, round_up])
def test_a_digest_read_back_from_its_json_renders_alike(name, make):
    again = from_json(json.loads(render.render(make(), "json")))
    assert render.render(again, name) == render.render(make(), name)


def test_an_unknown_format_names_the_nearest():
    with pytest.raises(ConfigError) as caught:
        render.render(full(), "htlm")
    assert str(caught.value) == "no such format: 'htlm'; did you mean 'html'?"


def test_a_word_that_is_near_none_lists_them_all():
    with pytest.raises(ConfigError) as caught:
        render.render(full(), "ghost")
    assert str(caught.value) == (
        "no such format: 'ghost'; the formats are atom, email, html, json, md, slack, wordpress"
    )


class Shout(render.Renderer):
    """A newsroom's own format."""

    name = "shout"
    suffix = "txt"

    def render(self, digest):
        return digest.headline.upper().encode()


def test_a_format_of_ones_own_is_found_by_its_import_path(monkeypatch):
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
