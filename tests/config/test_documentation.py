"""docs/configuration.md names every setting, with the default that it has."""

import json
import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.config import known_settings
from aggregator.config.facts import KINDS
from aggregator.config.films import EventEntry, FilmEntry
from aggregator.model.schedule import format_duration

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
ROWS = {
    found[1]: (found[2], found[3])
    for found in re.finditer(r"^\| `([\w.]+)` \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
}


def written(default):
    """A default as the page writes it."""
    if default is None:
        return "none"
    if isinstance(default, timedelta):
        return f'`"{format_duration(default)}"`'
    if isinstance(default, int | float):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        plain = [format_duration(one) if isinstance(one, timedelta) else one for one in default]
        return f"`{json.dumps(plain)}`"
    return f'`"{default}"`'


@pytest.mark.parametrize("setting", known_settings(), ids=lambda setting: setting.key)
def test_setting_is_documented_with_its_default(setting):
    default, meaning = ROWS[setting.key]
    if setting.secret:
        assert default == "secret, none"
        assert setting.variable in meaning
    else:
        assert default == written(setting.default)


@pytest.mark.parametrize("model", [FilmEntry, EventEntry])
def test_key_of_a_film_is_documented_with_its_default(model):
    for name, field in model.model_fields.items():
        if name not in ("facts", "events", "accounts"):
            assert ROWS[name][0] == "needed" if field.is_required() else written(field.default), name


def test_fact_is_documented_with_its_keys():
    for name, model in KINDS.items():
        row = re.search(rf"^\| `{name}` \| (.+) \|$", PAGE, re.MULTILINE)
        assert row, name
        assert all(f"`{key}`" in row[1] for key in model.model_fields if key != "value")


def test_page_names_no_setting_that_does_not_exist():
    known = {setting.key for setting in known_settings()}
    assert [key for key in ROWS if "." in key and key not in known] == []
    variables = {setting.variable for setting in known_settings()}
    named = set(re.findall(r"FANSREACT_[A-Z]+(?:__[A-Z]+(?:_[A-Z]+)*)+", PAGE))
    allowed = (
        variables
        | {f"{one}_FILE" for one in variables}
        | {"FANSREACT_STORE__ULR", "FANSREACT_SOURCES__CLASS"}
    )
    assert sorted(named - allowed) == []


def test_example_of_the_page_is_right(load):
    example = re.search(r"```toml\n(.+?)```", PAGE, re.DOTALL)
    films = f'[[films]]\nslug = "a-film"\ntitle = "A Film"\nhashtags = ["AFilm"]\n{example[1]}'
    assert [fact.name for fact in load(films=films).films[0].facts] == [
        "director", "release", "writers[0]", "writers[1]", "cast[0]", "cast[1]", "cast[2]",
    ]  # fmt: skip


def test_commented_example_shows_every_setting_that_is_no_secret():
    """Uncommented, config/fansreact.toml is whole and says the defaults (contacts and feeds are examples)."""
    text = (ROOT / "config" / "fansreact.toml").read_text(encoding="utf-8")
    whole = tomllib.loads(re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE))
    for setting in known_settings():
        if setting.secret:
            continue
        place = whole
        for part in setting.key.split("."):
            assert part in place, f"{setting.key} is not shown"
            place = place[part]
        if not setting.key.endswith(("contact", "urls")):
            assert json.dumps(place) == written(setting.default).strip("`"), setting.key
