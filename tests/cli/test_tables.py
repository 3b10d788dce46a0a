"""What a newcomer reads off the tables of collect and status: who was asked, what failed, how far all is read."""

import json
from datetime import UTC, datetime, timedelta

import make
import pytest

from aggregator import config
from aggregator.cli.look import spike_line
from aggregator.cli.runs import outcome, place
from aggregator.payloads.jsonl import to_record
from aggregator.store import alerts, open_store, spikes
from aggregator.store.spikes import NoticedSpike
from aggregator.text import plural

FILM = "the-paper-lighthouse"
BLUESKY = "FANSREACT_SOURCES__BLUESKY__"


@pytest.fixture
def add(config_dir):
    """Adds tables to the configuration."""

    def write(text):
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            settings.write(text)

    return write


@pytest.fixture
def unreachable(add, config_dir):
    """An instance that nobody runs, and two hashtags to ask it for."""
    films = config_dir / "films.toml"
    films.write_text(
        films.read_text("utf-8").replace('["PaperLighthouse"]', '["PaperLighthouse", "Keeper"]'), "utf-8"
    )
    add('[sources.mastodon]\ninstances = ["http://127.0.0.1:9"]\n')


@pytest.mark.parametrize(
    ("source", "account", "name"),
    [
        ("mastodon", "https://social.example", "mastodon social.example"),
        ("bluesky", "account 1a2b3c4d", "bluesky account 1a2b3c4d"),
        ("bluesky", "jetstream", "jetstream (bluesky)"),
        ("x", "", "x"),
        ("x", None, "x"),
        (None, None, ""),
    ],
)
def test_an_account_is_shown_with_its_network_and_the_name_that_the_configuration_has(source, account, name):
    assert place(source, account) == name


@pytest.mark.parametrize(
    ("error", "note", "joined", "told"),
    [
        (None, "", False, ""),
        (None, "", True, "joined"),
        (None, "stopped", False, "stopped"),
        ("unavailable", "", False, "failed: unavailable"),
        ("rate_limited", "", False, "waits: rate limited"),
        (
            "unavailable",
            "not asked: the account failed before",
            False,
            "not asked: the account failed before",
        ),
    ],
)
def test_how_a_run_ended_is_told_in_words(error, note, joined, told):
    run = {"error": error and {"kind": error, "message": "x: no", "hint": ""}, "note": note, "joined": joined}
    assert outcome(run) == told


def test_a_count_of_one_has_a_singular():
    assert (plural(1, "film"), plural(0, "film"), plural(12_304, "post")) == (
        "1 film",
        "0 films",
        "12,304 posts",
    )
    assert plural(2, "person", "people") == "2 people"


def test_what_failed_does_not_look_like_a_run_that_found_nothing(run, unreachable):
    ran = run("collect")
    status = run("status")

    assert ran.out.count("failed: unavailable") == 1
    assert "not asked: the account failed before" in ran.out
    assert "mastodon http://127.0.0.1:9" in ran.out
    assert "failed: unavailable" in status.out


def test_more_is_said_of_a_networks_failure_with_v(run, unreachable):
    assert "behind it" not in run("collect").err
    assert "behind it: ConnectError: " in run("collect", "-v").err


def test_a_query_that_was_never_answered_is_complete_up_to_nothing(run, unreachable):
    run("collect")

    told = run("status")
    queries = run("status", "--json").json["queries"]
    tasks = run("status", "--json").json["tasks"]

    assert {(one["complete_to"], one["lag_s"], one["never_read"]) for one in queries} == {(None, None, True)}
    assert told.out.count("never read") == len(queries)
    assert "to 1 film," in told.out
    assert [task["failures"] for task in tasks] == [1]


def test_a_target_that_was_not_asked_has_a_gap_as_a_program_reads_it(run, unreachable):
    runs = run("collect", "--json").json["runs"]

    assert len(runs) > 1
    assert all(one["gaps"] and one["account"] for one in runs)


def test_only_those_who_are_asked_for_are_told_to_lack_a_key(run, unreachable, add):
    add("[sources.bluesky]\n")

    assert "bluesky: passed over" in run("collect").err
    assert "bluesky" not in run("collect", "--source", "mastodon").err


