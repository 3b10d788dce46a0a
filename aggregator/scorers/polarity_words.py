"""What a piece of text between two spaces means to TextBlob's rules: told once, then remembered.

The rules are those of pattern.en (BSD, see NOTICE) as TextBlob 0.20 adapts them; its dictionary, emoticons
and abbreviations are read from the installed textblob. `polarity.py` puts the pieces together.
"""

import re
from collections.abc import Iterable, Iterator

from textblob import _text as pattern
from textblob.en import sentiment

Fact = tuple[int, float, float, float, int, int, str, str | None, str]
"""Kind, polarity, subjectivity, intensity, a number, exclamation marks, word, label, doubt.

The number: of a known word, how it modifies the next (0 not at all, ADVERB, LY); of the others, what they end
(NOTHING, NEGATION_ONLY, ALL: negation and modifier). Doubt is the first sign of a piece that may end an
emoticon which the piece before begins.
"""

REMEMBERED = 2**15
"""Pieces of text that are kept in memory; when they are full, remembering begins anew."""
LONGEST = 40
"""Characters of a piece that is worth remembering: longer ones are mostly links."""

KNOWN, NEGATION, SIGN, MARKS, SEVERAL = range(5)  # kinds of facts
_TELLING = frozenset({KNOWN, SIGN, SEVERAL})
ADVERB, LY = 1, 2
NOTHING, NEGATION_ONLY, ALL = 0, 1, 2

TINY: Fact = (MARKS, 0.0, 0.0, 0.0, NOTHING, 0, "", None, "")
SHORT: Fact = (MARKS, 0.0, 0.0, 0.0, NEGATION_ONLY, 0, "", None, "")
LONG: Fact = (MARKS, 0.0, 0.0, 0.0, ALL, 0, "", None, "")
_ENDS = (TINY, SHORT, LONG)  # unknown words of one letter, of two, of more

_QUOTES = "“”‘’'\""
_LEADING = pattern.PUNCTUATION.replace(".", "")
_TRAILING = tuple(_LEADING)
_BEFORE = "@#([" + _QUOTES  # marks that begin no emoticon
_BEHIND = ".,!?:)" + _QUOTES  # marks that end one only together with what stands before them
_QUOTED = frozenset(_QUOTES)
_EOS = pattern.EOS
_SARCASM = "(!)"
_EMOTICONS = [sign for signs in pattern.EMOTICONS.values() for sign in signs]
_SMILES = {
    sign: weight
    for (_, weight), signs in reversed(pattern.EMOTICONS.items())  # of two the first counts
    for sign in map(str.lower, signs)
    if not sign.isalpha() and len(sign) <= 5 and sign not in pattern.PUNCTUATION
}

_MARKED = re.escape(pattern.PUNCTUATION + _QUOTES)
_CUT = rf"(?:(?=[\s{_MARKED}]|n't|\Z)|(?<=[{_MARKED}]))"
"""Where TextBlob cuts a word off: before a space, a mark or "n't", at the end, and behind a mark."""


def _any(signs: Iterable[str], between: str = "") -> str:
    longest_first = sorted(set(signs), key=lambda sign: (-len(sign), sign))
    return "(?:" + "|".join(between.join(map(re.escape, sign)) for sign in longest_first) + ")"


_JOINED = {sign for sign in (*_EMOTICONS, _SARCASM) if len(sign) > 1}
_ENDINGS = {sign[at:] for sign in _JOINED for at in range(1, len(sign))}
_MIDDLES = {ending[:to] for ending in _ENDINGS for to in range(1, len(ending) + 1)}
_INSIDE = re.compile(_any(_JOINED) + _CUT)
ACROSS = re.compile(_any(_JOINED, r"\s*") + _CUT + "|" + _EOS)
PAIRS = {sign[at : at + 2] for sign in _JOINED for at in range(len(sign) - 1)}
_GOES_ON = re.compile(_any(_ENDINGS) + _CUT + "|" + _any(_MIDDLES) + r"\Z")


class Facts(dict[str, Fact]):
    """What each piece of text between spaces does; worked out when it is first met."""

    def __missing__(self, raw: str) -> Fact:
        fact = fact_of(raw)
        if len(raw) > LONGEST:
            return fact
        if len(self) >= REMEMBERED:
            self.clear()
        self[raw] = fact
        return fact


def fact_of(raw: str) -> Fact:
    """What a piece of text between two spaces does."""
    if not raw.isalnum():
        return _fact(raw)
    fact = _word(raw.lower())
    return (*fact[:-1], raw[0]) if raw in _MIDDLES else fact


def is_telling(fact: Fact) -> bool:
    """Whether a text may have another polarity than 0 for it."""
    return fact[0] in _TELLING or bool(fact[-1])


