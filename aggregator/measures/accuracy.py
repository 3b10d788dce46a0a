"""How right labels are: a person's labels against a scorer's, as the figures of `fansreact evaluate`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.model.scoring import LABELS, Label, Score

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Posts whose label has a probability in [low, high): how sure the scorer was, how often it was right."""

    low: float
    high: float
    posts: int
    sure: float
    right: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Figures from 0 to 1, over the labels that the file holds (a label that it lacks has no recall).

    `confusion[truth][said]` counts posts. A post that the scorer does not judge says nothing of a feeling: it
    is held as neutral, so it is wrong unless it is neutral; `abstained` counts these. They have no
    probability, so they are in no `bins` and not in `ece`, the calibration error (Naeini et al. 2015: the
    gap between how sure and how right, over ten bins of equal width, weighed by their posts).
    """

    posts: int
    abstained: int
    macro_recall: float
    macro_f1: float
    accuracy: float
    ece: float
    confusion: Mapping[Label, Mapping[Label, int]]
    recall: Mapping[Label, float | None]
    precision: Mapping[Label, float | None]
    bins: tuple[Bin, ...]


def accuracy(truth: Sequence[Label], scores: Sequence[Score]) -> Accuracy:
    """Hold scores against a person's labels, one for each.

    Raises ValueError where there are none.
    """
    if not truth:
        raise ValueError("no labels")
    said = [said_of(one) for one in scores]
    confusion = {one: dict.fromkeys(LABELS, 0) for one in LABELS}
    for right, found in zip(truth, said, strict=True):
        confusion[right][found] += 1
    held = {one: sum(confusion[one].values()) for one in LABELS}
    named = {one: sum(confusion[other][one] for other in LABELS) for one in LABELS}
    known = [one for one in LABELS if held[one]]
    f1 = [2 * confusion[one][one] / (held[one] + named[one]) for one in known]
    bins = _bins(truth, scores)
    judged = sum(one.posts for one in bins)
    return Accuracy(
        posts=len(truth),
        abstained=sum(one.abstained for one in scores),
        macro_recall=sum(confusion[one][one] / held[one] for one in known) / len(known),
        macro_f1=sum(f1) / len(known),
        accuracy=sum(confusion[one][one] for one in LABELS) / len(truth),
        ece=sum(abs(one.right - one.sure) * one.posts for one in bins) / judged if judged else 0.0,
        confusion=confusion,
        recall={one: confusion[one][one] / held[one] if held[one] else None for one in LABELS},
        precision={one: confusion[one][one] / named[one] if named[one] else None for one in LABELS},
        bins=bins,
    )


def said_of(score: Score) -> Label:
    """What a score counts as: one that is not judged counts as neutral."""
    return "neutral" if score.abstained else score.label


def _bins(truth: Sequence[Label], scores: Sequence[Score]) -> tuple[Bin, ...]:
    """The bins that hold posts, surest last."""
    found: dict[int, list[tuple[float, bool]]] = {}
    for right, one in zip(truth, scores, strict=True):
        if not one.abstained:
            place = min(int(one.confidence * BINS), BINS - 1)
            found.setdefault(place, []).append((one.confidence, one.label == right))
    return tuple(
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            posts=len(inside),
            sure=sum(sure for sure, _ in inside) / len(inside),
            right=sum(right for _, right in inside) / len(inside),
        )
        for place, inside in sorted(found.items())
    )
