"""TextBlob as a scorer: its polarity, exactly, of the post with the film's names masked.

TextBlob (MIT; https://textblob.readthedocs.io) averages a dictionary of adjectives by the rules of pattern.en
(BSD). `polarity.py` gives the same numbers, to the last bit, many times faster; it needs none of
NLTK's corpora.

Label: positive above 0, negative below, neutral at 0 - TextBlob's own sign, no threshold of ours. It has no
probabilities; those given here say how far from 0 the polarity lies and are no measured frequencies.
"""

from collections.abc import Sequence

from aggregator.model import Evidence, Film, Label, Post, Score
from aggregator.scorers import Scorer, polarity
from aggregator.scorers.masking import Masker
from aggregator.scorers.reading import abstention, read_text


class TextBlobScorer(Scorer):
    """TextBlob's PatternAnalyzer over the masked text."""

    name = "textblob"
    version = "2"

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order."""
        masker = Masker(film)
        return [self._score(post, masker) for post in posts]

    def _score(self, post: Post, masker: Masker) -> Score:
        unjudged = abstention(post, self.id)
        if unjudged is not None:
            return unjudged
        balance, _, assessments = polarity.assess(masker.mask(read_text(post)))
        label: Label = "positive" if balance > 0 else "negative" if balance < 0 else "neutral"
        return Score(
            scorer=self.id,
            label=label,
            probabilities=_probabilities(balance),
            polarity=round(balance, 4),
            evidence=tuple(
                Evidence(" ".join(words), round(weight, 4)) for words, weight, _, _ in assessments if weight
            ),
        )


def _probabilities(polarity: float) -> tuple[float, float, float]:
    """A convention: the label's side gets 0.5 to 1 by the strength, neutral most of the rest."""
    if polarity == 0:
        return (0.2, 0.6, 0.2)
    side = round(0.5 + abs(polarity) / 2, 4)
    neutral = round((1 - side) * 0.75, 4)
    other = round(1 - side - neutral, 4)
    return (other, neutral, side) if polarity > 0 else (side, neutral, other)


SCORER = TextBlobScorer