def test_a_stream_is_shown_by_its_own_name(run, add):
    add('[sources.jetstream]\nbase_url = "http://127.0.0.1:9"\n')

    for command in ("collect", "doctor", "status"):
        assert "jetstream (bluesky)" in run(command).out


def test_a_wrong_since_is_told_what_would_be_right(run):
    ran = run("collect", "--since", "yesterday")

    assert ran.code == 2
    assert "write 24h, '3 days', 2031-05-04 or 2031-05-04T12:00:00Z" in ran.err


def test_status_tells_the_spikes_of_the_last_week_in_the_table_and_in_json(run, tmp_path):
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    link = "https://example.org/the-trailer"
    path = tmp_path / "lighthouse.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for hour in range(24 * 10):
            for number in range(150 if hour == 24 * 9 else 4):
                at = now - timedelta(days=10) + timedelta(hours=hour, seconds=20 * number)
                text = (
                    f"I loved The Paper Lighthouse in row {hour} seat {number} {link if number > 3 else ''}"
                )
                post = make.post(text, created_at=at, hashtags=("paperlighthouse",))
                lines.write(json.dumps(to_record(post, None)) + "\n")
    assert run("import", str(path), "--film", FILM).code == 0
    assert run("score").code == 0

    (film,) = [one for one in run("status", "--json").json["films"] if one["slug"] == FILM]
    told = run("status").out

    (spike,) = film["spikes"]
    start = (now - timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert (spike["start"], spike["posts"], spike["goes_on"]) == (start, 150, False)
    assert spike["trigger"]["first_seen"][:14] == start[:14]
    assert spike["trigger"] == {
        "kind": "linked",
        "source": "x",
        "id": spike["trigger"]["id"],
        "url": link,
        "posts": 146,
        "first_seen": spike["trigger"]["first_seen"],
    }
    assert f"{FILM}: spike from " in told
    assert f"linked by 146: {link}" in " ".join(told.split())


def test_a_spike_is_a_line_with_its_size_and_what_set_it_off():
    spike = {
        "start": make.NOON, "end": make.NOON + timedelta(hours=2), "posts": 1812, "expected": 300.0, "times": 6.0,
        "goes_on": False, "trigger": {"kind": "reposted", "source": "x", "id": "77", "url": None, "posts": 1200},
    }  # fmt: skip

    assert spike_line(spike).endswith("1,812 posts, 6 times the usual; reposted by 1,200: x 77")
    assert "(goes on): 1,812 posts, 6 times the usual" in spike_line(
        {**spike, "goes_on": True, "trigger": None}
    )


def test_status_lists_the_spikes_that_were_noticed_with_their_drafts(run, config_dir, tmp_path):
    assert run("status").code == 0  # makes the database
    now = datetime.now(UTC).replace(microsecond=0)
    began = now - timedelta(hours=3)
    with open_store(config.load(config_dir, {}).store.url) as store, store.write() as s:
        spikes.note(
            s,
            NoticedSpike(FILM, began, began + timedelta(minutes=8), now, 300, 12.0, draft="the-first-draft"),
        )
        early = began - timedelta(hours=9)
        spikes.note(
            s, NoticedSpike(FILM, early, early, early, 40, 4.0, ended_at=early, why="has 9, needs 12")
        )

    (first, second) = run("status", "--json").json["noticed"]
    told = run("status").out

    assert (first["film"], first["draft"], first["times"], first["ended_at"]) == (
        FILM,
        "the-first-draft",
        25.0,
        None,
    )
    assert (second["draft"], second["why"]) == (None, "has 9, needs 12")
    assert "Drafts made by spikes" in told
    for said in ("the-first-draft", "goes on", "none: has 9, needs 12"):
        assert said in " ".join(told.split())


def test_status_tells_of_alerts_that_the_daily_number_held_back(run, tmp_path):
    now = datetime.now(UTC)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    run("status")
    with open_store(f"sqlite:///{tmp_path}/fansreact.db") as store, store.write() as session:
        for key in ("a", "b", "c"):
            alerts.claim(session, "slack", "spike", key, at=now, day=day, most=2)

    assert "slack: 1 alert of today held back, as 2 went out (alerts_per_day)" in run("status").out
    assert run("status", "--json").json["alerts"] == [
        {"to": "slack", "day": now.date().isoformat(), "sent": 2, "held_back": 1}
    ]
