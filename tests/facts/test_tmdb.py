"""TMDB: which film is meant, what its page says, and what becomes of answers that are none."""

from datetime import date

import httpx
import make
import pytest
from answers import answering
from make import NOON

from aggregator.errors import (
    ConfigError,
    CredentialsRejected,
    RateLimited,
    SourceUnavailable,
    UnexpectedPayload,
)
from aggregator.loopback import Reply
from aggregator.model import Fact

PROVIDER = "tmdb"
OLD_KEY = "0123456789abcdef0123456789abcdef"


def harbour(**fields):
    return make.film(tmdb_id=900000101, **fields)


def values(facts, key):
    return [fact.value for fact in facts if fact.key == key]


@pytest.fixture
def told(provider):
    return provider().facts(harbour(), now=NOON)


def test_each_fact_names_its_page_its_day_and_that_users_wrote_it(told):
    assert {(fact.source, fact.as_of, fact.standing, fact.provider) for fact in told} == {
        ("https://www.themoviedb.org/movie/900000101", date(2031, 5, 4), "reported", "tmdb")
    }
    assert len({fact.name for fact in told}) == len(told)


def test_director_and_script_are_told_and_the_novelist_wrote_no_script(told):
    assert values(told, "director") == ["Ottiline Varnholt"]
    assert values(told, "writers") == ["Ottiline Varnholt", "Bram Oduya-Teale"]


def test_the_cast_stands_in_the_order_of_its_billing_and_ends_after_twelve(told):
    cast = values(told, "cast")
    assert cast[:4] == [
        {"actor": "Perpetua Hallam-Reyes", "role": "Wren Calloway"},
        {"actor": "Sunniva Drax-Oyelaran", "role": "The Keeper (voice)"},
        {"actor": "Joaquim Thistlewood", "role": "Edmund Calloway"},
        {"actor": "Tolliver Ashgrove"},
    ]
    assert len(cast) == 12
    assert "Nobody Muchly" not in str(cast)


def test_the_release_is_the_widest_first_opening_of_the_territory_that_is_asked_for(told, provider):
    assert values(told, "release") == [{"date": "2031-09-12", "territory": "United States"}]
    british = provider(territory="GB").facts(harbour(), now=NOON)
    assert values(british, "release") == [{"date": "2031-09-05", "territory": "United Kingdom"}]


def test_a_territory_without_a_date_falls_back_to_the_films_own_country(provider):
    french = provider(territory="FR").facts(harbour(), now=NOON)
    assert values(french, "release") == [{"date": "2031-09-05", "territory": "United Kingdom"}]


def test_the_synopsis_is_one_line_and_the_trailer_the_newest_official_one_on_youtube(told):
    assert values(told, "synopsis") == [
        {"text": "A keeper folds a lovely light out of paper and the town follows it."}
    ]
    assert values(told, "trailer") == [{"url": "https://www.youtube.com/watch?v=trailer0001"}]


def test_a_synopsis_under_another_title_says_which_film_it_is_of(provider):
    found = provider().facts(harbour(title="The Paper Lighthouse"), now=NOON)
    assert values(found, "synopsis")[0]["of_film"] == "The Glass Harbour"


def test_a_series_is_asked_for_as_a_series(provider, network):
    found = provider().facts(make.film(kind="series", title="The Salt Lantern"), now=NOON)
    assert values(found, "cast") == [{"actor": "Perpetua Hallam-Reyes", "role": "Wren Calloway"}]
    assert found[0].source == "https://www.themoviedb.org/tv/900000201"


# ── which film ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ids", [{"imdb_id": "tt90000101"}, {"wikidata_id": "Q900000101"}])
def test_the_ids_of_others_find_the_film(provider, ids):
    found = provider().facts(make.film(title="Anything", **ids), now=NOON)
    assert found[0].source.endswith("/900000101")


def test_of_several_films_of_one_name_the_year_of_films_toml_decides(provider):
    when = Fact("release", {"date": "2030-12-30"}, "https://a.example", date(2030, 1, 1), "confirmed")
    found = provider().facts(make.film(facts=(when,)), now=NOON)
    assert {fact.source for fact in found} == {"https://www.themoviedb.org/movie/900000101"}


def test_several_films_of_one_name_are_listed_and_none_is_taken(provider):
    with pytest.raises(ConfigError) as refused:
        provider().facts(make.film(slug="low-water", title="Low  water!"), now=NOON)
    assert refused.value.message == "tmdb: 3 films there are called 'Low  water!'"
    assert refused.value.hint == (
        "put tmdb_id = ... into films.toml, below slug = 'low-water': "
        "900000104 (2029-06-01), 900000105 (1974-06-01), 900000106 (no date)"
    )


def test_a_film_that_is_not_there_has_no_facts(provider):
    assert provider().facts(make.film(title="The Unmade"), now=NOON) == ()
    assert provider().facts(make.film(title="The Unmade", imdb_id="tt90000999"), now=NOON) == ()


