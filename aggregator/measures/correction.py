"""Shares that a calibration corrects: what posts say on the whole, though each label may be wrong.

First the person's labels set the probabilities right (a multinomial logistic formula over their logarithms).
Then the shares are those that explain the posts best: by expectation maximisation (Saerens, Latinne and
Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities", Neural Computation 14,
2002): tried beside counts adjusted by the confusion matrix, plain (5.3 points off) and soft (4.3), it was 4.1
off, with 2,000 labels and samples of 500 posts. Where even then the probabilities are no
probabilities (a scorer's own convention), that goes badly wrong, as a trial on the labels themselves shows;
then counts are adjusted by the soft confusion matrix, which asks nothing of them.

The interval is a bootstrap over people (whose posts go together) and labels at once. The same arguments give
the same numbers: the generator is PCG64, begun with the seed that is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.model.scoring import LABELS, Calibration

ENOUGH_LABELS = 150
"""Labels of a person that a calibration needs: with 200 it still helped, fewer were not tried."""
ENOUGH_OF_EACH = 10
"""Labels of each kind among them."""
ENOUGH_POSTS = 300
"""Judged posts from which shares are corrected."""

DRAWS = 500
_BLOCKS = 2_000  # of more people, several stand together: their number no longer matters then
MISFIT = 0.05
"""How far expectation maximisation may be off on the labels themselves, in mixes other than theirs."""
_GRID = 20  # probabilities are read in steps of 1/20: a hundred cells or two instead of any number of posts
_PENALTY = 1.0
_SMALLEST = 1e-3
_ROUNDS = 40
_LEAST = 1e-9

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval, 0 to 1."""

    share: float
    low: float
    high: float


def lacking(calibration: Calibration) -> str | None:
    """What a calibration lacks to correct any share, in words; None: nothing."""
    held = {label: calibration.labels.count(label) for label in LABELS}
    if len(calibration.labels) < ENOUGH_LABELS:
        return f"has {len(calibration.labels)} labels of posts that are judged, needs {ENOUGH_LABELS}"
    few = [f"{number} {label}" for label, number in held.items() if number < ENOUGH_OF_EACH]
    return f"has {' and '.join(few)}, needs {ENOUGH_OF_EACH} of each label" if few else None


