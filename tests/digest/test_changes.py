"""Only what changes a story's substance moves its date."""

from dataclasses import replace
from datetime import timedelta

import make
import pytest
from digest import crowd

from aggregator.digest import by_editor, dated, substantive
from aggregator.model.digests import DigestMedia, Lock, Sentence
from aggregator.model.letting_out import Approval

DIGEST, _ = crowd.story(crowd.crowd(130, 40, 20))
LATER = make.NOON + timedelta(days=2)


def sentence(text):
    changed = replace(DIGEST.sections[4], sentences=(Sentence(text), *DIGEST.sections[4].sentences[1:]))
    return replace(DIGEST, sections=(*DIGEST.sections[:4], changed, *DIGEST.sections[5:]))


said = DIGEST.sections[4].sentences[0].text
SAME = {
    "rendered again": DIGEST,
    "another version": replace(DIGEST, version=7, made_at=LATER),
    "a state": replace(DIGEST, state="published", published_at=LATER, approvals=(Approval("Ana", LATER),)),
    "a recheck": replace(DIGEST, quotes=tuple(replace(one, checked_at=LATER) for one in DIGEST.quotes)),
    "other words": sentence(f"Well, {said}"),
    "a lock": replace(DIGEST, locks=(Lock("lede", "Ana", LATER),)),
    "rights": replace(DIGEST, media=(DigestMedia("1", "image", None, None, "studio"),)),
    "an order": replace(DIGEST, sections=DIGEST.sections[::-1]),
    "an alternative headline": replace(DIGEST, headlines=()),
}
OTHER = {
    "a number": sentence(f"{said} 12 of them were dogs."),
    "the headline": replace(DIGEST, headline="Fans have their say"),
    "a quote": replace(DIGEST, quotes=DIGEST.quotes[1:]),
    "a cut of a quote": replace(DIGEST, quotes=(replace(DIGEST.quotes[0], excerpt="x"), *DIGEST.quotes[1:])),
    "a fact": replace(DIGEST, facts=DIGEST.facts[1:]),
    "a count": replace(DIGEST, counted=replace(DIGEST.counted, reposts=9)),
    "a correction": replace(
        DIGEST, corrections=(by_editor("update", "more", who="Ana", at=LATER, language="en-US"),)
    ),
    "a withdrawal": replace(DIGEST, state="withdrawn"),
}


@pytest.mark.parametrize("what", SAME)
def test_what_is_not_substantive_moves_no_date(what):
    assert not substantive(DIGEST, SAME[what])
    assert dated(DIGEST, SAME[what], LATER).date_modified is None


@pytest.mark.parametrize("what", OTHER)
def test_what_is_substantive_moves_the_date(what):
    assert substantive(DIGEST, OTHER[what])
    assert dated(DIGEST, OTHER[what], LATER).date_modified == LATER


def test_dates_go_on_from_version_to_version():
    before = replace(DIGEST, published_at=make.NOON, date_modified=make.NOON)

    made = dated(before, DIGEST, LATER)

    assert (made.published_at, made.date_modified) == (make.NOON, make.NOON)
    assert dated(None, DIGEST, LATER) is DIGEST


def test_an_editors_line_says_its_kind_and_day():
    told = by_editor("correction", "an earlier version said 12.", who="Ana", at=make.NOON, language="en-US")

    assert told == {
        "at": "2031-05-04T12:00:00Z",
        "kind": "correction",
        "text": "Correction, May 4, 2031: an earlier version said 12.",
        "who": "Ana",
    }
