"""How probable it is that a chosen quote has the stance that the story gives it.

The scorer's probability is that of any post. A quote has passed the gate, which asks for more than the
scorer, so its stance is right more often than the scorer says. The steps below come from 737 quotes of 128
stories on 53 films (thirds of the posts of 2011, 2017 and 2022-25 in FANSREACT_REAL_DATA), each read with its
whole post and held to be wrong where the stance, or what the feeling is about, was not what the story said:
15 were. Pooled until they rise, then joined by lines. On labelled posts that had no part in this,
`bench/quote_stance.py` prints how far they hold.
"""

import numpy as np

from aggregator.model.scoring import Label

STEPS = ((0.5, 0.90), (0.72, 0.945), (0.90, 0.96), (0.96, 0.99), (1.0, 0.995))
"""(The scorer's probability, how often such quotes were right)."""

RAW_UNTIL = 2
"""Rules of digests (style.RULES) that gave the scorer's probability instead."""

_LABELS: tuple[Label, ...] = ("negative", "neutral", "positive")


def certainty(label: Label, probabilities: tuple[float, float, float]) -> float:
    """The probability that a quote chosen by rule has this stance, 0 to 1, rounded to 4 places."""
    said, right = zip(*STEPS, strict=True)
    return round(float(np.interp(probabilities[_LABELS.index(label)], said, right)), 4)
