"""A post's words as the judgements look at them: made once, and asked first."""

from typing import NamedTuple

# Bytes are translated by a table, many times as fast as a search for words. Letters beyond ASCII part words:
# no rule needs one.
_TABLE = bytes(code if chr(code).isalnum() or code == ord("_") else 32 for code in range(128)) + b" " * 128


class TextWords(NamedTuple):
    """`text` as it was written, `folded`: lower case, with straight apostrophes; `words`: each once."""

    text: str
    folded: str
    words: frozenset[str]


def words_of(text: str) -> TextWords:
    """The words of a text. Most rules need one of a few words: they look here before they search."""
    folded = text.lower()
    if not text.isascii():
        folded = folded.replace("’", "'")
    plain = folded.encode("ascii", "replace").translate(_TABLE)
    return TextWords(text, folded, frozenset(plain.decode("ascii").split()))
