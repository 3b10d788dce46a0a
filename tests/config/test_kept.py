"""Films of the database: checked like films.toml, laid over it, and written as a films.toml that reads back."""

import json
import string
import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import config
from aggregator.config import checked_film, described, entry_of, films_toml, with_kept
from aggregator.config.films import read_films
from aggregator.config.mistakes import Mistakes
from aggregator.errors import ConfigError
from aggregator.model import Film
from aggregator.model.kept import KeptFilm

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
WHENCE = 'source = "https://example.org/page", as_of = 2031-05-04, standing = "reported"'
WHOLE = f"""
[[films]]
slug = "the-glass-harbour"
kind = "series"
title = "The “Glass” Harbour: \\\\ 玻璃港 \\"II\\""
former_titles = ["Harbour"]
hashtags = ["GlassHarbour", "玻璃港"]
phrases = ["the glass harbour"]
must_any = ["series"]
never = ["marina"]
youtube_videos = ["abcdefghijk"]
subreddits = ["television"]
tmdb_id = 104
wikidata_id = "Q42"
imdb_id = "tt0000042"
secrets = ["the lighthouse falls"]
secret_until = 2031-06-01
zone = "Europe/Lisbon"
embargo_until = 2031-05-01T10:00:00+02:00
[films.facts]
director = {{value = "Ottiline Varnholt", {WHENCE}}}
writers = [{{value = ["A. Mast", "B. Keel"], {WHENCE}}}, {{value = "C. Hull", source = "https://example.org/b", as_of = 2031-01-01, standing = "confirmed"}}]
cast = {{value = [{{actor = "Juno Vale", role = "Mara"}}, {{actor = "Ola Reef"}}], {WHENCE}}}
release = {{date = 2031-09-12, territory = "Portugal", {WHENCE}}}
synopsis = {{text = "A harbour.", of_film = "Low Water", {WHENCE}}}
plot = [{{value = "A keeper waits.", {WHENCE}}}]
trailer = {{url = "https://example.org/t", {WHENCE}}}
predecessor = {{title = "Low Water", released = 2029-06-01, {WHENCE}}}
related = {{title = "Our review", url = "https://example.org/r", {WHENCE}}}
[films.accounts]
fans = {{bluesky = ["a.fan.example"]}}
critics = {{x = ["a_critic", "b_critic"], bluesky = ["c.example"]}}
official = {{x = ["glassharbour"]}}
outlets = {{x = {{a_critic = "The Tide"}}}}
[[films.events]]
name = "trailer 1"
at = 2031-03-26T14:00:00Z
kind = "trailer"
shows = "Two minutes of the harbour"
source = "https://example.org/seen"
embargo_until = 2031-03-26T15:00:00Z
rights = "studio"
verified = true
made_by = "studio"
[[films.events]]
name = "set photos"
at = 2031-02-01
kind = "first_look"
[[films.media]]
url = "https://example.org/poster"
rights = "studio"
source = "https://example.org/press"
verified = false
"""


def reread(text: str) -> tuple[Film, ...]:
    mistakes = Mistakes()
    films = read_films(tomllib.loads(text).get("films", []), "films.toml", mistakes)
    assert mistakes.found == []
    return films


def kept(slug, description, version=1):
    return KeptFilm(slug, version, description, NOON, "ada")


def test_a_film_with_everything_reads_back_from_what_is_exported_and_from_what_is_kept(load):
    settings = load(films=WHOLE)
    (film,) = settings.films
    own = replace(film, accounts=film.accounts[: -len(settings.everybody) or None])
    assert own.accounts
    assert own.facts_for("cast")[1].value == {"actor": "Ola Reef"}
    assert own.media[1].event == "trailer 1"

    assert reread(films_toml([film], settings.everybody)) == (own,)
    stored = json.loads(json.dumps(described(film, settings)))
    assert checked_film(stored, settings) == film


def test_the_hash_of_a_digest_is_the_same_whether_its_film_is_kept_or_stands_in_the_file(load):
    settings = load(films=WHOLE)
    (film,) = settings.films
    over, mistaken = with_kept(settings, [kept(film.slug, described(film, settings))])
    assert mistaken == ()
    assert over.config_hash(over.films[0]) == settings.config_hash(film)


