"""Which posts hold exactly one text: what can be said of a post by itself, and kept beside it.

"can't wait for this movie" by two fans is two opinions, so short texts are copies only when one author
repeats them; a text of 60 signs or more that two people "write" is passed on, not written. What is nearly
the same can only be told among the posts of a window: near_duplicates.
"""

import re
from hashlib import blake2b

from aggregator.model import Post

LONG = 60
"""Normalised characters from which equal texts are copies, whoever wrote them."""

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
