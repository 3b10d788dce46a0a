"""fansreact.toml: defaults, values, and every mistake in it at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from aggregator import config
from aggregator.config.tables import NETWORKS
from aggregator.errors import ConfigError
from aggregator.model.schedule import Daily, Every


def test_empty_file_gives_the_defaults_and_turns_on_no_source(load):
    settings = load("")
    assert settings.store.url == "sqlite:///fansreact.db"
    assert settings.collect.overlap == timedelta(minutes=30)
    assert settings.collect.first_run == timedelta(hours=24)
    assert settings.schedule.digest == Daily(7, 0, "Europe/London")
    assert settings.schedule.lease == timedelta(minutes=2)
    assert settings.score.scorer == "fan"
    assert [*NETWORKS] == [*settings.sources]
    assert not any(source.on for source in settings.sources.values())


def test_every_key_of_the_contract_is_accepted(load):
    """The example that users were given (CONTRACT 4), networks of later versions included."""
    settings = load("""
[store]
url = "sqlite:///fansreact.db"
[sources.x]
base_url = "https://api.x.com"
[sources.bluesky]
base_url = "https://bsky.social"
[sources.mastodon]
instances = ["https://mastodon.social"]
[sources.reddit]
base_url = "https://oauth.reddit.com"
token_url = "https://www.reddit.com/api/v1/access_token"
[sources.youtube]
base_url = "https://youtube.googleapis.com/youtube/v3"
[sources.tumblr]
base_url = "https://api.tumblr.com"
[sources.threads]
base_url = "https://graph.threads.net"
[sources.lemmy]
instances = ["https://lemmy.world"]
[sources.feeds]
urls = ["https://letterboxd.com/SOMEONE/rss/"]
[collect]
overlap = "30 minutes"
[schedule]
collect = "every 10 minutes"
score = "every 10 minutes"
digest = "07:00 Europe/London"
digest_window = "24 hours"
recheck = "every 6 hours"
lease = "2 minutes"
""")
    assert {name for name in NETWORKS if name not in {"tmdb", "wikidata", "jetstream"}} == {
        name for name, source in settings.sources.items() if source.on
    }
    assert settings.sources["feeds"].options == {"urls": ("https://letterboxd.com/SOMEONE/rss/",)}
    assert settings.sources["youtube"].base_url == "https://youtube.googleapis.com/youtube/v3"
    assert settings.schedule.recheck == Every(timedelta(hours=6))


def test_addresses_are_written_one_way(load):
    settings = load("""
