"""Which posts hold one text.

Two rules, because counting and showing want different things. Counting must not merge people: "can't wait
for this movie" by two fans is two opinions, so short texts are copies only when one author repeats them; a
text of 60 signs or more that two people "write" is passed on, not written. Showing must not bore: two
quotes that a reader would take for one text are one, whoever wrote them.
"""

import re
from hashlib import blake2b

from rapidfuzz.fuzz import ratio

from aggregator.model import Post

LONG = 60
"""Normalised characters from which equal texts are copies, whoever wrote them."""

ALIKE = 85.0
"""rapidfuzz's ratio (0 to 100) from which two texts look alike to a reader."""

PREFIX = 40
"""Normalised characters that must agree where one text is the cut-off beginning of the other."""

_REPOST_HEAD = re.compile(r"^\W{0,3}[rm]t\s*@\w+\s*:?\s*", re.IGNORECASE)
_LINKS = re.compile(r"https?://\s?\S+|www\.\S+|pic\.twitter\.com/\S+|@[\w.-]+", re.IGNORECASE)
_ENDS = " \t\n.,;:!?…'\"“”‘’-–—_|/\\()[]{}<>*~^=+"


def normalise(text: str) -> str:
    """The words that make two posts one text.

    Case-folded, blanks as one, without links, mentions, a leading "RT @name:" and punctuation at both ends.
    """
    folded = text.casefold()
    if "t @" in folded or "t@" in folded:
        folded = _REPOST_HEAD.sub("", folded)
    if "@" in folded or "://" in folded or "www." in folded or "pic.tw" in folded:
        folded = _LINKS.sub(" ", folded)
    return " ".join(folded.split()).strip(_ENDS)


def text_key(post: Post) -> str:
    """16 hex digits, equal for copies of one text (`Signals.text_key`).

    From `LONG` normalised characters on the text alone decides; below, the text and its author. A short text
    by an unknown author, and a post with nothing but links, is a copy of itself only.
    """
    words = normalise(post.text)
    if len(words) < LONG:
        author = post.author.key if post.author is not None and words else None
        owner = f"@{author}" if author is not None else f"#{post.remote_id}"
        words = f"{words}\0{post.source}\0{owner}"
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def look_alike(a: str, b: str) -> bool:
    """Whether a reader would take two texts for one: for choosing quotes, never for counting.

    Equal but for links and mentions, `ALIKE` per cent the same, or one cut off after `PREFIX` characters or
    more ("the best thing I have seen all ye…").
    """
    one, other = normalise(a), normalise(b)
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= PREFIX and long.startswith(short):
        return True
    return ratio(short, long, score_cutoff=ALIKE) >= ALIKE
