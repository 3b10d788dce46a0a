# ruff: noqa: INP001, T201 - a script that prints what it measured
"""Fits the constants of aggregator/scorers/fan.py and prints them with what they score on posts held out.

    FANSREACT_REAL_DATA=... python training/fit_fan.py

Reads labelled tweets from the folder in FANSREACT_REAL_DATA (not part of this repository, nothing of them is
written anywhere): every second one of semeval_2013_2016_train and of vader_tweets to fit, the rest and
tweeteval_val to measure. numpy only: a multinomial logistic regression by Newton's method.
"""

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from textblob.en import sentiment

from aggregator.model import Film
from aggregator.scorers import fan, lexicon, masking

LABELS = ("negative", "neutral", "positive")
BALANCE = 0.8
"""0: classes weigh as often as they come; 1: all the same. Between: rare anger is heard, not imagined."""
PENALTY = 3.0
NO_FILM = Film(slug="none", kind="film", title="\u2400")

Matrix = NDArray[np.float64]
Labels = NDArray[np.intp]


def rows(path: Path) -> Iterator[tuple[str, int]]:
    """(text, label as 0, 1, 2) of each line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield (
                row["text"].replace("\\u002c", ",").replace("\\u2019", "'").replace("&amp;", "&"),
                LABELS.index(row["label"]),
            )


def matrix(texts: list[str]) -> Matrix:
    """One row of features for each text."""
    reader = fan.Reader(lexicon.load())
    masker = masking.Masker(NO_FILM)
    made = []
    for text in texts:
        reading = reader.read(masker.mask(text))
        polarity, subjectivity = sentiment(reading.rest)
        made.append(fan.features(reading, polarity, subjectivity, link="http" in text))
    return np.array(made)


def fit(x: Matrix, y: Labels) -> Matrix:
    """Weights of shape (3, features), neutral's fixed at 0."""
    counts = np.bincount(y, minlength=3)
    importance = (len(y) / (3 * counts)) ** BALANCE
    weight = importance[y]
    size = x.shape[1]
    free = np.zeros((2, size))
    others = (0, 2)
    for _ in range(30):
        logits = np.zeros((len(x), 3))
        logits[:, others] = x @ free.T
        chances = softmax(logits)
        gradient = np.concatenate(
            [
                x.T @ (weight * (chances[:, label] - (y == label))) + PENALTY * free[row]
                for row, label in enumerate(others)
            ]
        )
        hessian = np.zeros((2 * size, 2 * size))
        for row, one in enumerate(others):
            for column, two in enumerate(others):
                shape = chances[:, one] * ((one == two) - chances[:, two]) * weight
                hessian[row * size : (row + 1) * size, column * size : (column + 1) * size] = (
                    x * shape[:, None]
                ).T @ x
        step = np.linalg.solve(hessian + PENALTY * np.eye(2 * size), gradient)
        free -= step.reshape(2, size)
        if float(np.abs(step).max()) < 1e-8:
            break
    full = np.zeros((3, size))
    full[others, :] = free
    return full


def softmax(logits: Matrix) -> Matrix:
    """Rows that sum to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def measured(weights: Matrix, x: Matrix, y: Labels) -> str:
    """Macro-recall, accuracy, the three recalls and the calibration error, as a line."""
    chances = softmax(x @ weights.T)
    chosen = chances.argmax(axis=1)
    recalls = [float((chosen[y == label] == label).mean()) for label in range(3)]
    sure = chances.max(axis=1)
    bins = np.minimum((sure * 10).astype(int), 9)
    ece = sum(
        abs(float((chosen[bins == k] == y[bins == k]).mean()) - float(sure[bins == k].mean()))
        * float((bins == k).mean())
        for k in range(10)
        if (bins == k).any()
    )
    each = "/".join(f"{recall:.3f}" for recall in recalls)
    right = float((chosen == y).mean())
    return f"macro-recall {np.mean(recalls):.3f} ({each})  accuracy {right:.3f}  ece {ece:.3f}"


def main() -> int:
    """Prints the constants to put into fan.py and what they score."""
    folder = os.environ.get("FANSREACT_REAL_DATA")
    if not folder:
        print("FANSREACT_REAL_DATA is not set: it names the folder with data/sentiment", file=sys.stderr)
        return 2
    data = Path(folder) / "data" / "sentiment"
    semeval = list(rows(data / "semeval_2013_2016_train.jsonl.gz"))
    rated = list(rows(data / "vader_tweets.jsonl.gz"))
    val = list(rows(data / "tweeteval_val.jsonl.gz"))
    sets = {
        "fit": semeval[::2] + rated[::2],
        "semeval held out": semeval[1::4],
        "vader tweets held out": rated[1::2],
        "tweeteval val": val,
    }
    made = {
        name: (matrix([text for text, _ in part]), np.array([label for _, label in part]))
        for name, part in sets.items()
    }
    weights = fit(*made["fit"])
    print("WEIGHTS = (")
    for row in weights:
        print("    (" + ", ".join(f"{value:.3f}" for value in row) + "),")
    print(")")
    for name, (x, y) in made.items():
        print(f"{name:24} {len(y):6} {measured(np.round(weights, 3), x, y)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
