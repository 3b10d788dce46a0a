"""Films.toml wins, providers fill what is missing, and nobody guesses where they differ."""

from dataclasses import replace
from datetime import date

from aggregator.facts import merged
from aggregator.model import Fact

PAGES = {
    "": "https://example.org/a",
    "tmdb": "https://www.themoviedb.org/movie/1",
    "wikidata": "https://www.wikidata.org/wiki/Q1",
}


def fact(key, value, provider="", index=0):
    standing = "reported" if provider else "confirmed"
    return Fact(key, value, PAGES[provider], date(2031, 5, 4), standing, index, provider)


def tmdb(key, *values):
    return [fact(key, value, "tmdb", index) for index, value in enumerate(values)]


def wikidata(key, *values):
    return [fact(key, value, "wikidata", index) for index, value in enumerate(values)]


def shown(facts):
    return [
        (one.name, one.value, one.provider, one.disputed, [c.value for c in one.conflicts]) for one in facts
    ]


def test_what_an_editor_wrote_stands_and_what_is_missing_is_filled():
    own = [fact("director", "Ann Vale")]
    found = merged(
        own, [tmdb("director", "Ann Vale") + tmdb("writers", "Bo Ray"), wikidata("writers", "Bo Ray")]
    )
    assert shown(found) == [
        ("director", "Ann Vale", "", False, []),
        ("writers[0]", "Bo Ray", "tmdb", False, []),
    ]


def test_what_others_say_instead_is_kept_beside_the_editors_fact():
    found = merged(
        [fact("director", "Ann Vale")], [tmdb("director", "Cy Dunn"), wikidata("director", "Ann Vale")]
    )
    assert shown(found) == [("director", "Ann Vale", "", False, ["Cy Dunn"])]
    assert found[0].conflicts[0].source == PAGES["tmdb"]


def test_names_are_compared_as_people_write_them():
    own = [fact("director", "J. J. Ábel-Vale")]
    assert not merged(own, [tmdb("director", "J.J. Abel Vale")])[0].conflicts


def test_directors_whom_only_one_source_names_are_disputed_and_those_of_all_are_told():
    found = merged([], [tmdb("director", "Cy Dunn", "Ann Vale"), wikidata("director", "Ann Vale")])
    assert shown(found) == [
        ("director", "Ann Vale", "tmdb", False, []),
        ("director[1]", "Cy Dunn", "tmdb", True, ["Ann Vale"]),
    ]


def test_two_directors_against_two_others_leave_nobody_to_be_told():
    found = merged([], [tmdb("director", "A", "B"), wikidata("director", "C", "D")])
    assert [(one.value, one.disputed, one.conflicts[0].value) for one in found] == [
        ("A", True, ["C", "D"]),
        ("B", True, ["C", "D"]),
        ("C", True, ["A", "B"]),
        ("D", True, ["A", "B"]),
    ]


def test_an_actors_role_is_left_out_where_sources_differ_about_it_and_the_actor_told():
    ann, bo = {"actor": "Ann", "role": "Mo"}, {"actor": "Bo", "role": "The Keeper (voice)"}
    found = merged(
        [],
        [
            tmdb("cast", ann, bo),
            wikidata("cast", {"actor": "Bo", "role": "keeper"}, {"actor": "Ann", "role": "Jo"}),
        ],
    )
    assert shown(found) == [
        ("cast[0]", {"actor": "Ann"}, "tmdb", False, [ann, {"actor": "Ann", "role": "Jo"}]),
        ("cast[1]", bo, "tmdb", False, []),
    ]


def test_the_editors_cast_is_whole_and_its_roles_are_compared():
    own = [fact("cast", {"actor": "Ann", "role": "Mo"}), fact("cast", {"actor": "Bo"}, index=1)]
    found = merged(own, [tmdb("cast", {"actor": "Ann", "role": "Jo"}, {"actor": "Cy", "role": "Vi"})])
    assert shown(found) == [
        ("cast[0]", {"actor": "Ann", "role": "Mo"}, "", False, [{"actor": "Ann", "role": "Jo"}]),
        ("cast[1]", {"actor": "Bo"}, "", False, []),
    ]


US = {"date": "2031-09-12", "territory": "United States"}


def test_two_days_for_one_territory_are_disputed_and_other_territories_are_not_compared():
    later = {**US, "date": "2031-09-19"}
    assert shown(merged([], [tmdb("release", US), wikidata("release", later)])) == [
        ("release", US, "tmdb", True, [later])
    ]
    british = {"date": "2031-09-05", "territory": "UK"}
    assert shown(merged([], [tmdb("release", US), wikidata("release", british)])) == [
        ("release", US, "tmdb", False, []),
        ("release[1]", british, "wikidata", False, []),
    ]


def test_the_fuller_of_two_releases_that_agree_is_told():
    fuller = {"date": "2031-09-12", "territory": "USA", "distributor": "Saltmarsh Lantern"}
    assert shown(merged([], [tmdb("release", US), wikidata("release", fuller)])) == [
        ("release", fuller, "wikidata", False, [])
    ]


def test_a_distributor_in_question_is_left_out_and_the_day_told():
    one, other = ({**US, "distributor": name} for name in ("Saltmarsh", "Tideline"))
    found = merged([], [tmdb("release", one), wikidata("release", other)])
    assert shown(found) == [("release", US, "tmdb", False, [one, other])]


def test_an_editors_release_is_compared_within_its_territory():
    british = {"date": "2031-09-05", "territory": "United Kingdom"}
    later = {**US, "date": "2031-10-01", "territory": "US"}
    found = merged([fact("release", US)], [tmdb("release", british), wikidata("release", later)])
    assert [one.value for one in found[0].conflicts] == [later]
    unnamed = merged([fact("release", {"date": "2031-09-12"})], [tmdb("release", british)])
    assert [one.value for one in unnamed[0].conflicts] == [british]


def test_two_predecessors_are_disputed_and_two_synopses_are_not():
    found = merged(
        [],
        [
            tmdb("predecessor", {"title": "One"}) + tmdb("synopsis", {"text": "a"}),
            wikidata("predecessor", {"title": "Two"}) + wikidata("synopsis", {"text": "b"}),
        ],
    )
    assert shown(found) == [
        ("synopsis", {"text": "a"}, "tmdb", False, []),
        ("predecessor", {"title": "One"}, "tmdb", True, [{"title": "Two"}]),
    ]


def test_the_order_of_an_editors_facts_is_kept_and_nothing_is_lost():
    own = [fact("related", {"title": "t", "url": "u"}), fact("director", "Ann")]
    assert merged(own, []) == tuple(own)
    assert merged(own, [tmdb("director", "Ann")]) == (own[0], replace(own[1]))