[sources.mastodon]
instances = ["https://Mastodon.Social/", "https://mastodon.social", "http://localhost:3000"]
[sources.bluesky]
base_url = "http://127.0.0.1:8000/xrpc/"
""")
    assert settings.sources["mastodon"].instances == ("https://mastodon.social", "http://localhost:3000")
    assert settings.sources["bluesky"].base_url == "http://127.0.0.1:8000/xrpc"


def test_every_mistake_of_both_files_and_the_environment_is_said_at_once(mistakes):
    found = mistakes(
        '[colect]\n[collect]\noverlap = "soon"\npage_budget = "many"\n[schedule]\ndigest = "07:00 Europe/Londn"\n',
        '[[films]]\nslug = "A Film"\nhashtags = ["A"]\n',
        environ={"FANSREACT_STORE__ULR": "sqlite:///x.db"},
    )
    assert found == [
        "fansreact.toml: colect: there is no such table; did you mean 'collect'?",
        'fansreact.toml: collect.overlap: \'soon\' is no duration; write it like "30 minutes", "24 hours" or "24h"',
        "fansreact.toml: collect.page_budget: is 'many'; must be a whole number without quotes",
        "fansreact.toml: schedule.digest: there is no time zone 'Europe/Londn'; did you mean 'Europe/London'?",
        "films.toml: films[0].slug: 'A Film' is no slug; write it like 'a-film'",
        "films.toml: films[0].title: is missing; every entry needs it",
        "environment: FANSREACT_STORE__ULR: there is no such setting; did you mean 'FANSREACT_STORE__URL'?",
    ]


@pytest.mark.parametrize(
    ("settings", "mistake"),
    [
        ("[collect]\noverlapp = '1h'", "collect.overlapp: there is no such setting; did you mean 'overlap'?"),
        ("[collect]\nzzz = 1", "collect.zzz: there is no such setting; known are: contact, first_run, overlap, page_budget"),
        ("collect = 5", "collect: is 5; must be a table of names and values"),
        ("[[store]]\nurl = ''", "store: is a list; must be a table of names and values"),
        ("[collect]\noverlap = 30", 'collect.overlap: is 30, which is no duration; write it like "30 minutes"'),
        ("[collect]\npage_budget = 0", "collect.page_budget: is 0; must be at least 1"),
        ("[collect]\npage_budget = true", "collect.page_budget: is true; must be a whole number"),
        ("[collect]\ncontact = 'nobody'", "collect.contact: 'nobody' reaches nobody; write a mail or https address"),
        ("[schedule]\ncollect = 10", "schedule.collect: is 10, no schedule; write it like"),
        ("[schedule]\nlease = '0 minutes'", "schedule.lease: '0 minutes' is no time at all"),
        ("[schedule]\ndigest = '25:00 UTC'", "schedule.digest: '25:00 UTC' is no time of the day"),
        ("[score]\nscorer = 'my scorer'", "score.scorer: 'my scorer' is no name"),
        ("[score]\nprocesses = -1", "score.processes: is -1; must be at least 0"),
        ("[digest]\nformats = 'html'", "digest.formats: is 'html'; must be a list"),
        ("[digest]\nformats = []", "digest.formats: is empty; name at least one"),
        ("[digest]\nformats = ['html', 5]", "digest.formats[1]: is 5; must be a text in quotes"),
        ("[digest]\nout = 5", "digest.out: is 5; must be a path in quotes"),
        ("[sources.bluesy]", "sources.bluesy: there is no such source; did you mean 'bluesky'?"),
        ("[sources.'no name']", "sources.no name: there is no such source; known are: mastodon, bluesky"),
        ("sources = 'mastodon'", "sources: is 'mastodon'; write each under a line [sources.NAME]"),
        ("[sources]\nmastodon = true", "sources.mastodon: is true; must be a table"),
        ("[mastodon]", "mastodon: there is no such table; did you mean"),
        ("[sources.mastodon]\ninstances = []", "sources.mastodon.instances: is empty"),
        ("[sources.mastodon]\ninstances = ['mastodon.social']", "instances[0]: 'mastodon.social' has no scheme; write https://mastodon.social"),
        ("[sources.mastodon]\ninstances = ['https://a.example/web']", "instances[0]: 'https://a.example/web' is more than an instance; write https://a.example"),
        ("[sources.bluesky]\nbase_url = 'http://bsky.social'", "sources.bluesky.base_url: 'http://bsky.social' is not encrypted"),
        ("[sources.bluesky]\nbase_url = 'ftp://bsky.social'", "sources.bluesky.base_url: 'ftp://bsky.social' is no address"),
        ("[sources.bluesky]\nbase_url = 'https://bsky.social?x=1'", "sources.bluesky.base_url: 'https://bsky.social?x=1' ends in ? or #"),
        ("[sources.bluesky]\nbase_url = 'https://[bad'", "sources.bluesky.base_url: is no address"),
        ("[sources.bluesky]\nbase_url = 'https://host:99999'", "sources.bluesky.base_url: is no address"),
        ("[sources.feeds]\nurls = ['letterboxd.com/x/rss/']", "sources.feeds.urls[0]: 'letterboxd.com/x/rss/' has no scheme"),
        ("[store]\nurl = 'fansreact.db'", "store.url: is no database"),
        ("[store]\nurl = 'sqlite://fansreact.db'", "store.url: names no file; write sqlite:///file.db"),
        ("[store]\nurl = 'postgres://host/db'", "store.url: begins with postgres://; write postgresql://"),
        ("[store]\nurl = 'postgresql://host'", "store.url: names no database"),
        ("[store]\nurl = 'mysql://host/db'", "store.url: is no database"),
    ],
)  # fmt: skip
def test_each_mistake_names_its_key_and_what_would_be_right(mistakes, settings, mistake):
    found = mistakes(settings)
    assert len(found) == 1
    assert mistake in found[0]
    assert found[0].startswith("fansreact.toml: ")


@pytest.mark.parametrize(
    ("content", "mistake"),
    [
        (b"[store]\nurl = \n", "fansreact.toml: line 2, column 7: invalid value"),
        (b"[store]\n[store]\n", "fansreact.toml: line 2, column 7: cannot declare"),
        (b"[store]\nurl = 'a'\nurl = 'b'\n", "fansreact.toml: line 3"),
        (b"[store", "fansreact.toml: end of document"),
        (b"[store]\nurl = '\xff'\n", "fansreact.toml: is not UTF-8 at byte 15; save it as UTF-8"),
        (b"x = " + b"[" * 5000, "fansreact.toml: "),
    ],
)
def test_file_that_is_no_toml_is_named_with_its_line(folder, content, mistake):
    made = folder()
    (made / "fansreact.toml").write_bytes(content)
    with pytest.raises(ConfigError) as error:
        config.load(made, {})
    assert mistake in error.value.problems[0]


def test_byte_order_mark_and_windows_line_ends_are_read(folder):
    made = folder()
    (made / "fansreact.toml").write_bytes(b'\xef\xbb\xbf[collect]\r\noverlap = "1 hour"\r\n')
    assert config.load(made, {}).collect.overlap == timedelta(hours=1)


def test_missing_folder_says_what_makes_one(tmp_path):
    with pytest.raises(ConfigError, match="does not exist") as error:
        config.load(tmp_path / "nowhere", {})
    assert error.value.hint == f"run: fansreact init {tmp_path / 'nowhere'}"


def test_missing_files_are_mistakes_like_others(folder, tmp_path):
    made = folder()
    (made / "fansreact.toml").unlink()
    (made / "films.toml").unlink()
    with pytest.raises(ConfigError) as error:
        config.load(made, {})
    assert [made / "fansreact.toml", made / "films.toml"] == [Path(one.file) for one in error.value.mistakes]
    assert all("fansreact init" in problem for problem in error.value.problems)


def test_folder_is_the_given_one_then_that_of_the_variable_then_config(folder, tmp_path, monkeypatch):
    made = folder("[collect]\npage_budget = 7")
    monkeypatch.chdir(tmp_path)
    assert config.load(None, {}).collect.page_budget == 7
    monkeypatch.chdir("/")
    assert config.load(None, {"FANSREACT_CONFIG": str(made)}).collect.page_budget == 7
    assert config.load(made, {"FANSREACT_CONFIG": "/nowhere"}).collect.page_budget == 7
    with pytest.raises(ConfigError) as error:
        config.load(None, {})
    assert error.value.hint == "run: fansreact init"


def test_the_process_environment_is_never_read(load, monkeypatch):
    monkeypatch.setenv("FANSREACT_COLLECT__PAGE_BUDGET", "3")
    monkeypatch.setenv("FANSREACT_NO_SUCH_THING", "3")
    assert load("").collect.page_budget == 200


def test_command_line_names_another_database(load, mistakes):
    settings = load(
        "[store]\nurl = 'sqlite:///a.db'",
        environ={"FANSREACT_STORE__URL": "sqlite:///b.db"},
        db="sqlite:///c.db",
    )
    assert settings.store.url == "sqlite:///c.db"
    assert settings.origin("store.url") == "command line"
    assert mistakes("", db="c.db")[0].startswith("command line: --db: is no database")


def test_origin_says_where_a_value_came_from(load):
    settings = load("[collect]\noverlap = '1h'", environ={"FANSREACT_COLLECT__FIRST_RUN": "2h"})
    assert [settings.origin(f"collect.{key}") for key in ("overlap", "first_run", "contact")] == [
        "file",
        "environment",
        "default",
    ]
    with pytest.raises(KeyError):
        settings.origin("collect.nothing")


def test_word_lists_are_the_folders_own_or_else_the_shipped_ones(folder):
    made = folder()
    settings = config.load(made, {})
    assert settings.file("themes.toml") == config.defaults_dir() / "themes.toml"
    (made / "themes.toml").write_text("themes = []\n", encoding="utf-8")
    assert settings.file("themes.toml") == made / "themes.toml"


def test_collectors_of_others_have_tables_by_their_name_or_import_path(load, mistakes):
    settings = load(
        "[sources.pixelfed]\ninstances = ['https://pixelfed.example']\n[sources.'desk.forum:Forum']\n",
        environ={"FANSREACT_SOURCES__PIXELFED__TOKEN": "hush", "FANSREACT_SOURCES__FORUM__KEY": "quiet"},
    )
    assert settings.sources["pixelfed"].on
    assert settings.sources["pixelfed"].keys() == {"FANSREACT_SOURCES__PIXELFED__TOKEN": "hush"}
    assert settings.sources["desk.forum:Forum"].keys() == {"FANSREACT_SOURCES__FORUM__KEY": "quiet"}
    assert (
        "sources.pixelfed.token: there is no such setting" in mistakes("[sources.pixelfed]\ntoken = 'x'")[0]
    )
