"""The default scorer: what fans feel about the film, by how fans talk.

TextBlob calls "this trailer is insane, Tom Cruise running is cinema!!" -1.0. So first the film's names are
masked (masking), then the phrases of lexicon.toml are found (phrase_reader); their points and the numbers of
TextBlob and VADER stand beside hashed words and pairs of words (fan_features) in a logistic model (fan_model,
fitted by training/fit_fan.py). Every score carries the words that decided it.

How well it does, and what it can't do, stands in docs/sentiment.md.
"""

from collections.abc import Sequence
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aggregator.model import Evidence, Film, Label, Post, Score
from aggregator.model.quick import quick, rare_collections
from aggregator.scorers import Scorer, fan_model
from aggregator.scorers.fan_features import REMEMBERED, FanReader, Read, buckets_of
from aggregator.scorers.lexicon import SHIPPED, load
from aggregator.scorers.masking import Masker
from aggregator.scorers.phrase_reader import BREAKS, SIGN
from aggregator.scorers.reading import abstention, read_text

BATCH = 256
VERSION = "3"
"""Raised with the weights that ship, and with the rules by which posts are read for them."""
OWN_WEIGHTS = "fan.npz"
"""The file of the configuration that holds a newsroom's own weights."""
EVIDENCE = 6
"""Words that a score carries at most, the weightiest."""
LEAST = 0.25
"""Weight from which a single word is told as evidence, in points of the lexicon."""
UNSURE = 0.37
"""A post whose label is less probable than this is not judged: all three are about as likely."""

NAMES_ALONE = (0.03, 0.94, 0.03)
"""Of a post that holds nothing but names and links."""

_make_score, _make_evidence = quick(Score), quick(Evidence)
_LABELS: tuple[Label, ...] = ("negative", "neutral", "positive")


class _Weights(dict[str, float]):
    """How much each word by itself speaks for positive (below 0: against it), learnt as words come."""

    def __init__(self, deltas: list[float]) -> None:
        super().__init__(dict.fromkeys(BREAKS, 0.0))
        self._deltas = deltas

    def __missing__(self, word: str) -> float:
        weight = sum(map(self._deltas.__getitem__, buckets_of(word)))
        if len(self) < REMEMBERED:
            self[word] = weight
        return weight


class Fan(Scorer):
    """Words, phrases and dictionaries in one model."""

    name = "fan"

    def __init__(self, lexicon: Path | None = None) -> None:
        """Weights of a newsroom's own (`fansreact train`) are taken where they stand beside its lexicon.

        Raises:
            ConfigError: a file can't be read, or has mistakes.
        """
        own_weights = None if lexicon is None else lexicon.with_name(OWN_WEIGHTS)
        self._model = fan_model.load(
            own_weights if own_weights is not None and own_weights.is_file() else fan_model.SHIPPED
        )
        words = load(lexicon)
        self._reader = FanReader(words)
        self._weights = _Weights(self._model.deltas())
        own = "" if words.fingerprint == SHIPPED else f"+{words.fingerprint}"
        _, tilde, weights = self._model.version.partition("~")
        self.version = f"{VERSION}{tilde}{weights}{own}"

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order."""
        masker = Masker(film)
        scores: list[Score] = []
        with rare_collections():
            for first in range(0, len(posts), BATCH):
                scores += self._score(posts[first : first + BATCH], masker)
        return scores

    def _score(self, posts: Sequence[Post], masker: Masker) -> list[Score]:
        own_id = self.id
        found = [abstention(post, own_id) for post in posts]
        texts = [read_text(post) for post, score in zip(posts, found, strict=True) if score is None]
        read = self._reader.read_all(texts, [masker.mask(text) for text in texts])
        if not read:
            return [score for score in found if score is not None]
        chances = fan_model.probabilities(self._model.logits(read)).tolist()
        judged = map(self._judged, repeat(own_id), read, chances, _evidence(read, self._weights))
        return [next(judged) if score is None else score for score in found]

    def _judged(self, own_id: str, read: Read, odds: list[float], evidence: tuple[Evidence, ...]) -> Score:
        if not read.found and not read.has_words:
            return Score(own_id, "neutral", NAMES_ALONE, 0.0)
        negative, neutral, positive = odds
        most = max(odds)
        return _make_score(
            own_id,
            _LABELS[odds.index(most)],
            (negative, neutral, positive),
            round(positive - negative, 4),
            evidence,
            most < UNSURE,
        )


def _evidence(read: Sequence[Read], weight_of: _Weights) -> list[tuple[Evidence, ...]]:
    """Of each post the weightiest phrases and words first; a word inside a phrase is told with it alone."""
    told = [{words.strip().lower(): round(points, 2) for points, words in post.found} for post in read]
    inside = [set(" ".join(one).split()) for one in told]
    words = list(chain.from_iterable([post.words for post in read]))
    weights = np.fromiter(map(weight_of.__getitem__, words), np.float64, len(words))
    counts = np.array([len(post.words) for post in read])
    owners = np.repeat(np.arange(len(read)), counts)
    sizes = np.sqrt(counts)[owners]
    heavy = np.flatnonzero(np.abs(weights) >= LEAST * sizes)
    rounded = _in_hundredths(weights[heavy] / sizes[heavy])
    for at, owner, weight in zip(heavy.tolist(), owners[heavy].tolist(), rounded, strict=True):
        if words[at] not in inside[owner]:
            told[owner].setdefault(words[at].lstrip(SIGN), weight)
    return [_weightiest(one) for one in told]


def _weightiest(told: dict[str, float]) -> tuple[Evidence, ...]:
    ordered = sorted([(-abs(weight), words, weight) for words, weight in told.items()])
    return tuple([_make_evidence(words, weight) for _, words, weight in ordered[:EVIDENCE] if weight])


def _in_hundredths(values: NDArray[np.float64]) -> list[float]:
    """`round(value, 2)` of each: by numpy, much faster, but where it is close between two."""
    hundredths = values * 100
    whole = np.rint(hundredths)
    rounded: list[float] = (whole / 100).tolist()
    for at in np.flatnonzero(np.abs(hundredths - whole) > 0.5 - 1e-6).tolist():
        rounded[at] = round(float(values[at]), 2)
    return rounded


SCORER = Fan