def test_the_shipped_films_read_back_from_what_is_exported(tmp_path):
    config.write_defaults(tmp_path)
    settings = config.load(tmp_path, {})
    text = films_toml(settings.films, settings.everybody)
    (tmp_path / "films.toml").write_text(text, encoding="utf-8")
    assert config.load(tmp_path, {}).films == settings.films


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)


@given(
    titles=st.lists(TEXTS, min_size=1, max_size=3),
    names=st.lists(st.text(string.ascii_letters + "é玻_9", min_size=1, max_size=12), max_size=4),
    events=st.lists(st.tuples(TEXTS, st.integers(1991, 2099)), max_size=3),
)
def test_whatever_the_checks_let_through_reads_back(titles, names, events):
    raw = {
        "slug": "a-film",
        "title": titles[0],
        "former_titles": titles[1:],
        "hashtags": names,
        "phrases": ["a film"],
        "events": [{"name": name, "at": f"{year}-03-01T12:30:59.25+01:00"} for name, year in events],
        "facts": {
            "plot": {
                "value": titles,
                "source": "https://example.org/p",
                "as_of": "2031-05-04",
                "standing": "confirmed",
            }
        },
    }
    mistakes = Mistakes()
    films = read_films([raw], "films.toml", mistakes)
    for film in films if not mistakes.found else ():
        assert reread(films_toml([film])) == (film,)
        assert entry_of(reread(films_toml([film]))[0]) == entry_of(film)


def test_a_kept_film_stands_over_the_one_of_the_file_and_a_new_one_behind_them(load):
    settings = load()
    over, mistaken = with_kept(
        settings,
        [
            kept("the-paper-lighthouse", {"title": "The Paper Lighthouse", "hashtags": ["TPL"]}, 3),
            kept("a-new-film", {"title": "A New Film", "phrases": ["a new film"]}),
            kept("gone-again", None, 2),
        ],
    )
    assert mistaken == ()
    assert [film.slug for film in over.films] == ["the-paper-lighthouse", "a-new-film"]
    assert over.film("the-paper-lighthouse").hashtags == ("TPL",)
    assert {slug: one.version for slug, one in over.kept.items()} == {
        "the-paper-lighthouse": 3,
        "a-new-film": 1,
    }
    assert [film.hashtags for film in settings.films] == [("PaperLighthouse",)]


def test_a_kept_film_has_the_accounts_of_accounts_toml_as_well(load):
    settings = load()
    over, _ = with_kept(settings, [kept("a-new-film", {"title": "A New Film", "phrases": ["a new film"]})])
    assert over.film("a-new-film").accounts == settings.everybody


def test_a_kept_film_that_the_checks_refuse_is_named_and_the_file_holds_in_its_place(load):
    settings = load()
    bad = {"title": "The Paper Lighthouse", "hashtags": ["no hashtag"]}
    good = {"title": "A New Film", "phrases": ["a new film"]}
    over, (mistake,) = with_kept(settings, [kept("the-paper-lighthouse", bad), kept("a-new-film", good)])
    assert (mistake.file, mistake.key) == ("database", "films[the-paper-lighthouse].hashtags[0]")
    assert "is no hashtag" in mistake.problem
    assert over.film("the-paper-lighthouse") == settings.film("the-paper-lighthouse")
    assert list(over.kept) == ["a-new-film"]


@pytest.mark.parametrize(
    ("entry", "key", "problem"),
    [
        ({"slug": "My Film", "title": "My Film", "phrases": ["my film"]}, "slug", "is no slug"),
        ({"slug": "my-film", "phrases": ["my film"]}, "title", "is missing"),
        ({"slug": "my-film", "title": "My Film"}, "", "has neither hashtags nor phrases"),
        (
            {"slug": "my-film", "title": "M", "phrases": ["m"], "events": [{"name": "a", "at": "soon"}]},
            "events[0].at",
            "is no time",
        ),
        (
            {"slug": "my-film", "title": "M", "phrases": ["m"], "facts": {"director": {"value": "X"}}},
            "facts.director.source",
            "is missing",
        ),
    ],
)
def test_a_mistake_of_an_entry_has_its_own_key_and_what_would_be_right(load, entry, key, problem):
    with pytest.raises(ConfigError) as refused:
        checked_film(entry, load())
    found = {one.key: one for one in refused.value.mistakes}
    assert problem in found[key].problem
    assert found[key].fix
