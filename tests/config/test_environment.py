"""FANSREACT_*: every key can be set there, secrets only there."""

import json
from datetime import timedelta

import pytest

from aggregator.config import known_settings

EXAMPLES = {
    "store.url": "postgresql://desk@db/fansreact",
    "schedule.collect": "every 5 minutes",
    "schedule.score": "every 5 minutes",
    "schedule.digest": "06:30 America/New_York",
    "schedule.recheck": "every 2 hours",
    "collect.page_budget": "5",
    "sources.x.usd_per_run": "0.5",
    "sources.x.usd_per_day": "12",
    "sources.x.usd_per_month": "99.95",
    "sources.youtube.searches_per_day": "500",
    "sources.youtube.units_per_day": "50000",
    "collect.contact": "desk@example.org",
    "score.processes": "3",
    "score.labels": "negative, positive",
    "digest.contact": "https://example.org/corrections",
    "digest.language": "en-GB",
    "schedule.facts": "every 12 hours",
    "schedule.media": "every 2 hours",
    "media.per_run": "50",
    "schedule.watch": "every 5 minutes",
    "schedule.event_drafts": "90 minutes, 24 hours",
    "digest.spike_drafts": "0",
    "sources.tmdb.territory": "GB",
    "sources.wikidata.territory": "GB",
    "sources.x.archive": "true",
    "sources.x.vocabulary": "post",
    "sources.x.page_size": "50",
    "sources.x.post_price": "0.01",
    "sources.x.count_price": "0",
    "sources.youtube.search": "false",
    "sources.youtube.videos_per_search": "3",
    "desk.host": "::1",
    "desk.port": "9000",
    "desk.session": "8 hours",
    "desk.idle": "30 minutes",
    "desk.trusted_proxies": "127.0.0.1, 10.0.0.0/8",
    "desk.proxy_header": "Remote-User",
    "desk.proxy_role": "reader",
    "desk.feed": "public",
    "sources.mastodon.tokens": '{"https://mastodon.social": "hush"}',
}

PROXY = {"FANSREACT_DESK__TRUSTED_PROXIES": "::1", "FANSREACT_DESK__PROXY_HEADER": "X-User"}
"""What makes sense together only."""


def example(setting):
    if setting.key in EXAMPLES:
        return EXAMPLES[setting.key]
    if setting.key.endswith(("url", "urls", "instances")):
        return "https://example.org"
    if isinstance(setting.default, bool):
        return str(not setting.default)
    return "90 seconds" if isinstance(setting.default, timedelta) else "hush"


@pytest.mark.parametrize("setting", known_settings(), ids=lambda setting: setting.key)
def test_every_setting_can_be_set_by_its_variable(load, setting):
    together = PROXY if "prox" in setting.key else {}
    settings = load("", environ={**together, setting.variable: example(setting)})
    assert settings.origin(setting.key) == "environment"


def test_values_of_the_environment_win_over_the_file(load):
    settings = load(
        "[collect]\noverlap = '1 hour'\n[sources.mastodon]\ninstances = ['https://a.example']",
        environ={
            "FANSREACT_COLLECT__OVERLAP": "2 hours",
            "FANSREACT_SOURCES__MASTODON__INSTANCES": "https://b.example, https://c.example",
            "FANSREACT_DIGEST__FORMATS": '["md"]',
        },
    )
    assert settings.collect.overlap == timedelta(hours=2)
    assert settings.sources["mastodon"].instances == ("https://b.example", "https://c.example")
    assert settings.digest.formats == ("md",)


def test_secrets_reach_the_collector_by_their_variable_and_turn_no_source_on(load):
    environ = {
        "FANSREACT_SOURCES__BLUESKY__IDENTIFIER": "desk.example",
        "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD": "hush",
    }
    source = load("", environ=environ).sources["bluesky"]
    assert not source.on
    assert source.keys() == environ


def test_tokens_are_handed_out_one_instance_at_a_time(load):
    tokens = {"https://A.example/": "one", "https://b.example": "two"}
    settings = load(
        "[sources.mastodon]\ninstances = ['https://a.example', 'https://b.example', 'https://c.example']",
        environ={"FANSREACT_SOURCES__MASTODON__TOKENS": json.dumps(tokens)},
    )
    source = settings.sources["mastodon"]
    assert source.keys("https://a.example") == {"FANSREACT_SOURCES__MASTODON__TOKENS": "one"}
    assert source.keys("https://c.example") == {}
    assert source.keys() == {}


