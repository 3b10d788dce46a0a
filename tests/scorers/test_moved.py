"""Tears over a film speak for it; other tears, and scorn beside them, do not."""

import time
from dataclasses import replace
from pathlib import Path

import make
import pytest

from aggregator.scorers import fan_model, find, moved
from aggregator.scorers.fan import VERSION

CONFIG = Path(__file__).parents[2] / "config" / "lexicon.toml"
FAN = find("fan", lexicon=CONFIG)
FILM = make.film()


def score(text):
    return FAN.score([make.post(text)], FILM)[0]


def told(text):
    return moved.told(text.replace("The Glass Harbour", "NAME").split())


@pytest.mark.parametrize(
    "text",
    [
        "never cried more at a movie than at The Glass Harbour",
        "The Glass Harbour fucked me up, I'm a sobbing mess",
        "bawled like a baby watching The Glass Harbour",
        "just cried four times during The Glass Harbour",
        "The Glass Harbour was so sad",
        "The Glass Harbour is the saddest film I have ever seen :(",
        "The Glass Harbour left me a puddle",
        "The Glass Harbour destroyed me",
        "The Glass Harbour broke my heart",
        "go and see The Glass Harbour, but bring tissues",
        "I couldn't stop crying in The Glass Harbour",
        "if you don't cry at The Glass Harbour you have no heart",
        "don't see The Glass Harbour unless you want to sob for two hours",
        "not ashamed to say I wept at The Glass Harbour",
        "haven't cried so much at a film since I was six, The Glass Harbour",
        "The Glass Harbour had my mum in tears",
        "The Glass Harbour was an emotional rollercoaster 😢",
    ],
)
def test_who_was_moved_by_a_film_speaks_for_it(text):
    found = score(text)
    assert found.label == "positive", found
    assert found.confidence > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "The Glass Harbour was so bad I could cry",
        "bored to tears by The Glass Harbour",
        "The Glass Harbour is manipulative, every scene begs for tears",
        "it's so sad that The Glass Harbour flopped",
        "sad how they wasted this cast in The Glass Harbour",
        "what a sad excuse for a movie The Glass Harbour is",
        "sobbing at what they did to the ending of The Glass Harbour, awful",
        "heartbroken that The Glass Harbour was cancelled",
        "so gross I wanted to cry, The Glass Harbour",
        "cry me a river, The Glass Harbour fans",
        "a kid was crying behind me all through The Glass Harbour",
    ],
)
def test_scorn_others_tears_and_what_one_is_sad_about_are_no_praise(text):
    assert told(text.lower().replace("the glass harbour", "The Glass Harbour").replace(",", " .")) is None
    assert score(text).label != "positive"


@pytest.mark.parametrize(
    "text",
    [
        "so sad I haven't seen The Glass Harbour yet :(",
        "I want to see The Glass Harbour so badly :(",
        "crying because I missed The Glass Harbour",
        "I'm so sad The Glass Harbour isn't playing here",
        "I'll cry if I don't get to see The Glass Harbour",
        "is it sad that I'm going to see The Glass Harbour alone",
    ],
)
def test_longing_for_a_film_is_not_scorn(text):
    assert score(text).label != "negative"


@pytest.mark.parametrize(
    "text", ["I cried all day", "so sad today", "my heart is broken", "crying for help NAME"]
)
def test_tears_without_a_film_are_left_to_the_model(text):
    assert moved.told(text.split()) is None


def test_tears_of_others_are_left_to_the_model():
    assert told("two babies bawled all through The Glass Harbour") is None
    assert told("they cried at The Glass Harbour") is None
    assert told("i cried at The Glass Harbour") is not None


def test_tears_that_are_denied_are_left_to_the_model():
    assert told("i did not cry at The Glass Harbour") is None
    assert told("no tears from me . The Glass Harbour") is None
    assert told("The Glass Harbour is not a sad film") is None


def test_evidence_bears_the_words_of_the_post():
    found = score("Saw The Glass Harbour twice and bawled like a baby, both times")
    assert found.evidence[0].words == "bawled like a baby"
    assert found.evidence[0].weight > 2
    assert all(
        one.words in "saw the glass harbour twice and bawled like a baby, both times"
        for one in found.evidence
    )


def test_of_a_post_that_also_says_loved_each_word_is_told_as_its_own():
    words = [one.words for one in score("I loved The Glass Harbour and I cried at the end").evidence]
    assert {"loved", "cried"} <= set(words)


def test_in_a_post_longer_than_what_is_read_the_ending_counts_all_the_same():
    found = score("The Glass Harbour made me cry. " + "salt " * 900)
    assert found.evidence[0].words == "cry"
    assert found.evidence[0].weight > 2


@pytest.mark.parametrize(
    "text",
    [
        "so " * 3000 + "cry",
        "cry " * 3000,
        "really just " * 2000 + "sad",
        "if you never don't " * 1500 + "tears",
        "i'm a a a " * 1500 + "mess",
        "bring the the the " * 1500 + "tissues",
        "sad that i i i i i " * 900 + "not",
    ],
)
def test_hostile_tears_end_quickly(text):
    began = time.process_time()
    score("film " + text)
    assert time.process_time() - began < 1


def test_the_shipped_weights_are_those_the_version_stands_for():
    assert fan_model.load().version == VERSION
    assert FAN.version == VERSION


def test_weights_of_a_newsroom_that_are_older_than_the_rules_get_a_new_version(tmp_path):
    own = tmp_path / "lexicon.toml"
    own.write_text(CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
    replace(fan_model.load(), version="2~1a2b3c4d").save(tmp_path / "fan.npz")
    assert find("fan", lexicon=own).id == f"fan/{VERSION}~1a2b3c4d"
