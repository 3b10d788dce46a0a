# ruff: noqa: INP001, T201 - a script that prints what it measured
"""Fits the weights of the scorer `fan` and prints what they score on posts held out.

    FANSREACT_REAL_DATA=... python training/fit_fan.py [--out FILE] [--teacher FILE] [--check]

Reads labelled tweets from the folder in FANSREACT_REAL_DATA (not part of this repository; nothing of their
text or vocabulary gets into the weights), the families of training/corpus that are not held out and the
phrases of config/lexicon.toml. `--teacher`: posts without labels and what `fan-deep` thinks of them
(training/ask_teacher.py); so the weights that ship were made. `--check` measures these.
"""

import argparse
import gzip
import html
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from lexicon_posts import lexicon_posts
from numpy.typing import NDArray
from plain_posts import TITLE, plain_posts
from read_corpus import Sample, corpus, is_held_out

from aggregator.model import Film
from aggregator.scorers import fan, fan_model, fitting
from aggregator.scorers.fan_features import FanReader, Numbers, Read
from aggregator.scorers.lexicon import load
from aggregator.scorers.masking import Masker

LABELS = ("negative", "neutral", "positive")
BALANCE = 0.85
"""0: labels weigh as often as they come; 1: all the same. Between: rare anger is heard, not imagined."""
CORPUS_WEIGHT = 5.0
"""Of an invented post: they are few, and they are what the product reads."""
LEXICON_WEIGHT = 2.0
"""Of a phrase of config/lexicon.toml by itself: what an editor writes there has to be heard."""
PLAIN_WEIGHT = 4.0
"""Of a sentence made of lists (plain_posts)."""
TAUGHT_WEIGHT = 1.0
"""Of a post that the larger model judged."""
SEED = 7
HELD_OUT_IN = 15
"""One SemEval tweet in so many is only measured on."""
NO_FILM = Film(slug="none", kind="film", title="\u2400")
GOLD = {
    "inception_sentiment_agreed": Film("inception", "film", "Inception"),
    "thewitcher_sentiment_agreed": Film("witcher", "series", "The Witcher", hashtags=("Witcher",)),
    "wolf_of_wall_street_sentiment_agreed": Film("wolf", "film", "The Wolf of Wall Street"),
    "youtube_jurassic_world_dominion_sentiment": Film("jurassic", "film", "Jurassic World Dominion"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled post, and the film whose names are masked in it."""

    text: str
    label: int
    film: Film = NO_FILM


def tweets(path: Path) -> list[Row]:
    """The labelled posts of a file; old escapes are undone."""
    return [
        Row(
            html.unescape(one["text"].replace("\\u002c", ",").replace("\\u2019", "’")),
            LABELS.index(one["label"]),
        )
        for one in _lines(path)
    ]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def invented(samples: Iterable[Sample]) -> list[Row]:
    """Invented posts with their own film's names."""
    return [Row(one.text, LABELS.index(one.label), Film("x", "film", one.title)) for one in samples]


def ratings() -> Iterator[tuple[str, int]]:
    """Ratings by themselves, as people give them: from 7 of 10 for, to 4 against."""
    for points in range(11):
        label = 2 if points >= 7 else 0 if points <= 4 else 1
        for form in (
            "{}/10",
            "{} out of 10",
            "{}/10.",
            "movie {}/10",
            "i give it a {}/10",
            "solid {}/10",
            "{}/10!",
        ):
            yield form.format(points), label
    for stars in range(1, 6):
        label = 2 if stars >= 4 else 0 if stars <= 2 else 1
        for form in ("{}/5", "{} out of 5", "{} stars", "{} out of 5 stars", "{}/5 from me"):
            yield form.format(stars), label


def read_all(reader: FanReader, rows: list[Row]) -> tuple[list[Read], NDArray[np.intp]]:
    """The posts as the model sees them, and their labels."""
    maskers: dict[str, Masker] = {}
    read = []
    for row in rows:
        masker = maskers.get(row.film.title) or maskers.setdefault(row.film.title, Masker(row.film))
        read.append(reader.read(row.text, masker.mask(row.text)))
    return read, np.array([row.label for row in rows])


def taught(path: Path, reader: FanReader) -> tuple[list[Read], Numbers]:
    """Posts that the larger model judged, and its probabilities."""
    maskers: dict[str, Masker] = {}
    read, opinions = [], []
    for one in _lines(path):
        title = one["title"]
        masker = maskers.get(title) or maskers.setdefault(title, Masker(Film("x", "film", title)))
        read.append(reader.read(one["text"], masker.mask(one["text"])))
        opinions.append(one["probabilities"])
    return read, np.array(opinions)


def measured(model: fan_model.FanModel, reader: FanReader, rows: list[Row]) -> str:
    """Macro-recall with the three recalls, accuracy and calibration error (ten bins)."""
    read, labels = read_all(reader, rows)
    chances = fan_model.probabilities(model.logits(read))
    chosen = chances.argmax(axis=1)
    recalls = [
        float((chosen[labels == one] == one).mean()) if (labels == one).any() else float("nan")
        for one in range(3)
    ]
    sure = chances.max(axis=1)
    bins = np.minimum((sure * 10).astype(int), 9)
    ece = sum(
        abs(float((chosen[bins == one] == labels[bins == one]).mean()) - float(sure[bins == one].mean()))
        * float((bins == one).mean())
        for one in range(10)
        if (bins == one).any()
    )
    each = "/".join(f"{recall * 100:.0f}" for recall in recalls)
    right = float((chosen == labels).mean())
    return f"{np.nanmean(recalls) * 100:5.1f} ({each:>10})  accuracy {right * 100:5.1f}  ece {ece:.3f}"


def main() -> int:
    """Fits (or only measures) and prints one line for each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=fan_model.SHIPPED)
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        print("FANSREACT_REAL_DATA is not set: it names the folder with data/sentiment", file=sys.stderr)
        return 2
    data = Path(folder) / "data"
    reader = FanReader(load())
    semeval = tweets(data / "sentiment" / "semeval_2013_2016_train.jsonl.gz")
    rated = tweets(data / "sentiment" / "vader_tweets.jsonl.gz")
    english = [one for one in corpus() if one.language == "en"]
    known = [one for one in english if not is_held_out(one.family)]
    new = [one for one in english if is_held_out(one.family)]
    if given.check:
        model = fan_model.load()
    else:
        public = [row for place, row in enumerate(semeval) if place % HELD_OUT_IN] + rated[::2]
        ours = invented(known)
        talk = [Row(text, label) for text, label in (*lexicon_posts(SEED), *ratings())]
        plain = [Row(text, label, Film("x", "film", TITLE)) for text, label in plain_posts(SEED)]
        read, labels = read_all(reader, public + ours + talk + plain)
        weights = fitting.balanced(labels, BALANCE)
        parts = np.repeat(
            (1.0, CORPUS_WEIGHT, LEXICON_WEIGHT, PLAIN_WEIGHT),
            [len(one) for one in (public, ours, talk, plain)],
        )
        weights *= parts
        targets = fitting.one_hot(labels)
        if given.teacher:
            more, opinions = taught(given.teacher, reader)
            read = read + more
            targets = np.concatenate([targets, opinions])
            weights = np.concatenate([weights, np.full(len(more), TAUGHT_WEIGHT)])
        model = fitting.fit(fitting.Samples(read, targets, weights), fan.VERSION)
        model = fitting.tempered(model, *read_all(reader, semeval[::HELD_OUT_IN]))
        model.save(given.out)
    sets = {
        "tweeteval validation": tweets(data / "sentiment" / "tweeteval_val.jsonl.gz"),
        "semeval held out": semeval[::HELD_OUT_IN],
        "vader's tweets held out": rated[1::2],
        "corpus held out": invented(new),
        **{
            f"  {part}": invented(one for one in new if one.family.startswith(part))
            for part in ("praise", "damning", "turns", "plain", "englishes")
        },
        **{
            name.removesuffix("_agreed").removesuffix("_sentiment"): [
                Row(row.text, row.label, film) for row in tweets(data / "gold" / f"{name}.jsonl.gz")
            ]
            for name, film in GOLD.items()
        },
    }
    for name, rows in sets.items():
        print(f"{name:26} {len(rows):6}  {measured(model, reader, rows)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
