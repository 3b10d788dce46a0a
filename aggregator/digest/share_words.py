"""Shares in words: no more exactly than their intervals allow."""

import math

from aggregator.model.shares import Share

NARROW = 0.06
"""Up to this width an interval lets a share be a percentage."""
WIDE = 0.25
"""From this width on it lets it be no more than "most" or "some"."""
ROUNDED_BELOW = 400
"""Judged posts: below, percentages in text are rounded to 5 points."""

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

PHRASES = tuple(words for _, words in _FRACTIONS if words != "few")
"""The fractions in words that text may say."""


def in_words(share: Share, judged: int) -> str:
    """A share as text may say it: a percentage where the interval is narrow, a fraction in words where it is
    not, and where it is wide only "most" or "some".
    """
    return percent(share, judged) if is_narrow(share) else in_plain_words(share)


def in_plain_words(share: Share) -> str:
    """A share without a figure: a fraction, or where its interval is wide only "most" or "some"."""
    return fraction(share) if share.high - share.low <= WIDE else roughly(share)


def is_narrow(share: Share) -> bool:
    """Whether its interval lets it be told as a percentage."""
    return share.high - share.low <= NARROW


def is_wide(*shares: Share) -> bool:
    """Whether one of these can only be told roughly."""
    return any(share.high - share.low > WIDE for share in shares)


def roughly(share: Share) -> str:
    """The share as no more than "most", "many", "some" or "few"; "most" where the whole interval says so."""
    if not share.posts:
        return "none"
    if share.low >= 0.5:
        return "most"
    return "many" if share.share >= 0.35 else "some" if share.share >= 0.1 else "few"


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
