"""films.toml: what is watched, its facts in every way of writing them, and every mistake by its key."""

import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import config
from aggregator.config.films import read_films
from aggregator.config.mistakes import Mistakes
from aggregator.errors import ConfigError
from aggregator.model import Event, Fact

HEAD = '[[films]]\nslug = "a-film"\ntitle = "A Film"\nhashtags = ["AFilm"]\n'
ORIGIN = 'source = "https://example.org/page", as_of = 2031-05-04, standing = "confirmed"'


def facts(load, written):
    return load(films=f"{HEAD}[films.facts]\n{written}\n").films[0].facts


def fact(key, value, index=0):
    return Fact(key, value, "https://example.org/page", date(2031, 5, 4), "confirmed", index)


def test_every_key_of_a_film_is_read(load):
    (film,) = load(
        films="""
[[films]]
slug = "the-paper-lighthouse"
kind = "series"
title = "The  Paper Lighthouse"
former_titles = ["Lighthouse"]
hashtags = ["PaperLighthouse", "#TPL", "paperlighthouse"]
phrases = ["the paper lighthouse"]
must_any = ["series"]
never = ["origami"]
youtube_videos = ["abcdefghijk"]
subreddits = ["r/television"]
zone = "Europe/Lisbon"
invented = true
[[films.events]]
name = "set photos"
at = 2031-03-26T14:00:00+01:00
kind = "first_look"
"""
    ).films
    assert (film.slug, film.kind, film.title) == ("the-paper-lighthouse", "series", "The Paper Lighthouse")
    assert film.hashtags == ("PaperLighthouse", "TPL")
    assert film.subreddits == ("television",)
    assert film.zone == "Europe/Lisbon"
    assert film.invented
    assert film.events == (Event("set photos", datetime(2031, 3, 26, 13, tzinfo=UTC), "first_look"),)


@pytest.mark.parametrize("wrong", ["America/New_Yrok", "EST5", "", "/etc/passwd"])
def test_a_zone_that_there_is_not_is_a_mistake_of_its_key(mistakes, wrong):
    (found,) = mistakes(films=f'{HEAD}zone = "{wrong}"\n')
    assert f"films[a-film].zone: there is no time zone '{wrong}'; " in found
    assert "films.toml" in found


def test_a_film_without_a_zone_lives_by_utc(load):
    assert load(films=HEAD).films[0].zone == "UTC"


def test_an_embargo_is_an_instant_of_an_event_or_of_the_film(load, mistakes):
    event = (
        '[[films.events]]\nname = "x"\nat = 2031-05-04T10:00:00Z\nembargo_until = 2031-05-06T15:00:00+01:00\n'
    )
    film = load(films=f"{HEAD}embargo_until = 2031-05-05\n{event}").films[0]
    assert film.embargo_until == datetime(2031, 5, 5, tzinfo=UTC)
    assert film.events[0].embargo_until == datetime(2031, 5, 6, 14, tzinfo=UTC)
    (found,) = mistakes(films=f"{HEAD}{event.replace('+01:00', '')}")
    assert "films[a-film].events[0].embargo_until: 2031-05-06T15:00:00 has no time zone" in found


def test_films_stand_in_the_order_of_their_file(load):
    films = load(films=HEAD + HEAD.replace("a-film", "z-film") + HEAD.replace("a-film", "b-film")).films
    assert [film.slug for film in films] == ["a-film", "z-film", "b-film"]


