"""What of a post is read, and which posts are not judged: the same for every scorer."""

import re

from aggregator.model import Post, Score
from aggregator.signals.judge import other_language

SHOWN = 5_000
"""Characters of a post that are read: an opinion that has not come by then does not come."""


# Any letter but those below U+0250 and the styled ones.
_OTHER_LETTERS = re.compile("[^\\W\\d_\u0000-\u024f\U0001d400-\U0001d7ff]")


def read_text(post: Post) -> str:
    """The post's own words, at most `SHOWN` characters."""
    return post.text[:SHOWN]


def abstention(post: Post, scorer: str) -> Score | None:
    """The score of a post that can't be judged, None for one that can.

    Not judged: no text at all; a language that the network declares and that is not English; text whose
    letters are mostly not Latin, where nothing is declared.
    """
    text = post.text
    if (
        not text
        or text.isspace()
        or other_language(post.language)
        or (not text.isascii() and _is_foreign(text))
    ):
        return Score(scorer, "neutral", (0.0, 1.0, 0.0), 0.0, abstained=True)
    return None


def _is_foreign(text: str) -> bool:
    """Whether most letters lie beyond Latin (U+0250 and above): Cyrillic, Arabic, Thai, Japanese ..."""
    if _OTHER_LETTERS.search(text, 0, 500) is None:
        return False
    latin = other = 0
    for sign in text[:500]:
        if sign.isalpha():
            if (
                sign < "\u0250" or "\U0001d400" <= sign <= "\U0001d7ff"
            ):  # the styled letters are still letters
                latin += 1
            else:
                other += 1
    return other > latin