def test_secret_may_stand_in_a_file_that_a_variable_names(load, tmp_path):
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    (tmp_path / "url").write_text("postgresql://desk:pw@db/fansreact\n", encoding="utf-8")
    settings = load(
        "",
        environ={
            "FANSREACT_SOURCES__X__BEARER_TOKEN_FILE": str(tmp_path / "secret"),
            "FANSREACT_STORE__URL_FILE": str(tmp_path / "url"),
        },
    )
    assert settings.sources["x"].keys() == {"FANSREACT_SOURCES__X__BEARER_TOKEN": "hush"}
    assert settings.store.url == "postgresql://desk:pw@db/fansreact"


def test_file_of_a_secret_may_not_be_endless(mistakes, tmp_path):
    (tmp_path / "key").write_text("x" * 65_537, encoding="utf-8")
    (found,) = mistakes("", environ={"FANSREACT_SOURCES__X__BEARER_TOKEN_FILE": str(tmp_path / "key")})
    assert "has more than 65,536 bytes" in found


def test_empty_variable_counts_as_unset(load):
    settings = load(
        "",
        environ={
            "FANSREACT_SOURCES__X__BEARER_TOKEN": "",
            "FANSREACT_COLLECT__OVERLAP": "",
            "FANSREACT_ZZZ": "",
        },
    )
    assert settings.sources["x"].keys() == {}
    assert settings.origin("collect.overlap") == "default"


def test_variables_that_mean_something_else_are_no_mistakes(load):
    load(
        "",
        environ={
            "FANSREACT_TEST_PG_URL": "x",
            "FANSREACT_REAL_DATA": "/x",
            "FANSREACT_CONFIG": "/x",
            "PATH": "/bin",
        },
    )


@pytest.mark.parametrize(
    ("environ", "mistake"),
    [
        ({"FANSREACT_COLECT__OVERLAP": "1h"}, "FANSREACT_COLECT__OVERLAP: there is no such setting; did you mean 'FANSREACT_COLLECT__OVERLAP'?"),
        ({"FANSREACT_ZZZ": "1"}, "FANSREACT_ZZZ: there is no such setting; docs/configuration.md lists them"),
        ({"FANSREACT_COLLECT__OVERLAP_FILE": "/x"}, "FANSREACT_COLLECT__OVERLAP_FILE: there is no such setting"),
        ({"FANSREACT_COLLECT__OVERLAP": "soon"}, "FANSREACT_COLLECT__OVERLAP: 'soon' is no duration"),
        ({"FANSREACT_COLLECT__PAGE_BUDGET": "1.5"}, "FANSREACT_COLLECT__PAGE_BUDGET: is '1.5'; must be a whole number"),
        ({"FANSREACT_SOURCES__BLUESKY__BASE_URL": "bsky.social"}, "FANSREACT_SOURCES__BLUESKY__BASE_URL: 'bsky.social' has no scheme; write https://bsky.social"),
        ({"FANSREACT_SOURCES__MASTODON__INSTANCES": "https://a.example,b"}, "FANSREACT_SOURCES__MASTODON__INSTANCES[1]: 'b' is no address"),
        ({"FANSREACT_SOURCES__MASTODON__TOKENS": "hush"}, "FANSREACT_SOURCES__MASTODON__TOKENS: is no JSON (character 0)"),
        ({"FANSREACT_SOURCES__MASTODON__TOKENS": '["hush"]'}, "FANSREACT_SOURCES__MASTODON__TOKENS: is a list; must be a table"),
        ({"FANSREACT_SOURCES__MASTODON__TOKENS": '{"https://mastodon.socal": "hush"}'}, "'https://mastodon.socal' is not among the instances; did you mean 'https://mastodon.social'?"),
        ({"FANSREACT_SOURCES__X__BEARER_TOKEN_FILE": "/no/such/hush"}, "FANSREACT_SOURCES__X__BEARER_TOKEN_FILE: '/no/such/hush' can't be read"),
        ({"FANSREACT_SOURCES__X__BEARER_TOKEN_FILE": "/x", "FANSREACT_SOURCES__X__BEARER_TOKEN": "hush"}, "FANSREACT_SOURCES__X__BEARER_TOKEN is set too; unset one of them"),
        ({"FANSREACT_STORE__URL": "postgresql://u:hush@h:port/db"}, "FANSREACT_STORE__URL: names no database"),
        ({"FANSREACT_SOURCES__X__BEARER_TOKEN_FILE": "/dev/zero"}, "FANSREACT_SOURCES__X__BEARER_TOKEN_FILE: '/dev/zero' is no regular file"),
        ({"FANSREACT_SOURCES__X__BEARER_TOKEN": "\N{SNOWMAN}hush"}, "FANSREACT_SOURCES__X__BEARER_TOKEN: holds a sign that no key has"),
        ({"FANSREACT_SOURCES__X__BEARER_TOKEN": "hush\nX-Evil: 1"}, "holds a sign that no key has"),
        ({"FANSREACT_SOURCES__MASTODON__TOKENS": '{"https://mastodon.social": "\N{SNOWMAN}hush"}'}, "FANSREACT_SOURCES__MASTODON__TOKENS: holds a sign that no key has"),
        ({"FANSREACT_STORE__URL": "sqlite:///a\0b.db"}, "FANSREACT_STORE__URL: holds control characters"),
        ({"FANSREACT_FILMS": "[[films]]"}, "FANSREACT_FILMS: is no JSON"),
    ],
)  # fmt: skip
def test_mistake_of_the_environment_is_named_by_its_variable(mistakes, environ, mistake):
    found = mistakes("", environ=environ)
    assert len(found) == 1
    assert found[0].startswith("environment: ")
    assert mistake in found[0]


