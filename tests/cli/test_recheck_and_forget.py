"""recheck, publish and forget as a person runs them."""

import io
import json
import os

import bluesky_room
import make
import pytest
from cli.conftest import NOON

from aggregator import config
from aggregator.app import App
from aggregator.loopback import Reply, play
from aggregator.model.edits import Edit
from aggregator.payloads.jsonl import to_record
from aggregator.pipeline import editing

FILM = "the-paper-lighthouse"
WINDOW = ("--since", "2026-05-04", "--until", "2026-05-06")


@pytest.fixture
def network(config_dir, tmp_path, monkeypatch):
    """Bluesky on this machine, with a crowd that wrote on a day that is over."""
    posts = bluesky_room.crowd(30, 8)
    text = json.dumps(posts).replace("2031-05-04", "2026-05-04")
    folder = bluesky_room.record(tmp_path / "recording", json.loads(text))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("FANSREACT_DIGEST__OUT", str(tmp_path / "out"))
    for name, value in bluesky_room.KEYS.items():
        monkeypatch.setenv(name, value)
    with play(folder) as network:
        with (config_dir / "fansreact.toml").open("a") as settings:
            settings.write(f'[sources.bluesky]\nbase_url = "{network.url}"\n')
        yield network


@pytest.fixture
def story(run, network):
    assert run("collect", "--since", "2026-05-03T00:00:00Z", "--json").code == 0
    return run("digest", FILM, *WINDOW, "--json").json


def test_a_story_that_stands_is_exit_0_and_tells_numbers_and_lists(run, story):
    ran = run("recheck", story["id"], "--json")

    number = len(story["digest"]["quotes"])
    assert ran.code == 0
    assert ran.json == {
        "id": story["id"], "version": 1, "checked": number, "alive": number, "edited": [], "gone": [], "hidden": [],
        "replaced": {}, "blocked": False, "why": None, "new_version": None, "unchecked": [], "told": [],
    }  # fmt: skip


def test_a_deleted_quote_is_replaced_and_the_new_version_holds(run, story, network):
    lost = story["digest"]["quotes"][0]["id"]
    network.hide(lost)

    ran = run("recheck", story["paths"]["json"], "--json")

    assert ran.code == 0
    assert (ran.json["gone"], list(ran.json["replaced"]), ran.json["new_version"]) == ([lost], [lost], 2)
    assert run("verify", story["id"], "--json").json["ok"]


def test_a_blocked_story_is_exit_1_and_says_why(run, story, network):
    network.hide(*[bluesky_room.uri(number) for number in range(1, 39)])

    ran = run("recheck", story["id"])
    asked = run("recheck", story["id"], "--json")
    sent = run("publish", story["id"], "--to", "folder", "--json")

    assert (ran.code, asked.code, sent.code) == (1, 1, 1)
    assert "blocked: The Paper Lighthouse: has" in ran.out.replace("\n", " ")
    assert asked.json["blocked"] is True
    assert sent.json["error"]["kind"] == "publish"


def test_a_network_that_is_down_is_exit_3(run, story, network):
    network.fail = lambda _path: Reply(404, "<html>")

    ran = run("recheck", story["id"], "--json")

    assert ran.code == 3
    assert [one["source"] for one in ran.json["unchecked"]] == ["bluesky"]


def test_publishing_rechecks_first(run, story, network, tmp_path):
    lost = story["digest"]["quotes"][0]
    network.hide(lost["id"])

    ran = run("publish", story["id"], "--to", "folder", "--out", str(tmp_path / "desk"), "--json")

    assert (ran.code, ran.json["recheck"]["new_version"], ran.json["recheck"]["gone"]) == (0, 2, [lost["id"]])
    assert ran.json["version"] == 3  # the published one
    assert not any(lost["excerpt"] in path.read_text() for path in (tmp_path / "desk").iterdir())


def test_who_approves_a_story_is_recorded_where_it_is_published(run, story, tmp_path):
    ran = run(
        "publish", story["id"], "--to", "folder", "--out", str(tmp_path / "desk"), "--approved-by", "Ana", "--json"
    )  # fmt: skip

    [path] = (tmp_path / "desk").glob("*.json")
    document = json.loads(path.read_text())
    assert (ran.code, document["state"], document["version"]) == (0, "published", ran.json["version"])
    assert [one["who"] for one in document["approvals"]] == ["Ana"]
    assert run("verify", str(path), "--json").json == {"ok": True, "failures": []}
    assert run("verify", story["paths"]["json"], "--json").json == {"ok": True, "failures": []}


