"""The API as a newsroom's programs use it: films, posts, decisions, tasks, and what is told of the desk."""

from dataclasses import replace
from datetime import timedelta

import make
import pytest
from desk_api import API, error, finished
from desk_room import DeskRoom

from aggregator.model import Media

FILM = "the-paper-lighthouse"
POSTS = f"{API}/films/{FILM}/posts"
TEXTS = ("I love the paper lighthouse trailer", "the paper lighthouse trailer was a boring mess")


@pytest.fixture
def desk(config_dir):
    """A desk with sixty posts on each of two days."""
    with DeskRoom(config_dir, clock=lambda: make.NOON + timedelta(days=2)) as room:
        room.fill(
            [
                make.post(
                    f"{TEXTS[n % 2]}, number {n}",
                    remote_id=f"day{day}-{n}",
                    created_at=make.NOON + timedelta(days=day, seconds=n),
                )
                for day in (0, 1)
                for n in range(60)
            ],
            FILM,
        )
        yield room


@pytest.fixture
def writer(desk):
    """A program that may change things."""
    return desk.program("write")


def test_films_are_told_at_a_glance_and_whole(desk, writer):
    [film] = writer.get(f"{API}/films").json()["films"]
    assert (film["slug"], film["title"], film["kept_version"]) == (FILM, "The Paper Lighthouse", 0)
    whole = writer.get(f"{API}/films/{FILM}").json()
    assert whole["hashtags"] == ["PaperLighthouse"]
    assert sum(whole["hours"]) == 120
    assert whole["unscored"] == 0
    assert error(writer.get(f"{API}/films/the-paper-lighthause"), 404)["kind"] == "not_found"