def test_films_can_be_given_whole_as_json(load):
    films = [
        {
            "slug": "a-film",
            "title": "A Film",
            "hashtags": ["AFilm"],
            "events": [{"name": "x", "at": "2031-05-04T12:00:00+02:00"}],
        }
    ]
    settings = load("", environ={"FANSREACT_FILMS": json.dumps(films)})
    assert [film.slug for film in settings.films] == ["a-film"]
    assert settings.films[0].events[0].at.isoformat() == "2031-05-04T10:00:00+00:00"


@pytest.mark.parametrize("setting", [one for one in known_settings() if one.secret], ids=lambda one: one.key)
def test_secret_in_a_file_is_refused_with_the_variable_to_use(mistakes, setting):
    table, _, name = setting.key.rpartition(".")
    value = '{"https://mastodon.social" = "hush-hush"}' if name == "tokens" else '"hush-hush"'
    found = mistakes(f"[{table}]\n{name} = {value}\n", environ={setting.variable: example(setting)})
    fix = f"set {setting.variable}, or {setting.variable}_FILE to a file that holds it"
    told = [one for one in found if f": {setting.key}: " in one]  # a destination also lacks what it needs
    assert told == [f"fansreact.toml: {setting.key}: is a secret and stands in no file; {fix}"]
    assert "hush-hush" not in "".join(found)


@pytest.mark.parametrize(
    "url", ["postgresql://desk:hush-hush@db/fansreact", "postgresql://desk@db/fansreact?password=hush-hush"]
)
def test_password_of_the_database_in_a_file_is_refused_and_not_repeated(mistakes, url):
    (found,) = mistakes(f'[store]\nurl = "{url}"\n')
    assert "FANSREACT_STORE__URL" in found
    assert "hush" not in found


def test_secrets_stand_in_no_message_and_no_representation(load, mistakes):
    canary = "canary-7f3a"
    secrets = {one.variable: canary for one in known_settings() if one.secret and one.default is None}
    secrets["FANSREACT_SOURCES__MASTODON__TOKENS"] = json.dumps({"https://mastodon.social": canary})
    secrets["FANSREACT_STORE__URL"] = f"postgresql://desk:{canary}@db/fansreact"
    settings = load("", environ=secrets)
    assert canary not in repr(settings)
    assert canary not in str(settings.sources)
    assert canary not in settings.config_hash(settings.films[0])
    wrong = {
        "FANSREACT_STORE__URL": f"postgresql://desk:{canary}@db",
        "FANSREACT_SOURCES__BLUESKY__BASE_URL": f"https://desk:{canary}@bsky.social",
        "FANSREACT_SOURCES__MASTODON__TOKENS": f'{{"https://mastodon.social": ["{canary}"]}}',
    }
    assert not [problem for problem in mistakes("", environ=wrong) if canary in problem]
    assert not [problem for problem in mistakes("", db=f"postgres://u:{canary}@h/d") if canary in problem]
