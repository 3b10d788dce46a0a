"""Fits the scorer `fan` to a newsroom's own labels, and says honestly what that is worth."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from aggregator.errors import AggregatorError, ConfigError
from aggregator.measures.accuracy import Accuracy, accuracy
from aggregator.model import Film, Rejected, Score
from aggregator.model.scoring import LABELS
from aggregator.pipeline.evaluate import NO_FILM, read_labels
from aggregator.scorers import fan_model, fitting
from aggregator.scorers.fan_features import FanReader, Read
from aggregator.scorers.lexicon import load
from aggregator.scorers.masking import Masker

LEAST_POSTS = 100
LEAST_OF_A_LABEL = 10
FOLDS = 5
PACE = fitting.Pace(rounds=10, batch=32, words=0.1, numbers=0.005, back=0.1)
"""Careful: the shipped weights know tens of thousands of posts, a newsroom's labels are hundreds."""


@dataclass(frozen=True, slots=True)
class Trained:
    """`before` and `after` hold the shipped and the fitted weights against labels that neither has seen.

    `after` comes from five fits to four fifths of the posts each, held against the remaining fifth.
    """

    posts: int
    version: str
    before: Accuracy
    after: Accuracy
    rejected: tuple[Rejected, ...]
    rejected_count: int
    path: Path

    @property
    def helps(self) -> bool:
        """Whether the fitted weights hear better than the shipped ones."""
        return (self.after.macro_recall or 0) > (self.before.macro_recall or 0)


def train(stream: BinaryIO, name: str, film: Film | None, *, lexicon: Path | None, out: Path) -> Trained:
    """Fits weights near the shipped ones to the labels of a file, and writes them to `out`.

    Raises:
        AggregatorError: no row can be used, or too few of a label.
        ConfigError: the shipped weights or the lexicon can't be read, or `out` can't be written.
    """
    rows, rejected, count = read_labels(stream, name)
    labels = np.array([LABELS.index(row.label) for row in rows])
    _refuse_too_few(name, labels)
    masker, reader, shipped = Masker(film or NO_FILM), FanReader(load(lexicon)), fan_model.load()
    read = [reader.read(row.text, masker.mask(row.text)) for row in rows]
    own = hashlib.blake2b(repr([(row.text, row.label) for row in rows]).encode(), digest_size=4).hexdigest()
    version = f"{shipped.version}~{own}"
    fold = np.arange(len(rows)) % FOLDS
    after = np.zeros((len(rows), 3))
    for one in range(FOLDS):
        known, new = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        model = _fit([read[place] for place in known], labels[known], shipped, version)
        after[new] = fan_model.probabilities(model.logits([read[place] for place in new]))
    before = fan_model.probabilities(shipped.logits(read))
    _write(_fit(read, labels, shipped, version), out)
    return Trained(
        len(rows),
        version,
        _held(before, labels, shipped.version),
        _held(after, labels, version),
        tuple(rejected),
        count,
        out,
    )


def _fit(
    read: Sequence[Read], labels: NDArray[np.intp], shipped: fan_model.FanModel, version: str
) -> fan_model.FanModel:
    weights = fitting.balanced(labels, 0.5)
    samples = fitting.Samples(read, fitting.one_hot(labels), weights)
    return fitting.fit(samples, version, start=shipped, pace=PACE)


def _held(chances: NDArray[np.float64], labels: NDArray[np.intp], version: str) -> Accuracy:
    said = [
        Score(version, LABELS[int(row.argmax())], (float(row[0]), float(row[1]), float(row[2])), 0.0)
        for row in chances
    ]
    return accuracy([LABELS[place] for place in labels], said)


def _refuse_too_few(name: str, labels: NDArray[np.intp]) -> None:
    counts = np.bincount(labels, minlength=3)
    if len(labels) < LEAST_POSTS or counts.min() < LEAST_OF_A_LABEL:
        has = ", ".join(f"{count} {label}" for label, count in zip(LABELS, counts.tolist(), strict=True))
        raise AggregatorError(
            f"{name}: too few labels to learn from: {has}",
            hint=f"needs {LEAST_POSTS} posts, {LEAST_OF_A_LABEL} of each label; some hundred are better",
        )


def _write(model: fan_model.FanModel, out: Path) -> None:
    """Whole or not at all: another process may be reading."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        model.save(draft)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ConfigError(
            f"{out}: can't be written: {error.strerror}", hint="name another with --out"
        ) from error
