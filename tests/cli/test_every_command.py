"""What holds for all commands: help with an example, options everywhere, one-line errors, exit codes."""

import json

import pytest

COMMANDS = (
    "demo", "init", "films", "sources", "status", "doctor", "collect", "add", "import", "score", "evaluate", "train", "export", "digest", "compare",
    "verify", "recheck", "publish", "forget", "run", "serve", "db upgrade", "db current", "db check", "users add", "users list", "users role", "users password",
    "users disable", "users enable", "users logout", "users token", "users tokens", "users revoke",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_and_the_shared_options(run, command):
    ran = run(*command.split(), "--help", config=False)

    assert ran.code == 0
    for word in ("Example: fansreact", "--config", "--db", "--json"):
        assert word in ran.out


def test_no_command_is_untested_here(run):
    from aggregator.cli import app

    listed = {command.name for command in app.registered_commands}
    listed |= {
        f"{group.name} {command.name}"
        for group in app.registered_groups
        for command in group.typer_instance.registered_commands
    }

    assert listed == set(COMMANDS)


def test_shared_options_may_stand_before_the_command(run, config_dir):
    ran = run("--json", "--config", str(config_dir), "films", config=False)

    assert ran.json["films"][0]["slug"] == "the-paper-lighthouse"


def test_a_wrong_configuration_names_every_mistake(run, config_dir):
    (config_dir / "fansreact.toml").write_text('[collect]\noverlap = "soon"\n[shedule]\ncollect = "now"\n')

    ran = run("films", "--json")

    assert ran.code == 2
    assert ran.json["error"]["kind"] == "config"
    assert len(ran.json["error"]["problems"]) >= 2
    assert all("fansreact.toml" in problem for problem in ran.json["error"]["problems"])


def test_a_missing_configuration_says_how_to_begin(run, tmp_path):
    ran = run("films", "--config", str(tmp_path / "nowhere"), config=False)

    assert ran.code == 2
    assert "fansreact init" in ran.err
    assert "Traceback" not in ran.err


def test_wrong_usage_is_exit_2_also_as_json(run):
    ran = run("collect", "--sauce", "x", "--json")

    assert ran.code == 2
    assert ran.json["error"]["kind"] == "config"


def test_an_unknown_source_is_suggested(run):
    ran = run("collect", "--source", "bluesy", "--json")

    assert ran.code == 2
    assert "bluesky" in ran.json["error"]["hint"]


def test_a_source_without_its_key_is_named_by_source_and_variable(run, config_dir):
    with (config_dir / "fansreact.toml").open("a") as settings:
        settings.write("[sources.bluesky]\n")

    ran = run("collect", "--source", "bluesky", "--json")
    listed = run("sources", "--json").json["sources"]

    assert ran.code == 2
    assert "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD" in ran.json["error"]["hint"]
    assert next(row for row in listed if row["source"] == "bluesky")["state"] == "needs key"


def test_status_and_films_are_one_json_document(run):
    assert set(run("status", "--json").json) >= {"database", "queries", "tasks", "runs", "digests"}
    assert run("films", "--json").json["films"][0]["posts"] == 0


def test_init_never_overwrites(run, tmp_path):
    folder = tmp_path / "fresh"
    first = run("init", str(folder), "--json", config=False).json
    (folder / "films.toml").write_text("# mine\n")
    second = run("init", str(folder), "--json", config=False).json

    assert len(first["written"]) >= 2
    assert second["written"] == []
    assert (folder / "films.toml").read_text() == "# mine\n"


def test_database_commands_say_where_the_schema_stands(run):
    assert run("db", "upgrade", "--json").code == 0
    current = run("db", "current", "--json").json
    assert current["current"] == current["head"]
    assert run("db", "check", "--json").json == {"ok": True, "differences": []}


def test_doctor_names_each_problem_with_its_fix(run):
    ran = run("doctor", "--json")

    problems = [check for check in ran.json["checks"] if not check["ok"]]
    assert ran.code == 1
    assert [check["name"] for check in problems] == ["sources"]
    assert all(check["fix"] for check in problems)


def test_an_unreachable_network_is_one_line_and_exit_3(run, config_dir):
    with (config_dir / "fansreact.toml").open("a") as settings:
        settings.write('[sources.mastodon]\ninstances = ["http://127.0.0.1:9"]\n')

    ran = run("collect", "--json")
    text = run("collect")

    assert ran.code == 3
    assert {report["error"]["kind"] for report in ran.json["runs"]} == {"unavailable"}
    assert len([line for line in text.err.splitlines() if line.startswith("fansreact:")]) == 1


def test_json_is_the_only_thing_on_stdout(run):
    for command in ("films", "sources", "status"):
        json.loads(run(command, "--json").out)
