"""/metrics: what a Prometheus reads, who may read it, and that strangers can't make it grow."""

from datetime import timedelta

import make
import prometheus_client
import pytest
from desk_room import DeskRoom
from prometheus_client.parser import text_string_to_metric_families

from aggregator.model import Gap, Query, RunError, RunReport
from aggregator.store import runs, spans

FILM = "the-paper-lighthouse"
NOW = make.NOON + timedelta(days=2)
TAG = "PaperLighthouse"


@pytest.fixture
def desk(config_dir):
    """A desk that reads one network."""
    toml = config_dir / "fansreact.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n[sources.mastodon]\n", encoding="utf-8")
    with DeskRoom(config_dir, clock=lambda: NOW) as room:
        yield room


def families(answer):
    """name: {labels: value}; whatever is no Prometheus text raises."""
    assert answer.status_code == 200, answer.text
    return {
        sample.name: {
            **{
                tuple(sorted(other.labels.items())): other.value
                for other in family.samples
                if other.name == sample.name
            }
        }
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def labels(**named):
    return tuple(sorted(named.items()))


def test_it_tells_lag_gaps_budgets_errors_stages_posts_and_digests(desk):
    """Each of what an alert is made of, from what is stored."""
    queries = [query for film in desk.app.films for query in desk.app.asked(film)]
    query: Query = queries[0]
    with desk.app.ctx.store.write() as session:
        spans.set_state(session, query, top=NOW - timedelta(hours=2), bottom=NOW - timedelta(hours=12))
        spans.open(session, query, NOW - timedelta(hours=9), NOW - timedelta(hours=2))
        for took, error in ((1.0, None), (3.0, RunError("unavailable", "is away"))):
            runs.record(
                session,
                RunReport("collect", NOW - timedelta(hours=1), took, source="mastodon", error=error,
                          gaps=(Gap(NOW, NOW, "away"),)),
            )  # fmt: skip
        runs.record(session, RunReport("score", NOW - timedelta(days=3), 99.0))
    desk.fill([make.post(f"the paper lighthouse {n}", remote_id=str(n)) for n in range(5)], FILM)
    found = families(desk.stranger().get("/metrics"))
    assert found["fansreact_posts_stored"] == {(): 5}
    assert found["fansreact_posts_unscored"] == {labels(film=FILM): 0}
    where = labels(source=query.source, account=query.account, target=query.target)
    assert found["fansreact_query_unread_seconds"][where] == 7 * 3600
    assert found["fansreact_query_lag_seconds"] == {where: 9 * 3600}, "what is not read at all has no lag"
    assert found["fansreact_query_never_read"][where] == 0
    assert set(found["fansreact_query_never_read"]) == {
        labels(source=one.source, account=one.account, target=one.target) for one in queries
    }
    failed = labels(stage="collect", source="mastodon", kind="unavailable")
    assert found["fansreact_run_errors"][failed] == 1
    assert found["fansreact_stage_runs"][labels(stage="collect")] == 2
    assert found["fansreact_stage_seconds_sum"][labels(stage="collect")] == 4.0
    assert found["fansreact_stage_seconds"][labels(stage="collect", quantile="0.5")] == 3.0
    assert set(found["fansreact_stage_runs"]) == {labels(stage="collect")}, "three days ago is no news"


def test_requests_are_counted_by_the_name_of_their_route(desk):
    """However many addresses a stranger makes up, they are one series."""
    client = desk.program("read")
    for slug in (FILM, "one-that-is-none", "another"):
        client.get(f"/api/v1/films/{slug}")
    for n in range(30):
        client.request(f"ODD{n}" if n % 2 else "GET", f"/nowhere/{n}")
    found = families(desk.stranger().get("/metrics"))
    counted = found["fansreact_web_requests_total"]
    route = "/api/v1/films/{slug}"
    assert counted[labels(method="GET", route=route, status="200")] == 1
    assert counted[labels(method="GET", route=route, status="404")] == 2
    assert len([one for one in counted if ("route", "none") in one]) <= 4
    assert found["fansreact_web_request_seconds_count"][labels(route=route)] == 3


def test_two_desks_in_one_process_count_apart(desk, tmp_path, config_dir):
    """Nothing is kept in the process's own registry."""
    desk.stranger().get("/healthz")
    with DeskRoom(config_dir, environ={"FANSREACT_STORE__URL": f"sqlite:///{tmp_path}/other.db"}) as other:
        other.stranger().get("/login")
        counted = families(other.stranger().get("/metrics"))["fansreact_web_requests_total"]
    assert any(("route", "/login") in one for one in counted)
    assert not any(("route", "/healthz") in one for one in counted)
    assert "fansreact" not in prometheus_client.generate_latest().decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"X-Real-IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
    ],
)
def test_what_comes_through_a_proxy_needs_a_token(desk, headers):
    """Also where the header says that it comes from this machine."""
    assert desk.stranger(**headers).get("/metrics").status_code == 303
    assert desk.program("read").get("/metrics", headers=headers).status_code == 200


def test_desk_with_a_public_address_needs_a_token(config_dir):
    """Behind a proxy every request comes from this machine, and a proxy need not say that it is one."""
    toml = config_dir / "fansreact.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8") + '\n[desk]\npublic_url = "https://desk.example"\n', encoding="utf-8"
    )
    with DeskRoom(config_dir) as room:
        assert room.stranger().get("/metrics").status_code == 303
        assert room.program("read").get("/metrics").status_code == 200


def test_secrets_are_no_labels(config_dir):
    toml = config_dir / "fansreact.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n[sources.bluesky]\n", encoding="utf-8")
    environ = {
        "FANSREACT_SOURCES__BLUESKY__IDENTIFIER": "canary-name.example",
        "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD": "canary-pass-word",
    }
    with DeskRoom(config_dir, environ=environ) as room:
        assert "canary" not in room.stranger().get("/metrics").text
