"""Whether people say that what they react to is not genuine: fan-made, made with AI, or fake.

Over 213,000 posts on forty-six films (2011 to 2021) at most 0.08 % of a film's posts hold such words: where
one in thirty does, something is the matter.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

LEAST_DOUBTS = 3
LEAST_SHARE_OF_DOUBTS = 0.03
"""Posts, and share of the counted posts, from which doubt is told and an editor has to look."""

_THING = r"(?:trailer|teaser|poster|clip|photos?|pics?|pictures?|images?|footage|leak|video)"
_STEMS = ("fake", " ai", "generated", "fan made", "fan-made", "fanmade", "concept t", "hoax")
# Lower-cased in bytes, where these two letters do not become the "k" and "i" that they match.
_STEMS_IN_BYTES = tuple(stem.encode() for stem in (*_STEMS, "\u212a", "\u0130"))
_DOUBT = re.compile(
    rf"""(?<!\w)(?:
      fan[\s-]?made | concept\s+(?:trailer|teaser) | (?:ai|a\.i\.)[\s-]generated | deep\s?fakes?
    | (?:made|created|done)\s+(?:with|by|using)\s+(?:ai|a\.i\.)
    | fake\s+{_THING} | {_THING}\s+(?:is|are|was|were|looks?)\s+(?:\w+\s+)?fake
    | this\s+is\s+(?:\w+\s+)?fake | hoax
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
# "looks AI generated" is said of bad effects, "my fan-made poster" of one's own, "isn't fake" of what is not.
_NO_DOUBT = re.compile(
    r"(?:\b(?:looks?|looked|looking|feels?|felt|seems?|seemed|sounds?|like|as\s+if|my|our|i|we)\s+(?:\w+[\s-]+){0,2}"
    r"|\b(?:not|never|no|isn['’]t|aren['’]t|wasn['’]t|ain['’]t)\s+(?:\w+[\s-]+){0,2})$",
    re.IGNORECASE,
)


def doubts(text: str) -> bool:
    """Whether a post says of what it shows that it is fan-made, made with AI, or fake."""
    folded = text.lower()
    if not any(stem in folded for stem in _STEMS):
        return False
    return any(not _NO_DOUBT.search(text[: one.start()]) for one in _DOUBT.finditer(text))


def number_of_doubts(texts: Sequence[str]) -> int:
    """How many of these texts say so. Few hold a word of doubt: those are found in all of them at once."""
    written = [text.encode("utf-8", "surrogatepass") for text in texts]
    whole = b"\n".join(written).lower()
    begins = list(accumulate([len(one) + 1 for one in written], initial=0))
    maybe: set[int] = set()
    for stem in _STEMS_IN_BYTES:
        at = whole.find(stem)
        while at >= 0:
            place = bisect_right(begins, at) - 1
            maybe.add(place)
            at = whole.find(stem, begins[place + 1])
    return sum(doubts(texts[place]) for place in maybe)


def is_doubted(doubting: int, of: int) -> bool:
    """Whether so many of the counted posts are enough to stop at."""
    return doubting >= LEAST_DOUBTS and doubting >= LEAST_SHARE_OF_DOUBTS * of
