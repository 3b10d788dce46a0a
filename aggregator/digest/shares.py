"""Shares of positive, neutral and negative posts, with intervals, and the verb that they allow."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from aggregator.digest import of_columns
from aggregator.digest.differences import proportion, wilson
from aggregator.digest.eligible import ENOUGH_AUTHORS_FOR_SHARES, ENOUGH_POSTS_FOR_SHARES
from aggregator.measures.topics import widened
from aggregator.model.digests import FrozenInput
from aggregator.model.frozen_columns import FrozenColumns
from aggregator.model.scoring import LABELS, Label, Yardstick
from aggregator.model.shares import Sentiment, Share, Shares

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aggregator.measures.correction import Correction, Estimate

Verb = Literal["love", "criticize", "split", "react"]

_LABELS: tuple[Label, ...] = ("positive", "neutral", "negative")
Z_95 = 1.959964
LOVE_NET = 0.40
CRITICIZE_NET = -0.30
CAMP_OF_A_SPLIT = 0.30
GAP_OF_A_SPLIT = 0.15
DISSENT = 0.15
ENOUGH_POSTS_OF_A_PART, ENOUGH_AUTHORS_OF_A_PART = 60, 36
OPINIONATED_FOR_A_VERB = 1 / 3  # below this, "love" would speak for a mostly indifferent crowd


@dataclass(frozen=True, slots=True)
class Mood:
    """What the labels say of the eligible posts. `judged` are those that the scorer did not abstain from.

    `weighed` is what the positive, neutral and negative ones weigh: None, where each weighs 1. Numbers of
    posts are counts, whatever these weigh; which camp is larger, and by how much, goes by weight.
    """

    positive: int
    neutral: int
    negative: int
    weighed: tuple[float, float, float] | None = None

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
        pleased, _, critical = self._weights
        return (pleased - critical) / (pleased + critical) if pleased + critical else 0.0

    @property
    def leading(self) -> Label:
        """The larger camp."""
        return "positive" if self._weights[0] >= self._weights[2] else "negative"

    @property
    def minority(self) -> Label:
        """The smaller camp."""
        return "negative" if self._weights[0] >= self._weights[2] else "positive"

    @property
    def minority_share(self) -> float:
        """The smaller camp's share of opinionated posts."""
        pleased, _, critical = self._weights
        return min(pleased, critical) / (pleased + critical) if pleased + critical else 0.0

    @property
    def verb(self) -> Verb:
        """The strongest verb that the numbers carry."""
        pleased, neutral, critical = self._weights
        judged = pleased + neutral + critical
        if not judged or (pleased + critical) / judged < OPINIONATED_FOR_A_VERB:
            return "react"
        if self.net >= LOVE_NET:
            return "love"
        if self.net <= CRITICIZE_NET:
            return "criticize"
        if self.minority_share >= CAMP_OF_A_SPLIT and abs(self.net) <= GAP_OF_A_SPLIT:
            return "split"
        return "react"

    @property
    def _weights(self) -> tuple[float, float, float]:
        return self.weighed or (self.positive, self.neutral, self.negative)


def mood(posts: Iterable[FrozenInput]) -> Mood:
    """Count the labels of eligible posts, and weigh them."""
    if isinstance(posts, FrozenColumns):
        return _weighed(of_columns.labels(posts), of_columns.lacking(posts))
    posts = list(posts)
    labels = Counter(post.label for post in posts)
    light = [post for post in posts if post.weight != 1.0 and post.label is not None]
    if not light:
        return _weighed(labels, None)
    lacking = {label: math.fsum(1 - post.weight for post in light if post.label == label) for label in LABELS}
    return _weighed(labels, lacking)


def _weighed(labels: Mapping[Any, int], lacking: Mapping[Any, float] | None) -> Mood:
    """A mood of so many posts. `lacking`: what those of a label weigh less than 1 each; None: nothing."""
    counted = Mood(labels["positive"], labels["neutral"], labels["negative"])
    if lacking is None:
        return counted
    weights = (labels[label] - lacking[label] for label in _LABELS)
    return replace(counted, weighed=(next(weights), next(weights), next(weights)))


def believed(counted: Mood, found: Sentiment | None) -> Mood:
    """The mood that a headline goes by: the corrected one where shares are corrected."""
    if found is None or not found.calibrated:
        return counted
    shares = (found.positive.share, found.neutral.share, found.negative.share)
    pleased, neutral, critical = (round(share * 10_000) for share in shares)
    return Mood(pleased, neutral, critical)


