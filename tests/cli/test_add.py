"""Ten links become a checked story, without any key."""

import json

import invented_links as made
import pytest
from invented_links import DID, STRANGER, serve, tiktok_id, x_id

from aggregator.cli import main

FILM = "the-paper-lighthouse"
X = [x_id(number=number) for number in range(1, 5)]
TT = [tiktok_id(number=number) for number in range(1, 3)]
ANSWERS = (
    made.x("The lamp room in the Paper Lighthouse trailer, I gasped out loud", identity=X[0], handle="kite1"),
    made.x("Paper Lighthouse looks like a postcard that hates me", identity=X[1], handle="kite2"),
    made.x("I will be there on day one with my whole family, no question", identity=X[2], handle="kite3"),
    made.x("Not one joke in the whole trailer and I did not miss any", identity=X[3], handle="kite4"),
    made.bluesky_handle(),
    made.bluesky("Somebody folded that lighthouse by hand and it shows", key="3kaa"),
    made.mastodon("The storm scene is made of paper. PAPER. I am in pieces", number="112233445561"),
    made.reddit(
        "The keeper is the best thing in the trailer", "She says four words and I believed each of them."
    ),
    made.reddit_comment("Agreed, and the sea sounds like somebody crumpling a map"),
    made.tiktok("pov: you fold paper for a living and they make a film of it", identity=TT[0], handle="fog1"),
    made.tiktok("crying over a cardboard gull, do not talk to me", identity=TT[1], handle="fog2"),
)
LINKS = (
    *(f"https://x.com/kite{number}/status/{identity}?s=20" for number, identity in enumerate(X, start=1)),
    "https://bsky.app/profile/lamp.fan.example/post/3kaa",
    f"https://{STRANGER}/@wick/112233445561",
    "https://www.reddit.com/r/movies/comments/1abcde/the_keeper/",
    "https://www.reddit.com/r/movies/comments/1abcde/comment/kx12345/",
    f"https://www.tiktok.com/@fog1/video/{TT[0]}",
    f"https://www.tiktok.com/@fog2/video/{TT[1]}",
)


@pytest.fixture
def network(config_dir, tmp_path):
    """The networks, behind the gateway that the configuration names."""
    with serve(tmp_path / "links", *ANSWERS) as network:
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[links]\nbase_url = "{network.url}"\n')
        yield network


def test_ten_links_become_a_story_that_verifies(run, network, tmp_path):
    added = run("add", FILM, *LINKS, "--json")
    story = run("digest", FILM, "--out", str(tmp_path / "out"), "--json")
    verified = run("verify", story.json["paths"]["json"], "--json")
    published = run("publish", story.json["id"], "--to", "folder", "--out", str(tmp_path / "desk"))

    assert (added.code, added.json["refused"]) == (0, [])
    assert [one["url"] for one in added.json["added"]] == list(LINKS)
    assert {one["new"] for one in added.json["added"]} == {True}
    assert story.code == 0
    assert verified.json == {"ok": True, "failures": []}
    assert published.code == 0
    digest = story.json["digest"]
    assert len(digest["quotes"]) == 10
    assert (digest["counted"]["posts"], digest["counted"]["excluded"]) == (0, {"picked by hand": 10})
    assert digest["window"]["since"] == "2026-05-04T00:00:00Z"  # nobody named one: the posts' own day


def test_what_add_prints_is_what_it_promises(run, network):
    ran = run("add", FILM, LINKS[0], "https://www.instagram.com/p/Cabc123/", "--json")

    assert ran.code == 3
    assert ran.json["film"] == FILM
    assert ran.json["added"] == [{"url": LINKS[0], "source": "x", "id": X[0], "new": True}]
    (refused,) = ran.json["refused"]
    assert set(refused) == {"url", "reason", "hint"}
    assert "Meta" in refused["reason"]


def test_the_same_link_again_is_known(run, network):
    run("add", FILM, LINKS[0])

    again = run("add", FILM, LINKS[0], LINKS[0].replace("x.com", "mobile.twitter.com"))

    assert again.code == 0
    assert again.out.count("known") == 2


def test_a_post_that_is_stored_is_picked_without_asking_its_network(run, network, tmp_path):
    (tmp_path / "stored.jsonl").write_text(
        "\n".join(
            json.dumps({"source": source, "id": identity, "url": url, "author": {"id": "7", "handle": "wick"},
                        "text": "The lamp room, I gasped", "created_at": "2026-05-04T12:00:00Z"})
            for source, identity, url in (
                ("x", X[0], LINKS[0].partition("?")[0]),
                ("mastodon", f"https://{STRANGER}/users/wick/statuses/112233445561", LINKS[5]),
            )
        )
    )  # fmt: skip
    with (tmp_path / "config" / "films.toml").open("a", encoding="utf-8") as films:
        films.write(
            '[[films]]\nslug = "other"\nkind = "film"\ntitle = "Another Film"\nhashtags = ["AnotherFilm"]\n'
        )
    run("import", str(tmp_path / "stored.jsonl"), "--film", "other")

    added = run("add", FILM, LINKS[0], LINKS[5], "--json")
    again = run("add", FILM, LINKS[0], "--json")

    assert (added.code, [one["new"] for one in added.json["added"]]) == (0, [True, True])
    assert [one["new"] for one in again.json["added"]] == [False]
    assert network.requests == []
    exported = run("export", FILM).out.splitlines()
    assert [json.loads(line)["picked"] for line in exported] == [True, True]


