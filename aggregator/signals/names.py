"""How names look in posts: as words, as hashtags, and when they are common words. Shared by the
judgements.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from aggregator.model import Film
from aggregator.signals.common_words import COMMON_NAMES, COMMON_WORDS, FORMULAS, PHRASE_WORDS

SMALL_WORDS = frozenset(["a", "an", "the", "of", "and", "in", "on", "to", "for", "at", "by", "with", "from"])


_LETTERS_ALONE = {code: None for code in range(128) if not chr(code).isalnum()}


def squeeze(words: str) -> str:
    """Letters and digits alone, case-folded: how a name looks as a hashtag."""
    if words.isascii():
        return words.lower().translate(_LETTERS_ALONE)
    return "".join(sign for sign in unicodedata.normalize("NFC", words).casefold() if sign.isalnum())


@cache
def is_common_phrase(title: str) -> bool:
    """Whether people write this title without thinking of a film.

    True for one or two words, small ones ("the", "of") not counted, that all stand in the list of common
    words: Gold, Life, The Star, American Made; for a name that very many bear, alone: Marshall; and for what
    people say to each other: Thank You for Your Service. Not for Moana, Hidden Figures, Beauty and the Beast.
    """
    words = [word for word in re.findall(r"[^\W_]+", title.casefold()) if word not in SMALL_WORDS]
    if len(words) == 1 and words[0] in COMMON_NAMES:
        return True
    if not all(word in PHRASE_WORDS or word.removesuffix("s") in PHRASE_WORDS for word in words):
        return False
    return len(words) <= 2 or (not FORMULAS.isdisjoint(words) and ("you" in words or "your" in words))


def words_pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the words or phrases as whole words, also run together as a hashtag; None for no words.

    Case does not count, and a blank in a phrase may be several or a hyphen.
    """
    phrases = sorted({" ".join(word.split()) for word in words} - {""}, key=lambda word: (-len(word), word))
    if not phrases:
        return None
    parts = [r"[\s_-]+".join(map(re.escape, phrase.split())) for phrase in phrases]
    parts += [f"#{re.escape(squeeze(phrase))}" for phrase in phrases if " " in phrase]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def people_pattern(film: Film) -> re.Pattern[str] | None:
    """The names of cast, director, writers and roles, and last names of four letters or more that are no
    common words; written with capitals, or run together as a hashtag.
    """
    full = {name for name in (*film.people, *film.characters) if len(name.split()) > 1}
    last = {name.split()[-1] for name in film.people if len(name.split()) > 1}
    last = {name for name in last if len(name) >= 4 and name.casefold() not in COMMON_WORDS}
    if not full:
        return None
    tags = sorted({squeeze(name) for name in full})
    parts = []
    for name in sorted(full | last, key=lambda word: (-len(word), word)):
        spaced = r"\s+".join(map(re.escape, name.split()))
        parts += [spaced, r"\s+".join(map(re.escape, name.upper().split()))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)}|(?i:[#@](?:{'|'.join(tags)})))(?!\w)")
