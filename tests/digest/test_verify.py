"""Holding a digest against what it was made from, and the same digest from the same inputs."""

import copy
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from digest import crowd
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.digest import verify
from aggregator.model.digest_json import from_json, to_bytes, to_json

REACTIONS = crowd.crowd(130, 40, 20, sources=("x", "bluesky"))
DIGEST, FROZEN = crowd.story(REACTIONS)
FEW = crowd.crowd(30, 10, 5)
ROUND_UP, FEW_FROZEN = crowd.story(FEW)


def check(document, *, digest=DIGEST, frozen=FROZEN, reactions=REACTIONS, **fields):
    return verify(
        document,
        **{"stored": to_bytes(digest), "frozen": frozen, "texts": crowd.texts_of(reactions), **fields},
    )


def places(value, path=()):
    """Where the leaves of a JSON value stand."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))
    else:
        yield path


def at(document, path):
    for step in path:
        document = document[step]
    return document


def put(document, path, value):
    changed = copy.deepcopy(document)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def test_digest_holds():
    assert check(to_json(DIGEST)) == []
    assert check(to_json(ROUND_UP), digest=ROUND_UP, frozen=FEW_FROZEN, reactions=FEW) == []


def test_digest_json_gives_the_digest_back():
    for digest in (DIGEST, ROUND_UP):
        assert digest == from_json(to_json(digest))
        assert to_bytes(digest) == to_bytes(from_json(to_json(digest)))


DOCUMENT = to_json(DIGEST)
LEAVES = list(places(DOCUMENT))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_one_changed_character_anywhere_is_found(data):
    path = data.draw(st.sampled_from(LEAVES))
    value = at(DOCUMENT, path)
    if isinstance(value, str):
        place = data.draw(st.integers(0, max(0, len(value) - 1)))
        letter = "y" if value[place : place + 1] == "x" else "x"
        wrong = value[:place] + letter + value[place + 1 :]
    elif isinstance(value, bool) or value is None:
        wrong = not value
    else:
        wrong = round(
            value + data.draw(st.sampled_from([-1, 1])) * (1 if isinstance(value, int) else 0.0001), 4
        )
    assert check(put(DOCUMENT, path, wrong)), path


@pytest.mark.parametrize(
    ("path", "wrong", "where"),
    [
        (("counted", "posts"), 191, "counted.posts"),
        (("sentiment", "positive", "share"), 0.9, "sentiment.positive.share"),
        (("sentiment", "negative", "low"), 0.1, "sentiment.negative.low"),
        (("themes", 0, "posts"), 99, "themes[0].posts"),
        (("quotes", 0, "stance"), "neutral", "quotes[0].stance"),
        (("quotes", 0, "copies"), 312, "quotes[0].copies"),
        (("quotes", 0, "display"), "Loved it, what a film, so they say!!", "quotes[0].display"),
    ],
)
def test_numbers_and_quotes_are_made_again_even_if_the_stored_document_is_forged_too(path, wrong, where):
    forged = put(DOCUMENT, path, wrong)
    assert where in [one.where for one in check(forged, stored=forged)]


def test_number_in_a_sentence_that_no_claim_covers_is_found():
    section = next(i for i, one in enumerate(DOCUMENT["sections"]) if one["kind"] == "pointer")
    path = ("sections", section, "sentences", 0, "text")
    forged = put(DOCUMENT, path, at(DOCUMENT, path) + " It is the 7th.")
    assert any(one.found == "7" for one in check(forged, stored=forged))


def test_missing_leaf_and_added_leaf_are_found():
    for key in DOCUMENT:
        document = {name: value for name, value in DOCUMENT.items() if name != key}
        assert check(document), key
    assert check({**DOCUMENT, "note": "added"})


def test_erased_or_edited_post_breaks_its_quote():
    quote = DIGEST.quotes[0]
    texts = crowd.texts_of(REACTIONS)
    for now in (None, quote.text + "!"):
        found = check(DOCUMENT, texts={**texts, (quote.source, quote.id): now})
        assert "quotes[0].text" in [one.where for one in found]


def test_erased_posts_that_are_not_quoted_break_nothing():
    quoted = {(quote.source, quote.id) for quote in DIGEST.quotes}
    texts = {key: text if key in quoted else None for key, text in crowd.texts_of(REACTIONS).items()}
    assert check(DOCUMENT, texts=texts) == []


def test_frozen_inputs_of_another_digest_are_found():
    fewer = FROZEN[:-1]
    assert "provenance.inputs_hash" in [one.where for one in check(DOCUMENT, frozen=fewer)]
    other = (replace(FROZEN[0], label="negative", probabilities=(0.9, 0.05, 0.05)), *FROZEN[1:])
    assert check(DOCUMENT, frozen=other)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"schema": "other/1"},
        {**DOCUMENT, "quotes": 3},
        {**DOCUMENT, "made_at": "noon"},
        {**DOCUMENT, "counted": None},
    ],
)
def test_what_is_no_digest_is_a_failure_and_no_crash(document):
    assert check(document)
    with pytest.raises(ValueError, match=r"\w"):
        from_json(document)


STRANGE = [None, "", [], {}, [[]], True, -1, 10**400, "\ud800", float("nan"), "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]  # fmt: skip


@pytest.mark.parametrize("wrong", STRANGE, ids=lambda value: repr(value)[:20])
def test_strange_value_is_a_failure_and_no_crash_even_if_the_stored_document_holds_it(wrong):
    claim = ("sections", 0, "sentences", 0, "claims", 0, "value")
    for path in (
        claim,
        ("made_at",),
        ("quotes", 0, "text"),
        ("film", "title"),
        ("sentiment", "positive", "share"),
        ("themes", 0, "posts"),
    ):
        forged = put(DOCUMENT, path, wrong)
        for found in (check(forged), check(forged, stored=forged)):
            assert found, path
            "".join(map(str, found)).encode("utf-8")


def test_every_claim_of_a_strange_value_is_a_failure():
    claims = [path for path in LEAVES if "claims" in path and path[-1] == "value"]
    for path in claims:
        for wrong in ([], {}, None):
            forged = put(DOCUMENT, path, wrong)
            assert check(forged, stored=forged), path


def test_one_change_is_told_once():
    counted = DOCUMENT["counted"]["posts"]
    (found,) = check(put(DOCUMENT, ("counted", "posts"), counted + 1))
    assert str(found) == f"counted.posts: expected {counted}, found {counted + 1}"
    (found,) = check(put(DOCUMENT, ("quotes", 0, "text"), DOCUMENT["quotes"][0]["text"] + "x"))
    assert found.where == "quotes[0].text"


def test_same_bytes_whatever_the_hash_seed():
    script = "from digest import crowd; from aggregator.model.digest_json import to_bytes; import sys; sys.stdout.buffer.write(to_bytes(crowd.story(crowd.crowd(130, 40, 20, sources=('x', 'bluesky')))[0]))"
    here = Path(__file__).parents[1]
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert [to_bytes(DIGEST)] == list(answers) or len(answers) == 1
