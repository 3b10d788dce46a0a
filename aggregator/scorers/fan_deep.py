"""A small language model (MiniLM-L6) that was taught what fans feel; needs the extra `deep`.

It reads whole sentences where `fan` reads phrases, at a fraction of its speed. How it was made, on what, its
figures and limits stand in training/fan_deep.md; training/fit_fan_deep.py makes it anew.
"""

from collections.abc import Sequence
from pathlib import Path

from aggregator.model import Film, Post, Score
from aggregator.scorers import Scorer
from aggregator.scorers.classifier import LABELS, Classifier, chances, scored
from aggregator.scorers.masking import Masker
from aggregator.scorers.reading import abstention, read_text
from aggregator.scorers.wording import worded

MODEL = Path(__file__).parent / "models" / "fan_deep.onnx"
TOKENIZER = Path(__file__).parent / "models" / "fan_deep.tokenizer.json"
MOST_TOKENS = 64

TEMPERATURE = 1.36
"""Fitted by training/export_fan_deep.py: with it 80 % sure is right in 80 of 100."""


class FanDeep(Scorer):
    """The fine-tuned model over the masked text, emoji in words."""

    name = "fan-deep"
    version = "1"
    at_once = 800

    def __init__(self, lexicon: Path | None = None) -> None:  # noqa: ARG002 - it reads no word list
        self._classifier = Classifier(MODEL, TOKENIZER, outputs=len(LABELS), most_tokens=MOST_TOKENS)

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order; a post's score does not depend on the others."""
        masker = Masker(film)
        return [self._score(post, masker) for post in posts]

    def _score(self, post: Post, masker: Masker) -> Score:
        unjudged = abstention(post, self.id)
        if unjudged is not None:
            return unjudged
        text = worded(read_text(post), masker)
        if not text:
            return Score(self.id, "neutral", (0.03, 0.94, 0.03), 0.0)
        return scored(self.id, chances(self._classifier.logits([text])[0], TEMPERATURE))


SCORER = FanDeep