def test_pages_of_posts_hold_each_post_once_whatever_comes_in_between(desk, writer):
    """A cursor is a place in the list, and no number of a page."""
    first = writer.get(POSTS, params={"limit": 50}).json()
    newer = make.post(
        "the paper lighthouse again", remote_id="late", created_at=make.NOON + timedelta(days=1, hours=3)
    )
    desk.fill([newer], FILM)
    seen = [post["id"] for post in first["posts"]]
    cursor = first["next"]
    while cursor:
        page = writer.get(POSTS, params={"limit": 50, "cursor": cursor}).json()
        seen += [post["id"] for post in page["posts"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 120
    times = [writer.get(POSTS, params={"limit": 1}).json()["posts"][0]["id"]]
    assert times == ["late"]


def test_cursor_holds_for_the_list_that_it_came_from_alone(desk, writer):
    cursor = writer.get(POSTS, params={"limit": 5, "stance": "positive"}).json()["next"]
    assert writer.get(POSTS, params={"limit": 5, "stance": "positive", "cursor": cursor}).status_code == 200
    for params in ({"stance": "negative"}, {}, {"stance": "positive", "network": "bluesky"}):
        assert error(writer.get(POSTS, params={**params, "cursor": cursor}), 400)["kind"] == "usage"
    broken = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    for made_up in (broken, "AAAA", "a", "-" * 400):
        error(writer.get(POSTS, params={"stance": "positive", "cursor": made_up}), 400)
    error(writer.get(POSTS, params={"cursor": "no cursor!"}), 422)


def test_posts_are_found_by_what_is_asked_for(desk, writer):
    loved = writer.get(POSTS, params={"text": "LOVE", "limit": 200}).json()["posts"]
    assert len(loved) == 60
    assert {post["score"]["label"] for post in loved} == {"positive"}
    assert all(post["score"]["evidence"] for post in loved)
    since = (make.NOON + timedelta(days=1)).isoformat()
    assert len(writer.get(POSTS, params={"since": since, "limit": 200}).json()["posts"]) == 60
    day = f"{make.NOON + timedelta(days=1):%Y-%m-%d}"
    assert len(writer.get(POSTS, params={"until": day, "limit": 200}).json()["posts"]) == 60
    told = error(writer.get(POSTS, params={"signal": "spoilers"}), 422)
    assert "spoiler" in told["hint"]
    for params in (
        {"since": "yesterday"},
        {"since": "2031-05-04T12:00"},
        {"limit": 0},
        {"limit": 201},
        {"stance": "odd"},
    ):
        assert error(writer.get(POSTS, params=params), 422)["problems"]


def test_links_of_posts_lead_only_to_the_web(desk, writer):
    """What a network sends as a link may be anything."""
    hostile = make.post(
        "the paper lighthouse <script>alert(1)</script>",
        remote_id="hostile",
        url="javascript:alert(1)",
        media=(Media("image", "data:text/html,x"), Media("image", "https://media.example/1.png")),
        created_at=make.NOON + timedelta(days=1, hours=1),
    )
    desk.fill([hostile], FILM)
    answer = writer.get(f"{POSTS}/one", params={"source": hostile.source, "id": "hostile"})
    assert answer.headers["content-type"] == "application/json"
    post = answer.json()
    assert post["url"] is None
    assert [one["url"] for one in post["media"]] == [None, "https://media.example/1.png"]
    assert post["text"] == hostile.text


def test_decision_is_made_told_and_undone(desk, writer):
    post = writer.get(POSTS, params={"limit": 1}).json()["posts"][0]
    key = {"source": post["source"], "id": post["id"]}
    where = f"{API}/films/{FILM}/decisions"
    made = writer.post(where, json={**key, "kind": "reject", "value": "unclear or dull", "on": 0})
    assert made.status_code == 201
    assert made.json()["editor"] == "edgar"
    conflict = error(writer.post(where, json={**key, "kind": "pin", "on": 0}), 409)
    assert conflict["kind"] == "conflict"
    assert any("unclear or dull" in one for one in conflict["problems"])
    found = writer.get(POSTS, params={"decided": "reject"}).json()["posts"]
    assert [one["id"] for one in found] == [post["id"]]
    undone = writer.delete(f"{where}/{made.json()['id']}").json()
    assert undone["undone_by"] == "edgar"
    assert writer.get(POSTS, params={"decided": "reject"}).json()["posts"] == []
    assert len(writer.get(where, params=key).json()["decisions"]) == 1
    assert (
        "one of" in error(writer.post(where, json={**key, "kind": "reject", "value": "because"}), 400)["hint"]
    )
    error(writer.post(where, json={**key, "id": "none", "kind": "pin"}), 404)


def test_sample_is_drawn_and_labelled_without_a_word_of_the_scorer(desk, writer):
    where = f"{API}/films/{FILM}/sample"
    drawn = writer.post(f"{where}/draw", json={"more": 3}).json()
    assert drawn["size"] == 3
    assert drawn["next"]["score"] is None
    key = {"source": drawn["next"]["source"], "id": drawn["next"]["id"]}
    assert writer.post(f"{where}/labels", json={**key, "label": "positive"}).json()["drawn"] is True
    left = writer.get(where).json()
    assert left["labels"] == {"positive": 1}
    key = {"source": left["next"]["source"], "id": left["next"]["id"]}
    assert writer.post(f"{where}/passed", json=key).status_code == 204
    assert writer.get(where).json()["passed"] == 1
    assert "labels" in error(writer.post(f"{where}/calibration"), 400)["message"]


def test_film_is_described_anew_and_taken_back(desk, writer):
    where = f"{API}/films/{FILM}/description"
    held = writer.get(where).json()
    assert held["version"] == 0
    described = {**held["description"], "phrases": ["the paper lighthouse", "lantern film"]}
    changed = writer.put(where, json={"version": 0, "description": described}).json()
    assert changed["version"] == 1
    assert "lantern film" in writer.get(f"{API}/films/{FILM}").json()["phrases"]
    theirs = error(writer.put(where, json={"version": 0, "description": held["description"]}), 409)
    assert theirs["problems"]
    wrong = error(writer.put(where, json={"version": 1, "description": {**described, "kind": "fim"}}), 422)
    assert any("kind" in one for one in wrong["problems"])
    [change] = writer.get(f"{API}/films/{FILM}/changes").json()["changes"]
    assert (change["changed_by"], change["keys"]) == ("edgar", ["phrases"])
    assert writer.delete(where, params={"version": 1}).status_code == 204
    assert writer.get(where).json()["description"] == held["description"]


def test_film_is_added_once(desk, writer):
    wanted = {"description": {"slug": "the-glass-harbour", "kind": "film", "title": "The Glass Harbour"}}
    made = writer.post(f"{API}/films", json=wanted)
    assert made.status_code == 422, "without a hashtag or phrase nobody could find it"
    wanted["description"]["hashtags"] = ["GlassHarbour"]
    made = writer.post(f"{API}/films", json=wanted)
    assert made.status_code == 201
    assert writer.get(made.headers["location"]).json()["title"] == "The Glass Harbour"
    error(writer.post(f"{API}/films", json=wanted), 422)


def test_history_of_a_film_that_nobody_changed_is_empty(desk, writer):
    """On the page too."""
    assert writer.get(f"{API}/films/{FILM}/changes").json()["changes"] == []
    assert desk.browser().get(f"/films/{FILM}/history").status_code == 200


def test_digest_is_drafted_by_a_task_that_says_where_it_is(desk, writer):
    wanted = {"since": make.NOON.isoformat(), "until": (make.NOON + timedelta(days=1)).isoformat()}
    told = finished(desk, writer, writer.post(f"{API}/films/{FILM}/digests", json=wanted))
    assert told["state"] == "done", told
    digest = writer.get(told["result"]).json()
    assert digest["film"]["slug"] == FILM
    [listed] = writer.get(f"{API}/digests", params={"film": FILM, "state": "draft"}).json()["digests"]
    assert (listed["id"], listed["headline"]) == (digest["id"], digest["headline"])
    assert writer.get(f"{API}/digests", params={"state": "published"}).json() == {"digests": [], "next": None}


def test_task_that_fails_says_why(desk, writer):
    wanted = {"since": "2030-01-01", "until": "2030-01-02"}
    told = finished(desk, writer, writer.post(f"{API}/films/{FILM}/digests", json=wanted))
    assert told["state"] == "failed"
    assert "needs 12" in told["error"]
    assert told["result"] is None


@pytest.mark.parametrize(
    "wanted",
    [
        {"event": "no such event"},
        {"since": "2031-05-05", "until": "2031-05-04"},
        {"until": "2031-05-04"},
        {"event": "x", "since": "2031-05-04"},
        {"kind": "sonnet"},
        {"window": "all"},
    ],
)
def test_window_that_is_none_begins_no_task(desk, writer, wanted):
    error(writer.post(f"{API}/films/{FILM}/digests", json=wanted), 422)


def test_nothing_is_collected_where_no_network_is_on(desk, writer):
    assert "no network is on" in error(writer.post(f"{API}/films/{FILM}/collect"), 422)["message"]
    assert error(writer.post(f"{API}/sources/mastodon/collect"), 404)["kind"] == "not_found"


def test_comparison_is_made_by_a_task_and_kept_for_a_while(desk):
    """Nothing is stored, so that a token that reads is enough."""
    reader = desk.program("read")
    days = [(make.NOON + timedelta(days=day, hours=hour)).isoformat() for day in (0, 1) for hour in (-1, 2)]
    wanted = {
        "film": FILM,
        "first": {"since": days[0], "until": days[1]},
        "second": {"since": days[2], "until": days[3]},
    }
    told = finished(desk, reader, reader.post(f"{API}/comparisons", json=wanted))
    found = reader.get(told["result"])
    assert found.json()["schema"] == "fansreact.comparison/1"
    assert reader.get(told["result"], headers={"If-None-Match": found.headers["etag"]}).status_code == 304
    error(reader.get(f"{API}/comparisons", params={"film": FILM}), 404)
    error(reader.post(f"{API}/comparisons", json={**wanted, "second": wanted["first"]}), 422)
    error(reader.post(f"{API}/comparisons", json={**wanted, "second": {"event": "x", "since": days[0]}}), 422)


def test_state_of_the_newsroom_is_told(desk, writer):
    assert writer.get(f"{API}/status").json()["database"]["posts"] == 120
    health = writer.get(f"{API}/health").json()
    assert not health["ok"]
    assert {"name": "schema", "ok": True, "problem": "", "fix": ""} in health["checks"]
    assert any(one["name"] == "sources" and one["fix"] for one in health["checks"]) or any(
        "no source is on" in one["problem"] for one in health["checks"]
    )
    scores = writer.get(f"{API}/scores").json()
    assert scores["films"] == [{"film": FILM, "waiting": 0}]
    assert {one["state"] for one in writer.get(f"{API}/sources").json()["sources"]} <= {
        "on",
        "off",
        "needs key",
    }
    assert writer.get(f"{API}/spikes").json() == {"spikes": []}


def test_settings_are_told_without_secrets(config_dir):
    toml = config_dir / "fansreact.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n[sources.bluesky]\n", encoding="utf-8")
    environ = {
        "FANSREACT_SOURCES__BLUESKY__IDENTIFIER": "canary-name.example",
        "FANSREACT_SOURCES__BLUESKY__APP_PASSWORD": "canary-pass-word",
    }
    with DeskRoom(config_dir, environ=environ) as room:
        client = room.program("read")
        answers = [client.get(f"{API}/{noun}") for noun in ("settings", "sources", "status", "health")]
        assert [one.status_code for one in answers] == [200] * 4
        assert "canary" not in "".join(one.text for one in answers)
        told = {one["key"]: one for one in answers[0].json()["settings"]}
        assert told["sources.bluesky.app_password"]["is_set"]
        assert told["store.url"]["origin"] == "file"


def test_database_that_the_command_line_names_is_told_as_such(config_dir):
    """`--db` is one of the ways in which a setting comes about."""
    with DeskRoom(config_dir) as room:
        settings = room.app.settings
        told = replace(settings, origins={**settings.origins, "store.url": "command line"})
        room.app.watchlist.settings = told
        found = room.program("read").get(f"{API}/settings").json()["settings"]
        assert {one["key"]: one["origin"] for one in found}["store.url"] == "command line"


def test_token_makes_no_token_and_a_person_makes_their_own(desk, writer):
    error(writer.post(f"{API}/tokens", json={"scope": "write"}), 403)
    browser = desk.browser()
    made = browser.post(f"{API}/tokens", json={"name": "ticker", "scope": "read", "days": 7}).json()
    assert desk.stranger(Authorization=f"Bearer {made['token']}").get(f"{API}/films").status_code == 200
    listed = browser.get(f"{API}/tokens")
    assert made["token"] not in listed.text
    assert made["prefix"] in {one["prefix"] for one in listed.json()["tokens"]}
    other = desk.browser("admin")
    error(other.delete(f"{API}/tokens/{made['prefix']}"), 404)
    assert other.delete(f"{API}/editors/edgar/tokens/{made['prefix']}").status_code == 204
    error(desk.stranger(Authorization=f"Bearer {made['token']}").get(f"{API}/films"), 401)
    error(desk.browser("reader").post(f"{API}/tokens", json={"scope": "write"}), 400)


def test_admin_keeps_accounts_and_reads_the_log_page_by_page(desk):
    admin = desk.browser("admin")
    wanted = {"name": "newcomer", "password": "entirely other words here", "role": "editor"}
    assert admin.post(f"{API}/editors", json=wanted).status_code == 201
    assert "12" in error(admin.post(f"{API}/editors", json={**wanted, "password": "short"}), 400)["message"]
    changed = admin.patch(f"{API}/editors/newcomer", json={"role": "reader", "disabled": True}).json()
    assert changed["role"] == "reader"
    assert changed["disabled_at"]
    error(admin.patch(f"{API}/editors/ada", json={"disabled": True}), 400)
    error(admin.patch(f"{API}/editors/newcomer", json={}), 422)
    whole = admin.get(f"{API}/log", params={"limit": 200}).json()["lines"]
    lines, cursor = [], None
    while True:
        page = admin.get(f"{API}/log", params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        lines += page["lines"]
        cursor = page["next"]
        if cursor is None:
            break
    assert lines == whole
    assert "entirely other words" not in str(lines)
