"""A small language model (MiniLM-L6) that was taught what fans feel; needs the extra `deep`.

It reads whole sentences where `fan` reads phrases, at a fraction of its speed. How it was made, on what, its
figures and limits stand in training/fan_deep.md; training/fit_fan_deep.py makes it anew.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aggregator.model import Film, Post, Score
from aggregator.scorers import Scorer
from aggregator.scorers.classifier import LABELS, Classifier, chances, scored
from aggregator.scorers.masking import Masker
from aggregator.scorers.reading import abstention, read_text
from aggregator.scorers.wording import worded

MODEL = Path(__file__).parent / "models" / "fan_deep.onnx"
TOKENIZER = Path(__file__).parent / "models" / "fan_deep.tokenizer.json"
MOST_TOKENS = 64
NAMES_ALONE = (0.03, 0.94, 0.03)
"""Of a post that holds nothing but names and links, as `fan` has it."""

TEMPERATURE = 1.36
"""Fitted by training/export_fan_deep.py: with it 80 % sure is right in 80 of 100."""


class FanDeep(Scorer):
    """The fine-tuned model over the masked text, emoji in words."""

    name = "fan-deep"
    version = "2"
    at_once = 800

    def __init__(self, lexicon: Path | None = None) -> None:  # noqa: ARG002 - it reads no word list
        self._classifier = Classifier(MODEL, TOKENIZER, outputs=len(LABELS), most_tokens=MOST_TOKENS)

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order; a post's score does not depend on the others."""
        masker = Masker(film)
        unjudged = [abstention(post, self.id) for post in posts]
        texts = [
            worded(read_text(post), masker) if score is None else ""
            for post, score in zip(posts, unjudged, strict=True)
        ]
        rows = iter(self._classifier.logits([text for text in texts if text]))
        return [
            score or (self._judged(next(rows)) if text else Score(self.id, "neutral", NAMES_ALONE, 0.0))
            for text, score in zip(texts, unjudged, strict=True)
        ]

    def _judged(self, row: NDArray[np.float64]) -> Score:
        return scored(self.id, chances(row, TEMPERATURE))


SCORER = FanDeep
