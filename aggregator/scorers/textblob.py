"""TextBlob as a scorer: its polarity, exactly, of the post with the film's names masked.

TextBlob (MIT; https://textblob.readthedocs.io) averages a dictionary of adjectives by the rules of pattern.en
(BSD). `textblob.en.sentiment` is the function behind `TextBlob(text).sentiment`: the same numbers at about
three times the speed, because no class is made for each answer. It needs none of NLTK's corpora.

Label: positive above 0, negative below, neutral at 0 - TextBlob's own sign, no threshold of ours. It has no
probabilities; those given here say how far from 0 the polarity lies and are no measured frequencies.
"""

import re
from collections.abc import Sequence

from textblob.en import sentiment

from aggregator.model import Evidence, Film, Label, Post, Score
from aggregator.scorers import Scorer
from aggregator.scorers.masking import Masker
from aggregator.scorers.reading import abstention, read_text

Assessment = tuple[list[str], float, float, str | None]
"""Words, their polarity and subjectivity, and a label, as TextBlob lists them."""

_WORDS = re.compile(r"[\w'-]+")
_MAY_SMILE = re.compile(r"[<>♥:;=°*_()8]|o\.o|x-d")


def asked(text: str) -> tuple[float, float, Sequence[Assessment]]:
    """(polarity, subjectivity, assessments) as TextBlob gives them: in [-1, 1] and [0, 1].

    Where no word of the text is in its dictionary and nothing could be an emoticon, the answer is known to be
    0, 0 and TextBlob is not asked.
    """
    lower = text.lower()
    if _MAY_SMILE.search(lower) is None and not any(map(_knows, _WORDS.findall(lower))):
        return 0.0, 0.0, ()
    found = sentiment(text)
    return found[0], found[1], found.assessments


def _knows(word: str) -> bool:
    """Whether TextBlob's dictionary might hold the word once it has cut it up."""
    if dict.__contains__(sentiment, word):
        return True
    if "'" in word or "-" in word or "_" in word:
        return any(dict.__contains__(sentiment, part) for part in _PARTS.split(word))
    return False


_PARTS = re.compile(r"n't|['_-]+")
sentiment.load()  # the dictionary is read at the first question otherwise


class TextBlobScorer(Scorer):
    """TextBlob's PatternAnalyzer over the masked text."""

    name = "textblob"
    version = "1"

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order."""
        masker = Masker(film)
        return [self._score(post, masker) for post in posts]

    def _score(self, post: Post, masker: Masker) -> Score:
        unjudged = abstention(post, self.id)
        if unjudged is not None:
            return unjudged
        polarity, _, assessments = asked(masker.mask(read_text(post)))
        label: Label = "positive" if polarity > 0 else "negative" if polarity < 0 else "neutral"
        return Score(
            scorer=self.id,
            label=label,
            probabilities=_probabilities(polarity),
            polarity=round(polarity, 4),
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
