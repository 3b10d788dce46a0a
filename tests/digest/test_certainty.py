"""The confidence of a quote: how often such quotes are right, and what verify makes of it."""

from dataclasses import replace

from digest import crowd

from aggregator.digest import verify
from aggregator.digest.certainty import STEPS, certainty
from aggregator.model.digest_json import to_bytes, to_json


def test_confidence_rises_with_the_scorers_probability_and_never_reaches_one():
    found = [certainty("positive", (0.0, 1 - p / 100, p / 100)) for p in range(50, 101)]
    assert found == sorted(found)
    assert found[0] == STEPS[0][1]
    assert found[-1] == STEPS[-1][1] < 1
    assert certainty("negative", (0.9, 0.1, 0.0)) == certainty("positive", (0.0, 0.1, 0.9))


def test_quotes_carry_it_and_verify_makes_it_again():
    reactions = crowd.crowd(130, 40, 20)
    digest, frozen = crowd.story(reactions)
    texts = crowd.texts_of(reactions)
    assert {quote.confidence for quote in digest.quotes} == {certainty("positive", (0.05, 0.05, 0.9))}
    assert verify(to_json(digest), stored=to_bytes(digest), frozen=frozen, texts=texts) == []
    other = replace(digest, quotes=(replace(digest.quotes[0], confidence=0.9), *digest.quotes[1:]))
    found = verify(to_json(other), stored=to_bytes(other), frozen=frozen, texts=texts)
    assert [one.where for one in found] == ["quotes[0].confidence"]


def test_a_digest_made_by_earlier_rules_keeps_the_scorers_probability():
    reactions = crowd.crowd(130, 40, 20)
    digest, frozen = crowd.story(reactions)
    texts = crowd.texts_of(reactions)
    versions = {**digest.provenance.versions, "digest": "2"}
    earlier = replace(
        digest,
        quotes=tuple(replace(quote, confidence=0.9) for quote in digest.quotes),
        provenance=replace(digest.provenance, versions=versions),
    )
    assert verify(to_json(earlier), stored=to_bytes(earlier), frozen=frozen, texts=texts) == []
