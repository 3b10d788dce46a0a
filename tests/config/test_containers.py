"""docker-compose.yml and Dockerfile: what an operator relies on, read without Docker."""

import re
from pathlib import Path

import pytest

from aggregator import config
from aggregator.config import known_settings

yaml = pytest.importorskip(
    "yaml", reason="PyYAML, which the extra 'test' brings by way of uvicorn, is not installed"
)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture
def stages():
    """The Dockerfile's instructions, stage by stage."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [
        " ".join(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#")
    ]
    starts = [place for place, line in enumerate(lines) if line.startswith("FROM ")]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def test_application_runs_the_scheduler_beside_postgresql_17(compose):
    assert compose["services"]["app"]["command"] == ["run"]
    assert compose["services"]["database"]["image"] == "postgres:17"
    assert compose["services"]["app"]["depends_on"]["database"]["condition"] == "service_healthy"


def test_nothing_is_published_and_the_database_has_no_way_out(compose):
    assert not any("ports" in service for service in compose["services"].values())
    assert compose["services"]["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True


def test_each_service_is_watched_restarted_and_keeps_its_data(compose):
    for service in compose["services"].values():
        assert service["healthcheck"]["test"][0] == "CMD"
        assert service["restart"] == "unless-stopped"
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            assert source.startswith("./") or source in compose["volumes"]


def test_secrets_come_as_files_and_every_one_is_declared(compose):
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            assert not re.search("PASSWORD|TOKEN|SECRET|KEY|URL", name) or name.endswith("_FILE"), name
            if name.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"]
        assert set(service["secrets"]) <= set(compose["secrets"])
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/secrets/" in ignored


def test_variables_of_the_application_are_settings(compose, folder, tmp_path):
    names = {setting.variable for setting in known_settings()}
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert {one.removesuffix("_FILE") for one in re.findall(r"FANSREACT_\w+", text)} <= names
    secret = tmp_path / "database_url"
    secret.write_text("postgresql://fansreact:hush@database/fansreact", encoding="utf-8")
    settings = config.load(folder(), dict.fromkeys(compose["services"]["app"]["environment"], str(secret)))
    assert settings.store.url == "postgresql://fansreact:hush@database/fansreact"


def test_image_is_built_from_the_lock_in_a_stage_of_its_own(stages):
    build, last = stages
    syncs = [line for line in build if "uv sync" in line]
    assert syncs
    assert all("--locked" in line and "--no-dev" in line for line in syncs)
    assert not [line for line in last if re.search(r"\b(uv|pip|apt-get|curl)\b", line)]
    assert [line for line in last if line.startswith("COPY")] == [
        "COPY --from=build /build/.venv /build/.venv"
    ]


def test_image_runs_as_nobody_in_particular(stages):
    users = [line for line in stages[-1] if line.startswith("USER ")]
    assert users == ["USER 10001"]
    assert stages[-1][-2:] == ['ENTRYPOINT ["fansreact"]', 'CMD ["run"]']


def test_image_is_made_of_what_is_named_and_never_of_secrets():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    kept = {line[1:] for line in lines if line.startswith("!")}
    copied = set()
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            copied |= set(line.split()[1:-1])
    assert kept == copied