def test_file_without_films_is_no_mistake(load):
    assert load(films="").films == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f'director = {{value = "Ann Vale", {ORIGIN}}}', [fact("director", "Ann Vale")]),
        (f'director = {{value = ["Ann Vale", "Bo Ray"], {ORIGIN}}}', [fact("director", "Ann Vale"), fact("director", "Bo Ray", 1)]),
        (f'writers = {{value = ["Ann Vale", "Bo Ray"], {ORIGIN}}}', [fact("writers", "Ann Vale"), fact("writers", "Bo Ray", 1)]),
        (f'writers = [{{value = "Ann Vale", {ORIGIN}}}, {{value = "Bo Ray", {ORIGIN}}}]', [fact("writers", "Ann Vale"), fact("writers", "Bo Ray", 1)]),
        (f'cast = {{value = [{{actor = "Ann Vale", role = "Mo"}}, {{actor = "Bo Ray"}}], {ORIGIN}}}', [fact("cast", {"actor": "Ann Vale", "role": "Mo"}), fact("cast", {"actor": "Bo Ray"}, 1)]),
        (f'cast = [{{actor = "Ann Vale", role = "Mo", {ORIGIN}}}, {{value = {{actor = "Bo Ray"}}, {ORIGIN}}}]', [fact("cast", {"actor": "Ann Vale", "role": "Mo"}), fact("cast", {"actor": "Bo Ray"}, 1)]),
        (f'cast = {{actor = "Ann Vale", {ORIGIN}}}', [fact("cast", {"actor": "Ann Vale"})]),
        (f'release = {{date = 2031-06-01, territory = "UK", distributor = "Vale", {ORIGIN}}}', [fact("release", {"date": "2031-06-01", "territory": "UK", "distributor": "Vale"})]),
        (f"release = {{value = {{date = 2031-06-01}}, {ORIGIN}}}", [fact("release", {"date": "2031-06-01"})]),
        (f'synopsis = {{text = "A keeper folds.", of_film = "Lighthouse", {ORIGIN}}}', [fact("synopsis", {"text": "A keeper folds.", "of_film": "Lighthouse"})]),
        (f'trailer = {{url = "https://example.org/t", {ORIGIN}}}', [fact("trailer", {"url": "https://example.org/t"})]),
        (f'predecessor = {{title = "Lighthouse", released = 2029-01-02, {ORIGIN}}}', [fact("predecessor", {"title": "Lighthouse", "released": "2029-01-02"})]),
        (f'related = {{title = "Our review", url = "https://example.org/r", {ORIGIN}}}', [fact("related", {"title": "Our review", "url": "https://example.org/r"})]),
        ("cast = []", []),
    ],
)  # fmt: skip
def test_fact_is_read_in_every_way_of_writing_it(load, written, expected):
    assert tuple(expected) == facts(load, written)


def test_facts_stand_in_tables_of_their_own_too(load):
    found = facts(load, f"[films.facts.release]\ndate = 2031-06-01\n{ORIGIN.replace(', ', chr(10))}")
    assert found == (fact("release", {"date": "2031-06-01"}),)


@pytest.mark.parametrize(
    ("written", "mistake"),
    [
        ('director = "Ann Vale"', "facts.director: is 'Ann Vale', without source, as_of and standing; write {value = ..."),
        ('writers = ["Ann Vale"]', "facts.writers[0]: is 'Ann Vale', without source, as_of and standing"),
        ('director = {value = "Ann Vale", as_of = 2031-05-04, standing = "confirmed"}', "facts.director.source: is missing"),
        ('director = {value = "Ann Vale", source = "https://example.org", standing = "confirmed"}', "facts.director.as_of: is missing"),
        ('director = {value = "Ann Vale", source = "https://example.org", as_of = 2031-05-04}', "facts.director.standing: is missing"),
        (f'director = {{value = "Ann Vale", {ORIGIN.replace("confirmed", "confirmd")}}}', "facts.director.standing: is 'confirmd'; did you mean 'confirmed'?"),
        (f'director = {{value = "Ann Vale", {ORIGIN.replace("confirmed", "sure")}}}', "facts.director.standing: is 'sure'; must be one of: confirmed, reported, rumoured"),
        (f'director = {{value = "Ann Vale", {ORIGIN.replace("https://example.org/page", "a press kit")}}}', "facts.director.source: 'a press kit' is no address"),
        (f'director = {{value = "Ann Vale", {ORIGIN.replace("2031-05-04", "2031-05-04T10:00:00Z")}}}', "facts.director.as_of: 2031-05-04T10:00:00+00:00 is no date"),
        (f'director = {{value = "Ann Vale", {ORIGIN.replace("2031-05-04", chr(34) + "May 4" + chr(34))}}}', "facts.director.as_of: 'May 4' is no date; write it like 2024-03-27"),
        (f"director = {{value = 5, {ORIGIN}}}", "facts.director.value: is 5; must be a text in quotes"),
        (f'director = {{value = " ", {ORIGIN}}}', "facts.director.value: is empty"),
        (f'director = {{name = "Ann Vale", {ORIGIN}}}', "facts.director.value: is missing"),
        (f'trailer = {{value = [{{url = "https://example.org"}}], {ORIGIN}}}', "facts.trailer: is a list; there is one of it"),
        (f'direktor = {{value = "Ann Vale", {ORIGIN}}}', "facts.direktor: there is no such fact; did you mean 'director'?"),
        (f'writers = {{value = ["Ann Vale", 5], {ORIGIN}}}', "facts.writers.value[1]: is 5; must be a text in quotes"),
        (f'cast = [{{actor = "Ann Vale", {ORIGIN}}}, {{role = "Mo", {ORIGIN}}}]', "facts.cast[1].actor: is missing"),
        (f'cast = {{value = ["Ann Vale"], {ORIGIN}}}', "facts.cast.value: is 'Ann Vale'; must be a table"),
        (f'cast = {{value = [{{actor = "Ann", rol = "Mo"}}], {ORIGIN}}}', "facts.cast.value.rol: there is no such setting; did you mean 'role'?"),
        (f'release = {{date = "soon", {ORIGIN}}}', "facts.release.date: 'soon' is no date"),
        (f'release = {{value = {{date = 2031-06-01}}, territory = "UK", {ORIGIN}}}', "facts.release.territory: there is no such setting"),
        (f'trailer = {{url = "javascript:alert(1)", {ORIGIN}}}', "facts.trailer.url: 'javascript:alert(1)' is no address"),
    ],
)  # fmt: skip
def test_mistaken_fact_is_named_by_its_key(mistakes, written, mistake):
    found = mistakes(films=f"{HEAD}[films.facts]\n{written}\n")
    assert any(mistake in one for one in found), found
    assert all(one.startswith("films.toml: films[a-film].facts.") for one in found)