def sentiment(
    posts: Sequence[FrozenInput], scorers: Sequence[str], yardstick: Yardstick | None = None, seed: str = "0"
) -> Sentiment:
    """Shares of the judged among eligible posts: over all, each post alike, and by network.

    With the film's calibration shares are corrected; without, they are plain counts, whose intervals allow
    for what such counts err from topic to topic. No yardstick: as digests were made before there was one.
    `seed` is hex digits, on which the corrected intervals rest. Posts of a campaign count in the numbers of
    posts and weigh less in the shares.
    """
    judged, of_network = _judged(posts)
    named = " and ".join(scorers) or "an automatic classifier"
    lighter = ["posts that look organized weigh less"] if _weighs_less(judged) else []
    if yardstick is None:
        whole = _shares(judged)
        by_network = {
            name: whole if len(posts) == len(judged) else _shares(posts)
            for name, posts in sorted(of_network.items())
        }
        method = "; ".join([_OLD.format(named), *lighter])
        return Sentiment(whole.positive, whole.neutral, whole.negative, by_network, method, False)
    correction = _correction(yardstick, scorers, len(judged))
    whole = _measured(judged, yardstick, correction, seed)
    enough = {
        name: posts
        for name, posts in sorted(of_network.items())
        if len(posts) == len(judged) or _carries_shares(posts)
    }
    by_network = {
        name: whole if len(posts) == len(judged) else _measured(posts, yardstick, correction, seed)
        for name, posts in enough.items()
    }
    said = [_method(named, yardstick, corrected=correction is not None), *lighter]
    if len(of_network) > 1:
        said.append("networks are put together post by post, so larger ones weigh more")
    if len(enough) < len(of_network):
        said.append(
            f"networks with fewer than {ENOUGH_POSTS_FOR_SHARES} judged posts or {ENOUGH_AUTHORS_FOR_SHARES} "
            "authors have no shares of their own"
        )
    if correction is not None and any(not _many(len(posts)) for posts in enough.values()):
        said.append("shares of networks with few judged posts are plain counts")
    return Sentiment(
        whole.positive, whole.neutral, whole.negative, by_network, "; ".join(said), correction is not None
    )


def side_by_side(
    parts: Sequence[Sequence[FrozenInput]],
    scorers: Sequence[str],
    yardstick: Yardstick | None = None,
    seed: str = "0",
) -> list[Shares | None]:
    """Shares of several parts of a film's judged posts, to be held against each other; None for too few.

    Plain counts have intervals for chance and for people who post more than once: what the scorer errs by on
    this film, it errs by in every part. Where the film's shares are corrected, so are those of its parts, and
    a part with too few posts for that has none.
    """
    judged = [_labelled(part) for part in parts]
    correction = None
    if yardstick is not None:
        correction = _correction(yardstick, scorers, sum(len(part) for part in judged))
    made: list[Shares | None] = []
    for part in judged:
        if not _carries_shares(part, ENOUGH_POSTS_OF_A_PART, ENOUGH_AUTHORS_OF_A_PART):
            made.append(None)
        elif yardstick is None or correction is None:
            made.append(_shares(part))
        else:
            made.append(_measured(part, yardstick, correction, seed) if _many(len(part)) else None)
    return made


_OLD = (
    "plain counts of labels given by an automatic classifier ({}), not calibrated for this "
    "film; the 95% intervals allow for chance and for people who post more than once, not for the "
    "classifier's own mistakes"
)


def _method(named: str, yardstick: Yardstick, *, corrected: bool) -> str:
    if corrected and yardstick.calibration is not None:
        return (
            f"labels given by an automatic classifier ({named}), corrected by what it made of "
            f"{len(yardstick.calibration.labels):,} posts of this film that a person labelled; the 95% "
            "intervals allow for chance in posts and labels, and for people who post more than once"
        )
    return (
        f"plain counts of labels given by an automatic classifier ({named}), not calibrated for this film; "
        "the 95% intervals allow for chance, for people who post more than once, and for how far such counts "
        "err from topic to topic"
    )


def _judged(posts: Sequence[FrozenInput]) -> tuple[Sequence[FrozenInput], dict[str, Sequence[FrozenInput]]]:
    """The posts with a label: all, and by network."""
    judged = _labelled(posts)
    if isinstance(judged, FrozenColumns):
        return judged, {
            name: judged.take((judged.source.codes == judged.source.code(name)).nonzero()[0])
            for name in of_columns.numbers_of(judged.source)
        }
    of_network: dict[str, list[FrozenInput]] = {}
    for post in judged:
        of_network.setdefault(post.source, []).append(post)
    return judged, {**of_network}


