"""The scorers on real labelled posts: the figures of docs/sentiment.md do not silently get worse."""

import functools
import gzip
import itertools
import json
import os
from pathlib import Path

import make
import pytest
from textblob import TextBlob
from textblob.en import sentiment
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from aggregator.scorers import find, vader
from aggregator.scorers.polarity import asked, assess

FOLDER = os.environ.get("FANSREACT_REAL_DATA")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="FANSREACT_REAL_DATA is not set: it names the folder of real posts"
)
LABELS = ("negative", "neutral", "positive")
NO_FILM = make.film(title="\u2400", hashtags=(), phrases=())


def rows(name, step=1, first=0):
    with gzip.open(Path(FOLDER or "") / "data" / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][first::step]


def macro_recall(scorer, film, labelled):
    found = [score.label for score in find(scorer).score([make.post(row["text"]) for row in labelled], film)]
    recalls = []
    for label in LABELS:
        of_label = [
            guess == label for guess, row in zip(found, labelled, strict=True) if row["label"] == label
        ]
        if of_label:
            recalls.append(sum(of_label) / len(of_label))
    return sum(recalls) / len(recalls)


@pytest.mark.parametrize(
    ("name", "step", "first", "least"),
    [
        ("sentiment/tweeteval_val.jsonl.gz", 1, 0, 0.67),
        ("sentiment/vader_tweets.jsonl.gz", 2, 1, 0.72),
        ("sentiment/semeval_2013_2016_train.jsonl.gz", 15, 0, 0.63),
        ("gold/youtube_jurassic_world_dominion_sentiment.jsonl.gz", 1, 0, 0.75),
    ],
)
def test_fan_hears_better_than_textblob_on_posts_held_out(name, step, first, least):
    labelled = rows(name, step, first)
    fan = macro_recall("fan", NO_FILM, labelled)
    assert fan >= least
    assert fan >= macro_recall("textblob", NO_FILM, labelled) + 0.07


def test_fan_deep_hears_better_than_fan():
    labelled = rows("sentiment/tweeteval_val.jsonl.gz", 2)
    deep = macro_recall("fan-deep", NO_FILM, labelled)
    assert deep >= 0.7
    assert deep >= macro_recall("fan", NO_FILM, labelled) + 0.02


def test_textblobs_numbers_are_its_own_on_real_posts():
    texts = [row["text"] for row in rows("twitter_2017/moana.jsonl.gz", 5)]
    assert [tuple(TextBlob(text).sentiment) for text in texts] == [asked(text) for text in texts]


@functools.cache
def every_text(step=6):
    """The texts of every sixth line of all files."""
    found = []
    for path in sorted((Path(FOLDER or "") / "data").rglob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [json.loads(line).get("text") for line in itertools.islice(lines, 0, None, step)]
    return [text for text in found if text]


@pytest.mark.parametrize("part", range(10))
def test_polarity_is_textblobs_to_the_last_bit_on_fifty_thousand_real_texts(part):
    texts = every_text()
    assert len(texts) >= 50_000
    for text in texts[part::10]:
        found = sentiment(text)
        assert assess(text) == (*found, found.assessments), text
        assert asked(text) == tuple(found), text


@pytest.mark.parametrize("part", range(10))
def test_vader_is_vadersentiments_on_fifty_thousand_real_texts(part):
    analyzer = SentimentIntensityAnalyzer()
    for text in every_text()[part::10]:
        assert vader.scores(text) == tuple(analyzer.polarity_scores(text).values()), text
