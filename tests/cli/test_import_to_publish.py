"""The main job from the command line: import, score, digest, verify, export, publish."""

import csv
import json
from pathlib import Path

import make
from cli.conftest import NOON

FILM = "the-paper-lighthouse"
WINDOW = ("--since", "2026-05-04", "--until", "2026-05-06")


def test_from_an_archive_to_a_published_story(run, archive, tmp_path):
    imported = run("import", str(archive()), "--film", FILM, "--json")
    scored = run("score", "--json")
    made = run("digest", FILM, *WINDOW, "--out", str(tmp_path / "out"), "--json")
    path = made.json["paths"]["json"]
    verified = run("verify", path, "--json")
    published = run("publish", made.json["id"], "--to", "folder", "--out", str(tmp_path / "desk"), "--json")

    assert imported.json["files"][0]["new"] == 150
    assert scored.json["scored"] == 150
    assert made.code == 0
    assert made.json["digest"]["counted"]["posts"] > 100
    assert verified.json == {"ok": True, "failures": []}
    assert published.code == 0
    assert sorted(one.suffix for one in (tmp_path / "desk").iterdir()) == [".html", ".json", ".md"]


def test_every_format_gets_the_same_name_from_digest_and_from_publish(run, archive, tmp_path, monkeypatch):
    formats = ("atom", "email", "html", "json", "md", "slack", "wordpress")
    monkeypatch.setenv("FANSREACT_DIGEST__FORMATS", json.dumps(formats))
    run("import", str(archive()), "--film", FILM)

    asked = [word for name in formats for word in ("--format", name)]
    made = run("digest", FILM, *WINDOW, *asked, "--out", str(tmp_path / "out"), "--json").json
    published = run("publish", made["id"], "--to", "folder", "--out", str(tmp_path / "desk"), "--json")

    suffixes = ("atom", "eml", "html", "json", "md", "slack.json", "wordpress.html")
    assert published.code == 0
    for folder, version in (("out", 1), ("desk", published.json["version"])):
        names = sorted(path.name for path in (tmp_path / folder).iterdir())
        assert names == sorted(f"{made['id']}-v{version}.{suffix}" for suffix in suffixes)
    run("digest", FILM, *WINDOW, *asked, "--out", str(tmp_path / "again"), "--json")  # it stood already
    for path in (tmp_path / "again").iterdir():
        assert path.read_bytes() == (tmp_path / "desk" / path.name).read_bytes()


def test_importing_again_changes_nothing(run, archive):
    path = str(archive())
    run("import", path, "--film", FILM)

    again = run("import", path, "--film", FILM, "--json")

    assert again.code == 0
    assert (again.json["files"][0]["new"], again.json["files"][0]["known"]) == (0, 150)


def test_unreadable_lines_are_named_and_the_rest_is_imported(run, archive, tmp_path):
    path = archive(20)
    path.write_text(path.read_text() + '{"source": "x", "id": null}\nnot json\n')

    ran = run("import", str(path), "--film", FILM, "--json")

    assert ran.code == 3
    assert ran.json["files"][0]["new"] == 20
    assert [one["line"] for one in ran.json["files"][0]["rejected"]] == [21, 22]


def test_a_file_of_two_networks_is_one_archive_and_what_was_rejected_of_it_is_told(run, archive, tmp_path):
    lines = archive(40).read_text("utf-8").splitlines()
    mixed = [
        line.replace('"source": "x"', '"source": "tumblr"') if n % 2 else line for n, line in enumerate(lines)
    ]
    path = tmp_path / "mixed.jsonl"
    path.write_text("\n".join([*mixed, "{broken", "{}"]), "utf-8")
    run("import", str(path), "--film", "the-paper-lighthouse")

    window = ("--since", "2026-05-04", "--until", "2026-05-06", "--format", "md", "--format", "json")
    made = run("digest", "the-paper-lighthouse", *window, "--out", str(tmp_path / "out"), "--json").json
    text = (tmp_path / "out").joinpath(f"{made['id']}-v1.md").read_text("utf-8")

    assert "The posts come from 1 archive." in text
    assert text.count("archive mixed.jsonl: read, but an archive can") == 2
    assert text.count("2 records of it could not be read") == 2
    assert text.count("the archive mixed.jsonl") == 1
    assert run("verify", made["id"]).code == 0