def _fact(raw: str) -> Fact:
    """A word with some marks at its ends is told quickly, all else is cut as TextBlob does it."""
    stem = raw.rstrip(_BEHIND)
    word = stem.lstrip(_BEFORE)
    if word.isalnum() or (word and word[0].isalnum() and word[-1].isalnum() and _QUOTED.isdisjoint(word)):
        tail = raw[len(stem) :]
        fact = _word(word.lower())
        if not tail:
            if not raw[:2].isalnum() and _GOES_ON.match(raw) is not None:
                fact = (*fact[:-1], raw[0])
            return _fact_of(SEVERAL) if _EOS in word else fact
        if (
            word[-1] + tail[0] not in PAIRS
            and not (":" in tail and len(tail) > 1)
            and not _is_short(word + ".")
        ):
            if "..." in tail:  # is a word of three letters
                fact = LONG if fact[0] == MARKS else _fact_of(SEVERAL)
            if "!" in tail:
                fact = _exclaimed(fact, tail.count("!"))
            if not raw[:2].isalnum() and _GOES_ON.match(raw) is not None:
                fact = (*fact[:-1], raw[0])
            return _fact_of(SEVERAL) if _EOS in word else fact
    parts = merged(raw)
    fact = parts[0] if len(parts) == 1 else _fact_of(SEVERAL)
    if _GOES_ON.match(raw) is not None:
        fact = (*fact[:-1], raw[0])
    return _fact_of(SEVERAL) if _EOS in raw else fact


def _fact_of(kind: int) -> Fact:
    return kind, 0.0, 0.0, 0.0, 0, 0, "", None, ""


def _word(word: str) -> Fact:
    """What one word of TextBlob's does, in small letters."""
    fact = _WORDS.get(word)
    if fact is not None:
        return fact
    return LONG if len(word) > 2 else _ENDS[len(word) - 1]


def _exclaimed(fact: Fact, marks: int = 1) -> Fact:
    kind, p, s, i, number, before, word, label, doubt = fact
    return kind, p, s, i, number, before + marks, word, label, doubt


def merged(raw: str) -> list[Fact]:
    """What the words of a piece do, told shortly: what does nothing goes, "!" joins what it follows."""
    facts: list[Fact] = []
    last = TINY
    for word in _cut(raw):
        fact = _word(word.lower())
        if last is TINY:
            last = fact
        elif fact[0] == MARKS and fact[4] == NOTHING:
            last = _exclaimed(last, fact[5]) if fact[5] else last
        elif last[0] == fact[0] == MARKS and not last[5]:
            ends = _ENDS[max(last[4], fact[4])]
            last = _exclaimed(ends, fact[5]) if fact[5] else ends
        else:
            facts.append(last)
            last = fact
    return [*facts, last]


def _cut(raw: str) -> list[str]:
    """The words of a piece without spaces, as TextBlob's find_tokens cuts it."""
    if _INSIDE.search(raw) is not None or _EOS in raw:
        words: list[str] = " ".join(pattern.find_tokens(raw)).split()
        return words
    if not _QUOTED.isdisjoint(raw):
        raw = raw.replace("n't", " n't")  # the other contractions are cut at the quote anyway
        for quote in _QUOTES:
            raw = raw.replace(quote, f" {quote} ")
    words = []
    for piece in raw.split():
        words += _peeled(piece)
    return words


def _peeled(piece: str) -> Iterator[str]:
    """The marks before a word, the word, the marks behind it; an abbreviation keeps its full stop."""
    word = piece.lstrip(_LEADING)
    yield from piece[: len(piece) - len(word)]
    tail: list[str] = []
    while word.endswith((*_TRAILING, ".")):
        if word.endswith(_TRAILING):
            tail.append(word[-1])
            word = word[:-1]
        if word.endswith("..."):
            tail.append("...")
            word = word[:-3].rstrip(".")
        if word.endswith("."):
            if _is_short(word):
                break
            tail.append(".")
            word = word[:-1]
    if word:
        yield word
    yield from reversed(tail)


def _is_short(word: str) -> bool:
    """Whether the word with its full stop is an abbreviation."""
    return (
        word in pattern.ABBREVIATIONS
        or pattern.RE_ABBR1.match(word) is not None
        or pattern.RE_ABBR2.match(word) is not None
        or pattern.RE_ABBR3.match(word) is not None
    )


def _words() -> dict[str, Fact]:
    """All words that TextBlob knows, and the signs."""
    if not dict.__len__(sentiment):
        sentiment.load()  # it is lazy
    words: dict[str, Fact] = {
        sign: (SIGN, weight, 1.0, 1.0, min(len(sign), 3) - 1, 0, sign, pattern.MOOD, "")
        for sign, weight in _SMILES.items()
    }
    words["!"] = _exclaimed(TINY)
    words[_SARCASM] = (SIGN, 0.0, 1.0, 1.0, ALL, 0, _SARCASM, pattern.IRONY, "")
    for word in sentiment.negations:
        words[word] = (NEGATION, 0.0, 0.0, 0.0, min(len(word), 3) - 1, 0, word, None, "")
    for word, senses in dict.items(sentiment):
        p, s, i = senses[None]
        modifies = (LY if sentiment.modifier(word) else ADVERB) if "RB" in senses else 0
        words[word] = (KNOWN, p, s, i, modifies, 0, word, sentiment.labeler.get(word), "")
    return words


_WORDS = _words()
FACTS = Facts()
