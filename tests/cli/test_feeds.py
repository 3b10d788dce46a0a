"""A feed from the configuration to the database: read, kept where it names the film, its secret nowhere."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer

SECRET = "canary-0f3a77"


@pytest.fixture
def feed(httpserver: HTTPServer, config_dir):
    """Two feeds, one of which is broken; the good one's address holds a secret."""
    at = (datetime.now(UTC) - timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    old = (datetime.now(UTC) - timedelta(days=9)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    entries = (
        ("1", "The Paper Lighthouse made me weep", at),
        ("2", "The Sunken Bell did not", at),
        ("3", "The Paper Lighthouse is announced", old),
    )
    items = "".join(
        f"<item><title>{title}</title><guid>{guid}</guid><pubDate>{when}</pubDate></item>"
        for guid, title, when in entries
    )
    document = f"<rss version='2.0'><channel><title>Film Pages</title>{items}</channel></rss>"
    httpserver.expect_request("/films.rss").respond_with_data(document, headers={"ETag": '"one"'})
    httpserver.expect_request("/broken.rss").respond_with_data("oops", status=404)
    urls = [f"{httpserver.url_for('/films.rss')}?feed={SECRET}", httpserver.url_for("/broken.rss")]
    with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"[sources.feeds]\nurls = {urls}\n")
    return httpserver


def test_a_broken_feed_holds_up_no_other_and_a_secret_is_kept_nowhere(
    feed, run, config_dir, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    ran = run("collect", "--json")

    runs = {("broken" in one["target"]): one for one in ran.json["runs"]}
    assert ran.code == 3
    assert (runs[False]["fetched"], runs[False]["new"], runs[False]["gaps"]) == (2, 1, [])
    assert runs[True]["error"]["kind"] == "unavailable"
    assert any(request.args.get("feed") == SECRET for request, _ in feed.log)
    held = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    holders = [data for data in held if SECRET.encode() in data]
    assert holders == [(config_dir / "fansreact.toml").read_bytes()]
    assert SECRET not in ran.out + ran.err


def test_a_feed_that_did_not_change_is_asked_for_news_only(feed, run, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    run("collect", "--json")

    run("collect", "--json")

    asked = [request for request, _ in feed.log if request.path == "/films.rss"]
    assert [request.headers.get("If-None-Match") for request in asked] == [None, '"one"']


def test_a_review_is_kept_for_the_film_of_its_name_and_year(
    httpserver: HTTPServer, run, config_dir, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(config_dir.parent / "state"))
    now = datetime.now(UTC)
    at = (now - timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    films = (
        ("The Paper Lighthouse", now.year),
        ("The Paper Lighthouse", 1931),
        ("The Sunken Bell", now.year),
    )
    items = "".join(
        f"<item><title>{title}, {year} - ★★</title><link>https://letterboxd.com/marlow/film/x{number}/</link>"
        f"<guid>letterboxd-review-{number}</guid><pubDate>{at}</pubDate>"
        f"<letterboxd:filmTitle>{title}</letterboxd:filmTitle><letterboxd:filmYear>{year}</letterboxd:filmYear>"
        f"<letterboxd:memberRating>2.0</letterboxd:memberRating><description>I dozed, {number}</description></item>"
        for number, (title, year) in enumerate(films)
    )
    head = "<rss version='2.0' xmlns:letterboxd='https://letterboxd.com'><channel>"
    httpserver.expect_request("/rss/").respond_with_data(f"{head}{items}</channel></rss>")
    with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"[sources.feeds]\nurls = ['{httpserver.url_for('/rss/')}']\n")

    run("collect", "--json")
    exported = run("export", "the-paper-lighthouse", "--format", "jsonl").out.splitlines()

    (post,) = [json.loads(line) for line in exported]
    assert (post["source"], post["id"], post["text"]) == ("letterboxd", "letterboxd-review-0", "I dozed, 0")
    assert (post["author"]["handle"], post["rating"]) == ("marlow", 0.4)
