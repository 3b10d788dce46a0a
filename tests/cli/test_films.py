"""What is known of a film, from the question to the story: films --refresh, films FILM, sources, doctor, run."""

from pathlib import Path

import pytest

from aggregator.facts import FactsProvider
from aggregator.facts.base import Page
from aggregator.loopback import Reply, play

RECORDINGS = Path(__file__).parent.parent / "recordings"
FILM = "the-glass-harbour"
CREDIT = "This product uses the TMDB API but is not endorsed or certified by TMDB."
OWN = 'director = {value = "Somebody Else", source = "https://example.org/a", as_of = 2026-05-01, standing = "confirmed"}'


@pytest.fixture
def networks(tmp_path):
    """TMDB and Wikidata on one server."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    for name in ("tmdb", "wikidata"):
        (folder / f"{name}.json").write_bytes((RECORDINGS / name / f"{name}.json").read_bytes())
    with play(folder) as network:
        yield network


@pytest.fixture
def watch(config_dir, networks, monkeypatch):
    """Adds both providers, and a film with these further lines, to the configuration."""

    def add(lines="tmdb_id = 900000101\nwikidata_id = 'Q900000101'", facts="", key="k" * 32):
        with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
            tables = "".join(
                f'[sources.{name}]\nbase_url = "{networks.url}"\n' for name in ("tmdb", "wikidata")
            )
            settings.write(f'[collect]\ncontact = "desk@example.org"\n{tables}')
        with (config_dir / "films.toml").open("a", encoding="utf-8") as films:
            films.write(
                f'\n[[films]]\nslug = "{FILM}"\ntitle = "The Glass Harbour"\nhashtags = ["GlassHarbour"]\n{lines}\n'
            )
            films.write(f"[films.facts]\n{facts}\n" if facts else "")
        if key:
            monkeypatch.setenv("FANSREACT_SOURCES__TMDB__API_KEY", key)

    return add


def known(run, film=FILM):
    [row] = run("films", film, "--json").json["films"]
    return {fact["name"]: fact for fact in row["known"]}, row


def test_refresh_asks_every_provider_and_films_shows_each_fact_with_its_page_and_day(run, watch):
    watch()
    ran = run("films", FILM, "--refresh")
    assert ran.code == 0, ran.err
    assert "director: Ottiline Varnholt (reported, https://www.themoviedb.org/movie/900000101, 20" in ran.out
    assert (
        "release: 2031-09-12, United States, Saltmarsh Lantern Pictures (reported, https://www.wikidata.org"
        in ran.out
    )
    assert CREDIT in ran.out
    facts, row = known(run)
    assert row["facts"] == len(facts) > 15
    assert {one["provider"] for one in row["asked"]} == {"tmdb", "wikidata"}
    assert facts["predecessor"]["value"] == {"title": "The Salt Lantern", "released": "2027-10-15"}
    assert not any(fact["disputed"] or fact["too_old"] for fact in facts.values())


def test_what_an_editor_wrote_stands_and_what_others_say_is_shown_beside_it(run, watch):
    watch(facts=OWN)
    ran = run("films", FILM, "--refresh")
    assert "director: Somebody Else (confirmed, https://example.org/a, 2026-05-01)" in ran.out
    assert "but: Ottiline Varnholt (reported, https://www.themoviedb.org" in ran.out
    facts, _ = known(run)
    assert facts["director"]["provider"] is None
    assert [one["provider"] for one in facts["director"]["conflicts"]] == ["tmdb", "wikidata"]


def test_a_dispute_is_told_by_films_and_doctor_until_an_editor_decides(run, watch, networks, config_dir):
    watch()
    networks.alter = lambda path, body: (
        {**body, "credits": {"crew": [{"job": "Director", "name": "Cy Dunn"}]}}
        if path.startswith("/3/movie/")
        else body
    )
    ran = run("films", FILM, "--refresh")
    assert ran.out.count("no digest tells it: write it into films.toml to decide") == 2
    checks = {one["name"]: one for one in run("doctor", "--json").json["checks"]}
    assert checks[f"facts {FILM}"]["problem"] == "sources differ about director, director[1]"
    films = config_dir / "films.toml"
    films.write_text(films.read_text("utf-8") + f"[films.facts]\n{OWN}\n", "utf-8")
    assert not any(fact["disputed"] for fact in known(run)[0].values())


def test_a_film_that_several_are_called_is_named_with_the_candidates_and_holds_up_no_other(run, watch):
    watch(lines="")
    ran = run("films", "--refresh")
    assert ran.code == 3
    assert "tmdb: 2 films there are called 'The Glass Harbour'" in ran.err
    assert "put tmdb_id = ... into films.toml" in ran.err
    assert "900000102 (1998-03-01)" in ran.err
    notes = {one["note"] for one in run("films", "--refresh", "--json").json["runs"] if one["film"] != FILM}
    assert notes == {
        f"not found by this title: if it is there, put {name}_id = ... into films.toml"
        for name in ("tmdb", "wikidata")
    }


def test_a_refused_key_is_told_by_refresh_and_doctor_and_the_other_provider_goes_on(run, watch, networks):
    watch()
    networks.double("tmdb").wrong_key = True
    ran = run("films", FILM, "--refresh", "--json")
    assert ran.code == 3
    errors = {one["source"]: one["error"] and one["error"]["kind"] for one in ran.json["runs"]}
    assert errors == {"tmdb": "credentials", "wikidata": None}
    problem = {one["name"]: one["problem"] for one in run("doctor", "--json").json["checks"]}
    assert "FANSREACT_SOURCES__TMDB__API_KEY was refused" in problem["source tmdb"]
    assert problem["source wikidata"] == ""


def test_a_failure_leaves_what_was_read_before(run, watch, networks):
    watch()
    run("films", FILM, "--refresh")
    before, _ = known(run)
    networks.fail = lambda _path: Reply(200, "<html>maintenance</html>")
    assert run("films", FILM, "--refresh").code == 3
    assert known(run)[0] == before


def test_a_provider_without_its_key_is_reported_and_passed_over(run, watch):
    watch(key="")
    rows = {row["source"]: row for row in run("sources", "--json").json["sources"]}
    assert (rows["tmdb"]["state"], rows["tmdb"]["gives"]) == ("needs key", "facts")
    assert rows["tmdb"]["needs"] == ["FANSREACT_SOURCES__TMDB__API_KEY"]
    assert (rows["wikidata"]["state"], rows["mastodon"]["gives"]) == ("on", "posts")
    ran = run("films", FILM, "--refresh", "--json")
    assert {one["source"] for one in ran.json["runs"]} == {"wikidata"}


def test_without_any_provider_refresh_says_what_to_add(run):
    ran = run("films", "--refresh")
    assert ran.code == 2
    assert "add [sources.wikidata] to fansreact.toml" in ran.err


def test_a_provider_is_no_source_to_collect_from(run, watch):
    watch()
    ran = run("collect", "--source", "tmdb")
    assert ran.code == 2
    assert "tmdb: tells facts and has no posts" in ran.err


def test_facts_of_a_provider_that_was_turned_off_are_told_no_more(run, watch, config_dir):
    watch()
    run("films", FILM, "--refresh")
    settings = config_dir / "fansreact.toml"
    kept = settings.read_text("utf-8").partition("[collect]")[0]
    settings.write_text(kept, "utf-8")
    facts, row = known(run)
    assert (facts, row["asked"]) == ({}, [])


def test_the_schedule_asks_once_a_day(run, watch):
    watch()
    first = [one for one in run("run", "--once", "--json").json["runs"] if one["stage"] == "facts"]
    assert {(one["source"], one["film"]) for one in first if one["fetched"]} == {
        ("tmdb", FILM),
        ("wikidata", FILM),
    }
    again = [one for one in run("run", "--once", "--json").json["runs"] if one["stage"] == "facts"]
    assert again == []
    assert known(run)[0]["director"]["value"] == "Ottiline Varnholt"


def test_a_story_tells_what_was_read_and_verifies(run, watch, archive, tmp_path):
    watch()
    run("films", FILM, "--refresh")
    run("import", str(archive()), "--film", FILM)
    run("score", FILM)
    window = ("--since", "2026-05-04", "--until", "2026-05-05", "--now", "2026-05-05T00:00:00Z")
    ran = run("digest", FILM, *window, "--kind", "trailer", "--json", "--out", str(tmp_path / "out"))
    assert ran.code == 0, ran.err
    digest = ran.json["digest"]
    said = " ".join(one["text"] for part in digest["sections"] for one in part["sentences"])
    assert "Ottiline Varnholt reportedly directs The Glass Harbour" in said
    assert CREDIT in digest["method"]
    assert run("verify", ran.json["paths"]["json"], "--json").json == {"ok": True, "failures": []}
    again = run("digest", FILM, *window, "--kind", "trailer", "--json", "--out", str(tmp_path / "out"))
    assert again.json["digest"] == digest


class Archive(FactsProvider):
    """A provider of somebody else's, named in the configuration by its import path."""

    name = "archive"
    base_url = "https://films.example.org"

    def facts(self, film, *, now):
        return (
            Page(self.name, f"https://films.example.org/{film.slug}", now.date()).fact(
                "director", "Ann Vale"
            ),
        )

    def check(self):
        return None


def test_a_provider_of_ones_own_is_asked_by_its_import_path(run, config_dir):
    with (config_dir / "fansreact.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'[sources."{Archive.__module__}:Archive"]\n')
    ran = run("films", "--refresh")
    assert ran.code == 0, ran.err
    assert "director: Ann Vale (reported, https://films.example.org/the-paper-lighthouse" in ran.out
    assert known(run, "the-paper-lighthouse")[0]["director"]["provider"] == "archive"
    checks = {one["name"]: one["ok"] for one in run("doctor", "--json").json["checks"]}
    assert checks[f"source {Archive.__module__}:Archive"] is True
