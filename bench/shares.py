"""How far shares of feelings are off, and how often their intervals hold.

    FANSREACT_REAL_DATA=DIR python bench/shares.py [--scorer fan] [--scorer reference] [--draws 100]

Samples of N posts with any mix of feelings (Dirichlet 2, 2, 2) are drawn from labelled tweets that neither
the scorer nor the calibration has seen: every fifteenth of semeval_2013_2016_train, and tweeteval_val. Other
posts of the same kind calibrate. `reference` is a linear model over hashed words and letters beside fan's
probabilities, fitted here on the others: what a scorer of twice fan's knowledge would give.
"""

import argparse
import gzip
import json
import os
import re
import sys
import zlib
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aggregator.measures.accuracy import accuracy
from aggregator.measures.topics import topic_error
from aggregator.measures.trial import trial
from aggregator.model import Film, Label, Post, Score
from aggregator.model.scoring import LABELS
from aggregator.scorers import find

HELD_OUT_IN = 15  # as training/fit_fan.py holds out
SETS = ("semeval_2013_2016_train", "tweeteval_val")
NO_FILM = Film("none", "film", "\u2400")
AT = datetime(2017, 1, 1, tzinfo=UTC)
CASES = ((500, 2_000), (2_000, 2_000), (500, 300), (300, 200))
"""(posts of a sample, labels that calibrate)."""

BITS = 18
_WORDS = re.compile(r"\w+(?:'\w+)*|[^\w\s]")
Matrix = NDArray[np.float64]


def main() -> int:
    """Prints a line for each scorer and case."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scorer", action="append", help="a scorer's name, or reference")
    arguments.add_argument("--draws", type=int, default=100)
    arguments.add_argument("--cases", type=int, default=len(CASES), help="only the first so many")
    given = arguments.parse_args()
    real = os.environ.get("FANSREACT_REAL_DATA")
    if not real:
        print("FANSREACT_REAL_DATA is not set: it names the folder with labelled posts", file=sys.stderr)
        return 2
    rows = {name: list(_rows(Path(real) / "data" / "sentiment" / f"{name}.jsonl.gz")) for name in SETS}
    print(f"{given.draws} samples each; errors and widths in points")
    print(
        "scorer            posts labels  plain covers  width |  corr. covers  width | plain, root mean square"
    )
    for name in given.scorer or ["fan"]:
        truth, scores = _scored(name, rows)
        said, odds = [one.label for one in scores], [one.probabilities for one in scores]
        figures = accuracy(truth, scores)
        for size, labels in CASES[: given.cases]:
            error = topic_error([scores[0].scorer])
            found = trial(truth, said, odds, labels=labels, size=size, draws=given.draws, seed=1, error=error)
            if found is None:
                continue
            print(
                f"{scores[0].scorer[:16]:16} {size:6} {labels:6}"
                f" {_points(found.plain)} {_points(found.plain_covers)}% {_points(found.plain_width)} |"
                f" {_points(found.corrected)} {_points(found.corrected_covers)}%"
                f" {_points(found.corrected_width)} | "
                + " ".join(
                    f"{label} {100 * one:.1f}" for label, one in zip(LABELS, found.spread, strict=True)
                ),
                flush=True,
            )
        print(
            f"{'':16} macro-recall {figures.macro_recall:.3f}, ece {figures.ece:.3f}, {figures.posts:,} posts"
        )
    return 0


def _points(value: float | None) -> str:
    return "    -" if value is None else f"{100 * value:5.1f}"


def _rows(path: Path) -> list[tuple[str, Label]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        read = [json.loads(line) for line in lines]
    return [
        (one["text"].replace("\\u002c", ",").replace("\\u2019", "'").replace("&amp;", "&"), one["label"])
        for one in read
    ]


def _scored(name: str, rows: dict[str, list[tuple[str, Label]]]) -> tuple[list[Label], list[Score]]:
    """Held-out posts with their labels and scores."""
    fitted = [row for place, row in enumerate(rows[SETS[0]]) if place % HELD_OUT_IN]
    held = rows[SETS[0]][::HELD_OUT_IN] + rows[SETS[1]]
    scorer = find("fan" if name == "reference" else name)
    scores = scorer.score(
        [Post("x", str(i), None, text, None, AT) for i, (text, _) in enumerate(held)], NO_FILM
    )
    if name == "reference":
        before = scorer.score(
            [Post("x", str(i), None, text, None, AT) for i, (text, _) in enumerate(fitted)], NO_FILM
        )
        odds = _reference(fitted, before, held, scores)
        scores = [Score("reference", LABELS[int(one.argmax())], tuple(one.tolist()), 0.0) for one in odds]
    return [label for _, label in held], scores


def _hashed(text: str) -> NDArray[np.int64]:
    words = _WORDS.findall(re.sub(r"@\w+", "@u", re.sub(r"https?://\S+", "URL", text.lower())))
    whole = " ".join(words)
    marks = [*words, *map(" ".join, pairwise(words))]
    marks += [f"c{whole[i : i + 4]}" for i in range(len(whole) - 3)]
    return np.unique([zlib.crc32(one.encode()) & (2**BITS - 1) for one in marks or [""]])


def _reference(
    fitted: list[tuple[str, Label]], before: list[Score], held: list[tuple[str, Label]], scores: list[Score]
) -> Matrix:
    """Probabilities of the held posts by a logistic regression (AdaGrad, five passes)."""
    random = np.random.Generator(np.random.PCG64(0))
    marks = [_hashed(text) for text, _ in fitted]
    known = np.eye(3)[[LABELS.index(label) for _, label in fitted]]
    own = _own(before)
    weights, dense = np.zeros((2**BITS, 3)), np.vstack([np.eye(3), np.zeros((1, 3))])
    seen, seen_dense = np.full((2**BITS, 3), 1e-2), np.full((4, 3), 1e-2)
    for _ in range(5):
        order = random.permutation(len(fitted))
        for start in range(0, len(order), 256):
            batch = order[start : start + 256]
            wrong = _chances([marks[i] for i in batch], own[batch], weights, dense) - known[batch]
            flat = np.concatenate([marks[i] for i in batch])
            sizes = np.array([len(marks[i]) for i in batch])
            used, place = np.unique(flat, return_inverse=True)
            slope = np.zeros((len(used), 3))
            np.add.at(slope, place, np.repeat(wrong / np.sqrt(sizes)[:, None], sizes, axis=0))
            slope = slope / len(batch) + 1e-6 * weights[used]
            seen[used] += slope**2
            weights[used] -= 0.15 * slope / np.sqrt(seen[used])
            slope = own[batch].T @ wrong / len(batch)
            seen_dense += slope**2
            dense -= 0.02 * slope / np.sqrt(seen_dense)
    return _chances([_hashed(text) for text, _ in held], _own(scores), weights, dense)


def _own(scores: list[Score]) -> Matrix:
    odds = np.log(np.maximum(np.array([one.probabilities for one in scores]), 1e-3))
    return np.column_stack([odds, np.ones(len(odds))])


def _chances(marks: list[NDArray[np.int64]], own: Matrix, weights: Matrix, dense: Matrix) -> Matrix:
    sizes = np.array([len(one) for one in marks])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    sums = np.add.reduceat(weights[np.concatenate(marks)], starts, axis=0) / np.sqrt(sizes)[:, None]
    powers = sums + own @ dense
    powers = np.exp(powers - powers.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


if __name__ == "__main__":
    sys.exit(main())
