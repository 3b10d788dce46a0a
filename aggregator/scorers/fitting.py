"""Fits the weights of `fan`: from nothing (training/fit_fan.py), or from those that ship (`fansreact train`).

Multinomial logistic regression by AdaGrad (Duchi, Hazan, Singer 2011,
https://jmlr.org/papers/v12/duchi11a.html): rare words learn fast, frequent ones carefully. After each round
the weights move a little back to where the fit started, so that a newsroom's few hundred labels move the
shipped ones only as far as they must. The weights of the last rounds are averaged. Everything is drawn from
one seed: the same posts give the same weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aggregator.scorers.fan_features import BUCKETS, NUMBERS, Numbers, Read, buckets_of_posts, numbers_of
from aggregator.scorers.fan_model import FanModel, quantised

SEED = 20_261_126
OTHERS = (0, 2)
"""The labels that have weights: negative and positive. Neutral's are 0."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Posts as the model sees them; `targets` (posts, 3) are probabilities, 1 for a person's label."""

    posts: Sequence[Read]
    targets: Numbers
    weights: Numbers


@dataclass(frozen=True, slots=True)
class Pace:
    """How a fit goes: rounds over all posts, posts in a step, step sizes, how far each round draws back."""

    rounds: int = 12
    batch: int = 128
    words: float = 0.4
    numbers: float = 0.02
    back: float = 0.3
    averaged: int = 4


def fit(
    samples: Samples, version: str, *, start: FanModel | None = None, pace: Pace | None = None
) -> FanModel:
    """The weights that make the targets probable, near `start` (None: near 0)."""
    pace = pace or Pace()
    flat, sizes = buckets_of_posts(samples.posts)
    begins = np.cumsum(sizes) - sizes
    values = 1 / np.sqrt(sizes)
    known = numbers_of([post.numbers for post in samples.posts])
    words, numbers = np.zeros((BUCKETS, 2)), np.zeros((len(NUMBERS), 2))
    if start is not None:
        words, numbers = start.words.astype(np.float64) * start.scale, start.numbers.copy()
    words_origin, numbers_origin = words.copy(), numbers.copy()
    words_seen, numbers_seen = np.full((BUCKETS, 2), 1e-2), np.full((len(NUMBERS), 2), 1.0)
    mean_words, mean_numbers = np.zeros_like(words), np.zeros_like(numbers)
    weights = samples.weights / samples.weights.mean()
    dice = np.random.Generator(np.random.PCG64(SEED))
    for turn in range(pace.rounds):
        order = dice.permutation(len(sizes))
        for first in range(0, len(order), pace.batch):
            some = order[first : first + pace.batch]
            counts = sizes[some]
            owner = np.repeat(np.arange(len(some)), counts)
            places = np.repeat(begins[some] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
            buckets = flat[places + np.arange(len(owner))]
            value = values[some][owner]
            columns = known[some]
            sums = np.column_stack(
                [np.bincount(owner, words[buckets, side] * value, minlength=len(some)) for side in (0, 1)]
            )
            gap = _gap(sums + columns @ numbers, samples.targets[some], weights[some])
            slope = gap[owner] * value[:, None]
            np.add.at(words_seen, buckets, slope * slope)
            np.add.at(words, buckets, -pace.words * slope / np.sqrt(words_seen[buckets]))
            slope = columns.T @ gap
            numbers_seen += slope * slope
            numbers -= pace.numbers * slope / np.sqrt(numbers_seen)
        words += pace.back * (words_origin - words)
        numbers += pace.back * (numbers_origin - numbers)
        if turn >= pace.rounds - pace.averaged:
            mean_words += words / min(pace.averaged, pace.rounds)
            mean_numbers += numbers / min(pace.averaged, pace.rounds)
    return quantised(mean_words, mean_numbers, version)


def _gap(logits: Numbers, targets: Numbers, weights: Numbers) -> Numbers:
    """(posts, 2): how much too probable negative and positive are."""
    whole = np.zeros((len(logits), 3))
    whole[:, OTHERS] = logits
    whole -= whole.max(axis=1, keepdims=True)
    powers = np.exp(whole)
    chances = powers / powers.sum(axis=1, keepdims=True)
    return np.asarray(((chances - targets) * weights[:, None])[:, OTHERS])


def tempered(model: FanModel, posts: Sequence[Read], labels: NDArray[np.intp]) -> FanModel:
    """The model, its weights multiplied so that its probabilities are as sure as it is right on these posts.

    They must not be those it was fitted to. (Temperature scaling: Guo et al., https://arxiv.org/abs/1706.04599.)
    """
    whole = np.zeros((len(posts), 3))
    whole[:, OTHERS] = model.logits(posts)

    def loss(factor: float) -> float:
        scaled = whole * factor
        scaled -= scaled.max(axis=1, keepdims=True)
        log_total = np.log(np.exp(scaled).sum(axis=1))
        return float((log_total - scaled[np.arange(len(labels)), labels]).mean())

    low, high = 0.2, 5.0
    for _ in range(60):  # the loss has one valley
        third = (high - low) / 3
        if loss(low + third) < loss(high - third):
            high -= third
        else:
            low += third
    factor = (low + high) / 2
    return replace(model, scale=model.scale * factor, numbers=np.round(model.numbers * factor, 6))


def one_hot(labels: NDArray[np.intp]) -> Numbers:
    """(posts, 3) targets of labels 0 negative, 1 neutral, 2 positive."""
    return np.eye(3)[labels]


def balanced(labels: NDArray[np.intp], power: float) -> Numbers:
    """A weight for each post: 0 leaves the labels as frequent as they are, 1 makes all count the same."""
    counts = np.bincount(labels, minlength=3).clip(min=1)
    return np.asarray(((len(labels) / (3 * counts)) ** power)[labels])