@pytest.mark.parametrize(
    ("films", "mistake"),
    [
        (HEAD + HEAD, "films[1].slug: 'a-film' is that of films[0] too; each film needs its own"),
        (HEAD.replace("a-film", "A Film: Élan!"), "films[0].slug: 'A Film: Élan!' is no slug; write it like 'a-film-elan'"),
        (HEAD.replace('hashtags = ["AFilm"]', ""), "films[a-film]: has neither hashtags nor phrases"),
        (HEAD.replace('"AFilm"', '"A Film"'), "films[a-film].hashtags[0]: 'A Film' is no hashtag; letters, digits and _ only, like 'AFilm'"),
        (HEAD.replace('"AFilm"', '"2031"'), "films[a-film].hashtags[0]: '2031' is no hashtag; networks link none without a letter"),
        (HEAD.replace('"AFilm"', '""'), "films[a-film].hashtags[0]: '' is no hashtag"),
        (HEAD.replace('["AFilm"]', '"AFilm"'), "films[a-film].hashtags: is 'AFilm'; must be a list"),
        (HEAD.replace("title", "titel"), "films[a-film].titel: there is no such setting; did you mean 'title'?"),
        (HEAD + 'kind = "movie"', "films[a-film].kind: is 'movie'; must be one of: film, series, person, franchise, event"),
        (HEAD + "invented = 'yes'", "films[a-film].invented: is 'yes'; must be true or false"),
        (HEAD + "youtube_videos = ['https://youtu.be/abcdefghijk']", "youtube_videos[0]: 'https://youtu.be/abcdefghijk' is no video id"),
        (HEAD + "facts = 5", "films[a-film].facts: is 5; must be a table"),
        (HEAD + '[[films.events]]\nname = "x"\nat = 2026-03-26T14:00:00', "films[a-film].events[0].at: 2026-03-26T14:00:00 has no time zone; write 2026-03-26T14:00:00Z for UTC"),
        (HEAD + '[[films.events]]\nname = "x"\nat = "2026-03-26T14:00:00"', "events[0].at: 2026-03-26T14:00:00 has no time zone"),
        (HEAD + '[[films.events]]\nname = "x"\nat = "tomorrow"', "events[0].at: 'tomorrow' is no time; write it like 2024-03-26T14:00:00Z"),
        (HEAD + '[[films.events]]\nname = "x"\nat = 0001-01-01T00:00:00+14:00', "events[0].at: 0001-01-01T00:00:00+14:00 lies before 1990 or after 2099; check the year"),
        (HEAD + '[[films.events]]\nname = "x"\nat = "9999-12-31T23:59:59-14:00"', "events[0].at: 9999-12-31T23:59:59-14:00 lies before 1990 or after 2099"),
        (HEAD + '[[films.events]]\nname = "x"\nat = 1989-12-31', "events[0].at: 1989-12-31T00:00:00+00:00 lies before 1990"),
        (HEAD + '[[films.events]]\nname = "x"\nat = 14:00:00', "events[0].at: "),
        (HEAD + '[[films.events]]\nname = "x"\nat = 2026-03-26\nkind = "trailr"', "events[0].kind: is 'trailr'; did you mean 'trailer'?"),
        (HEAD + '[[films.events]]\nname = "x"\nat = 2026-03-26\n[[films.events]]\nname = "X"\nat = 2026-03-27', "events[1].name: 'X' stands there already"),
        (HEAD.replace('"A Film"', f'"{"Long " * 40}Film"'), "films[a-film].title: 'Long Long Long Long Long Long Long Long has 204 characters; at most 200"),
        (HEAD.replace("AFilm", "a" * 201), "films[a-film].hashtags: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa has 201 characters; at most 200"),
        (HEAD + f"phrases = {[f'words {n}' for n in range(201)]}", "films[a-film].phrases: has 201 entries; at most 200"),
        (HEAD + f"former_titles = ['{'x' * 5000}']", "films[a-film].former_titles: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx has 5,000 characters; at most 200"),
        (HEAD + f'[[films.events]]\nname = "{"x" * 201}"\nat = 2026-03-26', "films[a-film].events[0].name: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx has 201 characters; at most 200"),
        ("films = 5", "films: is 5; write each film under a line [[films]]"),
        ("[films]\nslug = 'a'", "films: is a table; write each film under a line [[films]]"),
        ("films = [5]", "films[0]: is 5; write each film under a line [[films]]"),
        ("[[film]]\nslug = 'a'", "film: there is no such table; did you mean 'films'?"),
    ],
)  # fmt: skip
def test_mistaken_film_is_named_by_its_slug_and_key(mistakes, films, mistake):
    found = mistakes(films=films)
    assert any(mistake in one for one in found), found


