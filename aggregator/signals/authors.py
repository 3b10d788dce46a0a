"""Who speaks: a fan, the press, who made the film, an official account, a shop or a bot, or nobody can tell.

In this order, the first that holds: an editor's lists; the network's own mark for bots; a verified account
that bears the name of somebody who made the film; an account that bears the film's own name; what a handle
and a display name say of themselves. No judgement is made from how somebody writes: a critic who is not known
as one stays unknown, and nobody is called a fan for sounding like one.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from aggregator.model import Author, AuthorClass, Film
from aggregator.signals.names import is_common_phrase, squeeze
from aggregator.text import fold


class Who(NamedTuple):
    """What somebody is taken for, and the sign it was known by, in words."""

    kind: AuthorClass
    because: str


UNKNOWN = Who("unknown", "")

_PARTS = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z'’]+|[^\W\d_a-zA-Z]+|\d+")
_GLUED = ("film", "movie", "cinema", "flick", "tv", "screen", "pop", "geek", "entertainment")

_FAN_LIST = """
fan fans fangirl fanboy fanpage fanclub stan stans stanning lover lovers addict nerd nerds geek geeks buff
freak junkie obsessed enthusiast kid girl boy mom mum dad mama momma
"""
_FAN = frozenset(_FAN_LIST.split())
_CRITIC_LIST = """
critic critics reviewer reviewers review reviews journalist journo reporter correspondent columnist newsroom
magazine mag newspaper gazette tribune herald chronicle podcast podcasts radio fm newsdesk news breakingnews
filmcritic moviecritic moviereviews filmreviews moviereview filmreview pod
"""
_CRITIC = frozenset(_CRITIC_LIST.split())
_WEAK_CRITIC = frozenset({"mag", "fm", "review", "radio", "pod"})  # these stand last in a paper's name
_PROMO_LIST = """
cinemas cineplex cineplexes multiplex theatres theaters tickets giveaway giveaways freebies deals coupons
coupon promo promos promotions merch store shop bot bots ebay etsy jobs realty realtor marketing
"""
_PROMO = frozenset(_PROMO_LIST.split())
_WEAK_PROMO = frozenset({"bot", "store", "shop"})  # these stand last
_COMPANY_LIST = """
entertainment productions production studios pictures records films publishing media network theatre theater
"""
_COMPANY = frozenset(_COMPANY_LIST.split())
_PAIRS = re.compile(
    r"\b(?:(?P<critic>box office|news ?paper"
    r"|(?:daily|morning|evening|sunday) (?:news|mail|express|star|post|times|telegraph|mirror)"
    r"|(?:movie|film|tv|entertainment|hollywood|pop culture|awards)"
    r" (?:news|reviews?|critics?|blog|reporter|weekly|updates?)"
    r"|at the movies|film festival|[a-z]+ times$)"
    r"|(?P<promo>box office tickets|gift shop|book ?store|drive in))\b"
)
_NO_TIMES_LIST = "good bad great old fun hard tough all some many two three few long end"
_NO_TIMES = frozenset(_NO_TIMES_LIST.split())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, also within others; those of one first letter together, which is found faster."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words):
        rests.setdefault(word[0], []).append(word[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items()))


_OTHER_CUES = "blog times daily morning evening sunday box paper update weekly atthe festival gift book drive"
# What any rule by name needs: most names are done with here.
_ANY_CUE = _any_of({*_FAN, *_CRITIC, *_PROMO, *_COMPANY, *_OTHER_CUES.split()} | {"at the"})


class Authors:
    """The judgement for one film, its names prepared once."""

    def __init__(self, film: Film) -> None:
        self._listed: dict[tuple[str, str], AuthorClass] = {}
        for account in film.accounts:
            self._listed.setdefault((account.source, account.handle), account.kind)
        self._people = frozenset(map(squeeze, film.people))
        names = (film.title, *film.former_titles, *film.hashtags)
        own = {squeeze(name) for name in names} - {""}
        ends = ("movie", "film", "official", "themovie", "thefilm", "series", "tv", "hq")
        self._own = frozenset(f"{start}{name}{end}" for name in own for end in ends for start in ("", "the"))
        self._own |= frozenset(f"official{name}" for name in own)
        # Half the world is called Lion: a common word alone is the film's only where it is verified.
        common = {squeeze(name) for name in names if is_common_phrase(name)}
        common |= {name for name in own if is_common_phrase(name)}
        self._bare = frozenset(f"{start}{name}" for name in own for start in ("", "the"))
        self._own |= frozenset(f"{start}{name}" for name in own - common for start in ("", "the"))
        self._of = lru_cache(maxsize=50_000)(self._look)

    def of(self, author: Author | None, source: str) -> Who:
        """What the author of a post on that network is taken for."""
        if author is None:
            return UNKNOWN
        return self._of(source, author.handle, author.name, author.verified, author.bot)

    def _look(
        self, source: str, handle: str | None, name: str | None, verified: bool | None, bot: bool | None
    ) -> Who:
        if handle and self._listed:
            kind = self._listed.get((source, fold(handle).removeprefix("@")))
            if kind is not None:
                return Who(kind, f"stands in the editor's lists as {kind}")
        if bot:
            return Who("promo", "the network marks the account as automated")
        shown = squeeze(name) if name else ""
        if verified and shown in self._people:
            return Who("cast", "a verified account under the name of somebody who made the film")
        local = (handle or "").removeprefix("@").partition("@")[0]
        own = squeeze(local.partition(".")[0] if source == "bluesky" else local)
        if own in self._own or (verified and not {own, shown}.isdisjoint(self._own | self._bare)):
            return Who("official", "the film's own name, as its handle or verified")
        if _ANY_CUE.search(f"{local} {name or ''}".lower()) is None:
            return UNKNOWN
        return _by_name(local, name or "")


def _by_name(handle: str, name: str) -> Who:
    """By what a handle or a display name says of itself."""
    for where, text in (("name", name), ("handle", handle)):
        if not text:
            continue
        parts = [part.lower() for part in _PARTS.findall(text)]
        words = frozenset(parts)
        if not words.isdisjoint(_FAN) and parts[-1] not in {"store", "shop", "fest", "festival"}:
            said = min(words & _FAN)
            return Who("fan" if said.startswith("fan") else "unknown", f"its {where} says {said!r}")
        found = _cue(parts, words, " ".join(parts), where, alone=where == "name" or not name)
        if found is not None:
            return found
    return UNKNOWN


def _cue(parts: list[str], words: frozenset[str], phrase: str, where: str, *, alone: bool) -> Who | None:
    """`alone`: nothing better is known, such as the name of a person who owns a small studio."""
    said = words & _CRITIC
    if said and (said - _WEAK_CRITIC or (parts[-1] in said and len(parts) > 1)):
        return Who("critic", f"its {where} says {min(said)!r}")
    pair = _PAIRS.search(phrase)
    if pair is not None and not (phrase.endswith("times") and words & _NO_TIMES):
        kind: AuthorClass = "critic" if pair["critic"] else "promo"
        return Who(kind, f"its {where} says {pair.group()!r}")
    glued = _glued(parts)
    if glued:
        return Who("critic", f"its {where} says {glued!r}")
    said = words & _PROMO
    if said and (said - _WEAK_PROMO or parts[-1] in said):
        return Who("promo", f"its {where} says {min(said)!r}")
    if alone and len(parts) > 1 and parts[-1] in _COMPANY:
        return Who("promo", f"its {where} is a company's: {parts[-1]!r}")
    return None


def _glued(parts: list[str]) -> str:
    """A paper's name that is written as one word: moviereviews, filmnews, citygazette."""
    for part in parts:
        if len(part) < 8:
            continue
        if part.endswith("previews"):
            continue
        for end in (
            "reviews",
            "reviewer",
            "critic",
            "critics",
            "podcast",
            "magazine",
            "gazette",
            "tribune",
            "herald",
        ):
            if part.endswith(end) and len(part) > len(end):
                return end
        if part.endswith(("news", "mag", "blog")) and part.startswith(_GLUED):
            return "news"
    return ""
