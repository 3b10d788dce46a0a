"""Shares of positive, neutral and negative posts, with intervals, and which words they allow."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from aggregator.model.digests import FrozenInput, Sentiment, Share, Shares
from aggregator.model.scoring import Label

Verb = Literal["love", "criticize", "split", "react"]

_LABELS = ("positive", "neutral", "negative")
Z_95 = 1.959964
LOVE_NET = 0.40
CRITICIZE_NET = -0.30
CAMP_OF_A_SPLIT = 0.30
GAP_OF_A_SPLIT = 0.15
DISSENT = 0.15
OPINIONATED_FOR_A_VERB = 1 / 3  # below this, "love" would speak for a mostly indifferent crowd
ROUNDED_BELOW = 400  # judged posts: below this, percentages in text are rounded to 5 points


@dataclass(frozen=True, slots=True)
class Mood:
    """What the labels say of the eligible posts. `judged` are those that the scorer did not abstain from."""

    positive: int
    neutral: int
    negative: int

    @property
    def judged(self) -> int:
        """Posts with a label."""
        return self.positive + self.neutral + self.negative

    @property
    def opinionated(self) -> int:
        """Posts with a positive or negative label."""
        return self.positive + self.negative

    @property
    def net(self) -> float:
        """From -1 (all critical) to +1 (all pleased), among opinionated posts."""
        return (self.positive - self.negative) / self.opinionated if self.opinionated else 0.0

    @property
    def leading(self) -> Label:
        """The larger camp."""
        return "positive" if self.positive >= self.negative else "negative"

    @property
    def minority(self) -> Label:
        """The smaller camp."""
        return "negative" if self.positive >= self.negative else "positive"

    @property
    def minority_share(self) -> float:
        """The smaller camp's share of opinionated posts."""
        return min(self.positive, self.negative) / self.opinionated if self.opinionated else 0.0

    @property
    def verb(self) -> Verb:
        """The strongest verb that the numbers carry."""
        if not self.judged or self.opinionated / self.judged < OPINIONATED_FOR_A_VERB:
            return "react"
        if self.net >= LOVE_NET:
            return "love"
        if self.net <= CRITICIZE_NET:
            return "criticize"
        if self.minority_share >= CAMP_OF_A_SPLIT and abs(self.net) <= GAP_OF_A_SPLIT:
            return "split"
        return "react"


def mood(posts: Iterable[FrozenInput]) -> Mood:
    """Count the labels of eligible posts."""
    labels = Counter(post.label for post in posts)
    return Mood(labels["positive"], labels["neutral"], labels["negative"])


def sentiment(posts: Sequence[FrozenInput], scorers: Sequence[str]) -> Sentiment:
    """Shares of the judged among eligible posts: over all, and by network."""
    judged = [post for post in posts if post.label is not None]
    whole = _shares(judged)
    by_network: dict[str, list[FrozenInput]] = {}
    for post in judged:
        by_network.setdefault(post.source, []).append(post)
    named = " and ".join(scorers) or "an automatic classifier"
    return Sentiment(
        positive=whole.positive,
        neutral=whole.neutral,
        negative=whole.negative,
        by_network={
            name: whole if len(posts) == len(judged) else _shares(posts)
            for name, posts in sorted(by_network.items())
        },
        method=(
            f"plain counts of labels given by an automatic classifier ({named}), not calibrated for this "
            "film; the 95% intervals allow for chance and for people who post more than once, not for the "
            "classifier's own mistakes"
        ),
        calibrated=False,
    )


def _shares(judged: Sequence[FrozenInput]) -> Shares:
    """The three shares. Authors with as many positive, neutral and negative posts are summed up as one."""
    of_author: dict[tuple[str, str], list[int]] = {}
    for post in judged:
        who = (post.source, f"@{post.author}" if post.author is not None else f"#{post.remote_id}")
        counts = of_author.setdefault(who, [0, 0, 0])
        counts[_LABELS.index(post.label)] += 1
    alike = sorted(Counter((one[0], one[1], one[2]) for one in of_author.values()).items())
    return Shares(*(_share(alike, place) for place in range(3)))


def _share(alike: Sequence[tuple[tuple[int, int, int], int]], label: int) -> Share:
    """A share with its 95 % interval: Wilson's, with as many posts as the clustered ones are worth.

    Posts of one author hang together. Their design effect is the ratio of the variance between authors
    (linearised, Cochran, Sampling Techniques, 3rd ed., 11.2) to that of as many independent posts; it never
    makes an interval narrower. Needs no random numbers: the same on every machine.
    """
    total = sum(sum(counts) * authors for counts, authors in alike)
    if not total:
        return Share(0, 0.0, 0.0, 1.0)
    number = sum(counts[label] * authors for counts, authors in alike)
    authors_in_all = sum(authors for _, authors in alike)
    share = number / total
    alone = share * (1 - share) / total
    effect = 1.0
    if alone > 0 and authors_in_all > 1:
        spread = math.fsum((counts[label] - share * sum(counts)) ** 2 * authors for counts, authors in alike)
        effect = max(1.0, spread / total**2 / alone)
    worth = total / effect
    middle = (share + Z_95**2 / (2 * worth)) / (1 + Z_95**2 / worth)
    half = Z_95 / (1 + Z_95**2 / worth) * math.sqrt(share * (1 - share) / worth + Z_95**2 / (4 * worth**2))
    low, high = max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))
    return Share(number, round(share, 4), round(low, 4), round(high, 4))


_FRACTIONS = (
    (0.97, "nearly all"),
    (0.86, "about nine in ten"),
    (0.775, "about four in five"),
    (0.71, "about three quarters"),
    (0.635, "about two thirds"),
    (0.565, "about three in five"),
    (0.515, "just over half"),
    (0.485, "about half"),
    (0.435, "just under half"),
    (0.365, "about two in five"),
    (0.29, "about a third"),
    (0.225, "about a quarter"),
    (0.175, "about one in five"),
    (0.125, "about one in seven"),
    (0.075, "about one in ten"),
    (0.0, "few"),
)  # fmt: skip


def in_words(share: Share, judged: int) -> str:
    """A share as text may say it: a percentage where the interval is narrow, else a fraction in words."""
    return percent(share, judged) if share.high - share.low <= 0.06 else fraction(share)


def fraction(share: Share) -> str:
    """The share as a rough fraction in words: "about two thirds"."""
    if not share.posts:
        return "none"
    return next(words for floor, words in _FRACTIONS if share.share >= floor)


def percent(share: Share, judged: int) -> str:
    """The share in percent: "about 65%", rounded to 5 points, below 400 judged posts; else "66%"."""
    if not share.posts:
        return "none"
    if judged < ROUNDED_BELOW:
        return f"about {round(share.share * 20) * 5}%"
    return f"{math.floor(share.share * 100 + 0.5)}%"