def test_verify_lists_what_stands_on_an_editors_word_and_its_json_is_as_ever(run, story, config_dir):
    settings = config.load(config_dir, dict(os.environ))
    app = App.build(settings, environ=dict(os.environ))
    edit = Edit("lede", "text", "Seen by 5,000 people", "Ana", NOON, 1, reason="the studio said so")
    editing.edit(app.ctx, story["id"], [edit], app.making)
    app.close()

    told, asked = run("verify", story["id"]), run("verify", story["id"], "--json")

    assert (told.code, asked.json) == (0, {"ok": True, "failures": []})
    assert "lede: 5,000 is not covered. It stands on the word of Ana: the studio said so" in " ".join(
        told.out.split()
    )


def test_quotes_of_an_archive_whose_network_is_not_read_are_published_and_named(run, archive, tmp_path):
    run("import", str(archive()), "--film", FILM)
    made = run("digest", FILM, *WINDOW, "--out", str(tmp_path / "out"), "--json").json

    ran = run("publish", made["id"], "--to", "folder", "--out", str(tmp_path / "desk"))
    asked = run("recheck", made["id"], "--json")

    number = len(made["digest"]["quotes"])
    assert (ran.code, asked.code) == (0, 0)
    assert f"{number} quotes not checked: x " in ran.err
    assert (asked.json["checked"], len(asked.json["unchecked"][0]["ids"])) == (0, number)


def test_forgetting_a_person_mends_their_stories_and_names_the_files(run, story):
    person = story["digest"]["quotes"][0]["author"]["handle"]

    would = run("forget", person, "--dry-run", "--json").json
    ran = run("forget", f"https://bsky.app/profile/{person}", "--json")
    again = run("forget", person, "--json")

    assert (would["dry_run"], would["posts"], would["digests"]) == (
        True,
        1,
        [{"id": story["id"], "version": 1}],
    )
    assert ran.code == 0
    assert ran.json == {
        "name": f"bluesky:{person}", "dry_run": False, "posts": 1, "authors": 1, "rejected": 0,
        "digests": [{"id": story["id"], "version": 2}], "raw_pages": would["raw_pages"],
        "files": sorted(story["paths"].values()),
    }  # fmt: skip
    assert (again.code, again.json["error"]["kind"]) == (1, "failed")
    assert run("collect", "--since", "2026-05-03T00:00:00Z", "--json").json["runs"][0]["new"] == 0


def test_verifying_a_file_that_still_holds_erased_words_prints_none_of_them(run, story, tmp_path):
    quote = story["digest"]["quotes"][1]
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(story["digest"]), encoding="utf-8")
    run("forget", quote["author"]["handle"], "--json")

    told = run("verify", str(kept))
    failures = run("verify", str(kept), "--json").json["failures"]

    assert told.code == 1
    of_quote = [one for one in failures if one["where"].startswith("quotes[")]
    assert of_quote == [
        {"where": "quotes[1]", "expected": "erased-1, taken out by forget", "found": "what was erased"}
    ]
    for trace in (quote["id"], quote["url"], quote["text"][:40], quote["author"]["handle"]):
        assert trace not in told.out + told.err + json.dumps(failures)


def test_a_handle_that_two_networks_know_is_exit_2_and_lists_both(run, tmp_path):
    path = tmp_path / "two.jsonl"
    posts = [
        make.post("the paper lighthouse", created_at=NOON, source=source, author=make.author("mira"))
        for source in ("x", "reddit")
    ]
    path.write_text("\n".join(json.dumps(to_record(post)) for post in posts))
    run("import", str(path), "--film", FILM)

    ran = run("forget", "mira", "--json")

    assert ran.code == 2
    assert ran.json["error"]["hint"] == "write one of reddit:mira, x:mira"
    assert run("forget", "x:mira", "--json").json["posts"] == 1


class Terminal(io.StringIO):
    """A person at a keyboard, with what they type."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "left"), [("n", 1), ("y", 0)])
def test_on_a_terminal_it_asks_first(run, archive, monkeypatch, answer, left):
    run("import", str(archive(1)), "--film", FILM)
    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))

    ran = run("forget", "fan_0")

    assert ran.code == left  # 1: it was not done
    assert "1 post and 1 author would be erased" in ran.out
    assert run("status", "--json").json["database"]["posts"] == left


def test_yes_asks_nothing(run, archive, monkeypatch):
    run("import", str(archive(1)), "--film", FILM)
    monkeypatch.setattr("sys.stdin", Terminal())

    assert run("forget", "fan_0", "--yes").code == 0