def test_no_usable_link_fails(run, network):
    ran = run("add", FILM, "javascript:alert(1)", "https://x.com/kite1/status/12")

    assert ran.code == 1
    assert ran.out.count("refused") == 2


def test_an_unknown_film_is_a_mistake_and_nothing_is_asked(run, network):
    ran = run("add", "the-paper-lighthose", LINKS[0], "--json")

    assert ran.code == 2
    assert FILM in ran.json["error"]["message"] + ran.json["error"]["hint"]
    assert network.requests == []


def test_a_deleted_post_is_told_with_its_link(run, network):
    ran = run("add", FILM, LINKS[0], f"https://{STRANGER}/@wick/404404", "--json")

    assert ran.code == 3
    assert "deleted" in ran.json["refused"][0]["reason"]


def test_what_can_not_be_quoted_is_refused_when_it_is_added(run, config_dir, tmp_path):
    hidden = made.bluesky("Not for strangers", labels=[{"val": "!no-unauthenticated"}])
    author = hidden["response"]["body"]["posts"][0]["author"]
    author["labels"] = [{"val": "!no-unauthenticated"}]
    with serve(tmp_path / "links", hidden) as network:
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[links]\nbase_url = "{network.url}"\n')
        ran = run("add", FILM, f"https://bsky.app/profile/{DID}/post/3kaa", "--json")

    assert ran.code == 1
    assert "asks not to show it" in ran.json["refused"][0]["reason"]


def test_three_picked_posts_are_too_few(run, network):
    run("add", FILM, *LINKS[:3])

    ran = run("digest", FILM)

    assert ran.code == 1
    assert "has 0, needs 12" in ran.err


def test_a_window_that_an_editor_names_is_kept(run, network):
    run("add", FILM, *LINKS)

    assert run("digest", FILM, "--last", "24h").code == 1


def test_picked_posts_change_no_number_of_a_story_that_counts(run, network, archive, tmp_path):
    run("import", str(archive()), "--film", FILM)
    window = ("--since", "2026-05-04", "--until", "2026-05-06", "--out", str(tmp_path / "out"), "--json")
    before = run("digest", FILM, *window).json["digest"]
    run("add", FILM, *LINKS)
    after = run("digest", FILM, *window).json
    verified = run("verify", after["paths"]["json"], "--json")

    assert verified.json == {"ok": True, "failures": []}
    digest = after["digest"]
    assert digest["sentiment"] == before["sentiment"]
    assert digest["themes"] == before["themes"]
    assert digest["counted"]["posts"] == before["counted"]["posts"]
    assert digest["counted"]["excluded"]["picked by hand"] == 10
    assert sum(quote["picked"] for quote in digest["quotes"]) == 10


def test_a_picked_post_that_an_archive_brings_counts(run, network, tmp_path):
    run("add", FILM, *LINKS)
    path = tmp_path / "posts.jsonl"
    exported = run("export", FILM, "--format", "jsonl").out.splitlines()
    lines = [json.loads(line) for line in exported]
    for line in lines:
        line.pop("picked")
    path.write_text("\n".join(json.dumps(line) for line in lines[:4]) + "\n", encoding="utf-8")

    imported = run("import", str(path), "--film", FILM, "--json")
    story = run(
        "digest", FILM, "--since", "2026-05-04", "--until", "2026-05-05", "--out", str(tmp_path), "--json"
    )

    assert imported.json["files"][0]["known"] == 4
    assert story.json["digest"]["counted"]["posts"] == 4
    assert story.json["digest"]["counted"]["excluded"] == {"picked by hand": 6}


def test_what_was_picked_stays_so_on_its_way_to_another_database(run, network, tmp_path):
    run("add", FILM, *LINKS)
    path = tmp_path / "posts.jsonl"
    run("export", FILM, "--format", "jsonl", "--out", str(path))

    ran = run("import", str(path), "--film", FILM, "--db", f"sqlite:///{tmp_path}/other.db", "--json")

    assert ran.code == 1
    assert "picked by hand" in ran.json["files"][0]["rejected"][0]["reason"]


def test_with_a_key_the_networks_own_api_is_asked_first(config_dir, network, run, monkeypatch, tmp_path):
    from aggregator.loopback import play

    folder = tmp_path / "bluesky"
    folder.mkdir()
    view = made.bluesky("Somebody folded that lighthouse by hand, as the API tells it")["response"]["body"][
        "posts"
    ]
    (folder / "bluesky.json").write_text(json.dumps(view), encoding="utf-8")
    monkeypatch.setenv("FANSREACT_SOURCES__BLUESKY__IDENTIFIER", "desk.example")
    monkeypatch.setenv("FANSREACT_SOURCES__BLUESKY__APP_PASSWORD", "not-a-real-password")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with play(folder) as api:
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[sources.bluesky]\nbase_url = "{api.url}"\n')
        ran = run("add", FILM, f"https://bsky.app/profile/{DID}/post/3kaa", "--json")

    assert ran.code == 0
    assert network.requests == []
    assert any("getPosts" in target for _, target in api.requests)


def test_help_shows_an_example():
    assert main(["add", "--help"]) == 0