def test_an_archive_without_a_usable_line_fails(run, tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_text("nothing\n")

    assert run("import", str(path), "--film", FILM).code == 1


def test_an_unknown_film_is_suggested(run, archive):
    ran = run("import", str(archive(1)), "--film", "the-paper-lighthose", "--json")

    assert ran.code == 2
    assert FILM in ran.json["error"]["message"] + ran.json["error"]["hint"]


def test_too_few_posts_say_how_many_and_how_many_are_needed(run, archive):
    run("import", str(archive(5)), "--film", FILM)

    ran = run("digest", FILM, *WINDOW)

    assert ran.code == 1
    assert "has 5, needs 12" in ran.err


def test_few_posts_make_a_round_up_without_shares(run, archive, tmp_path):
    run("import", str(archive(30, people=30)), "--film", FILM)

    made = run("digest", FILM, *WINDOW, "--out", str(tmp_path / "out"), "--json").json["digest"]

    assert made["sentiment"] is None
    assert made["sentiment_reason"]
    assert "%" not in json.dumps([made["headline"], made["lede"], made["highlights"], made["sections"]])


def test_the_same_digest_again_is_the_same_version(run, archive, tmp_path):
    run("import", str(archive()), "--film", FILM)
    first = run("digest", FILM, *WINDOW, "--out", str(tmp_path / "a"), "--json").json
    second = run("digest", FILM, *WINDOW, "--out", str(tmp_path / "b"), "--json").json

    assert (second["id"], second["version"]) == (first["id"], first["version"])
    assert Path(first["paths"]["json"]).read_bytes() == Path(second["paths"]["json"]).read_bytes()


def test_new_posts_make_a_new_version(run, archive, tmp_path):
    run("import", str(archive()), "--film", FILM)
    first = run("digest", FILM, *WINDOW, "--out", str(tmp_path / "out"), "--json").json
    run("import", str(archive(40, people=40, name="more.jsonl")), "--film", FILM)
    second = run("digest", FILM, *WINDOW, "--out", str(tmp_path / "out"), "--json").json

    assert (second["id"], second["version"]) == (first["id"], 2)


def test_verify_fails_on_one_changed_character_and_names_it(run, archive, tmp_path):
    run("import", str(archive()), "--film", FILM)
    path = run("digest", FILM, *WINDOW, "--out", str(tmp_path), "--json").json["paths"]["json"]
    story = json.loads(Path(path).read_text(encoding="utf-8"))
    story["quotes"][0]["excerpt"] = story["quotes"][0]["excerpt"].replace("e", "a", 1)
    Path(path).write_text(json.dumps(story), encoding="utf-8")

    ran = run("verify", path, "--json")

    assert ran.code == 1
    assert ran.json["ok"] is False
    assert any("quotes[0].excerpt" in one["where"] for one in ran.json["failures"])


def test_a_story_that_does_not_hold_is_not_published(run, archive, tmp_path):
    run("import", str(archive()), "--film", FILM)
    path = run("digest", FILM, *WINDOW, "--out", str(tmp_path), "--json").json["paths"]["json"]
    story = json.loads(Path(path).read_text(encoding="utf-8"))
    story["counted"]["posts"] += 1
    Path(path).write_text(json.dumps(story), encoding="utf-8")

    ran = run("publish", path, "--to", "folder", "--out", str(tmp_path / "desk"))

    assert ran.code == 1
    assert not (tmp_path / "desk").exists()


def test_what_is_exported_imports_as_the_same(run, archive, tmp_path):
    run("import", str(archive(25)), "--film", FILM)
    out = tmp_path / "out.jsonl"

    run("export", FILM, "--out", str(out))
    again = run("import", str(out), "--film", FILM, "--json")

    assert again.json["files"][0]["known"] == 25
    assert again.json["files"][0]["new"] == 0


def test_a_spreadsheet_runs_no_formula_of_a_post(run, tmp_path):
    path = tmp_path / "hostile.jsonl"
    from aggregator.payloads.jsonl import to_record

    path.write_text(
        json.dumps(to_record(make.post("=HYPERLINK(1) the paper lighthouse", created_at=NOON), None)) + "\n"
    )
    run("import", str(path), "--film", FILM)

    ran = run("export", FILM, "--format", "csv")
    row = next(iter(csv.DictReader(ran.out.splitlines())))

    assert row["text"].startswith("'=")


def test_a_time_without_zone_is_refused(run):
    ran = run("digest", FILM, "--since", "2031-05-04T12:00:00", "--json")

    assert ran.code == 2
    assert "time zone" in ran.json["error"]["message"]