def test_titles_and_words_of_200_characters_are_taken(load):
    title, word = "x" * 200, "y" * 200
    (film,) = load(films=HEAD.replace("A Film", title).replace("AFilm", word)).films
    assert (film.title, film.hashtags) == (title, (word,))


def test_bare_date_of_an_event_is_midnight_utc(load):
    (film,) = load(films=HEAD + '[[films.events]]\nname = "x"\nat = 2026-03-26').films
    assert film.events[0].at == datetime(2026, 3, 26, tzinfo=UTC)


def test_film_is_found_by_its_slug_or_the_nearest_are_named(load):
    films = load(films=HEAD + HEAD.replace("a-film", "the-final-reckoning")).films
    assert config.film_by_slug(films, "a-film").title == "A Film"
    with pytest.raises(ConfigError) as error:
        config.film_by_slug(films, "the-final-reconing")
    assert str(error.value) == "unknown film 'the-final-reconing'; did you mean 'the-final-reckoning'?"
    assert error.value.exit_code == 2
    with pytest.raises(ConfigError, match="did you mean 'the-final-reckoning'"):
        config.film_by_slug(films, "reckoning")
    with pytest.raises(ConfigError) as error:
        config.film_by_slug(films, "zzz")
    assert str(error.value) == "unknown film 'zzz'"
    assert error.value.hint == "films that are known: a-film, the-final-reckoning"


def test_digest_hash_changes_with_what_shapes_that_films_digest_only(load):
    other = HEAD.replace("a-film", "b-film")
    settings = load(films=HEAD + other)
    film = settings.films[0]
    before = settings.config_hash(film)
    assert len(before) == 16
    assert (
        load(
            films=HEAD + "# a remark\n" + other.replace("A Film", "B"),
            environ={"FANSREACT_SOURCES__X__BEARER_TOKEN": "hush"},
        ).config_hash(film)
        == before
    )
    assert load("[digest]\nout = 'elsewhere'\n[collect]\noverlap = '1h'\n", HEAD).config_hash(film) == before
    assert load("[digest]\ncontact = 'desk@example.org'", HEAD).config_hash(film) != before
    assert load("[score]\nscorer = 'textblob'", HEAD).config_hash(film) != before
    renamed = load(films=HEAD.replace("A Film", "Another Film"))
    assert renamed.config_hash(renamed.films[0]) != before
    elsewhere = load(films=HEAD + 'zone = "Asia/Tokyo"')
    assert elsewhere.config_hash(elsewhere.films[0]) != before