def _labelled(posts: Sequence[FrozenInput]) -> Sequence[FrozenInput]:
    if isinstance(posts, FrozenColumns):
        return posts.take((posts.label >= 0).nonzero()[0])
    return [post for post in posts if post.label is not None]


def _weighs_less(judged: Sequence[FrozenInput]) -> bool:
    if isinstance(judged, FrozenColumns):
        return bool((judged.weight < 1).any())
    return any(post.weight < 1 for post in judged)


def _carries_shares(
    judged: Sequence[FrozenInput],
    posts: int = ENOUGH_POSTS_FOR_SHARES,
    authors: int = ENOUGH_AUTHORS_FOR_SHARES,
) -> bool:
    if isinstance(judged, FrozenColumns):
        known = of_columns.authors(judged)
    else:
        known = len({_who(one) for one in judged if one.author is not None})
    return len(judged) >= posts and known >= authors


def _many(judged: int) -> bool:
    from aggregator.measures.correction import ENOUGH_POSTS  # noqa: PLC0415 - numpy only where it is needed

    return judged >= ENOUGH_POSTS


def _correction(yardstick: Yardstick, scorers: Sequence[str], judged: int) -> "Correction | None":
    """What corrects these posts' shares: a calibration of just the scorer that judged them."""
    calibration = yardstick.calibration
    if calibration is None or list(scorers) != [calibration.scorer] or not _many(judged):
        return None
    from aggregator.measures.correction import Correction, lacking  # noqa: PLC0415 - as above

    return None if lacking(calibration) else Correction(calibration)


def _measured(
    judged: Sequence[FrozenInput], yardstick: Yardstick, correction: "Correction | None", seed: str
) -> Shares:
    plain = _shares(judged)
    shares = (plain.positive, plain.neutral, plain.negative)
    if correction is None or not _many(len(judged)):
        made = []
        for label, one in zip(_LABELS, shares, strict=True):
            error = yardstick.error[LABELS.index(label)]
            low, high = widened(one.share, one.low, one.high, error)
            made.append(Share(one.posts, one.share, round(low, 4), round(high, 4)))
        return Shares(*made)
    if isinstance(judged, FrozenColumns):
        return _corrected(shares, correction.estimate_of(*of_columns.odds(judged), seed))
    odds: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    light = any(post.weight != 1 for post in judged)
    for post in judged:
        # Where some weigh half, all others stand there twice: people are drawn, not posts, so that the
        # intervals stay as wide.
        times = round(2 * post.weight) if light else 1
        if times:
            odds.setdefault(_who(post), []).extend([post.probabilities or (0.0, 1.0, 0.0)] * times)
    if not odds:
        return plain
    return _corrected(shares, correction.estimate([odds[who] for who in sorted(odds)], seed))


def _corrected(shares: Sequence[Share], found: "Sequence[Estimate]") -> Shares:
    estimates = [found[LABELS.index(label)] for label in _LABELS]
    return Shares(
        *(
            Share(one.posts, round(made.share, 4), round(made.low, 4), round(made.high, 4))
            for one, made in zip(shares, estimates, strict=True)
        )
    )


def _who(post: FrozenInput) -> tuple[str, str]:
    """Whose post it is; a post of nobody known stands alone."""
    return post.source, f"@{post.author}" if post.author is not None else f"#{post.remote_id}"


def _shares(judged: Sequence[FrozenInput]) -> Shares:
    """The three shares. Authors with as many positive, neutral and negative posts are summed up as one."""
    if isinstance(judged, FrozenColumns):
        known, people = of_columns.labels(judged), of_columns.alike(judged)
        return Shares(*(_share(people, place, known[label]) for place, label in enumerate(_LABELS)))
    of_author: dict[tuple[str, str], list[float]] = {}
    numbers = Counter(post.label for post in judged)
    for post in judged:
        if post.weight:
            counts = of_author.setdefault(_who(post), [0, 0, 0])
            counts[_LABELS.index(post.label or "neutral")] += post.weight
    alike = sorted(Counter((one[0], one[1], one[2]) for one in of_author.values()).items())
    return Shares(*(_share(alike, place, numbers[label]) for place, label in enumerate(_LABELS)))


def _share(alike: Sequence[tuple[tuple[float, float, float], int]], label: int, posts: int) -> Share:
    """A share with its 95 % interval: Wilson's, with as many posts as the clustered ones are worth.

    Half a weight is worth half a post. `posts` is the plain number of them. Needs no random numbers: the same
    on every machine.
    """
    found = proportion((counts[label], sum(counts), authors) for counts, authors in alike)
    low, high = wilson(found, Z_95)
    return Share(posts, round(found.share, 4), round(low, 4), round(high, 4))