class Correction:
    """What a calibration says of a scorer's probabilities: made once, used for any number of shares."""

    def __init__(self, calibration: Calibration) -> None:
        """Raises ValueError where the calibration lacks something (`lacking`)."""
        missing = lacking(calibration)
        if missing is not None:
            raise ValueError(missing)
        given = np.array(calibration.probabilities, dtype=np.float64)
        self._truth = np.array([LABELS.index(label) for label in calibration.labels])
        self._features = _features(given)
        self._weights, self._curve = _fit(self._features, self._truth)
        self._odds = _softmax(self._features @ self._weights.T)
        self.maximises = self._misfit() <= MISFIT

    def _misfit(self) -> float:
        """The largest error of expectation maximisation where one label's posts are made six in ten."""
        held = np.bincount(self._truth, minlength=3)
        mixes = np.full((3, 3), 0.2) + 0.4 * np.eye(3)
        found = self._maximised(
            np.repeat(self._odds[None], 3, axis=0), self._priors(None), (mixes / held)[:, self._truth], None
        )
        return float(np.abs(found - mixes).max())

    def point(self, given: Sequence[tuple[float, float, float]]) -> Matrix:
        """The shares (negative, neutral, positive) of posts with these probabilities, without interval."""
        features, counts = self._cells(
            np.array(given, dtype=np.float64), np.zeros(len(given), dtype=np.int64)
        )
        if not self.maximises:
            return np.asarray(self._adjusted(_softmax(features @ self._weights.T), counts, None)[0])
        odds = _softmax(features @ self._weights.T)
        return np.asarray(self._maximised(odds[None], self._priors(None), counts, None)[0])

    def estimate(
        self, people: Sequence[Sequence[tuple[float, float, float]]], seed: str, draws: int = DRAWS
    ) -> tuple[Estimate, Estimate, Estimate]:
        """The shares (negative, neutral, positive) of the posts of these people, with intervals.

        `people` holds each person's probabilities, in an order that is always the same; `seed` is hex digits.
        """
        given = np.array([one for posts in people for one in posts], dtype=np.float64)
        owner = np.repeat(np.arange(len(people)), [len(posts) for posts in people])
        return self.estimate_of(given, owner, seed, draws)

    def estimate_of(
        self, given: Matrix, owner: NDArray[np.int64], seed: str, draws: int = DRAWS
    ) -> tuple[Estimate, Estimate, Estimate]:
        """The same of posts with these probabilities, (posts, 3), by these people: numbers from 0 on."""
        features, blocks = self._cells(given, owner)
        whole = blocks.sum(axis=0, keepdims=True)
        odds = _softmax(features @ self._weights.T)
        random = np.random.Generator(np.random.PCG64(int(seed, 16)))
        posts = _drawn(random, draws, len(blocks)) @ blocks
        labels = _drawn(random, draws, len(self._truth))
        if self.maximises:
            found = self._maximised(odds[None], self._priors(None), whole, None)[0]
            each = _softmax(np.matmul(features, self._shifted(labels).transpose(0, 2, 1)))
            solved = self._maximised(each, self._priors(labels), posts, found)
        else:
            found = self._adjusted(odds, whole, None)[0]
            solved = self._adjusted(odds, posts, labels)
        solved.sort(axis=0)
        low, high = solved[round(0.025 * (draws - 1))], solved[round(0.975 * (draws - 1))]
        one, two, three = (
            Estimate(float(found[k]), float(min(low[k], found[k])), float(max(high[k], found[k])))
            for k in range(3)
        )
        return one, two, three

    def _cells(self, given: Matrix, owner: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
        """Cells of alike posts: the mean features of each (cells, 4), how many of it each person wrote.

        Of more than _BLOCKS people every so many stand together.
        """
        features = _features(given)
        right = _softmax(features @ self._weights.T)
        steps = np.floor(right[:, [0, 2]] * _GRID + 0.5).astype(np.int64)
        _, place = np.unique(steps[:, 0] * (_GRID + 1) + steps[:, 1], return_inverse=True)
        counts = np.zeros((min(int(owner.max()) + 1, _BLOCKS), int(place.max()) + 1))
        np.add.at(counts, (owner % _BLOCKS, place), 1.0)
        sums = np.zeros((counts.shape[1], features.shape[1]))
        np.add.at(sums, place, features)
        return np.asarray(sums / counts.sum(axis=0)[:, None]), counts

    def _priors(self, drawn: Matrix | None) -> Matrix:
        """Shares of the labels, whole or as drawn; never quite 0. Shape (draws, 3)."""
        kinds = np.eye(3)[self._truth]
        held = kinds.sum(axis=0, keepdims=True) if drawn is None else drawn @ kinds
        return np.asarray((held + 0.5) / (held.sum(axis=1, keepdims=True) + 1.5))

    def _shifted(self, drawn: Matrix) -> Matrix:
        """The weights that each draw of the labels would have given, by one step of Newton's method."""
        wrong = self._odds - np.eye(3)[self._truth]
        pull = (wrong[:, :, None] * self._features[:, None, :]).reshape(len(wrong), -1)
        steps = ((drawn - 1.0) @ pull) @ np.linalg.inv(self._curve)
        return np.asarray(self._weights[None] - steps.reshape(len(drawn), *self._weights.shape))

    def _adjusted(self, odds: Matrix, counts: Matrix, drawn: Matrix | None) -> Matrix:
        """Shares by the soft confusion matrix for each row of `counts` (draws, cells): shape (draws, 3)."""
        kinds = np.eye(3)[self._truth]
        pairs = (kinds[:, :, None] * self._odds[:, None, :]).reshape(len(kinds), 9)
        weights = np.ones((1, len(kinds))) if drawn is None else drawn
        held = weights @ kinds
        confusion = (weights @ pairs).reshape(-1, 3, 3) / np.maximum(held, 0.5)[:, :, None]
        seen = counts @ odds / counts.sum(axis=1, keepdims=True)
        solved = np.matmul(np.linalg.pinv(confusion.transpose(0, 2, 1)), seen[:, :, None])[:, :, 0]
        return _on_simplex(solved)

    @staticmethod
    def _maximised(chances: Matrix, priors: Matrix, counts: Matrix, start: Matrix | None) -> Matrix:
        """Shares by expectation maximisation for each row of `counts` (draws, cells): shape (draws, 3).

        Each round makes two of its steps and goes on from where they point (SQUAREM: Varadhan and Roland,
        Scandinavian Journal of Statistics 35, 2008), then a plain one, which can't make it worse.
        """
        ratio = np.ascontiguousarray(chances / priors[:, None, :])
        weight = counts / counts.sum(axis=1, keepdims=True)

        def stepped(shares: Matrix) -> Matrix:
            mixed = np.matmul(ratio, shares[:, :, None])[:, :, 0]
            return np.asarray(shares * np.matmul((weight / mixed)[:, None, :], ratio)[:, 0, :])

        shares = np.full((len(counts), 3), 1 / 3) if start is None else np.tile(start, (len(counts), 1))
        shares = np.maximum(shares, _LEAST)
        for _ in range(_ROUNDS):
            once = stepped(shares)
            twice = stepped(once)
            first, bend = once - shares, twice - once - (once - shares)
            size = np.sqrt((bend**2).sum(axis=1, keepdims=True))
            reach = np.maximum(1.0, np.sqrt((first**2).sum(axis=1, keepdims=True)) / np.maximum(size, _LEAST))
            ahead = np.maximum(shares + 2 * reach * first + reach**2 * bend, _LEAST)
            new = np.maximum(stepped(ahead / ahead.sum(axis=1, keepdims=True)), _LEAST)
            moved = float(np.abs(new - shares).max())
            shares = new
            if moved < 1e-5:
                break
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _on_simplex(shares: Matrix) -> Matrix:
    """The nearest shares that are none below 0 and sum to 1 (Duchi et al., ICML 2008)."""
    ordered = -np.sort(-shares, axis=1)
    spare = (np.cumsum(ordered, axis=1) - 1) / np.arange(1, 4)
    last = (ordered > spare).sum(axis=1) - 1
    return np.asarray(np.maximum(shares - spare[np.arange(len(shares)), last][:, None], 0.0))


def _features(given: Matrix) -> Matrix:
    """Logarithms and a one: shape (posts, 4)."""
    return np.column_stack([np.log(np.maximum(given, _SMALLEST)), np.ones(len(given))])


def _softmax(logits: Matrix) -> Matrix:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _fit(x: Matrix, truth: NDArray[np.intp]) -> tuple[Matrix, Matrix]:
    """Weights (3, 4) of the logistic formula, drawn towards leaving all as it is, and the curvature there.

    Newton's method; a step that would overshoot is halved until it does not.
    """
    rest = np.column_stack([np.eye(3), np.zeros(3)])
    kinds = np.eye(3)[truth]

    def loss(weights: Matrix) -> float:
        logits = x @ weights.T
        most = logits.max(axis=1)
        missed = np.log(np.exp(logits - most[:, None]).sum(axis=1)) + most - (logits * kinds).sum(axis=1)
        return float(missed.sum() + _PENALTY / 2 * ((weights - rest) ** 2).sum())

    weights, curve, now = rest.copy(), np.eye(rest.size), loss(rest)
    for _ in range(100):
        chances = _softmax(x @ weights.T)
        slope = (chances - kinds).T @ x + _PENALTY * (weights - rest)
        spread = chances[:, :, None] * (np.eye(3)[None] - chances[:, None, :])
        curve = np.einsum("nij,nf,ng->ifjg", spread, x, x, optimize=True).reshape(rest.size, rest.size)
        curve += _PENALTY * np.eye(rest.size)
        step = np.linalg.solve(curve, slope.ravel()).reshape(weights.shape)
        length = 1.0
        while (new := loss(weights - length * step)) > now and length > 1e-6:
            length /= 2
        if now - new < 1e-9:
            break
        weights, now = weights - length * step, new
    return weights, curve


def _drawn(random: np.random.Generator, draws: int, size: int) -> Matrix:
    """How often each of `size` comes in each draw with replacement: whole numbers, so that sums are exact."""
    chosen = random.integers(0, size, size=(draws, size))
    chosen += np.arange(draws)[:, None] * size
    return np.bincount(chosen.ravel(), minlength=draws * size).reshape(draws, size).astype(np.float64)