def test_digest_hash_is_that_of_the_word_lists_words_not_of_their_layout(folder):
    made = folder(films=HEAD)
    lists = made / "themes.toml"
    hashes = []
    for text in (
        '[[themes]]\nlabel = "x"\nwords = ["y"]\n',
        '# remark\r\n[[themes]]\r\nlabel="x"\r\nwords=["y"]\r\n',
        '[[themes]]\nlabel = "x"\nwords = ["z"]\n',
    ):
        lists.write_bytes(text.encode())
        settings = config.load(made, {})
        hashes.append(settings.config_hash(settings.films[0]))
    assert hashes[0] == hashes[1] != hashes[2]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(string.ascii_lowercase + "_", max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
film_keys = st.sampled_from(
    ["slug", "kind", "title", "hashtags", "phrases", "facts", "events", "invented", "never", "other"]
)
fact_keys = st.sampled_from(["director", "writers", "cast", "release", "synopsis", "other"])
parts = st.dictionaries(
    st.sampled_from(["value", "source", "as_of", "standing", "actor", "date", "text"]), json_values
)


@given(
    st.lists(
        st.dictionaries(film_keys, json_values | st.dictionaries(fact_keys, parts | st.lists(parts)))
        | json_values
    )
    | json_values
)
def test_whatever_stands_in_films_is_a_film_or_a_mistake_and_never_an_accident(raw):
    mistakes = Mistakes()
    films = read_films(raw, "films.toml", mistakes)
    given = len(raw) if isinstance(raw, list) else 1
    assert len(films) + len(mistakes.found) >= given
    assert all(one.file == "films.toml" and one.key and one.problem for one in mistakes.found)


def test_what_an_editor_knows_of_pictures_is_read(load):
    words = (
        HEAD
        + """
[[films.events]]
name = "set photos"
at = 2031-03-26T14:00:00Z
rights = "leaked"
verified = true
[[films.media]]
url = "https://img.example/still.jpg"
rights = "studio"
source = "https://example.org/press"
[[films.media]]
url = "https://x.com/somebody/status/1"
made_by = "ai"
"""
    )
    (film,) = load(films=words).films
    assert [(one.event, one.rights, one.source, one.verified, one.made_by) for one in film.media] == [
        (None, "studio", "https://example.org/press", None, None),
        (None, None, None, None, "ai"),
        ("set photos", "leaked", None, True, None),
    ]


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        ('[[films.media]]\nurl = "https://img.example/a.jpg"', "media[0]: says nothing of it; write rights, verified or made_by"),
        ('[[films.media]]\nurl = "https://img.example/a.jpg"\nrights = "studio"', "media[0].source: is missing; name the page by which its rights are 'studio'"),
        ('[[films.media]]\nurl = "https://img.example/a.jpg"\nrights = "mine"', "media[0].rights: is 'mine'"),
        ('[[films.media]]\nurl = "nowhere"\nrights = "leaked"', "media[0].url: 'nowhere' is no address"),
        ('[[films.media]]\nurl = "https://img.example/a.jpg"\nverified = "yes"', "media[0].verified"),
        ('[[films.events]]\nname = "x"\nat = 2026-03-26\nrights = "poster_made"', "events[0].source: is missing"),
        ('[[films.events]]\nname = "x"\nat = 2026-03-26\nmade_by = "fans"', "events[0].made_by: is 'fans'; did you mean 'fan'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_about_pictures_is_named(load, words, mistake):
    with pytest.raises(ConfigError) as told:
        load(films=HEAD + words)
    assert mistake in "\n".join(map(str, told.value.mistakes))


EVENT = (
    '[[films]]\nslug = "a"\ntitle = "A"\nhashtags = ["A"]\n[[films.events]]\nname = "t"\nat = 2031-05-04\n'
)


def test_what_an_event_showed_is_an_editors_sentence_with_its_source(folder):
    made = folder(films=EVENT + 'shows = "Two minutes of  storm"\nsource = "https://example.org/t"\n')
    [event] = config.load(made, {}).films[0].events
    assert (event.shows, event.source) == ("Two minutes of storm", "https://example.org/t")


def test_a_source_of_nothing_is_a_mistake(folder):
    with pytest.raises(ConfigError) as raised:
        config.load(folder(films=EVENT + 'source = "https://example.org/t"\n'), {})
    assert "is the source of nothing" in str(raised.value.mistakes)
