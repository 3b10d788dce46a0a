"""A post's words as the judgements look at them: made once, and asked first."""

import re
from typing import NamedTuple

# What a search for words finds in ASCII, five times as fast.
_ASCII = {code: chr(code) if chr(code).isalnum() or chr(code) == "_" else " " for code in range(128)}
_WORD = re.compile(r"\w+")


class TextWords(NamedTuple):
    """`text` as it was written, `folded`: lower case, with straight apostrophes; `words`: each once."""

    text: str
    folded: str
    words: frozenset[str]


def words_of(text: str) -> TextWords:
    """The words of a text. Most rules need one of a few words: they look here before they search."""
    folded = text.lower()
    if text.isascii():
        return TextWords(text, folded, frozenset(folded.translate(_ASCII).split()))
    folded = folded.replace("’", "'")
    return TextWords(text, folded, frozenset(_WORD.findall(folded)))
