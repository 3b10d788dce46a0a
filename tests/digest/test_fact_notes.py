"""What a story says of its facts: old ones, disputed ones, and the credits that providers ask for."""

import json
from dataclasses import replace
from datetime import date

import pytest
from digest import crowd

from aggregator.digest import verify
from aggregator.model import Conflict, Fact
from aggregator.model.digest_json import from_json, to_bytes, to_json
from aggregator.render import find as renderer

REACTIONS = crowd.crowd(40, 5)
TMDB = "https://www.themoviedb.org/movie/900000101"
WIKIDATA = "https://www.wikidata.org/wiki/Q900000101"
DAY = date(2031, 5, 1)
CREDIT = "This product uses the TMDB API but is not endorsed or certified by TMDB."
OTHER = Conflict("Cy Dunn", WIKIDATA, DAY, "reported", "wikidata")


def read(key, value, index=0, **fields):
    return Fact(key, value, TMDB, DAY, "reported", index, "tmdb", **fields)


def told(*facts, days=180):
    style = replace(crowd.STYLE, facts_max_days=days)
    digest, frozen = crowd.story(REACTIONS, of=crowd.film(facts=facts), style=style)
    assert check(digest, frozen) == []
    return digest


def check(digest, frozen, document=None):
    return verify(
        document or to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=crowd.texts_of(REACTIONS)
    )


def prose(digest):
    return " ".join(one.text for part in digest.sections for one in part.sentences)


def test_facts_of_the_day_need_no_note():
    assert not {"Read long ago", "Sources differ", CREDIT} & set(told(*crowd.film().facts).method.split(". "))
    assert "Read long ago" not in told(*crowd.film().facts).method


def test_old_facts_are_marked_and_named_with_the_oldest_day():
    facts = crowd.film().facts
    digest = told(*facts, days=20)
    assert {fact.key for fact in digest.facts if not fact.too_old} == {"predecessor", "related"}
    assert (
        "Read long ago, and to be checked again: who directs (April 1, 2031), who wrote it" in digest.method
    )


def test_whether_a_fact_is_old_is_reckoned_again():
    digest, frozen = crowd.story(REACTIONS, style=replace(crowd.STYLE, facts_max_days=20))
    forged = replace(digest, facts=tuple(replace(fact, too_old=False) for fact in digest.facts))
    wrong = {one.where for one in check(forged, frozen)}
    assert "facts[0].too_old" in wrong


def test_what_sources_dispute_is_listed_and_told_nowhere():
    digest = told(read("director", "Ann Vale", conflicts=(OTHER,), disputed=True), read("writers", "Bo Ray"))
    assert "Ann Vale" not in prose(digest)
    assert "Bo Ray" in prose(digest)
    assert digest.facts[0].conflicts == (OTHER,)
    assert "Sources differ about who directs; the facts name each of them." in digest.method


def test_an_editors_fact_is_told_whatever_others_say():
    own = replace(crowd.film().facts[0], conflicts=(OTHER,))
    digest = told(own)
    assert "Ines Farrow directs The Glass Harbour." in prose(digest)
    assert "Cy Dunn" not in prose(digest)
    assert "Sources differ about who directs" in digest.method


def test_a_story_that_tells_a_disputed_fact_does_not_verify():
    film = crowd.film()
    digest, frozen = crowd.story(REACTIONS, of=film)
    disputed = replace(digest.facts[0], conflicts=(OTHER,), disputed=True)
    forged = replace(digest, facts=(disputed, *digest.facts[1:]))
    assert "a fact that no source contradicts" in {one.expected for one in check(forged, frozen)}


def test_a_film_is_not_out_while_one_source_says_so():
    early, late = ({"date": day, "territory": "United States"} for day in ("2031-05-02", "2031-05-20"))
    differing = Conflict(late, WIKIDATA, DAY, "reported", "wikidata")
    digest = told(
        read("release", early, conflicts=(differing,), disputed=True),
        read("synopsis", {"text": "A.", "of_film": "Other"}),
    )
    assert not [part for part in digest.sections if part.kind == "release"]
    assert "What will The Glass Harbour be about?" in [part.heading for part in digest.sections]


def test_what_users_of_a_database_wrote_is_no_official_synopsis():
    digest = told(read("synopsis", {"text": "A keeper folds a light."}))
    assert "A synopsis of The Glass Harbour reads: “A keeper folds a light.”" in prose(digest)
    assert "Synopsis" in [part.heading for part in digest.sections]


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_credit_and_what_others_say_stand_in_every_format(form):
    page = (
        renderer(form)
        .render(told(read("director", "Ann <b>Vale", conflicts=(OTHER,), disputed=True)))
        .decode()
    )
    assert CREDIT in page
    assert "Cy Dunn" in page
    assert "disputed" in page
    assert "<b>Vale" not in page.replace("\\<", "")


def test_without_tmdb_nobody_is_credited():
    assert CREDIT not in told(*crowd.film().facts).method


def test_two_directors_are_named_together():
    digest = told(read("director", "Ann Vale"), read("director", "Bo Ray", 1))
    assert [fact.name for fact in digest.facts] == ["director", "director[1]"]
    assert "Ann Vale and Bo Ray reportedly direct The Glass Harbour." in prose(digest)


def test_a_digest_of_earlier_versions_is_read_and_still_verifies():
    """Its facts lack four fields, its inputs were hashed without them, and nobody wrote down how old is old."""
    digest, frozen = crowd.story(REACTIONS)
    old = json.loads(to_bytes(digest))
    del old["provenance"]["versions"]["facts_max_days"]
    for fact in old["facts"]:
        for name in ("provider", "conflicts", "disputed", "too_old"):
            del fact[name]
    assert from_json(old).facts == digest.facts
    texts = crowd.texts_of(REACTIONS)
    assert verify(old, stored=json.dumps(old).encode(), frozen=frozen, texts=texts) == []
