"""recheck from the command line: the copies outside are told of what changed, as by the schedule and the desk."""

import json

import bluesky_room
import publishing_room
import pytest

from aggregator.loopback import Reply, play

FILM = "the-paper-lighthouse"
WINDOW = ("--since", "2026-05-04", "--until", "2026-05-06")
POSTS = "/wp-json/wp/v2/posts"


@pytest.fixture
def network(config_dir, tmp_path, monkeypatch):
    """Bluesky with a crowd that wrote on a day that is over, and a newsroom's WordPress and Slack."""
    posts = json.dumps(bluesky_room.crowd(30, 8)).replace("2031-05-04", "2026-05-04")
    folder = bluesky_room.record(tmp_path / "recording", json.loads(posts))
    (folder / "wordpress.json").write_text(json.dumps(publishing_room.SITE), encoding="utf-8")
    (folder / "slack.json").write_text(json.dumps([publishing_room.SLACK]), encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("FANSREACT_DIGEST__OUT", str(tmp_path / "out"))
    keys = bluesky_room.KEYS | publishing_room.WORDPRESS_KEYS | publishing_room.BOT_KEYS
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    with play(folder) as network:
        tables = f'[sources.bluesky]\nbase_url = "{{url}}"\n{publishing_room.WORDPRESS}{publishing_room.BOT}'
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(tables.replace("{url}", network.url))
        yield network


@pytest.fixture
def sent(run, network):
    """A story that stands at WordPress; its digest.json as it was made."""
    assert run("collect", "--since", "2026-05-03T00:00:00Z", "--json").code == 0
    story = run("digest", FILM, *WINDOW, "--kind", "trailer", "--json").json
    assert run("publish", story["id"], "--to", "wordpress", "--approved-by", "Ada Quill").code == 0
    return story["digest"]


def test_a_dead_quote_is_corrected_at_its_copy_and_told_to_slack_and_both_are_said(run, network, sent):
    network.hide(sent["quotes"][0]["id"])

    ran = run("recheck", sent["id"], "--json")

    assert ran.code == 0
    assert [(one["to"], one["error"]) for one in ran.json["told"]] == [("wordpress", None), ("slack", None)]
    assert ran.json["told"][0]["what"] == f"{sent['id']} version 3: corrected at wordpress"
    assert ran.json["told"][1]["what"].startswith("1 post of a story gone: ")
    (post,) = network.double("wordpress").posts.values()
    assert "was deleted" in post["content"]
    assert sent["quotes"][0]["url"] not in post["content"]
    (message,) = network.double("slack").messages
    assert "corrected at wordpress" in str(message["blocks"])
    assert run("status", "--json").json["publications"][0]["by"] == "command line"
    assert run("recheck", sent["id"], "--json").json["told"] == []


def test_people_read_what_was_told_to_whom(run, network, sent):
    network.hide(sent["quotes"][0]["id"])

    told = run("recheck", sent["id"]).out

    assert "version 3: corrected at wordpress" in told
    assert "told to slack" in told


def test_a_destination_that_takes_nothing_is_exit_3_and_says_what_to_do(run, network, sent):
    network.hide(sent["quotes"][0]["id"])
    network.twist = lambda asked, good: (
        Reply(502, "bad gateway") if asked.method == "POST" and POSTS in asked.path else good
    )

    ran = run("recheck", sent["id"], "--json")
    network.twist = None
    again = run("recheck", sent["id"], "--json")

    refused = ran.json["told"][0]
    assert (ran.code, refused["to"], refused["error"]["kind"]) == (3, "wordpress", "publish")
    assert f"wordpress: {refused['error']['hint']}" in ran.err
    assert [one["what"] for one in again.json["told"]] == [f"{sent['id']} version 3: corrected at wordpress"]
    assert again.code == 0
