"""Destinations from the command line: publish, its exit codes, what status and doctor say of them."""

import json

import publishing_room
import pytest

from aggregator.loopback import play

FILM = "the-paper-lighthouse"
WINDOW = ("--since", "2026-05-04", "--until", "2026-05-06")
VARIABLE = "FANSREACT_PUBLISH__WORDPRESS__APPLICATION_PASSWORD"


@pytest.fixture
def site(config_dir, tmp_path, monkeypatch):
    """A WordPress on this machine that the configuration knows."""
    folder = tmp_path / "recording"
    folder.mkdir()
    (folder / "wordpress.json").write_text(json.dumps(publishing_room.SITE), encoding="utf-8")
    with play(folder) as network:
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(publishing_room.WORDPRESS.replace("{url}", network.url))
        monkeypatch.setenv(VARIABLE, publishing_room.PASSWORD)
        yield network.double("wordpress")


@pytest.fixture
def story(run, archive, tmp_path):
    run("import", str(archive()), "--film", FILM)
    return run("digest", FILM, *WINDOW, "--kind", "trailer", "--out", str(tmp_path / "out"), "--json").json[
        "id"
    ]


def test_a_story_goes_to_wordpress_and_status_tells_of_it(run, site, story):
    done = run("publish", story, "--to", "wordpress", "--approved-by", "Ada Quill", "--json")
    assert done.code == 0
    assert done.json["where"].endswith("/wp-admin/post.php?post=41&action=edit")
    (sent,) = run("status", "--json").json["publications"]
    assert (sent["id"], sent["to"], sent["state"], sent["by"]) == (story, "wordpress", "sent", "Ada Quill")
    assert "Sent to destinations" in run("status").out


def test_a_changed_copy_is_exit_1_with_the_difference_and_overwrite_replaces_it(run, site, story):
    run("publish", story, "--to", "wordpress")
    site.edit(41, title="Our own title")
    refused = run("publish", story, "--to", "wordpress", "--json")
    assert refused.code == 1
    assert refused.json["error"]["kind"] == "publish"
    assert "+Our own title" in refused.json["error"]["problems"]
    told = run("publish", story, "--to", "wordpress")
    assert "+Our own title" in told.err
    assert run("publish", story, "--to", "wordpress", "--overwrite").code == 0
    assert site.posts[41]["title"] != "Our own title"


@pytest.mark.parametrize(
    ("to", "says"),
    [("wordpres", "no such destination: 'wordpres'"), ("slack", "slack: is not set up")],
)
def test_a_destination_that_is_not_there_is_exit_2(run, site, story, to, says):
    refused = run("publish", story, "--to", to)
    assert refused.code == 2
    assert says in refused.err


def test_without_its_password_it_is_exit_2_and_doctor_says_which(run, site, story, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    refused = run("publish", story, "--to", "wordpress")
    assert refused.code == 2
    assert VARIABLE in refused.err
    checks = {one["name"]: one for one in run("doctor", "--json").json["checks"]}
    assert checks["publish wordpress"]["problem"] == "needs key"


def test_doctor_asks_each_destination_and_changes_nothing(run, site):
    checks = {one["name"]: one for one in run("doctor", "--json").json["checks"]}
    assert checks["publish wordpress"]["ok"]
    site.users["newsdesk"]["password"] = "another"
    checks = {one["name"]: one for one in run("doctor", "--json").json["checks"]}
    assert "was refused (401" in checks["publish wordpress"]["problem"]
    assert site.posts == {}
