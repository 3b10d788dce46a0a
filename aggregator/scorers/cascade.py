"""`fan` first; the posts of which it is least sure go to `fan-deep`: most of the gain, a third of the cost.

What "least sure" means is a fixed number, not a share of each batch: a post's score does not depend on which
others come with it.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aggregator.model import Film, Post, Score
from aggregator.scorers import Scorer, find
from aggregator.scorers.reading import abstention

SURE = 0.57
"""A label that `fan` gives less than this goes on: some 30 % of the tweets of TweetEval's validation set."""


class Cascade(Scorer):
    """Both scorers; the version holds theirs, so that a new one of either is a new one of this."""

    name = "cascade"
    at_once = 2_000

    def __init__(self, lexicon: Path | None = None) -> None:
        self._first, self._second = find("fan", lexicon=lexicon), find("fan-deep")
        self.version = f"1+{self._first.version}+{self._second.version}"

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order."""
        scores = self._first.score(posts, film)
        unsure = [
            at
            for at, (post, score) in enumerate(zip(posts, scores, strict=True))
            if score.confidence < SURE and abstention(post, self.id) is None
        ]
        second = self._second.score([posts[at] for at in unsure], film)
        for at, score in zip(unsure, second, strict=True):
            scores[at] = score
        return [replace(score, scorer=self.id) for score in scores]


SCORER = Cascade
