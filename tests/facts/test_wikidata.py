"""Wikidata: which item is meant, which of its statements count, and how it asks to be asked."""

from datetime import date

import make
import pytest
from make import NOON

from aggregator.errors import ConfigError, RateLimited, UnexpectedPayload
from aggregator.loopback import Reply
from aggregator.model import Fact

PROVIDER = "wikidata"


def harbour(**fields):
    return make.film(wikidata_id="Q900000101", **fields)


def values(facts, key):
    return [fact.value for fact in facts if fact.key == key]


@pytest.fixture
def told(provider):
    return provider().facts(harbour(), now=NOON)


def test_each_fact_names_its_item_and_its_day(told):
    assert {(fact.source, fact.as_of, fact.provider) for fact in told} == {
        ("https://www.wikidata.org/wiki/Q900000101", date(2031, 5, 4), "wikidata")
    }


def test_a_deprecated_statement_is_not_told_and_neither_is_an_unknown_value(told):
    assert values(told, "director") == ["Ottiline Varnholt"]
    assert values(told, "writers") == ["Ottiline Varnholt", "Bram Oduya-Teale"]


def test_a_preferred_statement_goes_before_the_others(provider):
    found = provider().facts(make.film(title="The Sunken Bell"), now=NOON)
    assert values(found, "director") == ["Ottiline Varnholt"]


def test_the_cast_has_its_roles_and_nobody_without_a_name(told):
    assert values(told, "cast") == [
        {"actor": "Joaquim Thistlewood", "role": "Edmund Calloway"},
        {"actor": "Perpetua Hallam-Reyes", "role": "Wren Calloway"},
        {"actor": "Sunniva Drax-Oyelaran", "role": "the Keeper"},
    ]


def test_what_a_statement_calls_uncertain_is_a_rumour_and_all_else_reported(told):
    assert {fact.value["actor"]: fact.standing for fact in told if fact.key == "cast"} == {
        "Joaquim Thistlewood": "rumoured",
        "Perpetua Hallam-Reyes": "reported",
        "Sunniva Drax-Oyelaran": "reported",
    }


def test_only_a_day_with_its_place_is_a_release(told, provider):
    assert values(told, "release") == [
        {"date": "2031-09-12", "territory": "United States", "distributor": "Saltmarsh Lantern Pictures"}
    ]
    french = provider(territory="FR").facts(harbour(), now=NOON)
    assert values(french, "release")[0]["territory"] == "United Kingdom"
    assert not values(provider().facts(make.film(title="The Sunken Bell"), now=NOON), "release")


def test_only_a_video_that_is_called_the_trailer_is_the_trailer(told):
    assert values(told, "trailer") == [{"url": "https://www.youtube.com/watch?v=trailer0001"}]


def test_the_predecessor_stands_in_the_item_or_in_its_series(told, provider):
    before = {"title": "The Salt Lantern", "released": "2027-10-15"}
    assert values(told, "predecessor") == [before]
    assert values(provider().facts(make.film(title="The Sunken Bell"), now=NOON), "predecessor") == [before]


# ── which item ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ids", [{"imdb_id": "tt90000101"}, {"tmdb_id": 900000101}])
def test_the_ids_of_others_find_the_item(provider, ids):
    found = provider().facts(make.film(title="Anything", **ids), now=NOON)
    assert found[0].source.endswith("/Q900000101")


def test_an_item_that_was_merged_is_followed_to_the_one_that_stands(provider):
    found = provider().facts(make.film(wikidata_id="Q900000901"), now=NOON)
    assert found[0].source.endswith("/Q900000101")


def test_a_book_of_that_name_is_no_candidate_and_the_year_decides_between_films(provider):
    when = Fact("release", {"date": "2031-09-12"}, "https://a.example", date(2031, 1, 1), "confirmed")
    found = provider().facts(make.film(facts=(when,)), now=NOON)
    assert found[0].source.endswith("/Q900000101")
    with pytest.raises(ConfigError) as refused:
        provider().facts(make.film(), now=NOON)
    assert refused.value.hint.endswith("Q900000101 (2031-08-30), Q900000102 (1998-03-01)")


def test_other_names_count_and_longer_titles_do_not(provider):
    with pytest.raises(ConfigError, match="wikidata: 3 films there are called 'Low Water'") as refused:
        provider().facts(make.film(title="Low Water"), now=NOON)
    assert "Q900000106 (no date)" in refused.value.hint
    assert "Q900000107" not in refused.value.hint


def test_an_item_of_another_imdb_title_is_not_the_film(provider):
    other = make.film(title="The Sunken Bell", imdb_id="tt90000999")
    assert provider().facts(other, now=NOON) == ()


def test_an_item_without_an_imdb_title_may_be_the_film(provider, network):
    def without(_path, body):
        for entity in body.get("entities", {}).values():
            entity["claims"] = {
                key: told for key, told in dict(entity.get("claims") or {}).items() if key != "P345"
            }
        return body

    network.alter = without
    found = provider().facts(make.film(title="The Sunken Bell", imdb_id="tt90000999"), now=NOON)
    assert found[0].source.endswith("/Q900000110")


def test_a_film_that_is_not_there_has_no_facts(provider):
    assert provider().facts(make.film(title="The Unmade"), now=NOON) == ()


def test_an_id_that_names_nothing_is_to_be_mended(provider):
    with pytest.raises(ConfigError, match="there is no film Q900000999"):
        provider().facts(make.film(wikidata_id="Q900000999"), now=NOON)


# ── manners and failures ─────────────────────────────────────────────────────


def test_every_request_gives_way_to_lag_and_says_who_asks(provider, network):
    agents = []
    network.twist = lambda asked, reply: agents.append(asked.headers["user-agent"]) or reply
    provider().facts(harbour(), now=NOON)
    assert all("maxlag=5" in path for _, path in network.requests)
    assert {agent.partition(" ")[2] for agent in agents} == {"(+desk@newsroom.example)"}


def test_servers_that_lag_are_left_in_peace_until_they_say(provider, network):
    network.double("wikidata").lag_s = 9
    with pytest.raises(RateLimited) as limited:
        provider().facts(harbour(), now=NOON)
    assert (limited.value.until - NOON).total_seconds() == 5


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, "<!doctype html><p>blocked"),
        Reply(200, []),
        Reply(200, {"error": {"code": "internal_api_error", "info": "oh dear"}}),
        Reply(404, "no"),
    ],
)
def test_an_answer_of_another_shape_is_an_error_and_no_fact(provider, network, reply):
    network.fail = lambda _path: reply
    with pytest.raises(UnexpectedPayload):
        provider().facts(harbour(), now=NOON)


def test_spoilt_statements_cost_no_more_than_themselves(provider, network):
    def spoil(_path, body):
        for entity in body.get("entities", {}).values():
            if entity["id"] == "Q900000101":
                kept = entity["claims"]["P57"]
                entity["claims"] = {
                    "P57": [*kept, 7, {"rank": "normal"}, {"mainsnak": "x", "rank": "normal"}],
                    "P161": [
                        {
                            "mainsnak": {"snaktype": "value", "datavalue": {"value": {"id": "P1|Q1"}}},
                            "rank": "normal",
                        }
                    ],
                    "P577": [
                        {"mainsnak": {"snaktype": "value", "datavalue": {"value": "2031"}}, "rank": "normal"}
                    ],
                    "P58": "none",
                }
        return body

    network.alter = spoil
    found = provider().facts(harbour(), now=NOON)
    assert [(fact.name, fact.value) for fact in found] == [("director", "Ottiline Varnholt")]