def test_an_id_of_films_toml_that_names_nothing_is_to_be_mended_there(provider):
    with pytest.raises(ConfigError, match="tmdb: there is no film 7") as refused:
        provider().facts(make.film(tmdb_id=7), now=NOON)
    assert "mend tmdb_id in films.toml" in refused.value.hint


def test_a_title_is_looked_for_on_further_pages(provider, network):
    def many(path, body):
        if path == "/3/search/movie" and body["page"] == 1:
            others = [{"id": 5000 + n, "title": f"Harbour {n}"} for n in range(20)]
            return {"page": 1, "results": others, "total_pages": 2, "total_results": 21}
        return body

    network.alter = many
    network.twist = lambda asked, reply: (
        Reply(200, {"page": 2, "results": [{"id": 900000103, "title": "The Sunken Bell"}], "total_pages": 2})
        if asked.value("page") == "2"
        else reply
    )
    found = provider().facts(make.film(title="The Sunken Bell"), now=NOON)
    assert found == ()
    assert ("GET", "/3/movie/900000103") in [(way, path.partition("?")[0]) for way, path in network.requests]


# ── keys and failures ────────────────────────────────────────────────────────


def test_a_token_travels_in_a_header_and_never_in_an_address(provider, network):
    provider().facts(harbour(), now=NOON)
    assert not any("eyJ" in path or "api_key" in path for _, path in network.requests)


def test_the_older_key_is_sent_as_the_parameter_that_tmdb_takes_and_told_nowhere(provider, network):
    asking = provider(key=OLD_KEY)
    asking.facts(harbour(), now=NOON)
    assert all(f"api_key={OLD_KEY}" in path for _, path in network.requests)
    network.fail = lambda _path: Reply(404, {"status_message": f"no page /3?api_key={OLD_KEY}"})
    with pytest.raises(UnexpectedPayload) as refused:
        asking.facts(harbour(), now=NOON)
    network.fail = lambda _path: Reply(200, "<html>hello</html>")
    with pytest.raises(UnexpectedPayload) as odd:
        asking.facts(harbour(), now=NOON)
    assert "is not what TMDB sends" in refused.value.message
    assert OLD_KEY not in f"{refused.value} {refused.value.sample} {odd.value} {odd.value.sample}"


def test_a_refused_key_names_its_variable_and_what_tmdb_says(provider, network):
    network.double("tmdb").wrong_key = True
    with pytest.raises(CredentialsRejected) as refused:
        provider().check()
    assert "FANSREACT_SOURCES__TMDB__API_KEY" in refused.value.message
    assert "Invalid API key" in refused.value.message


def test_too_many_requests_say_until_when_to_wait(provider, network):
    network.fail = lambda _path: Reply(429, {"status_code": 25}, {"Retry-After": "90"})
    with pytest.raises(RateLimited) as limited:
        provider().facts(harbour(), now=NOON)
    assert (limited.value.until - NOON).total_seconds() == 90


def test_a_site_that_fails_is_unavailable(provider, network):
    network.fail = lambda _path: Reply(503, {})
    with pytest.raises(SourceUnavailable):
        provider().facts(harbour(), now=NOON)


@pytest.mark.parametrize("body", [[], {"id": 5}, "null", '{"id": "900000101"}', {"results": 7}])
def test_an_answer_of_another_shape_is_an_error_and_no_fact(provider, network, body):
    network.fail = lambda _path: Reply(200, body)
    with pytest.raises(UnexpectedPayload):
        provider().facts(harbour(), now=NOON)


def test_whatever_stands_in_a_page_costs_no_more_than_the_fact_that_it_spoils(provider, network):
    hostile = {
        "overview": "x" * 5_000,
        "title": 7,
        "credits": {
            "cast": [
                {"name": "Ann\u202e Vale\u0000", "character": "see https://evil.example", "order": 0},
                {"name": "y" * 900, "order": 1},
                {"name": ["no"], "order": "first"},
                "nobody",
            ],
            "crew": {"job": "Director"},
        },
        "release_dates": {
            "results": [{"iso_3166_1": "US", "release_dates": [{"type": 3, "release_date": "soon"}]}]
        },
        "videos": {
            "results": [{"type": "Trailer", "official": True, "site": "YouTube", "key": "javascript:"}]
        },
    }
    network.alter = lambda _path, body: {**body, **hostile} if isinstance(body, dict) else body
    assert [(fact.name, fact.value) for fact in provider().facts(harbour(), now=NOON)] == [
        ("cast[0]", {"actor": "Ann Vale"})
    ]


def test_a_page_that_repeats_our_key_is_refused(provider):
    transport, _ = answering(
        httpx.Response(200, json={"id": 900000101, "title": "A", "overview": f"hi {'k' * 30}"})
    )
    with pytest.raises(UnexpectedPayload, match="a key of ours"):
        provider(key="k" * 30, transport=transport).facts(harbour(), now=NOON)
