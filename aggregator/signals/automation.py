"""Posts that no fan wrote as an opinion: bots, templates, giveaways, shops and link farms.

Conservative on purpose: a rule stands here only if hardly a fan would write so by hand. Each rule first
looks for a plain word, so that a common post costs a few substring searches.
"""

import re
from typing import Literal, NamedTuple

from aggregator.model import Post

Kind = Literal["automated", "promotion"]

STUFFED = 8
"""Hashtags from which a text with fewer own words than hashtags is stuffed."""


class Found(NamedTuple):
    """What a post is taken for, and the sign it was known by, in words."""

    kind: Kind
    because: str


class _Rule(NamedTuple):
    hints: tuple[str, ...]  # lower case; one of them must occur before the pattern is tried
    pattern: re.Pattern[str]
    kind: Kind
    because: str


def _rule(hints: str, pattern: str, kind: Kind, because: str) -> _Rule:
    return _Rule(tuple(hints.split("|")), re.compile(pattern), kind, because)


_LINK = r"(?:https?:|www\.|pic\.twitter|\b[a-z]{2,}\.[a-z]{2,3}/)"
_PRIZE = (
    r"(?:ticket|pass(?:es)?\b|dvd|blu-?ray|copy|copies|prize|merch|poster|t-?shirt|bundle|goodie|gift|swag"
    r"|trip|[$£€])"
)
_SHOPS = r"\b(?:ebay|etsy|listia|poshmark|teespring|redbubble|depop)\b"

# All patterns see case-folded text with straight apostrophes.
RULES: tuple[_Rule, ...] = (
    _rule(
        "imdb",
        r"\bi rated .{1,150}?\d{1,2}\s?/\s?10.{0,20}#?imdb",
        "automated",
        "a rating posted by IMDb's button",
    ),
    _rule(
        "youtube",
        r"\b(?:i (?:liked|added|favou?rited|uploaded)|me ha gustado|adicionei|gostei)\b.{0,40}?"
        r"(?:@youtube\b|youtube (?:video|playlist))",
        "automated",
        "a like posted by YouTube's button",
    ),
    _rule(
        "are watching|getglue|tvtag|untappd|gameinsight|checked in to|trakt|the quest",
        r"getglue|others are watching|\btvtag\b|#?untappd|#gameinsight|i just checked in to|"
        r"\bwatch(?:ing|ed)\b.{0,80}\btrakt\.tv|completed the quest",
        "automated",
        "a check-in posted by an application",
    ),
    _rule(
        " win|#win|win tickets|giveaway|sweepstake|#contest|#competition",
        r"\b(?:rt|retweet|r/t|re-?post|share|tag|comment|reply|like|follow)\b.{0,60}\bto win\b"
        r"|\benter(?:ed|ing)?\b.{0,50}\b(?:to #?win|giveaway|sweepstakes?|contest|prize draw)\b"
        r"|\b(?:chance|opportunity) (?:to|2) #?win\b(?!.{0,30}\b(?:oscar|award|globe|bafta|emmy|grammy|best))"
        rf".{{0,80}}(?:{_PRIZE}|{_LINK})"
        r"|\brt\W{1,3}win\b|\bwin tickets? to\b.{0,80}\b(?:premi[eè]re?|by tweeting|by following)\b"
        r"|#(?:giveaway|sweepstakes|competition|contest|entertowin|prizedraw)\b"
        rf"|\bgiveaway\b.{{0,200}}(?:{_LINK}|follow|\brt\b|retweet|enter\b)"
        rf"|\b(?:you could|want to|wanna) win\b.{{0,60}}{_PRIZE}.{{0,200}}{_LINK}",
        "promotion",
        "a giveaway or contest",
    ),
    _rule(
        "follow",
        r"\bfollow\b.{0,40}(?:&|\+|\band|\bn)\s*(?:rt|r/t|retweet|like|repost|re-?blog)\b"
        r"|\b(?:rt|retweet|like|repost)\s*(?:&|\+|and|n)\s*follow\b",
        "promotion",
        "asks for follows and reposts",
    ),
    _rule(
        "hdrip|camrip|web-dl|webdl|hdcam|x264|torrent",
        r"\b(?:hdrips?|camrip|web-?dl|hdcam|x264|torrent download|download torrent)\b",
        "promotion",
        "a link to a pirated copy",
    ),
    _rule("#ad|#spon", r"(?:^|\s)#(?:ad|sponsored|spon)\b", "promotion", "marked as an advertisement"),
)

# Rules that need a link: tried only where one stands.
LINK_RULES: tuple[_Rule, ...] = (
    _rule(
        "swarmapp|4sq.com",
        r"^\W*i'?m at .{1,200}(?:swarmapp|4sq)\.com",
        "automated",
        "a check-in posted by Swarm",
    ),
    _rule(
        "full movie|fullmovie|online|720p|1080p|download",
        rf"\b(?:full\s?movie|watch|stream|download)\b.{{0,80}}\b(?:online free|free online|full\s?movie"
        rf"|full hd|hd movie|download|1080p|720p)\b.{{0,200}}{_LINK}",
        "promotion",
        "a link to a pirated copy",
    ),
    _rule(
        "bay|etsy|listia|poshmark|teespring|redbubble|depop|amzn.to|for sale|shop now|order|% off",
        rf"{_SHOPS}.{{0,200}}{_LINK}|{_LINK}.{{0,60}}{_SHOPS}|\bamzn\.to/"
        rf"|\b(?:for sale|shop now|order (?:yours )?now|\d{{1,2}} ?% off)\b.{{0,200}}{_LINK}",
        "promotion",
        "an offer of a shop",
    ),
    _rule(
        "tickets",
        rf"\b(?:book|buy|get|grab|reserve|purchase|secure)\b.{{0,20}}\btickets\b.{{0,120}}{_LINK}"
        rf"|\btickets\b.{{0,30}}\b(?:on sale now|available now|selling fast|book now)\b.{{0,120}}{_LINK}",
        "promotion",
        "a ticket offer",
    ),
    _rule(
        "giving away",
        rf"\bgiving away\b.{{0,80}}{_PRIZE}.{{0,200}}(?:{_LINK}|follow|\brt\b|retweet|comment|enter)",
        "promotion",
        "a giveaway or contest",
    ),
)

_HASHTAG = re.compile(r"#\w+")
_OWN_WORDS = re.compile(r"(?:https?://|www\.|@|#)\S+|([^\W\d_]{2,})")


def automated(post: Post) -> Found | None:
    """What gives the post away as a machine's or a shop's, None for a person's.

    The network's own bot flag; a rule of `RULES` or `LINK_RULES`; or at least `STUFFED` hashtags with fewer
    words beside them.
    """
    if post.author is not None and post.author.bot:
        return Found("automated", "the network marks the author as a bot")
    text = post.text
    folded = text.lower() if text.isascii() else text.casefold().replace("’", "'")
    found = _first(RULES, folded)
    if found is None and ("http" in folded or "www." in folded or "pic.tw" in folded):
        found = _first(LINK_RULES, folded)
    if found is None and folded.count("#") >= STUFFED:
        tags = len(_HASHTAG.findall(folded))
        words = sum(1 for word in _OWN_WORDS.findall(folded) if word)
        if tags >= STUFFED and words < tags:
            return Found("promotion", f"{tags} hashtags and {words} words")
    return found


def _first(rules: tuple[_Rule, ...], folded: str) -> Found | None:
    for hints, pattern, kind, because in rules:
        for hint in hints:
            if hint in folded:
                if pattern.search(folded) is not None:
                    return Found(kind, because)
                break
    return None
