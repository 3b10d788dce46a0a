"""A sequence classifier of one's own as an ONNX file: `scorer = "onnx"` under [score], and three settings.

The post goes to its tokenizer with the film's names masked by "movie" and mentions by "user", links gone, all
else as it was written. Needs the extra `deep`.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aggregator.errors import ConfigError
from aggregator.model import Film, OwnModel, Post, Score
from aggregator.scorers import Scorer
from aggregator.scorers.classifier import LABELS, Classifier, chances, scored
from aggregator.scorers.masking import Masker
from aggregator.scorers.reading import abstention, read_text
from aggregator.scorers.wording import named

MOST_TOKENS = 128
"""What one window holds; BERT and its kin read up to 512, but hardly a post has more than this."""


class Onnx(Scorer):
    """The model that the configuration names; a changed file is a new version, and scores anew."""

    name = "onnx"
    at_once = 100  # it may be ten times the size of ours

    def __init__(
        self,
        lexicon: Path | None = None,  # noqa: ARG002 - it reads no word list
        model: OwnModel | None = None,
    ) -> None:
        if model is None:
            raise ConfigError(
                "scorer 'onnx': no model is named",
                hint="set model, tokenizer and labels under [score] (docs/configuration.md)",
            )
        self._labels = model.labels
        self._classifier = Classifier(
            model.model, model.tokenizer, outputs=len(model.labels), most_tokens=MOST_TOKENS
        )
        self.version = f"1+{_fingerprint(model)}"

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order."""
        masker = Masker(film)
        unjudged = [abstention(post, self.id) for post in posts]
        texts = [
            named(read_text(post), masker).strip() if score is None else ""
            for post, score in zip(posts, unjudged, strict=True)
        ]
        rows = iter(self._classifier.logits([text for text in texts if text]))
        return [
            score
            or (self._judged(next(rows)) if text else Score(self.id, "neutral", (0.03, 0.94, 0.03), 0.0))
            for text, score in zip(texts, unjudged, strict=True)
        ]

    def _judged(self, row: NDArray[np.float64]) -> Score:
        by_output = chances(row)
        shares = [
            sum(share for share, given in zip(by_output, self._labels, strict=True) if given == label)
            for label in LABELS
        ]
        return scored(self.id, shares)


def _fingerprint(model: OwnModel) -> str:
    """8 hex digits over the files and what the outputs mean."""
    digest = hashlib.blake2b(" ".join(model.labels).encode(), digest_size=4)
    for path in (model.model, model.tokenizer):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "blake2b").digest())
    return digest.hexdigest()


SCORER = Onnx
