"""How far shares are off: samples with other mixes of feelings, drawn from labelled posts.

A film that fans love and one that they hate differ in nothing but their mix, as far as a scorer's mistakes
go. So part of the labelled posts calibrates, and from the rest samples are drawn whose true mix is any: from
a Dirichlet distribution (2, 2, 2). Plain counts and corrected shares are held against the truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.measures.correction import Correction, lacking
from aggregator.measures.topics import widened
from aggregator.model.scoring import LABELS, Calibration, Label

MIX = (2.0, 2.0, 2.0)
Z_95 = 1.959964
Odds = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Trial:
    """Mean absolute errors of a share, 0 to 1, over `draws` samples of `size` posts; `labels` calibrate.

    `spread` is the root mean square error of plain counts for each label. The last four say how often a 95 %
    interval held the truth and how wide it was, None where no interval was asked for; `corrected` too is None
    where the labels do not suffice.
    """

    size: int
    draws: int
    labels: int
    plain: float
    spread: tuple[float, float, float]
    corrected: float | None = None
    plain_covers: float | None = None
    plain_width: float | None = None
    corrected_covers: float | None = None
    corrected_width: float | None = None


def trial(
    truth: Sequence[Label],
    said: Sequence[Label],
    probabilities: Sequence[Odds],
    *,
    labels: int,
    size: int,
    draws: int,
    seed: int,
    error: Odds | None = None,
) -> Trial | None:
    """Draw the samples; None where a label is missing among the posts that do not calibrate.

    `labels` posts calibrate, anew for every ten samples (intervals: for every sample). `error` is how far
    plain counts err from topic to topic (topics.py); where it is given, intervals are made and held against
    the truth.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    kinds = np.array([LABELS.index(one) for one in truth])
    labelled = np.array([LABELS.index(one) for one in said])
    plain, corrected = [], []
    held: list[tuple[bool, float]] = []
    held_plain: list[tuple[bool, float]] = []
    correction: Correction | None = None
    apart: list[NDArray[np.intp]] = []
    for draw in range(draws):
        if error is not None or draw % 10 == 0:
            order = random.permutation(len(kinds))
            mine, rest = order[:labels], order[labels:]
            apart = [rest[kinds[rest] == kind] for kind in range(3)]
            if not all(map(len, apart)):
                return None
            calibration = Calibration(
                "", tuple(truth[i] for i in mine), tuple(probabilities[i] for i in mine)
            )
            correction = None if lacking(calibration) else Correction(calibration)
        amounts = random.multinomial(size, random.dirichlet(MIX))
        chosen = np.concatenate(
            [random.choice(places, amount) for places, amount in zip(apart, amounts, strict=True)]
        )
        right = amounts / size
        counted = np.bincount(labelled[chosen], minlength=3) / size
        plain.append(counted - right)
        if error is not None:
            held_plain += [
                _held(*_wilson(float(counted[k]), size, error[k]), float(right[k])) for k in range(3)
            ]
        if correction is None:
            continue
        odds = [probabilities[i] for i in chosen]
        if error is None:
            corrected.append(correction.point(odds) - right)
            continue
        found = correction.estimate([[one] for one in odds], f"{draw:x}")
        corrected.append(np.array([one.share for one in found]) - right)
        held += [_held(one.low, one.high, float(right[k])) for k, one in enumerate(found)]
    errors = np.array(plain)
    negative, neutral, positive = np.sqrt((errors**2).mean(axis=0)).tolist()
    return Trial(
        size,
        draws,
        labels,
        float(np.abs(errors).mean()),
        (negative, neutral, positive),
        float(np.abs(np.array(corrected)).mean()) if corrected else None,
        _mean([one for one, _ in held_plain]),
        _mean([width for _, width in held_plain]),
        _mean([one for one, _ in held]),
        _mean([width for _, width in held]),
    )


def _held(low: float, high: float, right: float) -> tuple[bool, float]:
    return low <= right <= high, high - low


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _wilson(share: float, size: int, error: float) -> tuple[float, float]:
    """Wilson's interval of independent posts, widened by the topic-to-topic error."""
    square = Z_95**2 / size
    middle = (share + square / 2) / (1 + square)
    half = Z_95 / (1 + square) * float(np.sqrt(share * (1 - share) / size + square / (4 * size)))
    return widened(share, middle - half, middle + half, error)
