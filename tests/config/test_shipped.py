"""What ships in config/: it loads from a checkout and from a wheel, says only what has a source, and holds no secret."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from aggregator import config
from aggregator.config.facts import KINDS
from aggregator.errors import ConfigError

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config"


def test_shipped_configuration_is_right_and_turns_on_mastodon_only():
    settings = config.load(SHIPPED, {})
    assert [name for name, source in settings.sources.items() if source.on] == ["mastodon"]
    assert settings.sources["mastodon"].instances == ("https://mastodon.social",)
    assert settings.sources["mastodon"].keys("https://mastodon.social") == {}


def test_shipped_films_are_two_real_ones_and_one_that_is_marked_as_invented():
    films = {film.slug: film for film in config.load(SHIPPED, {}).films}
    assert {slug for slug, film in films.items() if not film.invented} == {
        "mission-impossible-the-final-reckoning",
        "mission-impossible-dead-reckoning",
    }
    final = films["mission-impossible-the-final-reckoning"]
    assert final.former_titles == ("Mission: Impossible – Dead Reckoning Part Two",)
    assert final.people[:2] == ("Angela Bassett", "Christopher McQuarrie")
    assert "Ethan Hunt" in final.characters


def test_invented_film_is_the_demos_and_shows_every_kind_of_fact():
    shipped = config.load(SHIPPED, {}).film("the-glass-harbour")
    assert shipped.invented
    assert {fact.key for fact in shipped.facts} == set(KINDS)


def test_defaults_of_a_checkout_are_its_config_folder():
    assert config.defaults_dir() == SHIPPED


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that users install, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    made = subprocess.run(
        [sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "No module named 'hatchling'" in made.stderr:
        pytest.skip("hatchling is not installed: the wheel is built by pip instead, in .ci/run")
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(folder / made.stdout.split()[-1]) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def test_wheel_brings_the_defaults_along_and_finds_them(wheel, tmp_path):
    """In a process of its own, far from the checkout."""
    code = (
        "from aggregator import config; print(config.defaults_dir()); config.load(config.defaults_dir(), {})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(wheel / "aggregator" / "_config")
    for file in SHIPPED.glob("*.toml"):
        assert (wheel / "aggregator" / "_config" / file.name).read_bytes() == file.read_bytes()


def test_wheel_brings_licence_and_notice_along(wheel):
    (info,) = wheel.glob("fansreact-*.dist-info")
    assert (info / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert (info / "licenses" / "NOTICE").is_file()


def test_init_writes_every_file_and_keeps_what_stands_there(tmp_path):
    folder = tmp_path / "deep" / "config"
    first = config.write_defaults(folder)
    assert {path.name for path in first.written} == {path.name for path in SHIPPED.glob("*.toml")}
    assert first.kept == ()
    config.load(folder, {})
    (folder / "films.toml").write_text("# mine\n", encoding="utf-8")
    (folder / "themes.toml").unlink()
    second = config.write_defaults(folder)
    assert second.written == (folder / "themes.toml",)
    assert folder / "films.toml" in second.kept
    assert (folder / "films.toml").read_text(encoding="utf-8") == "# mine\n"


def test_a_disk_that_is_full_during_init_leaves_no_half_file(tmp_path, monkeypatch):
    import os

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(ConfigError, match="No space left on device"):
            config.write_defaults(tmp_path)
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden files too
    assert config.write_defaults(tmp_path).kept == ()


def test_init_says_where_it_may_not_write(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="can't be written"):
        config.write_defaults(tmp_path / "file" / "config")


def test_licence_is_the_apache_licence_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in text
    assert text.rstrip().endswith("limitations under the License.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
