"""What we think of a post: its score, its signals, and both together for one film."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from aggregator.model.posts import Post

Label = Literal["negative", "neutral", "positive"]
AuthorClass = Literal["fan", "critic", "cast", "official", "promo", "unknown"]
"""Who speaks: a fan; a critic or the press; who made the film; its own account or a studio's; a shop, a bot
or a cinema; or nobody can tell. Only fans and the unknown count in numbers."""
LABELS: tuple[Label, ...] = ("negative", "neutral", "positive")
"""In the order of all probabilities."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word or sign that moved a score: `weight` > 0 towards positive, < 0 towards negative."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """What a scorer makes of one post for one film.

    `scorer` names it with its version ("fan/1"). `probabilities` are (negative, neutral, positive), summing
    to 1, rounded to 4 places. `polarity` lies in [-1, 1]. `abstained`: the scorer can't judge this post
    (another language, nothing but names); it counts in no share.
    """

    scorer: str
    label: Label
    probabilities: tuple[float, float, float]
    polarity: float
    evidence: Sequence[Evidence] = ()
    abstained: bool = False

    @property
    def confidence(self) -> float:
        """The probability of the label, 0 to 1."""
        return self.probabilities[LABELS.index(self.label)]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A person's labels of some posts of a film, and the probabilities that a scorer gave these posts.

    What it knows of the scorer's mistakes holds for that film and that scorer ("fan/1") alone. No text, no
    author: labels and probabilities (negative, neutral, positive) are all that is kept.
    """

    scorer: str
    labels: tuple[Label, ...]
    probabilities: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What is known of a scorer's mistakes when shares are made: frozen with the digest that they stand in.

    `error`: how far plain counts err from topic to topic, for (negative, neutral, positive), 0 to 1.
    """

    error: tuple[float, float, float]
    calibration: Calibration | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A judgement with its reason: what the post is taken for ("spoiler"), and the sign it was known by.

    `because` is for an editor, and holds none of the author's own words.
    """

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class OwnModel:
    """The files of a classifier that the configuration names, and what its outputs mean, in their order."""

    model: Path
    tokenizer: Path
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """Judgements on a post for a film, each pure and recomputable from the post.

    `excluded` is why the post counts in no number ("off topic", "automated", ...), None if it counts.
    `repost`: another's words. `text_key`: equal for copies of one text (signals.copies); the first of a
    window counts, the others are duplicates. `language`: as ISO 639 writes it ("en"), None where it is
    unknown. `flags`: everything that was found, each name once, sorted; `excluded` is explained among them.
    """

    text_key: str
    repost: bool = False
    excluded: str | None = None
    author_class: AuthorClass = "unknown"
    language: str | None = None
    flags: tuple[Flag, ...] = ()

    def flagged(self, names: Collection[str]) -> Flag | None:
        """The first of the flags that bears one of these names."""
        for flag in self.flags:
            if flag.name in names:
                return flag
        return None


PICKED = "picked by hand"
"""What `Signals.excluded` says of a post that an editor brought by its link and no collector ever did: it may
be quoted, and counts in no number."""

NOT_JUDGED = Signals("", excluded="not yet judged")
"""Of a post that no score stage has seen, or whose text changed since: it counts in no number, and only as
left out for that reason (never as a copy of another such post)."""

WITHDRAWN = {"gone": "deleted since", "hidden": "hidden since", "edited": "edited since"}
"""Why a post counts in no story that is made from now on, by what a recheck or a stream told of it."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """A post, what we think of it, for that film. `score` is None while it is unscored; a post that is not
    judged either has the signals NOT_JUDGED.

    `seen_at` is when the network last showed us the post (UTC), None for an archive's: nobody asked it yet.
    """

    film: str
    post: Post
    score: Score | None
    signals: Signals
    seen_at: datetime | None = None
